"""Lines of an article that name its author, place and day: ``rag.structure.people``, ``dates``."""

from __future__ import annotations

import pytest

from rag.structure import dates, people


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
    ],
)
def test_bylines(text: str, author: str | None) -> None:
    """Names are read from a byline, without agency, place and date."""
    assert people.read_byline(text) == author


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
