"""Documents are narrowed by what the library tells of them; a client's word is checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rag.errors import RagError
from rag.filters import Filters
from rag.page.desk import Desk, open_desk
from rag.page.exporting import turn_text
from rag.page.narrowing import narrowed, read_filters
from rag.page.wishes import filters_of, read_wish
from rag.reports import DocumentInfo
from tests.page_fakes import make_shelf


def info(key: str, author: str | None, published: str | None, source: str) -> DocumentInfo:
    return DocumentInfo(key, key, source, author, published, "en", 100, 1, "2026-01-01T00:00:00")


LIBRARY = [
    info("a", "Ida Holm", "2025-05-14", "news/a.txt"),
    info("b", None, "2024-01-01", "news/old/b.txt"),
    info("c", "Per Lund", None, "c.txt"),
]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "index").mkdir()
    return open_desk(make_shelf(), tmp_path / "index", tmp_path / "uploads")


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ({}, None),
        ({"since": "2025"}, ("a",)),
        ({"until": "2024"}, ("b",)),
        ({"author": "ida holm"}, ("a",)),
        ({"folder": "news"}, ("a", "b")),
        ({"folder": "news/old", "language": "en"}, ("b",)),
        ({"language": "en"}, None),
        ({"language": "de"}, ()),
    ],
)
def test_filters_let_through_what_fulfils_all_of_them(
    filters: dict[str, str], left: tuple[str, ...] | None
) -> None:
    """As in the shell; None where that is every document."""
    assert narrowed(LIBRARY, None, filters) == left


def test_chosen_documents_are_narrowed_too() -> None:
    """What is chosen and let through is asked, in the library's order; perhaps nothing."""
    assert narrowed(LIBRARY, ["c", "a"], {"folder": "news"}) == ("a",)
    assert narrowed(LIBRARY, ["c"], {}) == ("c",)
    assert narrowed(LIBRARY, ["c", "a"], {"language": "en"}) == ("a", "c")
    assert narrowed(LIBRARY, ["c"], {"folder": "news"}) == ()
    with pytest.raises(RagError, match="is no date"):
        narrowed(LIBRARY, None, {"since": "soon"})


def test_a_forged_filter_of_a_browser_is_left_out() -> None:
    """Types that the page never sends, and names that are none."""
    forged = {"since": 2025, "author": ["x"], "documents": "all", "folder": " news \n"}
    assert filters_of({"filters": forged}) == {"folder": "news"}
    assert read_wish({"filters": "all"}).filters == {}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"authors": "Holm"}, "unknown filter 'authors'; there are folder, since"),
        ({"since": 2025}, "since must be a text"),
        ({"folder": "a\0b"}, "folder must be a text"),
        ({"author": "x" * 301}, "author must be a text of at most 300"),
        (["since"], "must be an object"),
        ("2025", "must be an object"),
        ({"since": "soon"}, "is no date"),
        ({"since": "2025", "until": "2024"}, "nothing lies between"),
    ],
)
def test_a_wrong_filter_of_a_program_is_refused(given: Any, said: str) -> None:
    """It would otherwise be given what it did not ask for."""
    with pytest.raises(RagError, match=said):
        read_filters(given)


def test_a_programs_filters_are_those_of_the_shell() -> None:
    """None, nothing and an empty value ask for nothing."""
    assert read_filters({"since": "2025", "author": None}) == Filters(since="2025")
    assert not read_filters(None) and not read_filters({}) and not read_filters({"folder": ""})


def test_the_list_is_narrowed_as_the_question_is(desk: Desk) -> None:
    """One rule for both: an author is found among several, a language by its code."""
    titles = {item["document"]: item["title"] for item in desk.shelf.view()["documents"]}

    def left(**filters: str) -> set[str]:
        return {titles[key] for key in desk.shelf.narrow({"filters": filters})["left"]}

    assert left() == {"Ferry", "Train", "Tram", "Barge"}
    assert left(author="Ida Holm") == {"Ferry", "Barge"}
    assert left(folder="news", language="en", until="2024") == {"Train"}
    assert left(folder="nowhere") == set()
    said = desk.shelf.narrow({"filters": {"since": "2025", "until": "2024"}})
    assert said == {"left": [], "message": {"text": said["message"]["text"]}}
    assert "nothing lies between" in said["message"]["text"]


@pytest.mark.parametrize("filters", [{"folder": "news"}, {"author": "holm"}])
def test_a_question_is_asked_of_what_is_left(desk: Desk, filters: dict[str, str]) -> None:
    """The turn says of how many, and shows nothing of the others."""
    turn = desk.talk.ask({"question": "What left?", "filters": filters})
    assert (turn["chosen"], turn["all"]) == (2, 4)
    assert "Tram" not in turn_text(turn)
    whole = desk.talk.ask({"question": "What left?", "filters": {}})
    assert "chosen" not in whole and "all" not in whole


def test_summaries_and_tables_are_narrowed_too(desk: Desk) -> None:
    """They keep to the same documents."""
    summary = desk.talk.summarise({"filters": {"folder": "notes"}})
    assert summary["heading"] == {"say": "summary_of_many", "n": 2}
    assert (summary["chosen"], summary["all"]) == (2, 4)
    table = desk.talk.tabulate({"table": "timeline", "filters": {"folder": "notes"}})
    assert (table["chosen"], table["all"]) == (2, 4)


@pytest.mark.parametrize("name", ["ask", "summarise", "tabulate"])
def test_where_nothing_is_left_it_is_said(desk: Desk, name: str) -> None:
    """As a sentence, in the reader's language; it is never taken for all documents."""
    wish = {"question": "What left?", "table": "quotes", "filters": {"folder": "nowhere"}}
    turn = getattr(desk.talk, name)(wish)
    assert (turn["kind"], turn["message"]) == ("notice", {"say": "none_left"})


def test_questions_are_suggested_of_what_is_left(desk: Desk) -> None:
    """Of the newest of them first; none where nothing is left, or the filters are malformed."""
    asked = desk.talk.suggestions({"filters": {"folder": "notes"}})["questions"]
    assert [q for q in asked if "about" in q] == [
        "What is said about Tram?",
        "What is said about Barge?",
    ]
    for filters in ({"folder": "nowhere"}, {"since": "soon"}):
        assert desk.talk.suggestions({"filters": filters}) == {"questions": []}


def test_programs_narrow_what_they_find_and_ask(desk: Desk) -> None:
    """With a decline where nothing is left."""
    found = desk.programs.retrieve("left", filters={"since": "2025"})
    assert {hit["title"] for hit in found["hits"]} == {"Ferry"}
    asked = desk.programs.ask("What left?", filters={"language": "de"})
    assert {citation["title"] for citation in asked["citations"]} == {"Tram"}
    nothing = desk.programs.ask("What left?", filters={"folder": "nowhere"})
    assert nothing["status"] == "not_found"
