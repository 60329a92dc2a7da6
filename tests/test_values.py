"""``rag.values``: figures and dates in forms that can be compared."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.values import find_dates, find_quantities


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("22 sailors", "22"),
        ("twenty-two sailors", "22"),
        ("1,234.5 tonnes", "1234.5"),
        ("3.5 million people", "3500000"),
        ("a hundred men", "100"),
        ("two hundred and five thousand", "205000"),
        ("one thousand two hundred", "1200"),
        ("two dozen eggs", "24"),
        ("12 per cent", "12"),
    ],
)
def test_a_number_has_one_value_in_each_of_its_forms(text: str, value: str) -> None:
    """Figures and words for the same number compare equal."""
    assert [quantity.value for quantity in find_quantities(text)] == [Decimal(value)]


@pytest.mark.parametrize(
    "text", ["a once great town", "AT4 and B-52", "someone's", "on 7 May 1999"]
)
def test_what_is_no_quantity_is_left_alone(text: str) -> None:
    """Neither parts of words and names nor dates are quantities."""
    assert find_quantities(text) == ()


def test_percent_is_told_apart() -> None:
    """A share is not a count."""
    assert [quantity.percent for quantity in find_quantities("5 % of 5 men")] == [True, False]


@pytest.mark.parametrize(
    "text",
    ["Oct. 7, 2023", "October 7, 2023", "7 October 2023", "2023-10-07", "7th of October 2023"],
)
def test_a_date_has_one_value_in_each_of_its_forms(text: str) -> None:
    """Written forms of one day are one date."""
    (date,) = find_dates(f"It began on {text}.")
    assert (date.year, date.month, date.day) == (2023, 10, 7)


def test_dates_agree_as_far_as_each_goes() -> None:
    """A month agrees with a day of it, and not with a day of another."""
    may, day, other = find_dates("In May 2025, on 14 May, and on 3 June 2025.")
    assert may.agrees_with(day)
    assert not may.agrees_with(other)


def test_the_verb_may_is_not_a_month() -> None:
    """Without a day or a year there is no month."""
    assert find_dates("It may rain, and she will march.") == ()


@given(st.integers(0, 10**12))
def test_a_number_written_with_commas_is_itself(number: int) -> None:
    """Grouping by thousands changes nothing."""
    (quantity,) = find_quantities(f"about {number:,} of them")
    assert quantity.value == number


@given(st.text())
def test_every_span_lies_in_the_text(text: str) -> None:
    """Whatever is read, what is found can be sliced."""
    for found in (*find_dates(text), *find_quantities(text)):
        assert text[found.span.start : found.span.end].strip()
