"""``rag.structure``: sentences of an article that look like its labels, and labels in one line."""

from __future__ import annotations

import pytest

from rag.loaders.text import parse
from rag.structure import dates, find_structure, people
from rag.structure.labels import is_caption


@pytest.mark.parametrize(
    ("text", "caption"),
    [
        ("“We will not leave our farms,” Ana Ruiz said on Monday. (Reuters)", False),
        ("The mayor told the council that the bridge is safe. [AP]", False),
        ("Ana Ruiz said so, police said. (AFP)", False),
        ("Ana Ruiz at her farm on Monday. (Reuters)", True),
        ("A flood in Riverton. [AP]", True),
        ("Ana Ruiz said goodbye to her farm (Photo: AA)", True),
    ],
)
def test_what_is_told_may_end_with_its_agency(text: str, caption: bool) -> None:
    """Agencies sign their reports so; under a picture nobody says anything."""
    assert is_caption(text) is caption


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("CNN’s Ann Lee contributed to this report.", True),
        ("CNN's Ann Lee reported from Paris.", True),
        ("Bo Ek contributed reporting to this article.", True),
        ("Low rainfall contributed to Spain's Andalusia region losing its harvest.", False),
        ("Ms Vega, a donor, contributed to Sanchez's Socialist Party in 2019.", False),
        ("He was reported from Spain's Canary Islands to be safe.", False),
    ],
)
def test_what_contributes_to_something_is_no_credit(text: str, credit: bool) -> None:
    """Whose colleague somebody is stands before what they did."""
    assert people.is_credit(text) is credit


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Updated: Mar. 06, 2024, 10:15 a.m.|Published: Mar. 05, 2024, 9:00 a.m.",
            ["Updated: Mar. 06, 2024, 10:15 a.m.", "Published: Mar. 05, 2024, 9:00 a.m."],
        ),
        (
            "Updated March 6, 2024; First published March 5, 2024",
            ["Updated March 6, 2024", "First published March 5, 2024"],
        ),
        ("Published 5 March 2024 | Riverton", ["Published 5 March 2024 | Riverton"]),
    ],
)
def test_two_dates_in_one_line_are_read_by_their_labels(text: str, parts: list[str]) -> None:
    """So that the day of the update is not taken for that of the article."""
    assert dates.labelled_parts(text) == parts


def test_the_day_of_publication_is_taken_from_a_line_that_has_both() -> None:
    """Whichever comes first."""
    line = "Updated: March 6, 2024, 10:15 a.m. | Published: March 5, 2024, 9:00 a.m."
    lines = ("Mill burns down on the river", line, "The mill burnt down on Monday, police said.")
    assert find_structure(parse("\n\n".join(lines).encode())).published == "2024-03-05"
