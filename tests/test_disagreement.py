"""``rag.disagreement``: answers that cannot both hold, and those that can."""

from __future__ import annotations

import pytest

from rag.disagreement import differ_in, find_rivals
from rag.results import DifferenceKind
from rag.types import Evidence, Hit, Role, Span
from tests.making import document, passages


def evidence(key: str, sentence: str, answer: str, title: str = "") -> Evidence:
    """Return a document of one sentence as evidence, with its short answer."""
    (passage,) = passages(document([(Role.BODY, sentence)], key=key, title=title))
    start = sentence.casefold().index(answer.casefold())
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
        ("$4.5 billion", "4.8 billion dollars", DifferenceKind.NUMBER),
        ("1 million people", "1.4 million people", DifferenceKind.NUMBER),
        ("900 jobs", "850 jobs", DifferenceKind.NUMBER),
        ("60 people", "62 people", DifferenceKind.NUMBER),
        ("100 %", "98 %", DifferenceKind.NUMBER),
        ("7 May", "8 May 2025", DifferenceKind.DATE),
        ("12-14 March 2024", "March 15, 2024", DifferenceKind.DATE),
        ("28 April to 3 May", "4 May", DifferenceKind.DATE),
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
        ("12-14 March 2024", "March 12, 2024"),
        ("from 12 to 14 March", "13 March 2024"),
        ("March 12 and 13", "13 March"),
        ("March 12-14, 2024", "14 March 2024"),
        ("12, 13 and 14 March", "March 12"),
        ("between 10 and 12 May", "11 May"),
        ("between 28 April and 3 May", "1 May"),
        ("28 April – 3 May 2024", "May 2"),
        ("$130 million", "£100 million"),
        ("130 million dollars", "€100m"),
        ("US$5m", "A$7m"),
        ("$130 million", "100 million pounds"),
        ("1.2 million people", "1,213,400 people"),
        ("$4.5 billion", "$4.52bn"),
        ("$4.5bn", "4,483 million US dollars"),
        ("five million people", "5.1 million people"),
        ("1,200 homes", "1,213 homes"),
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


def test_a_sign_beside_the_short_answer_counts() -> None:
    """A short answer without its "$" is still a sum in dollars."""
    best = evidence("a", "The Marina was sold for $130 million.", "130 million")
    other = evidence("b", "The buyer of the Marina paid £100 million.", "100 million")
    assert not list(find_rivals("For how much?", best, [other], confirms))
    other = evidence("b", "The buyer of the Marina paid $100 million.", "100 million")
    assert list(find_rivals("For how much?", best, [other], confirms))


FIRE = "Three people were killed when a fire tore through a factory in {}, police said."
FLOOD = "Nine people were killed when a river burst its banks in {}, Mr {} told President {}."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Fire Kills Three In Leeds Factory", FIRE), ("Flood Kills Nine In Perth Suburb", FLOOD)),
        (("FIRE KILLS THREE AT MILL", FIRE), ("FLOOD KILLS NINE AT QUAY", FLOOD)),
        (
            ("Fire in Leeds", FIRE.replace("police", "said Mr Shah and President Roux")),
            ("Flood in Perth", FLOOD),
        ),
        (
            ("Market hit", "A strike killed three at a market in Kharkiv, Ukraine, police said."),
            ("Port hit", "Nine people were killed in the port of Odesa, Ukraine, Mr Dunn said."),
        ),
    ],
)
def test_two_events_are_no_difference(one: tuple[str, str], other: tuple[str, str]) -> None:
    """Words of headlines and titles are no names, and each sentence names another place."""
    best = evidence("a", one[1].format("Leeds"), "three", one[0])
    rival = evidence("b", other[1].format("Perth", "Dunn", "Ode"), "nine", other[0])
    assert not list(find_rivals("How many people were killed?", best, [rival], confirms))


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("Nine Die As Halden Dam Bursts", "Nine people died when the dam burst."),
        ("Dam bursts", "Nine people died when the Halden dam in Norway burst, Ann Lee said."),
        ("Dam bursts at Halden", "In Norway, said Ann Lee, nine people died when a dam burst."),
    ],
)
def test_one_event_is_a_difference_whoever_tells_of_it(title: str, sentence: str) -> None:
    """A headline's name that the other text has is one, and who says it is another in each."""
    told = "Twelve people died when the Halden dam burst, the hospital told Olga Brandt."
    best = evidence("a", told, "twelve", "Halden counts its dead")
    rival = evidence("b", sentence, "nine", title)
    assert list(find_rivals("How many people died?", best, [rival], confirms))
