"""The texts of mails: `mails/<template>.txt`, in one layout.

The first line is `Subject: ...`; a paragraph is one line, since a line end is shown as one.
The HTML part is made from the text, so the two can never say different things.
"""

import functools
from pathlib import Path

import minijinja

from shop.domain.mails import Letter, Mail, SentMail, one_line, paragraphs_html
from shop.gateways.settings import SHOP, SITE_URL

FOLDER = Path(__file__).parents[1] / "mails"
_SUBJECT = "Subject: "


def letter(mail: Mail) -> Letter:
    """Return a mail as it is read, in both parts.

    Raises:
        FileNotFoundError: there is no such template.
        ValueError: the template does not start with its subject.
        minijinja.TemplateError: the template is broken, or needs a value it was not given.
    """
    # Divided before it is filled in: no value can add a line to the subject or end it.
    subject, body = _parts(mail.template)
    environment = _environment()
    text = environment.render_str(body, "body.txt", **mail.values).strip("\n")
    return Letter(
        subject=one_line(environment.render_str(subject, "subject.txt", **mail.values)),
        text=environment.render_template("layout.txt", body=text),
        html=environment.render_template("layout.html", paragraphs=paragraphs_html(text, SITE_URL)),
    )


def kept_letter(sent: SentMail) -> Letter | None:
    """Return a mail that was sent as it was read, but for the keys in its links.

    None if nothing of it was kept, or its text has come to need what was not kept of it.
    """
    if not sent.values:
        return None
    try:
        return letter(Mail(sent.mail_id, "", sent.template, sent.values))
    except (FileNotFoundError, minijinja.TemplateError):
        return None


@functools.cache
def _parts(template: str) -> tuple[str, str]:
    subject, _, body = _read(f"{template}.txt").partition("\n")
    if not subject.startswith(_SUBJECT):
        message = f"mails/{template}.txt does not start with its subject"
        raise ValueError(message)
    return subject.removeprefix(_SUBJECT), body


@functools.cache
def _environment() -> minijinja.Environment:
    return minijinja.Environment(
        loader=_read,
        undefined_behavior="strict",
        debug=False,  # its messages would carry the values into the log
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        globals={"shop": SHOP, "site_url": SITE_URL},
    )


def _read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
