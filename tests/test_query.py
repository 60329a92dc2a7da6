"""``rag.query``: what a query asks for beside its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.query import join_digits, parse_query, unquoted


@pytest.mark.parametrize(
    "query",
    [
        '"held talks" in Baku',
        "“held talks” in Baku",
        "„held talks“ in Baku",
        "«held talks» in Baku",
    ],
)
def test_what_is_quoted_must_appear(query: str) -> None:
    """Straight, curly, low and angle quotes mean the same, and are no part of the words."""
    parsed = parse_query(query)
    assert parsed.phrases == ("held talks",)
    assert parsed.text.split() == ["held", "talks", "in", "Baku"]


@pytest.mark.parametrize("query", ['5" pipe and 6" pipe', 'an "open end', '""', '"…"', "it's"])
def test_other_marks_quote_nothing(query: str) -> None:
    """Inches, a mark without its pair, and quotes around no word."""
    assert parse_query(query).phrases == ()


def test_a_pasted_text_has_quotations_of_its_own() -> None:
    """In more than 32 words, quotation marks are its author's; in 32 they are the user's."""
    quoted = ' "held talks"'
    assert parse_query("word " * 30 + quoted).phrases == ("held talks",)
    assert parse_query("word " * 31 + quoted).phrases == ()


def test_several_phrases() -> None:
    """Each of them must appear."""
    assert parse_query('"the talks" and "the capital"').phrases == ("the talks", "the capital")


@pytest.mark.parametrize(
    ("query", "dates"),
    [
        ("14 May 2025", ("2025-05-14",)),
        ("articles of May 14th, 2025", ("2025-05-14",)),
        ("news from 2025-05-14", ("2025-05-14",)),
        ("october 7", ("--10-07",)),
        ("7 Oct.", ("--10-07",)),
        ("what was published in May 2025?", ("2025-05",)),
        ("documents of 2025", ("2025",)),
    ],
)
def test_a_query_for_a_date(query: str, dates: tuple[str, ...]) -> None:
    """However it is written, and whatever words say "documents of"."""
    parsed = parse_query(query)
    assert parsed.dates == dates
    assert parsed.dated


@pytest.mark.parametrize("query", ["the flood of 14 May 2025", "what may happen", "3/5/2024", "7"])
def test_a_query_for_more_or_less_than_a_date(query: str) -> None:
    """Other words are asked for too; and what may be read two ways is no date."""
    assert not parse_query(query).dated


@pytest.mark.parametrize("number", ["1,234", "1234", "1 234", "1.234"])
def test_a_number_is_looked_for_in_every_form(number: str) -> None:
    """With and without gaps between its thousands."""
    assert {"1234", "1 234"} <= {join_digits(form) for form in parse_query(number).forms}


def test_a_number_without_an_end_is_a_query() -> None:
    """What no number is as long as is looked for as it stands."""
    endless = "1" + " 000" * 1500
    assert parse_query(endless).forms == (endless,)


def test_digits_are_joined_only_where_they_are_one_number() -> None:
    """Groups of three after a comma, an apostrophe or a narrow blank; no dates, lists, decimals."""
    assert join_digits("1,234,567 and 1’234 and 12\u202f345") == "1234567 and 1234 and 12345"
    for text in ("May 14,2025", "1,23", "in 2024, 300 people", "0.123,456", "1,2345"):
        assert join_digits(text) == text


def test_half_a_surrogate_pair_is_a_question_mark() -> None:
    """As a shell hands on a byte that is no UTF-8: tokenizers refuse it."""
    assert parse_query("a\ud800 b").text == "a? b"


@given(st.text(max_size=40) | st.text(alphabet='"“”„«» ab1,.', max_size=30))
def test_any_text_is_a_query(text: str) -> None:
    """Its words survive, phrases are among them, and without quotation marks there are none."""
    parsed = parse_query(text)
    assert all(phrase in text for phrase in parsed.phrases)
    assert parse_query(unquoted(text)).phrases == ()
