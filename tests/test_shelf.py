"""``rag.shelf``: questions about the library are answered from its list, and truly."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

import pytest

from rag.reports import DocumentInfo
from rag.shelf import reply_about_library
from rag.types import Hit

TODAY = date(2024, 6, 3)
ROWS = (
    ("Bread for Sunday", "Jane Doe", "2023-05-14", "en"),
    ("Storms close the road", "Ana Quist", "2024-05-01", "en"),
    ("Wall to be rebuilt", "Jane Doe and Bo Lind", "2024-03-12", "en-GB"),
    ("Notes", None, None, "fr"),
)
SHELF = [
    DocumentInfo(str(n), title, f"{n}.txt", author, when, language, 100 * (n + 1), 1, "2026-01-01")
    for n, (title, author, when, language) in enumerate(ROWS)
]


class NoPassages:
    """A library in which no passage is ever near."""

    def retrieve(
        self, query: str, top_k: int = 10, documents: Collection[str] | None = None
    ) -> list[Hit]:
        """Return none."""
        return []

    def mentioning(self, words: str) -> frozenset[str]:
        """Return none, but for one name."""
        return frozenset("01") if words == "Ana Quist" else frozenset()


@pytest.mark.parametrize(
    ("message", "titles"),
    [
        ("How many articles do you have?", [0, 1, 2, 3]),
        ("list your documents", [0, 1, 2, 3]),
        ("Which are from May?", [0, 1]),
        ("which ones are from may 2024", [1]),
        ("Do you have anything from 2024?", [1, 2]),
        ("anything from last month?", [1]),
        ("what is from last year", [0]),
        ("Do you have anything by Jane Doe?", [0, 2]),
        ("which articles did Ana Quist write", [1]),
        ("do you have anything by John Smith?", []),
        ("What is your newest article?", [1]),
        ("and the oldest one?", [0]),
        ("newest article by Jane Doe", [2]),
        ("which is your longest document", [3]),
        ("do you have documents in French?", [3]),
        ("which documents have no date?", [3]),
        ("is there an article about storms?", [1]),
        ("which documents mention tungsten?", []),
        ("is Ana Quist mentioned anywhere?", [0, 1]),
        ("in which documents does the name Ana Quist appear?", [0, 1]),
        ("how many articles refer to Ana Quist", [0, 1]),
        ("documents that contain the words Ana Quist", [0, 1]),
        ("do any of my files mention Ana Quist at all?", [0, 1]),
    ],
)
def test_the_right_documents_are_listed(message: str, titles: list[int]) -> None:
    """Count, date, author, language and subject pick the documents that have them."""
    reply = reply_about_library(message, SHELF, NoPassages(), TODAY)
    assert [info.id for info in reply.documents] == [str(n) for n in titles]
    assert all(ROWS[n][0] in reply.text for n in titles)
    assert reply.kind == "library" and reply.question == message


def test_the_sentence_is_true_to_the_letter() -> None:
    """Numbers and dates are those of the list; what a document does not tell is said."""

    def told(message: str) -> str:
        return reply_about_library(message, SHELF, NoPassages(), TODAY).text

    assert told("How many articles are from May?") == (
        "2 of the 4 documents in the library are from May: “Bread for Sunday” (14 May 2023); "
        "“Storms close the road” (1 May 2024)."
    )
    assert told("anything from June 2019?") == (
        "None of the 4 documents in the library is from June 2019. 1 document tells no date."
    )
    authors = told("who are the authors?")
    assert "Jane Doe, Ana Quist" in authors and "1 document names none." in authors
    assert told("how many documents mention Ana Quist?") == (
        "2 of the 4 documents in the library mention Ana Quist: “Bread for Sunday” (14 May 2023); "
        "“Storms close the road” (1 May 2024)."
    )
    assert told("which articles from 2024 mention Ana Quist?") == (
        "1 of the 4 documents in the library is from 2024 and mentions Ana Quist: "
        "“Storms close the road” (1 May 2024)."
    )
    assert told("does any document mention tungsten?") == (
        "None of the 4 documents in the library mentions tungsten."
    )
    assert "English (3), French (1)" in told("which languages are they in?")


def test_one_document_is_told_of_as_one() -> None:
    """Nobody says "1 of the 1 document"."""

    def told(message: str) -> str:
        return reply_about_library(message, SHELF[:1], NoPassages(), TODAY).text

    assert told("is Ana Quist mentioned?") == (
        "The one document in the library mentions Ana Quist: “Bread for Sunday” (14 May 2023)."
    )
    assert told("which documents are from 1999?") == "No document in the library is from 1999."


def test_an_empty_library_says_so() -> None:
    """Nothing is counted where there is nothing."""
    reply = reply_about_library("how many documents do you have?", [], NoPassages(), TODAY)
    assert reply.text == "There are no documents in the library yet." and not reply.documents


def test_a_date_that_is_none_is_told_as_it_stands() -> None:
    """As a file claimed it to an earlier version."""
    odd = replace(SHELF[0], published="2024-13-05")
    assert "(2024-13-05)" in reply_about_library("list them", [odd], NoPassages(), TODAY).text
