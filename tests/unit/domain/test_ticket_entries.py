import pytest

from shop.domain.ticket_entries import assignee

ADA = "arn:aws-cn:iam::123456789012:user/ada"


@pytest.mark.parametrize(
    ("to", "meant"),
    [
        ("me", ADA),
        ("nobody", ""),
        ("grace", "arn:aws-cn:iam::123456789012:user/grace"),
        ("arn:aws:sts::210987654321:assumed-role/help/eve",) * 2,
    ],
)
def test_names_whom_a_conversation_is_for(to, meant):
    assert assignee(to, ADA) == meant


def test_a_name_without_an_account_is_still_a_name():
    assert assignee("grace", "operator") == "arn:aws:iam:::user/grace"
