"""Documents are narrowed by what the library tells of them; a client's word is checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import RagError
from rag.page.desk import open_desk
from rag.page.narrowing import narrowed
from rag.page.wishes import filters_of, read_wish
from rag.reports import DocumentInfo
from tests.page_fakes import WordLibrary, make_document


def info(key: str, author: str | None, published: str | None, source: str) -> DocumentInfo:
    return DocumentInfo(key, key, source, author, published, "en", 100, 1, "2026-01-01T00:00:00")


LIBRARY = [
    info("a", "Ida Holm", "2025-05-14", "news/a.txt"),
    info("b", None, "2024-01-01", "news/old/b.txt"),
    info("c", "Per Lund", None, "c.txt"),
]


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ({}, None),
        ({"since": "2025"}, ("a",)),
        ({"until": "2024"}, ("b",)),
        ({"author": "ida holm"}, ("a",)),
        ({"folder": "news"}, ("a", "b")),
        ({"folder": "news/old", "language": "en"}, ("b",)),
    ],
)
def test_filters_let_through_what_fulfils_all_of_them(
    filters: dict[str, str], left: tuple[str, ...] | None
) -> None:
    """As in the shell."""
    assert narrowed(LIBRARY, None, filters) == left


def test_chosen_documents_are_narrowed_too() -> None:
    """What is chosen and let through is asked; nothing left is a sentence, not an answer."""
    assert narrowed(LIBRARY, ["a", "c"], {"folder": "news"}) == ("a",)
    assert narrowed(LIBRARY, ["c"], {}) == ("c",)
    with pytest.raises(RagError, match="widen them"):
        narrowed(LIBRARY, ["c"], {"folder": "news"})
    with pytest.raises(RagError, match="is no date"):
        narrowed(LIBRARY, None, {"since": "soon"})


def test_a_forged_filter_is_left_out() -> None:
    """Types that the page never sends, and names that are none."""
    forged = {"since": 2025, "author": ["x"], "documents": "all", "folder": " news \n"}
    assert filters_of({"filters": forged}) == {"folder": "news"}
    assert read_wish({"filters": "all"}).filters == {}


def test_a_question_is_asked_of_what_is_left(tmp_path: Path) -> None:
    """The turn says of how many; a filter that lets nothing through says so."""
    (tmp_path / "index").mkdir()
    library = WordLibrary(
        [
            make_document("Ferry\n\nThe ferry left at dawn.", "news/ferry.txt"),
            make_document("Train\n\nThe train left at noon.", "train.txt"),
        ]
    )
    talk = open_desk(library, tmp_path / "index", tmp_path / "uploads").talk
    turn = talk.ask({"question": "What left?", "filters": {"folder": "news"}})
    assert turn["chosen"] == 1
    assert {source["title"] for source in turn["sources"]} == {"Ferry"}
    nothing = talk.ask({"question": "What left?", "filters": {"since": "2025"}})
    assert nothing["kind"] == "notice"
