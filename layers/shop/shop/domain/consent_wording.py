"""The words in which visitors are asked about cookies; the page shows these and no others.

Every answer keeps the hash of the words it was given to.
"""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Question:
    """One question with both answers, as they are printed on its two buttons."""

    name: str
    explanation: str
    question: str
    yes: str
    no: str


QUESTIONS = (
    Question(
        "recognition",
        "With one cookie we recognise your browser when you come back, and show our pages as you"
        " like them. It holds a random code and how you like them. If you say no, it is removed at"
        " once.",
        "May we recognise your browser?",
        "Yes, recognise me",
        "No, do not recognise me",
    ),
    Question(
        "statistics",
        "We count how many visitors come each day. That needs no cookie, and does not keep who you"
        " are.",
        "May we count your visits?",
        "Yes, count me",
        "No, do not count me",
    ),
)


def wording_sha256(questions: tuple[Question, ...] = QUESTIONS) -> str:
    """Return the hash of the words: of their JSON, with sorted names and without spaces."""
    words = [asdict(question) for question in questions]
    text = json.dumps(words, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()
