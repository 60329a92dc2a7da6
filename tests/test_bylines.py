"""Lines of an article that name its author, place and day: ``rag.structure.people``, ``dates``."""

from __future__ import annotations

import pytest

from rag.loaders.text import parse
from rag.structure import dates, find_structure, people
from rag.types import Role

_LINE = "The growers met in the town hall on Monday, and the ministry promised to answer them."


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("By Ann Lee", "Ann Lee"),
        ("BY ANN LEE", "ANN LEE"),
        ("By Ann Lee and Bo Ek, Reuters", "Ann Lee and Bo Ek"),
        ("By Ann Lee, Bo Ek and Jo van der Berg", "Ann Lee and Bo Ek and Jo van der Berg"),
        ("By Ann Lee in London", "Ann Lee"),
        ("Written by J. R. Ewing | 3 May 2024", "J. R. Ewing"),
        ("Author: Åsa O’Neill", "Åsa O’Neill"),
        ("By The Associated Press", "The Associated Press"),
        ("By The Press Association | 3 May 2024", "The Press Association"),
        ("By The Associated Press and Ann Lee", "The Associated Press and Ann Lee"),
        ("By April Jones", "April Jones"),
        ("By June Brown and Will Long", "June Brown and Will Long"),
        ("By Ann Lee and August Wilson, Reuters", "Ann Lee and August Wilson"),
        ("By Ann Lee Diplomatic correspondent", "Ann Lee"),
        ("By Ann Lee Senior Political Correspondent", "Ann Lee"),
        ("By Mary Ann Evans", "Mary Ann Evans"),
        ("By Hugh Special", "Hugh Special"),
        ("By the numbers", None),
        ("By The Numbers", None),
        ("By The Time The News Broke", None),
        ("By the press", None),
        ("By Tuesday it was over", None),
        ("By May 5", None),
        ("By June the river had risen", None),
        ("By May Parliament had passed the bill.", None),
        ("By April May was far away", None),
        ("By Christmas, Madrid was rationing water.", None),
        ("By Easter, Lisbon fell silent.", None),
        ("By Ramadan, Prime Minister Sanchez had resigned.", None),
        ("By Christmas, 40 towns were dry.", None),
        ("By Easter at Dover, queues grew.", None),
        ("By Ann Lee, Reuters.", "Ann Lee"),
        ("By Ann Lee in London, for the Herald.", "Ann Lee"),
        ("By Ann Lee, Director of policy at Acme.", "Ann Lee"),
        ("By Ann Lee, Political editor.", "Ann Lee"),
        ("By Ann Lee, Reuters, 10:15 a.m.", "Ann Lee"),
    ],
)
def test_bylines(text: str, author: str | None) -> None:
    """Names are read from a byline, without agency, place and date."""
    assert people.read_byline(text) == author


@pytest.mark.parametrize(
    ("text", "is_credit"),
    [
        ("CNN's Ann Lee reported from Cairo.", True),
        ("CNN’s Ann Lee and Bo Ek also reported from southern Gaza and Rafah.", True),
        ("CNN's Ann Lee reported from Cairo and Bo Ek reported from London.", True),
        ("The BBC's Ann Lee, reporting from the Gaza Strip", True),
        ("Ann Lee of CNN's Cairo bureau contributed reporting from Gaza.", True),
        ("AP's Ann Lee in Madrid contributed to the report.", True),
        ("Ann Lee in Madrid contributed to this report.", True),
        ("CNN's Ann Lee reported from Toronto", True),
        ("Additional reporting by Ann Lee", True),
        ("Low rainfall contributed to Spain's Andalusia region losing its harvest.", False),
        ("Ms Vega, a donor, contributed to Sanchez's Socialist Party in 2019 and 2023.", False),
        ("Spain's Socialist Party contributed to Sanchez's fall.", False),
        ("Andalusia's Farm Union contributed to the relief of Gaza.", False),
        ("He was reported from Spain's Canary Islands to be safe and well.", False),
        ("Valencia's Ana Ruiz was reported from Madrid to be safe.", False),
        ("Russia's Defence Ministry reported from Kursk that Sudzha fell.", False),
        ("Ruiz, Spain's Defence Minister, reported from Kyiv.", False),
        ("Barcelona's Lamine Yamal contributed from the bench.", False),
    ],
)
def test_credits(text: str, is_credit: bool) -> None:
    """An outlet's own reporter stands before the verb, and the sentence says nothing else."""
    assert people.is_credit(text) is is_credit


