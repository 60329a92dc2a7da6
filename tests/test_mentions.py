"""``rag.mentions``: who is named, told from places, institutions and the first word."""

from __future__ import annotations

import pytest

from rag.mentions import find_people, find_quotations, mask
from rag.types import Span


def named(text: str) -> dict[str, str]:
    """Return the people of a text with their gender."""
    found = find_people(text, [Span(0, len(text))]).between(0, len(text))
    return {mention.person.name: mention.person.gender for mention in found if mention.person}


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("The mayor of Bremen, Karl Oster, opened the bridge.", {"Karl Oster": "m"}),
        ("Mrs Oster opened it.", {"Mrs Oster": "f"}),
        ("Spokeswoman Vira Mun left. Mun spoke on.", {"Vira Mun": "f"}),
        ("Ilse Brandt, 43, left Bremen in May.", {"Ilse Brandt": ""}),
        ("Turkish President Aykut Demir spoke.", {"Aykut Demir": ""}),
        ("Temel Okan, spokesperson for the port, said so.", {"Temel Okan": ""}),
    ],
)
def test_a_title_a_given_name_or_two_weaker_signs_make_a_person(
    text: str, people: dict[str, str]
) -> None:
    """People are found by what the text gives them, with their gender where it tells."""
    assert named(text) == people


@pytest.mark.parametrize(
    "text",
    [
        "The Ministry of Defence said so on Monday.",
        "Storms closed Harbour Road in North Bremen.",
        "NATO said so; the European Union agreed in Brussels.",
        "Engineers said the wall could fall.",
    ],
)
def test_institutions_places_and_first_words_are_no_people(text: str) -> None:
    """A capital alone, or a verb of speech alone, makes nobody a person."""
    assert named(text) == {}


def test_a_surname_alone_is_the_one_person_who_bears_it() -> None:
    """A surname stands for the full name, unless two people share it."""
    text = "Anna Weiss spoke. Weiss left."
    assert named(text) == {"Anna Weiss": "f"}
    assert len(find_people(text, [Span(0, len(text))]).between(0, len(text))) == 2
    two = "Anna Weiss met Karl Weiss. Weiss left."
    assert len(find_people(two, [Span(0, len(two))]).between(27, len(two))) == 0


def test_a_quotation_is_masked_to_its_length() -> None:
    """Offsets hold, and nobody is found in quoted words."""
    text = 'He said “Anna Weiss left”, and "Karl Oster" too.'
    masked = mask(text, find_quotations(text, Span(0, len(text))))
    assert len(masked) == len(text)
    assert named(masked) == {}
    assert masked.startswith("He said ####")
