"""``rag.asking``: a question goes through the stages, whatever it is asked of."""

from __future__ import annotations

import pytest

from rag.asking import MAX_QUESTION_CHARACTERS, checked_question, hits_in, plain_document
from rag.errors import RagError
from rag.types import GIVEN
from tests.fakes import HashedEncoder


def test_a_text_that_is_handed_over_is_read_nearest_passage_first() -> None:
    """Every line is a paragraph, and the one nearest to the question leads."""
    weather = "The weather was mild on that long day of the early summer. " * 12
    text = f"{weather}\n\nThe harbour was opened by the minister in the afternoon."
    hits = hits_in("who opened the harbour", plain_document(text, "Town"), HashedEncoder())
    assert len(hits) > 1 and {hit.origin for hit in hits} == {GIVEN}
    assert "harbour" in hits[0].passage.text
    assert hits[0].similarity > hits[-1].similarity


def test_a_question_is_one_line_and_not_endless() -> None:
    """White space is made one blank; nothing and too much are refused with what to do."""
    assert checked_question("  Who \n was it? ") == "Who was it?"
    assert checked_question("Who \ud800?") == "Who ??"
    with pytest.raises(RagError, match="type what you want to know"):
        checked_question(" \n ")
    with pytest.raises(RagError, match=str(MAX_QUESTION_CHARACTERS)):
        checked_question("x" * (MAX_QUESTION_CHARACTERS + 1))
