"""``rag.disagreement``: answers that cannot both hold, and those that can."""

from __future__ import annotations

import pytest

from rag.disagreement import differ_in, find_rivals
from rag.results import DifferenceKind
from rag.types import Evidence, Hit, Role, Span
from tests.making import document, passages


def evidence(key: str, sentence: str, answer: str) -> Evidence:
    """Return a document of one sentence as evidence, with its short answer."""
    (passage,) = passages(document([(Role.BODY, sentence)], key=key))
    start = sentence.index(answer)
    hit = Hit(passage, 1.0, 1, "fused")
    return Evidence(hit, passage.span, 0.9, Span(start, start + len(answer)))


def confirms(question: str, answer: str, hit: Hit) -> bool:
    """Say that a passage supports what stands in it word for word."""
    del question
    return answer in hit.passage.text


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("22", "twenty-one", DifferenceKind.NUMBER),
        ("22 sailors", "21 sailors", DifferenceKind.NUMBER),
        ("half a million people", "a million people", DifferenceKind.NUMBER),
        ("£2.5m", "£3m", DifferenceKind.NUMBER),
        ("7 May", "8 May 2025", DifferenceKind.DATE),
        ("Anna Weiss", "Karl Brandt", DifferenceKind.NAME),
    ],
)
def test_other_values_of_one_kind_differ(one: str, other: str, kind: DifferenceKind) -> None:
    """Numbers, dates and names with other values cannot both be the answer."""
    assert differ_in(one, other) is kind


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("22", "twenty-two sailors"),
        ("22 sailors", "3 ships"),
        ("May 2025", "7 May"),
        ("Weiss", "Anna Weiss"),
        ("in the harbour", "Rotterdam"),
        ("5 %", "5,000"),
        ("half a million people", "500,000 people"),
        ("£2.5m", "£2.5 million"),
        ("5-6 million people", "5.5 million people"),
        ("22", "May"),
    ],
)
def test_what_may_both_hold_does_not_differ(one: str, other: str) -> None:
    """The same value in other words, a part of it, and another kind are no difference."""
    assert differ_in(one, other) is None


def test_a_rival_is_handed_on_when_the_reader_confirms_each_by_its_own_passage() -> None:
    """Two documents that give different numbers are a disagreement."""
    best = evidence("a", "The ship Marina had 22 sailors.", "22")
    other = evidence("b", "On the Marina were 21 sailors.", "21")
    found = list(find_rivals("How many sailors?", best, [other], confirms))
    assert found == [(other, DifferenceKind.NUMBER)]


def test_no_rival_when_a_passage_supports_both() -> None:
    """A passage that has both numbers speaks of two things."""
    best = evidence("a", "The ship Marina had 22 sailors, and 21 left.", "22")
    other = evidence("b", "From the Marina 21 left.", "21")
    assert not list(find_rivals("How many sailors?", best, [other], confirms))


def test_numbers_of_other_things_are_no_rivals() -> None:
    """Two passages that name nothing in common speak of two events."""
    best = evidence("a", "The ship Marina had 22 sailors.", "22")
    other = evidence("b", "The ferry Astra had 21 sailors.", "21")
    assert not list(find_rivals("How many sailors?", best, [other], confirms))


def test_a_hedge_lets_both_hold() -> None:
    """At least twenty may be twenty-two."""
    best = evidence("a", "The ship Marina had 22 sailors.", "22")
    other = evidence("b", "The Marina, it is said, had at least 20 sailors.", "20")
    assert not list(find_rivals("How many sailors?", best, [other], confirms))
