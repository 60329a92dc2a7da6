"""``rag.values``: figures and dates in forms that can be compared."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.values import agree_rounded, currency_of, find_dates, find_quantities


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
        ("about half a million people", "500000"),
        ("half-a-dozen eggs", "6"),
        ("a half million homes", "500000"),
        ("a quarter of a million", "250000"),
        ("three-quarters of a billion", "750000000"),
        ("in the third quarter a million came", "1000000"),
        ("two and a half million", "2500000"),
        ("3 and a half thousand", "3500"),
        ("a million and a half", "1500000"),
        ("six-and-a-half years", "6.5"),
        ("it killed 2 and a half of the town fled", "2"),
        ("£2.5m", "2500000"),
        ("$30bn", "30000000000"),
        ("40bn cubic metres", "40000000000"),
        ("€500k", "500000"),
        ("at least 20 may have died", "20"),
        ("about 30 march every week", "30"),
        ("it displaced 1200 people", "1200"),
        ("a crowd of 1500 workers", "1500"),
        ("about 2000 people", "2000"),
    ],
)
def test_a_number_has_one_value_in_each_of_its_forms(text: str, value: str) -> None:
    """Figures and words for the same number compare equal."""
    assert [quantity.value for quantity in find_quantities(text)] == [Decimal(value)]


@pytest.mark.parametrize(
    "text",
    [
        "a once great town",
        "AT4 and B-52",
        "someone's",
        "on 7 May 1999",
        "on 20 May and May 14",
        "several million people and a few hundred",
        "the 100m, a 5k race and 20km",
        "in 1848 workers rose, and in 2015 people fled",
        "the 1848 revolutions",
        "the summer of 2020 people stayed in",
        "1812 was a year of war",
        "before 2024 elections",
    ],
)
def test_what_is_no_quantity_is_left_alone(text: str) -> None:
    """Neither parts of words and names nor dates are quantities."""
    assert find_quantities(text) == ()


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("some 5-6 million people", [5_000_000, 6_000_000], "5-6 million"),
        ("some 5–6 million people", [5_000_000, 6_000_000], "5–6 million"),
        ("a loss of £1.5-2 million", [1_500_000, 2_000_000], "1.5-2 million"),
        ("a loss of £2-3bn", [2 * 10**9, 3 * 10**9], "2-3bn"),
        ("$5-$6m", [5_000_000, 6_000_000], "5-$6m"),
        ("between 5 and 6 million", [5_000_000, 6_000_000], "5 and 6 million"),
        ("two or three hundred thousand", [200_000, 300_000], "two or three hundred thousand"),
        ("rose from 500 to 2 million", [500, 2_000_000], ""),
        ("killed 2 and 3 million fled", [2, 3_000_000], ""),
    ],
)
def test_a_range_shares_its_scale(text: str, values: list[int], said: str) -> None:
    """Both ends are counted in the unit that stands once, and have the words of the range."""
    found = find_quantities(text)
    assert [quantity.value for quantity in found] == values
    if said:
        assert {text[one.span.start : one.span.end] for one in found} == {said}


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


@pytest.mark.parametrize(
    ("text", "other_end"),
    [
        ("12-14 March 2024", (3, 12)),
        ("12, 13 and 14 March", (3, 12)),
        ("from March 12th to 14th", (3, 14)),
        ("March 12 and 13 in Baku", (3, 13)),
        ("30 April to 3 May", (5, 3)),
        ("between 30 April and 3 May", (5, 3)),
        ("on 30 April and 3 May", None),
        ("On March 12 and 13 people died", None),
        ("it lost $12 and 14 March", None),
    ],
)
def test_a_period_has_two_ends(text: str, other_end: tuple[int, int] | None) -> None:
    """A date keeps its own day and its own span, and knows the day at the other end."""
    date = find_dates(text)[0]
    assert date.other_end == other_end
    assert str(date.day) in text[date.span.start : date.span.end]


def test_days_of_a_period_agree_with_it() -> None:
    """Two periods agree when they overlap, in one year."""
    (period,) = find_dates("12-14 March 2024")
    for text in ("12 March", "March 13, 2024", "14-20 March", "March 2024", "2024"):
        assert period.agrees_with(find_dates(text)[0])
    for text in ("11 March", "March 13, 2023", "15-20 March", "April 13"):
        assert not period.agrees_with(find_dates(text)[0])


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("$5m", "$"),
        ("US$5m", "$"),
        ("5 million US dollars", "$"),
        ("A$5m", "a$"),
        ("USD 5", "$"),
        ("5 pounds", "£"),
        ("5 yen", "¥"),
        ("5 crowns", ""),
        ("5", ""),
    ],
)
def test_a_sum_has_a_currency(text: str, sign: str) -> None:
    """By its sign, its code or its name, before the number or after it."""
    assert currency_of(text, find_quantities(text)[0].span) == sign


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("1200000", "1213400", True),
        ("4520000000", "4500000000", True),
        ("1200", "1213", True),
        ("1000", "1049.9", True),
        ("100", "98", False),
        ("900", "903", False),
        ("22", "20", False),
        ("62", "60", False),
        ("1400000", "1000000", False),
        ("1260000", "1200000", False),
        ("1210000", "1230000", False),
        ("0", "0", True),
        ("0", "100", False),
    ],
)
def test_numbers_agree_that_are_one_when_rounded(one: str, other: str, agree: bool) -> None:
    """To the places of the rounder of the two, whichever comes first."""
    assert agree_rounded(Decimal(one), Decimal(other)) is agree
    assert agree_rounded(Decimal(other), Decimal(one)) is agree


def test_the_verb_may_is_not_a_month() -> None:
    """Without a day or a year there is no month; in small letters a day is not enough."""
    assert find_dates("It may rain, and she will march.") == ()
    assert find_dates("At least 20 may have died; they march 20 miles.") == ()
    assert len(find_dates("on 14 may 2025, march 3, 2024 and 20 May")) == 3


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