@pytest.mark.parametrize(
    "sentence",
    [
        "By Christmas, Madrid was rationing water.",
        "Low rainfall contributed to Spain's Andalusia region losing 40% of its olive harvest.",
    ],
)
@pytest.mark.parametrize("place", [1, 2])
def test_a_sentence_is_neither_byline_nor_author(sentence: str, place: int) -> None:
    """In the head of an article or after it, a sentence stays in the text."""
    lines = ["Growers of the valley ask for water", *[_LINE] * 2]
    lines.insert(place, sentence)
    structure = find_structure(parse("\n\n".join(lines).encode()))
    assert structure.paragraphs[place].role in (Role.BODY, Role.STANDFIRST)
    assert structure.author is None


@pytest.mark.parametrize(
    ("line", "published"),
    [
        (
            "Updated: Mar. 06, 2024, 10:15 a.m.|Published: Mar. 05, 2024, 9:00 a.m.",
            "2024-03-05",
        ),
        ("Updated March 6, 2024; Published March 5, 2024", "2024-03-05"),
        ("Published March 5, 2024; Updated March 6, 2024", "2024-03-05"),
        ("Last updated 6 March 2024 - First published 5 March 2024", "2024-03-05"),
        ("Last modified: 2024-03-06, originally posted: 2024-03-05", "2024-03-05"),
        ("March 5, 2024, updated March 6, 2024", "2024-03-05"),
        ("By Ann Lee | Updated March 6, 2024 | Published March 5, 2024", "2024-03-05"),
        ("Updated March 6, 2024 | Published 3/5/2024", "2024-03-06"),
        ("Updated: 2024-03-06", "2024-03-06"),
    ],
)
def test_a_line_may_say_when_twice(line: str, published: str) -> None:
    """Published wins over updated on one line as it does on two."""
    lines = ("Growers of the valley ask for water", line, _LINE, _LINE)
    structure = find_structure(parse("\n\n".join(lines).encode()))
    assert structure.published == published
    assert structure.paragraphs[1].role in (Role.DATELINE, Role.BYLINE)


@pytest.mark.parametrize(
    ("text", "is_place"),
    [
        ("BEIRUT/JERUSALEM, Oct 3 (Reuters) - Israel said.", True),
        ("PARIS/BERLIN (Wire) — It", True),
        ("LONDON, March 3 (Agency) - It", True),
        ("Either/or - it is hard.", False),
    ],
)
def test_a_dateline_may_name_more_than_one_place(text: str, is_place: bool) -> None:
    """Agencies write two cities with a stroke between them."""
    assert dates.opens_with_place(text) is is_place


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("On May 14, 2025 and 15 June 2025.", ["2025-05-14", "2025-06-15"]),
        ("From 7 October to the 9th of Oct.", ["--10-07", "--10-09"]),
        ("In May 2025, June of 2024 and on 2023-10-07", ["2023-10-07", "2025-05", "2024-06"]),
        ("He may 14 times, on 3/5/2024 or 40 May, in 2025.", []),
        ("No figure at all, in October.", []),
    ],
)
def test_the_dates_that_a_text_names(text: str, named: list[str]) -> None:
    """Whole dates, months of a year, days of no year; nothing that can be read two ways."""
    assert dates.named_dates(text) == named


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
