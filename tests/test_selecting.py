"""``rag.selecting``: what tells most together for its length, without repeating itself."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.selecting import BRIEF, FULL, SAME, Choice, Objective, Shape, same_of, select

PLAIN = Shape(least=1, most=9, length=0.3)


def choice_of(
    worth: list[float], words: list[int], vectors: np.ndarray, alike: np.ndarray | None = None
) -> Choice:
    """Make a choice from plain lists; sentences are as like as their vectors."""
    likeness = np.maximum(vectors @ vectors.T, 0) if alike is None else alike
    np.fill_diagonal(likeness, 0)
    return Choice(
        np.array(worth),
        likeness,
        np.array(words, dtype=np.float64),
        same_of(vectors.astype(np.float32)),
        np.zeros(len(words), dtype=np.int64),
    )


@st.composite
def choices(draw: st.DrawFn) -> Choice:
    """Draw up to seven sentences of any worth, length and direction."""
    count = draw(st.integers(1, 7))
    rows = np.random.default_rng(draw(st.integers(0, 99))).normal(size=(count, 3))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    worth = draw(st.lists(st.floats(0.01, 1), min_size=count, max_size=count))
    words = draw(st.lists(st.integers(5, 40), min_size=count, max_size=count))
    return choice_of(worth, words, rows)


@settings(max_examples=60, deadline=None)
@given(choices(), st.integers(40, 120))
def test_what_is_chosen_is_not_far_from_the_best(choice: Choice, budget: int) -> None:
    """It fits the budget, repeats nothing, and reaches seven tenths of the best set."""
    chosen = select(choice, budget, PLAIN)
    assert choice.words[chosen].sum() <= budget
    assert not any(choice.same[one, other] for one, other in combinations(chosen, 2))
    objective = Objective(choice, budget, PLAIN)
    places = range(len(choice.worth))
    allowed = [
        subset
        for size in range(1, len(choice.worth) + 1)
        for subset in combinations(places, size)
        if choice.words[list(subset)].sum() <= budget
        and not any(choice.same[one, other] for one, other in combinations(subset, 2))
    ]
    best = max(objective.value(subset) for subset in allowed)
    assert objective.value(chosen) >= 0.7 * best


@settings(max_examples=40, deadline=None)
@given(choices())
def test_each_sentence_added_has_the_value_of_the_set(choice: Choice) -> None:
    """What is said of a set with one more is the value of that set; one too many has none."""
    objective = Objective(choice, 100, PLAIN)
    values = objective.values_with([0])
    assert np.isneginf(values[0])
    for place in np.flatnonzero(np.isfinite(values)):
        assert np.isclose(values[place], objective.value([0, int(place)]))
    assert np.isneginf(values[choice.words + choice.words[0] > 100]).all()


def test_two_that_say_the_same_never_stand_together() -> None:
    """Of near-equal sentences one is taken, even where there is room for both."""
    rows = np.array([[1.0, 0.0], [0.999, 0.045], [0.0, 1.0]])
    assert rows[0] @ rows[1] > SAME
    choice = choice_of([0.9, 0.8, 0.5], [10, 10, 10], rows, np.zeros((3, 3)))
    assert sorted(select(choice, 100)) == [0, 2]


def test_what_repeats_less_is_preferred() -> None:
    """Worth being equal, the second sentence is the one with fewer words of the first."""
    alike = np.array([[0, 0.6, 0.1], [0.6, 0, 0.1], [0.1, 0.1, 0]])
    choice = choice_of([0.9, 0.5, 0.5], [10, 10, 10], np.eye(3), alike)
    assert sorted(select(choice, 20, Shape(least=2))) == [0, 2]


def test_a_sentence_that_does_not_pay_for_its_words_is_left_out() -> None:
    """Where nothing else is worth much, there is room left, unless more are asked for."""
    choice = choice_of([0.9, 0.05, 0.04], [20, 20, 20], np.eye(3))
    assert select(choice, 60, BRIEF) == [0]
    assert sorted(select(choice, 60)) == [0, 1, 2]


def test_a_long_sentence_does_not_bar_those_that_tell_more_together() -> None:
    """The best sentence alone fills the room in which four others tell more."""
    choice = choice_of([0.9, 0.8, 0.8, 0.8, 0.8], [36, 10, 10, 10, 10], np.eye(5))
    assert sorted(select(choice, 40, PLAIN)) == [1, 2, 3, 4]
    few = choice_of([0.9, 0.1, 0.1], [36, 10, 10], np.eye(3))
    assert select(few, 40, PLAIN) == [0]


def test_one_sentence_is_given_when_none_fits() -> None:
    """A budget below the shortest sentence gives one; nothing to choose from gives none."""
    rows = np.eye(2)
    assert len(select(choice_of([0.2, 0.9], [30, 40], rows), 5)) == 1
    assert select(choice_of([], [], np.zeros((0, 2))), 5) == []


def test_no_more_than_so_many() -> None:
    """The number of sentences has an end, whatever the budget."""
    assert len(select(choice_of([0.5] * 9, [5] * 9, np.eye(9)), 500, Shape(most=4))) == 4


def test_a_full_summary_uses_the_room_that_a_brief_one_leaves() -> None:
    """The same sentences and words give more of them where all that fit are wanted."""
    choice = choice_of([0.9, 0.5, 0.4], [20, 20, 20], np.eye(3))
    assert len(select(choice, 60, FULL)) > len(select(choice, 60, BRIEF))


def test_no_section_gives_more_than_its_share() -> None:
    """A paragraph of six sentences takes at most three of each of two sections."""
    choice = choice_of([0.9, 0.9, 0.9, 0.9, 0.2, 0.2], [10] * 6, np.eye(6))
    halves = replace(choice, sections=np.array([0, 0, 0, 0, 1, 1]))
    chosen = select(halves, 60, Shape())
    assert sum(place < 4 for place in chosen) == 3
    assert sum(place < 4 for place in select(halves, 60, Shape(even=False))) == 4
