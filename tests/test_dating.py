"""Dates named in a text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.dating import find_dates, place
from rag.types import Span

THURSDAY = date(2024, 3, 14)


def told(text: str, *, is_future: bool = False, base: date | None = THURSDAY) -> list[str]:
    days = [place(when, base, is_future=is_future) for when in find_dates(text, Span(0, len(text)))]
    return [f"{d[0]}..{d[1]} {d[2].value}" if d else "?" for d in days]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on Tuesday, March 5, 2019", "2019-03-05..2019-03-05 day"),
        ("on 5 March 2019", "2019-03-05..2019-03-05 day"),
        ("the 7th of March 2007", "2007-03-07..2007-03-07 day"),
        ("Sept. 11, 2001", "2001-09-11..2001-09-11 day"),
        ("since Sept. 11, 2001", "2001-09-11..2001-09-11 day"),
        ("the riots of Jan. 6, 2021", "2021-01-06..2021-01-06 day"),
        ("by Feb. 1", "2024-02-01..2024-02-01 day"),
        ("in Jan. 2020", "2020-01-01..2020-01-31 month"),
        ("in Nov., 2019", "2019-11-01..2019-11-30 month"),
        ("since Sept. of last year", "2023-09-01..2023-09-30 month"),
        ("from Aug. to Oct. 2020", "2020-08-01..2020-10-31 range"),
        ("in Sept. and freed", "2023-09-01..2023-09-30 month"),
        ("in Sept and freed", "2023-09-01..2023-09-30 month"),
        ("until Feb.", "2024-02-01..2024-02-29 month"),
        ("on April 10", "2023-04-10..2023-04-10 day"),
        ("on March 3-5", "2024-03-03..2024-03-05 range"),
        ("in July, 2005", "2005-07-01..2005-07-31 month"),
        ("March of this year", "2024-03-01..2024-03-31 month"),
        ("in May", "2023-05-01..2023-05-31 month"),
        ("in February", "2024-02-01..2024-02-29 month"),
        ("last June", "2023-06-01..2023-06-30 month"),
        ("in April-July", "2023-04-01..2023-07-31 range"),
        ("from January to March", "2024-01-01..2024-03-31 range"),
        ("from November to January", "2023-11-01..2024-01-31 range"),
        ("from April to July 2019", "2019-04-01..2019-07-31 range"),
        ("at the end of the 2013 season", "2013-01-01..2013-12-31 year"),
        ("in 1999", "1999-01-01..1999-12-31 year"),
        ("from 2001 to 2005", "2001-01-01..2005-12-31 range"),
        ("in the 1980s", "1980-01-01..1989-12-31 range"),
        ("on Tuesday", "2024-03-12..2024-03-12 day"),
        ("on Thursday", "2024-03-14..2024-03-14 day"),
        ("last Thursday", "2024-03-07..2024-03-07 day"),
        ("next Thursday", "2024-03-21..2024-03-21 day"),
        ("Friday night", "2024-03-08..2024-03-08 day"),
        ("yesterday evening", "2024-03-13..2024-03-13 day"),
        ("last night", "2024-03-13..2024-03-13 day"),
        ("earlier today", "2024-03-14..2024-03-14 day"),
        ("earlier this week", "2024-03-11..2024-03-14 range"),
        ("last week", "2024-03-04..2024-03-10 range"),
        ("next weekend", "2024-03-23..2024-03-24 range"),
        ("last month", "2024-02-01..2024-02-29 month"),
        ("next year", "2025-01-01..2025-12-31 year"),
        ("three days ago", "2024-03-11..2024-03-11 day"),
        ("two months ago", "2024-01-01..2024-01-31 month"),
        ("a decade ago", "2014-01-01..2014-12-31 year"),
    ],
)
def test_each_form_of_date_is_placed(text: str, expected: str) -> None:
    """What is told as past is placed at the last such day before a Thursday in March."""
    assert told(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on Tuesday", "2024-03-19..2024-03-19 day"),
        ("on April 10", "2024-04-10..2024-04-10 day"),
        ("in February", "2025-02-01..2025-02-28 month"),
        ("from May to August", "2024-05-01..2024-08-31 range"),
        ("from January to February", "2025-01-01..2025-02-28 range"),
        ("from December to February", "2024-12-01..2025-02-28 range"),
        ("from January to April", "2024-01-01..2024-04-30 range"),
        ("from April to July 2019", "2019-04-01..2019-07-31 range"),
    ],
)
def test_what_lies_ahead_is_placed_after_the_document(text: str, expected: str) -> None:
    """The same words mean the next such day where the verb is of the future."""
    assert told(text, is_future=True) == [expected]


def test_without_the_date_of_the_document_only_whole_dates_are_placed() -> None:
    """A relative date is left as said rather than guessed."""
    assert told("on Thursday, yesterday, in May and on May 3, 2019", base=None) == [
        "?",
        "?",
        "?",
        "2019-05-03..2019-05-03 day",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "she may march on",
        "aged 19",
        "2,010 people",
        "$2000",
        "Mayor",
        "in 20,000 homes",
        "1984-style",
    ],
)
def test_other_words_and_numbers_are_no_dates(text: str) -> None:
    """A verb, an age, an amount: nothing is found."""
    assert told(text) == []


def test_a_day_that_does_not_exist_is_left_as_said() -> None:
    """The 31st of June is nobody's error but the text's."""
    assert told("on 31 June 2005") == ["?"]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="0123456789 -/.,Mayhrclstnexdgoo'’Junetw", max_size=60))
def test_no_text_breaks_the_grammar(text: str) -> None:
    """Every expression lies where it says, and is placed or left."""
    for when in find_dates(text, Span(0, len(text))):
        assert text[when.span.start : when.span.end] == when.said
        days = place(when, THURSDAY, is_future=False)
        assert days is None or days[0] <= days[1]
