"""``rag.filters``: which documents a search may look at."""

from __future__ import annotations

import pytest

from rag.errors import NotInLibraryError, RagError
from rag.filters import Filters
from rag.reports import DocumentInfo


def info(
    key: str,
    source: str,
    published: str | None = None,
    author: str | None = None,
    language: str | None = None,
) -> DocumentInfo:
    return DocumentInfo(key, "", source, author, published, language, 9, 1, "2026-01-01T00:00:00")


LIBRARY = [
    info("a", "news/2024/a.txt", "2024-12-31", "Zoë Ångström", "en-GB"),
    info("b", "news/2025/b.txt", "2025-05-14", "Ann Lee and Bo Leeds", "en"),
    info("c", "newsletter.txt", "2025-05-31T08:00:00", "Bo Leeds", "de"),
    info("d", "/other/d.txt"),
]


@pytest.mark.parametrize(
    ("filters", "chosen"),
    [
        (Filters(), "abcd"),
        (Filters(documents=("b", "d")), "bd"),
        (Filters(documents=()), ""),
        (Filters(folder="news"), "ab"),
        (Filters(folder="news/2025/"), "b"),
        (Filters(folder="./news"), "ab"),
        (Filters(folder="new"), ""),
        (Filters(since="2025-05-14"), "bc"),
        (Filters(until="2024"), "a"),
        (Filters(until="2025-05"), "abc"),
        (Filters(since="2025-5", until="2025-05-30"), "b"),
        (Filters(author="angstrom"), "a"),
        (Filters(author="ANN LEE"), "b"),
        (Filters(author="lee"), "b"),
        (Filters(author="***"), ""),
        (Filters(language="en"), "ab"),
        (Filters(language="en-gb"), "a"),
        (Filters(folder="news", author="leeds", language="EN"), "b"),
    ],
)
def test_only_documents_that_fulfil_every_filter(filters: Filters, chosen: str) -> None:
    """Bounds are inclusive; what a document does not tell, it does not fulfil."""
    assert filters.choose(LIBRARY) == frozenset(chosen)


def test_a_folder_may_have_another_name() -> None:
    """As the user names it, and as its documents were named when they were added."""
    filters = Filters(folder="/home/ann/news/2024")
    assert filters.choose(LIBRARY) == frozenset()
    assert filters.choose(LIBRARY, ["news/2024"]) == frozenset("a")


def test_one_source_in_the_folder_is_enough() -> None:
    """A copy, or a file that was moved, has several."""
    filters = Filters(folder="archive/2024")
    assert filters.choose(LIBRARY, sources={"a": ["inbox/x.txt", "archive/2024/x.txt"]}) == {"a"}
    assert filters.choose(LIBRARY, sources={"a": ["inbox/x.txt", "archive/20245/x.txt"]}) == set()


def test_no_filter_is_false() -> None:
    """So that a search can tell whether anything is asked for."""
    assert not Filters()
    assert Filters(documents=())
    assert Filters(language="en")


@pytest.mark.parametrize(
    "text", ["yesterday", "2025-13", "2025-02-30", "14.5.2025", "0000", "２０２５"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    """In one sentence that names it."""
    for made in ({"since": text}, {"until": text}):
        with pytest.raises(RagError, match=text):
            Filters(**made)


def test_an_empty_span_of_time_is_refused() -> None:
    """Most likely the two are the wrong way round."""
    with pytest.raises(RagError, match="2025-06 and 2025-05"):
        Filters(since="2025-06", until="2025-05")


def test_an_unknown_document_is_refused() -> None:
    """With its id; and a language is a code."""
    with pytest.raises(NotInLibraryError, match="nothing"):
        Filters(documents=("a", "nothing")).choose(LIBRARY)
    with pytest.raises(RagError, match="plain English"):
        Filters(language="plain English")
