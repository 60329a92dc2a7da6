"""``rag.given_names``: lists that tell a gender, or say nothing."""

from __future__ import annotations

from rag.given_names import MEN, WOMEN
from rag.mentions import FUNCTION_WORDS


def test_a_name_tells_one_gender_or_none() -> None:
    """No name stands in both lists, and all are in the form that they are looked up in."""
    assert not MEN & WOMEN
    assert all(name == name.lower() and name.isalpha() for name in MEN | WOMEN)


def test_no_name_is_a_word_that_a_sentence_may_begin_with() -> None:
    """A capital at the head of a sentence would make somebody of it."""
    assert not (MEN | WOMEN) & FUNCTION_WORDS
