"""Each click gives a view, whatever the browser sends and whatever goes wrong."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from rag.errors import StoreLockedError
from rag.page.actions import GONE, MAX_FILES, NO_SUCH_PLACE, SURPRISE, Desk, Upload, check_question
from rag.results import AddReport, Answer
from tests.page_fakes import WordLibrary, make_article, make_library


def test_an_answer_is_a_turn_with_a_name_of_its_own() -> None:
    """Two turns never have the same name, so that a later one cannot replace an earlier one."""
    desk = Desk(make_library())
    first, second = desk.ask("Who is the harbour master?"), desk.ask("Who is the harbour master?")
    assert first["kind"] == second["kind"] == "answer"
    assert first["turn"] != second["turn"]


def test_earlier_questions_reach_the_library() -> None:
    """A follow-up is asked with the questions before it."""

    class Listening(WordLibrary):
        heard: Sequence[str] = ()

        def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
            self.heard = history
            return super().ask(question, history)

    library = Listening([make_article()])
    Desk(library).ask("And he?", ["Who is the harbour master?"])
    assert tuple(library.heard) == ("Who is the harbour master?",)


@pytest.mark.parametrize("question", [None, 7, [], {}, "", "  \n "])
def test_what_is_not_a_question_gets_a_sentence(question: object) -> None:
    """An empty box and a forged argument are answered with a sentence."""
    assert Desk(make_library()).ask(question)["message"] == "Type a question first."


def test_a_question_is_cut_to_its_longest() -> None:
    """No more of a question is taken than the box allows."""
    assert len(check_question("x" * 10_000)) == 2000


def test_a_fault_is_logged_and_said_in_a_sentence(caplog: pytest.LogCaptureFixture) -> None:
    """What nobody foresaw neither ends the page nor shows a traceback."""
    with caplog.at_level(logging.ERROR):
        view = Desk(make_library()).ask("a surprise?")
    assert view["message"] == SURPRISE
    assert "nobody foresaw" not in str(view)
    assert "a turn failed" in caplog.text


def test_a_source_has_its_words_marked() -> None:
    """A place gives the whole document, with the quotation marked."""
    article = make_article()
    start = article.text.index("Bread")
    view = Desk(make_library()).source({"document": article.id, "start": start, "end": start + 5})
    parts = [part for line in view["paragraphs"] for part in line["parts"]]
    assert [part["text"] for part in parts if part["mark"]] == ["Bread"]
    assert len(view["paragraphs"]) == len(article.paragraphs)


@pytest.mark.parametrize(
    ("start", "end"),
    [(0, 0), (5, 3), (-1, 4), (0, 10**9), ("0", 4), (0.0, 4.0), (None, 4), (True, 4), ([], {})],
)
def test_a_forged_place_is_refused(start: Any, end: Any) -> None:
    """Offsets of another type or range get a sentence."""
    place = {"document": make_article().id, "start": start, "end": end}
    assert Desk(make_library()).source(place) == {"message": NO_SUCH_PLACE}


@pytest.mark.parametrize("place", [None, 3, "x", [], {}, {"document": 3}, {"document": ["a"]}])
def test_a_place_of_another_shape_is_refused(place: object) -> None:
    """Server functions take whatever a client sends; so they check it."""
    assert Desk(make_library()).source(place) == {"message": NO_SUCH_PLACE}


def test_a_removed_document_is_said_to_be_gone() -> None:
    """A footnote to a document that was removed gives one sentence."""
    article, library = make_article(), make_library()
    desk = Desk(library)
    assert desk.remove(article.id)["removed"] == article.id
    assert desk.source({"document": article.id, "start": 0, "end": 3}) == {"message": GONE}
    assert desk.summarise(article.id)["message"] == GONE
    assert desk.remove(article.id)["message"] == "That document was already removed."
    assert desk.remove({"no": "id"})["message"] == "That document was already removed."


def test_a_summary_names_what_it_sums_up() -> None:
    """The heading is the document's title, or how many there are."""
    desk = Desk(make_library())
    title = make_article().title
    assert desk.summarise(make_article().id)["question"] == f"Summary: {title}"
    assert desk.summarise()["question"] == f"Summary: {title}"
    assert desk.summarise(3)["kind"] == "notice"


def test_each_file_gets_a_line_and_its_copy_is_deleted(tmp_path: Path) -> None:
    """One file that fails does not end the others, and no copy is left behind."""
    good, empty = tmp_path / "a.txt", tmp_path / "b.txt"
    good.write_text("A new article.\n\nWith words.", encoding="utf-8")
    empty.write_text("", encoding="utf-8")
    steps = list(Desk(make_library()).add([Upload(empty, "empty.txt"), Upload(good, "good.txt")]))
    assert [step["progress"]["done"] for step in steps[:-1]] == [0, 1]
    failed, added = steps[-1]["reports"]
    assert "holds no text" in failed["said"]
    assert added == {"name": "good.txt", "done": True, "said": "added"}
    assert len(steps[-1]["documents"]) == 2
    assert not list(tmp_path.iterdir())


def test_too_many_files_are_said_to_be_too_many(tmp_path: Path) -> None:
    """Past the limit, files are named as not added, and deleted."""
    uploads = []
    for number in range(MAX_FILES + 2):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"Article {number}.", encoding="utf-8")
        uploads.append(Upload(path, path.name))
    last = list(Desk(make_library()).add(uploads))[-1]
    assert last["reports"][-1]["said"].startswith("2 more not added")
    assert not list(tmp_path.iterdir())


def test_a_locked_index_is_reported_beside_the_file(tmp_path: Path) -> None:
    """An error of the library is one sentence, for adding and for removing."""

    class Locked(WordLibrary):
        def add_one(self, path: Path, source: str) -> AddReport:
            raise StoreLockedError("another process writes; wait for it")

        def remove(self, document_id: str) -> None:
            raise StoreLockedError("another process writes; wait for it")

    path = tmp_path / "a.txt"
    path.write_text("x", encoding="utf-8")
    desk = Desk(Locked([make_article()]))
    said = list(desk.add([Upload(path, "a.txt")]))[-1]["reports"][0]["said"]
    assert (
        said == desk.remove(make_article().id)["message"] == "another process writes; wait for it"
    )


def test_suggestions_are_questions_of_the_library() -> None:
    """The examples come from the documents; none when there are none."""
    assert Desk(make_library()).suggestions()["questions"]
    assert Desk(WordLibrary()).suggestions() == {"questions": []}
