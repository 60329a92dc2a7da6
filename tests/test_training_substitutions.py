"""Tests of ``training/substitutions.py``."""

from __future__ import annotations

import random

import pytest

from training.rows import Row
from training.substitutions import SUBSTITUTED, Substitution, learn, substitute

PASSAGE = "The harbour was opened by Anna Weiss in 1911, and sold to the town in 1934."
OTHER = "The bridge was opened by Karl Brandt. It was the first of three, and was never painted."


def asked(question: str, passage: str = PASSAGE) -> Row:
    return Row("made", "Harbour", question, passage, ("Anna Weiss",), 26)


def unanswerable(question: str, passage: str = PASSAGE) -> Row:
    return Row("made", "Harbour", question, passage)


def changes(former: str, new: str) -> set[tuple[str, str]]:
    known = learn([unanswerable(new), asked(former), asked("how long is the quay?")])
    return {(one.former, one.new) for group in known.values() for one in group}


@pytest.mark.parametrize(
    ("former", "new", "change"),
    [
        ("who opened the harbour?", "who closed the harbour?", ("opened", "closed")),
        ("who did open it?", "who did not open it?", ("did", "did not")),
        ("who was the first owner?", "who wasn't the first owner?", ("was", "wasn't")),
        ("who gave up the port?", "who kept the port?", ("gave up", "kept")),
    ],
)
def test_a_change_is_read_off_two_questions_about_one_passage(
    former: str, new: str, change: tuple[str, str]
) -> None:
    """A word becomes another, or a word comes in beside the one before it."""
    assert changes(former, new) == {change}


@pytest.mark.parametrize(
    ("former", "new"),
    [
        ("when was it sold in 1911?", "when was it sold in 1912?"),
        ("which harbour is it?", "what harbour is it?"),
        ("how many units are there?", "how many unites are there?"),
        ("who opened the harbour?", "where did the second owner of it live until his death?"),
    ],
)
def test_what_does_not_alter_the_question_is_no_change(former: str, new: str) -> None:
    """Numbers (made elsewhere), words that say nothing, misspellings, another question."""
    assert changes(former, new) == set()


def test_a_change_is_as_likely_as_people_made_it() -> None:
    """Once in two questions that have the word is one half."""
    known = learn(
        [
            unanswerable("who closed the harbour?"),
            asked("who opened the harbour?"),
            asked("who opened the bridge?", OTHER),
        ]
    )
    assert known == {"opened": [Substitution("opened", "closed", 0.5)]}


def test_a_question_that_is_changed_has_no_answer() -> None:
    """It keeps its passage, and all of its other words."""
    known = {"opened": [Substitution("opened", "closed", 0.5)]}
    made = substitute([asked("who opened the harbour?")], known, random.Random(0))
    assert made == [Row(SUBSTITUTED, "Harbour", "who closed the harbour?", PASSAGE)]


def test_what_stands_in_the_passage_does_not_come_in() -> None:
    """The passage might answer the changed question."""
    known = {"opened": [Substitution("opened", "sold", 0.5)]}
    assert substitute([asked("who opened the harbour?")], known, random.Random(0)) == []


def test_words_are_replaced_whole() -> None:
    """A former that ends inside a word of the question is left alone."""
    known = {"was": [Substitution("was a", "wasn't a", 0.5)]}
    rows = [asked("who was an owner?")] * 8
    assert substitute(rows, known, random.Random(0)) == []


def test_negations_are_kept_half_of_the_time() -> None:
    """They fit nearly everywhere and would crowd out the other changes."""
    known = {"did": [Substitution("did", "did not", 0.5)]}
    made = substitute([asked("who did open it?")] * 400, known, random.Random(0))
    assert 160 < len(made) < 240
    assert {row.question for row in made} == {"who did not open it?"}
