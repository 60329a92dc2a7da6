"""``training.yes_or_no``: questions of other forms, put so that yes or no answers them."""

from __future__ import annotations

import random

import pytest

from training.batches import Mixture
from training.encoding import encode, load_tokenizer
from training.model import base_folder
from training.rows import ANSWERABLE, Row
from training.yes_or_no import YES_OR_NO, ask, ask_yes_or_no

PASSAGE = "The old bridge was built in 1887 by Anna Weiss. It was mended in 1903 and 1911."


def row(question: str, answer: str | None) -> Row:
    """Return a row about the bridge."""
    start = PASSAGE.index(answer) if answer else -1
    return Row(ANSWERABLE, "Bridge", question, PASSAGE, (answer,) if answer else (), start)


@pytest.mark.parametrize(
    ("question", "said", "before", "put"),
    [
        ("when was the bridge built?", "1887", "was built in ", "was the bridge built in 1887?"),
        ("in what year did it open", "1890", "", "did it open in 1890?"),
        ("who is the mayor of bern?", "Anna Weiss", "", "is anna weiss the mayor of bern?"),
        ("who opened the harbour?", "Anna Weiss", "", "was it anna weiss who opened the harbour?"),
        ("what caused the fire?", "a candle", "", "was it a candle that caused the fire?"),
        ("how many people did it hold?", "40", "", "did it hold 40 people?"),
        ("who did she marry?", "Karl", "she married ", "did she marry karl?"),
        ("what did he vote for?", "reform", "voted for ", "did he vote for reform?"),
    ],
)
def test_a_question_is_put_so_that_yes_or_no_answers_it(
    question: str, said: str, before: str, put: str
) -> None:
    """What is asked about stands where a question of this form has it."""
    assert ask(question, said, before) == put


def test_a_question_of_another_form_is_left() -> None:
    """Nothing is made of what is already answered by yes or no, nor of a wish."""
    assert ask("was the bridge built in 1887?", "1887") is None
    assert ask("name the bridge.", "Old Bridge") is None


def test_both_answers_keep_the_place_that_settles_them() -> None:
    """Asked about the true year or another, the passage has the matter; the answer is marked."""
    rows = [row("when was the bridge built?", "1887")] * 40
    made = ask_yes_or_no(rows, random.Random(0))
    assert {one.question for one in made} == {
        f"was the bridge built in {year}?" for year in ("1887", "1903", "1911")
    }
    assert all(one.answers == ("1887",) and one.source == YES_OR_NO for one in made)
    assert 10 <= sum("1887" in one.question for one in made) <= 30


def test_nothing_settles_what_is_made_of_an_unanswerable_question() -> None:
    """It is asked about a year of the article, and has no answer."""
    (made,) = ask_yes_or_no([row("when was the tower built?", None)], random.Random(0))
    assert made.question in {f"was the tower built {year}?" for year in ("1887", "1903", "1911")}
    assert not made.answers and made.start == -1


def test_what_no_teacher_judges_stands_in_every_pass() -> None:
    """Batches of it are of questions, apart from the claims, and a share of them can be had."""
    rows = ask_yes_or_no([row("when was the bridge built?", "1887")] * 800, random.Random(0))
    examples = encode(load_tokenizer(base_folder()), rows)
    mixture = Mixture([], [], [], untaught=examples)
    whole, part = mixture.other_batches(0, 0), mixture.other_batches(0, 0, share=0.5)
    assert 0 < len(part) < len(whole) and len(mixture.epoch(0, 0)) == len(whole)
    assert not any(piece.example.row.is_claim for _, pieces in whole for piece in pieces)
