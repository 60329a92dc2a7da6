"""Tests of ``training/altered.py``."""

from __future__ import annotations

import random

from training.altered import alter_questions, declared, find_parts, make_claims
from training.rows import Row

PASSAGE = (
    "The harbour was opened by Anna Weiss in 1911. It was dug by the men of Karl Brandt, and "
    "deepened in 1934. After the war Anna Weiss sold it to Nordhafen for 300 crowns."
)
ROWS = [
    Row("made", "Harbour", "who sold the harbour to nordhafen?", PASSAGE, ("Anna Weiss",), 26),
    Row("made", "Harbour", "when was the harbour of 300 crowns opened?", PASSAGE, ("1911",), 40),
]


def test_names_years_and_numbers_are_told_apart() -> None:
    """Each kind is replaced by its own kind alone."""
    parts = find_parts(PASSAGE)
    assert parts.names == ("Anna Weiss", "Karl Brandt", "Nordhafen")
    assert (parts.years, parts.numbers) == (("1911", "1934"), ("300",))
    assert parts.like("1920") == parts.years
    assert parts.like("the men") == ()


def test_an_altered_question_differs_in_one_name_and_has_no_answer() -> None:
    """What was asked about is replaced, and the row says that nothing answers it."""
    made = alter_questions(ROWS[:1], random.Random(1))
    assert [(row.answers, row.start) for row in made] == [((), -1)]
    assert "nordhafen" not in made[0].question
    assert made[0].question.startswith("who sold the harbour to ")


def test_claims_come_in_pairs_that_differ_in_the_answer_alone() -> None:
    """A true claim has the answer, and a false one another part of the same kind."""
    for seed in range(8):
        true, false = make_claims(ROWS[1:], random.Random(seed))
        assert (true.supported, false.supported) == (True, False)
        assert true.question.replace("1911", "1934") == false.question


def test_question_and_answer_are_one_claim() -> None:
    """The answer takes the question word's place where that reads as a statement."""
    assert declared(ROWS[0], "Anna Weiss") == "Anna Weiss sold the harbour to nordhafen."
    assert declared(ROWS[1], "1911") == "when was the harbour of 300 crowns opened? 1911"
