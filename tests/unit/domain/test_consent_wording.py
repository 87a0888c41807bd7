from dataclasses import replace

from shop.domain.consent_wording import QUESTIONS, wording_sha256


def test_another_word_anywhere_is_another_hash():
    first = QUESTIONS[0]
    for field in ("explanation", "question", "yes", "no"):
        changed = (replace(first, **{field: "Other words."}), *QUESTIONS[1:])
        assert wording_sha256(changed) != wording_sha256()


def test_the_hash_is_of_these_words():
    # When the words change on purpose, so does this: answers of before keep the old hash.
    assert wording_sha256() == wording_sha256(tuple(QUESTIONS))
    assert len(wording_sha256()) == 64
