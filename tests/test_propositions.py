"""``rag.propositions``: what two sentences hold against each other, one thing alone."""

from __future__ import annotations

import pytest

from rag.propositions import Clash, find_clash, may_agree, read_proposition
from rag.results import DifferenceKind

CREW = "Pirates have seized the cargo vessel Alma with 22 crew members near Port Said."


def clash(one: str, other: str) -> Clash | None:
    """Return what two sentences hold against each other."""
    return find_clash(read_proposition(one), read_proposition(other))


@pytest.mark.parametrize(
    ("other", "kind", "value"),
    [
        (CREW.replace("22", "21"), DifferenceKind.NUMBER, "21 crew"),
        (
            "The cargo vessel Alma and its crew of twenty-one were seized by pirates.",
            DifferenceKind.NUMBER,
            "twenty-one were",
        ),
        (CREW.replace("have seized", "have not seized"), DifferenceKind.NEGATION, "not so"),
    ],
)
def test_one_other_value_in_the_same_frame_is_a_difference(
    other: str, kind: DifferenceKind, value: str
) -> None:
    """In other words too, as long as what is counted is the same."""
    found = clash(CREW, other)
    assert found is not None and (found.kind, found.values[1]) == (kind, value)


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (
            "The council of Bremen voted on 7 May to close the bridge.",
            "On 8 May the council of Bremen voted to close the bridge.",
            DifferenceKind.DATE,
        ),
        (
            "The council of Bremen voted on Monday to close the bridge.",
            "The council of Bremen voted on Tuesday to close the bridge.",
            DifferenceKind.DATE,
        ),
        (
            "Mayor Anna Weiss opened the new harbour bridge in Bremen.",
            "The new harbour bridge in Bremen was opened by Mayor Karl Oster.",
            DifferenceKind.NAME,
        ),
    ],
)
def test_dates_and_holders_of_an_office_differ(one: str, other: str, kind: DifferenceKind) -> None:
    """Days exclude each other, and so do two who are said to hold one office."""
    found = clash(one, other)
    assert found is not None and found.kind is kind


@pytest.mark.parametrize(
    "other",
    [
        CREW.replace("22 crew members", "21 containers"),
        CREW.replace("22", "at least 20"),
        CREW.replace("22", "about 21"),
        CREW.replace("Alma", "Berta").replace("Port Said", "Tobruk"),
        CREW.replace("22", "21").replace("Pirates have", "On Monday, 3 May 2010 pirates had not"),
        "The engineers of Bremen have counted 21 crew members.",
    ],
)
def test_what_may_both_hold_is_no_difference(other: str) -> None:
    """Other things counted, rounded numbers, other names, or two changes at once."""
    assert clash(CREW, other) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12-14 March 2024", "March 12, 2024"),
        ("10 to 12 May", "11 May"),
    ],
)
def test_a_day_of_a_period_is_no_difference(one: str, other: str) -> None:
    """Of several days each is right."""
    told = "The council of Bremen met on {} to close the harbour bridge."
    assert clash(told.format(one), told.format(other)) is None
    assert clash(told.format(one), told.format("2 June")) is not None


def test_a_rounded_number_is_no_difference() -> None:
    """What is told in millions and to the last man is one number."""
    told = "The council of Bremen counted {} people at the harbour bridge."
    assert clash(told.format("1.2 million"), told.format("1,213,400")) is None
    assert clash(told.format("1.2 million"), told.format("1,313,400")) is not None


@pytest.mark.parametrize(
    ("other", "agrees"),
    [
        ("The cargo vessel Alma was seized by pirates near Port Said.", True),
        ("Near Port Said pirates seized the vessel Alma and its crew of 22.", True),
        (CREW.replace("22", "23"), False),
        (CREW.replace("have seized", "did not seize"), False),
        (CREW.replace("Alma", "Berta").replace("Said", "Natal"), False),
        ("Cargo vessels pay more for insurance since the year began.", False),
    ],
)
def test_sentences_may_agree_when_nothing_stands_against_it(other: str, agrees: bool) -> None:
    """Shared words, no other number, name or negation; one may say less than the other."""
    assert may_agree(read_proposition(CREW), read_proposition(other)) is agrees
