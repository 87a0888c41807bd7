from shop.domain.correction_mails import answered_mail, asked_mail
from shop.gateways.mail_texts import letter
from tests.support.corrections import a_correction
from tests.support.orders import NUMBER, an_order

LINK = "https://shop.example.com/orders/CT-1"


def test_a_receipt_tells_by_when_it_is_answered():
    mail = asked_mail(an_order(), a_correction(), LINK)
    assert (mail.to, mail.mail_id) == ("ada@example.com", f"order#{NUMBER}#correction-1-asked#1")
    text = letter(mail).text
    assert "23 December 2026" in text
    assert f"{NUMBER}-C1" in text
    assert "Other Road" not in text


def test_an_answer_tells_what_was_done_and_why_not():
    texts = {
        state: letter(
            answered_mail(an_order(), a_correction(state=state, answer=answer), LINK)
        ).text
        for state, answer in (("changed", ""), ("noted", ""), ("declined", "It is right."))
    }
    assert "We have done so." in texts["changed"]
    assert "may not be rewritten" in texts["noted"]
    assert "We have not done so" in texts["declined"]
    assert "It is right." in texts["declined"]


def test_nobody_is_written_to_whose_address_was_erased():
    assert asked_mail(an_order(email=""), a_correction(), LINK) is None
    assert answered_mail(an_order(email=""), a_correction(), LINK) is None
