import os
import re
from email.utils import parseaddr

import boto3
import pytest
from botocore.exceptions import NoCredentialsError

from shop.domain.mails import Letter, MailNotSent, Undeliverable, tagged_mail_id
from shop.gateways import mail
from shop.gateways.settings import SHOP
from tests.support.post import refusing_post
from tests.support.tables import REGION

pytestmark = pytest.mark.usefixtures("tables")
LETTER = Letter("Your lamp", "It is on its way.", "<p>It is on its way.</p>")


def test_sends_a_letter_in_both_parts(post):
    message_id = mail.send("customer@example.com", LETTER, "receipt#1")
    assert message_id
    (sent,) = post.sent
    assert sent.to == ["customer@example.com"]
    assert (sent.subject, sent.text, sent.html) == (LETTER.subject, LETTER.text, LETTER.html)


def test_writes_from_the_shop_and_takes_answers(post):
    mail.send("customer@example.com", LETTER, "receipt#1")
    request = post.sent[0].request
    assert parseaddr(request["FromEmailAddress"]) == (SHOP.name, SHOP.email)
    assert request["ReplyToAddresses"] == [SHOP.email]


def test_marks_its_mail_as_automatic_and_offers_no_way_to_leave_a_service(post):
    mail.send("customer@example.com", LETTER, "receipt#1")
    headers = post.sent[0].request["Content"]["Simple"]["Headers"]
    assert headers == [
        {"Name": "Auto-Submitted", "Value": "auto-generated"},
        {"Name": "X-Auto-Response-Suppress", "Value": "All"},
    ]


def test_offers_a_way_to_leave_in_one_click_where_there_is_one(post):
    link = "https://shop.example.com/unsubscribe?token=t"
    mail.send("customer@example.com", LETTER, "welcome#1", unsubscribe_url=link)
    headers = post.sent[0].request["Content"]["Simple"]["Headers"]
    assert headers[2:] == [
        {"Name": "List-Unsubscribe", "Value": f"<{link}>"},
        {"Name": "List-Unsubscribe-Post", "Value": "List-Unsubscribe=One-Click"},
    ]


def test_asks_for_news_of_a_mail_and_tags_it_with_its_id(post):
    mail.send("customer@example.com", LETTER, "order#CT-1#paid#1")
    request = post.sent[0].request
    assert request["ConfigurationSetName"] == os.environ["MAIL_CONFIGURATION_SET"]
    (tag,) = request["EmailTags"]
    assert tag["Name"] == "mail"
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,256}", tag["Value"])
    assert tagged_mail_id(tag["Value"]) == "order#CT-1#paid#1"


def test_lets_no_subject_start_another_header(post):
    letter = Letter("Lamp\r\nBcc: victim@example.com", "", "")
    mail.send("customer@example.com", letter, "receipt#1")
    assert post.sent[0].subject == "Lamp Bcc: victim@example.com"


@pytest.mark.parametrize(
    "to", ["a@example.com\r\nBcc: b@example.com", "a@example.com, b@example.com", "", "nobody"]
)
def test_sends_to_one_address_only(post, to):
    with pytest.raises(Undeliverable, match="InvalidAddress"):
        mail.send(to, LETTER, "receipt#1")
    assert post.sent == []


def test_waits_until_the_shops_own_address_is_verified():
    # moto's SES, like the real one, rejects a sender that it does not know.
    with pytest.raises(MailNotSent, match=r"^not-verified$") as refusal:
        mail.send("customer@example.com", LETTER, "receipt#1")
    assert not isinstance(refusal.value, Undeliverable)
    assert refusal.value.__suppress_context__


@pytest.mark.usefixtures("post")
@pytest.mark.parametrize("code", ["MessageRejected", "BadRequestException"])
def test_gives_up_on_what_will_never_pass(code):
    with refusing_post(code), pytest.raises(Undeliverable, match=f"^{code}$"):
        mail.send("customer@example.com", LETTER, "receipt#1")


@pytest.mark.usefixtures("post")
@pytest.mark.parametrize(
    "code",
    [
        "TooManyRequestsException",
        "SendingPausedException",
        "MailFromDomainNotVerifiedException",
        "AccountSuspendedException",
        "LimitExceededException",
    ],
)
def test_hopes_for_a_better_moment(code):
    with refusing_post(code), pytest.raises(MailNotSent, match=f"^{code}$") as refusal:
        mail.send("customer@example.com", LETTER, "receipt#1")
    assert not isinstance(refusal.value, Undeliverable)


@pytest.mark.usefixtures("post")
def test_hopes_for_a_better_moment_when_ses_is_out_of_reach():
    with refusing_post(NoCredentialsError()), pytest.raises(MailNotSent, match="NoCredentials"):
        mail.send("customer@example.com", LETTER, "receipt#1")


@pytest.mark.usefixtures("post")
def test_speaks_the_service_that_moto_keeps_count_of():
    mail.send("customer@example.com", LETTER, "receipt#1")
    quota = boto3.client("ses", region_name=REGION).get_send_quota()
    assert quota["SentLast24Hours"] == 1
