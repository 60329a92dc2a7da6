"""``rag.verifying``: a likely answer is looked at again."""

from __future__ import annotations

import pytest

from rag.verifying import MOST_LEAD, lead, left_out


@pytest.mark.parametrize(
    ("question", "share"),
    [
        ("Who opened the harbour?", 0.0),
        ("Who opened the two harbours?", 1 / 3),
        ("How many divers opened the harbour in 1911?", 1 / 4),
        ("Who?", 0.0),
    ],
)
def test_what_a_question_names_is_looked_for(question: str, share: float) -> None:
    """Words count by their stems and numbers by their digits; question words name nothing."""
    assert left_out(question, "In 1911 the harbour was opened by Anna Weiss.") == pytest.approx(
        share
    )


def test_an_answer_is_held_against_other_answers() -> None:
    """A passage that gives the same answer, in other words too, is no rival."""
    answers = ["Anna Weiss", "Karl Brandt", "anna weiss herself"]
    assert lead([3.0, 1.0, 2.9], answers, 0) == 2.0
    assert lead([1.0, 3.0, 0.0], answers, 0) == -2.0


def test_a_lead_has_an_end() -> None:
    """Without another answer, or far ahead of it, it is the same."""
    assert lead([3.0, 2.0], ["Baku", "Baku"], 0) == MOST_LEAD
    assert lead([30.0, 2.0], ["Baku", "Paris"], 0) == MOST_LEAD
