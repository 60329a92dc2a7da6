"""``training.groups``: questions with several passages, and with several in one text."""

from __future__ import annotations

import random

import numpy as np
import pytest

from training.batches import GROUP_SIZE, WINDOWS, Mixture
from training.encoding import encode, load_tokenizer
from training.groups import encode_groups, joined, of_article, of_written
from training.model import base_folder
from training.rows import ANSWERABLE, HARD_NEGATIVE, Row
from training.written import WRITTEN, WRITTEN_UNANSWERABLE

SENTENCES = [f"The harbour of town {n} was dug by builder {n} in 19{n:02}." for n in range(12, 40)]
ARTICLE = " ".join(SENTENCES)
OTHER = " ".join(f"A harbour pilot number {n} spoke of the storm." for n in range(20))
HEADLINES = {"a": "Towns got harbours", "b": "Pilots spoke"}


def written(answer: str) -> Row:
    """Return a question with the whole article for its passage."""
    source = WRITTEN if answer else WRITTEN_UNANSWERABLE
    answers = (answer,) if answer else ()
    start = ARTICLE.index(answer) if answer else -1
    return Row(source, "a", "who dug the harbour of town 20?", ARTICLE, answers, start)


ROWS = [written("builder 20"), written(""), Row(WRITTEN_UNANSWERABLE, "b", "why?", OTHER)]


def test_one_passage_of_a_group_answers_and_it_comes_first() -> None:
    """The others are of the same article or another, under their own headlines."""
    groups = of_written(ROWS[:1] + ROWS[2:], 20, random.Random(0), HEADLINES)
    answered = [group for group in groups if group[0].answers]
    assert len(answered) == 20 and all(len(group) == GROUP_SIZE for group in groups)
    for first, *others in answered:
        assert first.passage[first.start :].startswith("builder 20")
        assert all(one.source == HARD_NEGATIVE and not one.answers for one in others)
        assert not any("builder 20" in one.passage for one in others)
    heads = {one.passage.split("\n")[0] for group in answered for one in group}
    assert heads == set(HEADLINES.values())


def test_a_question_without_an_answer_has_passages_too() -> None:
    """None of them answers."""
    groups = of_written(ROWS[1:], 3, random.Random(0), HEADLINES)
    assert groups and not any(one.answers for group in groups for one in group)


def test_a_headline_that_tells_the_answer_is_left_out() -> None:
    """Then no passage of the group has one, so that its lack tells nothing."""
    told = {"a": "It was builder 20", "b": "Pilots spoke"}
    groups = of_written(ROWS[:1] + ROWS[2:], 3, random.Random(0), told)
    answered = [group for group in groups if group[0].answers]
    assert not any("\n" in one.passage for group in answered for one in group)


def test_paragraphs_in_one_text_keep_their_order_and_the_answer() -> None:
    """As many texts as asked for, half as many of a question without an answer."""
    rows = joined(ROWS[:2], 4, random.Random(0), HEADLINES)
    assert [bool(row.answers) for row in rows] == [True] * 4 + [False] * 2
    for row in rows:
        head, *pieces = row.passage.strip().split("\n")
        assert head == HEADLINES["a"] and len(pieces) > 1
        places = [ARTICLE.index(piece) for piece in pieces]
        assert places == sorted(places)
        if row.answers:
            assert row.passage[row.start :].startswith("builder 20")


def test_a_question_of_the_encyclopaedia_needs_enough_passages() -> None:
    """One with fewer near misses makes no group."""
    row = Row(ANSWERABLE, "t", "who?", "Weiss did.", ("Weiss",), 0)
    groups = of_article([row, row], [("One.", "Two.", "Three."), ("One.",)])
    assert [[one.passage for one in group] for group in groups] == [
        ["Weiss did.", "One.", "Two.", "Three."]
    ]


@pytest.mark.parametrize("share", [1.0, 0.5])
def test_groups_stay_whole_in_their_batches(share: float) -> None:
    """The passages of a question follow each other; long texts are cut to the largest window."""
    tokenizer = load_tokenizer(base_folder())
    groups = encode_groups(tokenizer, of_written(ROWS, 80, random.Random(0), HEADLINES))
    whole = encode(tokenizer, joined(ROWS[:1], 400, random.Random(0), HEADLINES))
    mixture = Mixture([], [], [], groups=groups, joined=whole)
    plan = mixture.other_batches(0, 0, share)
    grouped = [one for one in plan if one.group == GROUP_SIZE]
    assert grouped and len(grouped) < len(plan)
    for one in grouped:
        for at in range(0, len(one.pieces), GROUP_SIZE):
            questions = {piece.example.row.question for piece in one.pieces[at : at + GROUP_SIZE]}
            assert len(questions) == 1
    longest = max(len(piece.example.text.ids) for one in plan for piece in one.pieces)
    kept = [piece.length for one in plan if one.group == 1 for piece in one.pieces]
    assert max(kept) > WINDOWS[0] and max(kept) <= WINDOWS[-1] and longest > WINDOWS[0]
    assert np.isin([one.group for one in plan], (1, GROUP_SIZE)).all()
