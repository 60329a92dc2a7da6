"""``rag.selecting``: what tells most together, within a budget, without repeating itself."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.selecting import SAME, Choice, Weighing, likeness_of, select

EVEN = Weighing(coverage=0.5, thrift=0.0)


def choice_of(
    worth: list[float], words: list[int], vectors: np.ndarray, sections: list[int] | None = None
) -> Choice:
    """Make a choice from plain lists."""
    return Choice(
        np.array(worth),
        likeness_of(vectors.astype(np.float32)),
        np.array(words, dtype=np.float64),
        np.array(sections or [0] * len(worth)),
    )


@st.composite
def choices(draw: st.DrawFn) -> Choice:
    """Draw up to seven sentences of any worth, length, section and direction."""
    count = draw(st.integers(1, 7))
    rows = np.random.default_rng(draw(st.integers(0, 99))).normal(size=(count, 3))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    worth = draw(st.lists(st.floats(0.01, 1), min_size=count, max_size=count))
    words = draw(st.lists(st.integers(5, 40), min_size=count, max_size=count))
    sections = draw(st.lists(st.integers(0, 2), min_size=count, max_size=count))
    return choice_of(worth, words, rows, sections)


@settings(max_examples=60, deadline=None)
@given(choices(), st.integers(40, 120))
def test_the_greedy_choice_keeps_its_guarantee(choice: Choice, budget: int) -> None:
    """It fits the budget, repeats nothing, and reaches the promised share of the best set."""
    chosen = select(choice, budget, 9, EVEN)
    assert choice.words[chosen].sum() <= budget
    pairs = list(combinations(chosen, 2))
    assert all(choice.likeness[one, other] <= SAME for one, other in pairs)
    places = range(len(choice.worth))
    allowed = [
        subset
        for size in range(1, len(choice.worth) + 1)
        for subset in combinations(places, size)
        if choice.words[list(subset)].sum() <= budget
        and all(choice.likeness[one, other] <= SAME for one, other in combinations(subset, 2))
    ]
    best = max(choice.value(subset, EVEN) for subset in allowed)
    assert choice.value(chosen, EVEN) >= (1 - np.exp(-0.5)) * best - 1e-9


@settings(max_examples=40, deadline=None)
@given(choices())
def test_what_a_sentence_adds_shrinks(choice: Choice) -> None:
    """Gains are never negative, agree with the value, and only shrink as others are chosen."""
    before = choice.gains([], EVEN)
    after = choice.gains([0], EVEN)
    assert (after >= -1e-12).all() and (after <= before + 1e-12).all()
    for place in range(1, len(choice.worth)):
        more = choice.value([0, place], EVEN) - choice.value([0], EVEN)
        assert np.isclose(after[place], more)


def test_two_that_say_the_same_never_stand_together() -> None:
    """Of near-equal sentences one is taken, even where there is room for both."""
    rows = np.array([[1.0, 0.0], [0.999, 0.045], [0.0, 1.0]])
    assert sorted(select(choice_of([0.9, 0.8, 0.1], [10, 10, 10], rows), 100, 6)) == [0, 2]


def test_a_new_section_is_preferred_to_the_same_one() -> None:
    """Worth being equal, the second sentence comes from another section."""
    rows = np.eye(3)
    choice = choice_of([0.9, 0.5, 0.5], [10, 10, 10], rows, [0, 0, 1])
    assert select(choice, 20, 6, EVEN) == [0, 2]


def test_one_sentence_is_given_when_none_fits() -> None:
    """A budget below the shortest sentence gives one; nothing to choose from gives none."""
    rows = np.eye(2)
    assert len(select(choice_of([0.2, 0.9], [30, 40], rows), 5, 6)) == 1
    assert select(choice_of([], [], np.zeros((0, 2))), 5, 6) == []


def test_no_more_than_so_many() -> None:
    """The number of sentences has an end, whatever the budget."""
    assert len(select(choice_of([0.5] * 9, [5] * 9, np.eye(9)), 500, 4)) == 4
