"""A click becomes a view, whatever the browser sends; what goes wrong is one sentence."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from rag.conversations import Conversations, Turn
from rag.errors import ConversationError, StoreLockedError
from rag.index import Withdrawn
from rag.page.desk import Desk, open_desk
from rag.page.programs import Programs
from rag.page.wishes import line_of, read_wish
from rag.page.wording import say
from rag.reports import AddReport
from rag.results import Answer
from tests.page_fakes import WordLibrary, make_article, make_document, make_library
from tests.test_originals import ONE_PAGE

QUESTION = {"question": "Who is the harbour master?"}


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    folder = tmp_path / "uploads"
    folder.mkdir()
    return folder


def open_with(library: WordLibrary, folder: Path) -> Desk:
    index = folder / "index"
    index.mkdir(exist_ok=True)
    return open_desk(library, index, folder / "uploads")


@pytest.fixture
def desk(tmp_path: Path, uploads: Path) -> Desk:
    return open_with(make_library(), tmp_path)


def test_a_question_begins_a_conversation_named_after_it(desk: Desk) -> None:
    """The next question goes on with it, and both are there when it is opened."""
    first = desk.talk.ask(QUESTION)
    second = desk.talk.ask({"question": "And bread?", "conversation": first["conversation"]})
    assert second["conversation"] == first["conversation"]
    assert second["turn"] != first["turn"]
    (line,) = desk.archive.list()["conversations"]
    assert (line["name"], line["n"]) == (QUESTION["question"], 2)
    opened = desk.archive.open(first)
    assert [turn["question"] for turn in opened["turns"]] == [QUESTION["question"], "And bread?"]
    assert opened["turns"][0]["statements"] == first["statements"]


def test_earlier_questions_reach_the_library(tmp_path: Path, uploads: Path) -> None:
    """A follow-up is asked with the questions before it; another conversation's do not count."""

    class Listening(WordLibrary):
        heard: Sequence[str] = ()

        def ask(self, question: str, history: Sequence[str] = (), *rest: Any) -> Answer:
            self.heard = tuple(history)
            return super().ask(question, history, *rest)

    library = Listening([make_article()])
    desk = open_with(library, tmp_path)
    first = desk.talk.ask(QUESTION)
    desk.talk.ask({"question": "And he?", "conversation": first["conversation"]})
    assert library.heard == (QUESTION["question"],)
    desk.talk.ask({"question": "And he?"})
    assert library.heard == ()


def test_only_the_chosen_documents_are_asked(tmp_path: Path, uploads: Path) -> None:
    """A choice restricts answers and summaries, and is said."""
    library = make_library()
    desk = open_with(library, tmp_path)
    (uploads / "b.txt").write_text("Bees\n\nForty hives at the harbour.", encoding="utf-8")
    added = desk.shelf.add({"path": str(uploads / "b.txt"), "name": "bees.txt"})
    bees = added["report"]["document"]
    view = desk.talk.ask({"question": "What of the harbour?", "documents": [bees]})
    assert {mark["document"] for mark in view["sources"]} == {bees}
    assert view["chosen"] == 1
    told = desk.talk.summarise({"documents": [bees]})
    assert {mark["document"] for mark in told["sources"]} <= {bees}
    assert told["heading"] == {"say": "summary_of_one", "title": "Bees"}
    assert desk.talk.summarise({})["heading"] == {"say": "summary_of_many", "n": 2}


@pytest.mark.parametrize("asked", [None, 7, [], {}, {"question": ""}, {"question": [1]}])
def test_what_is_not_a_question_gets_a_sentence(desk: Desk, asked: object) -> None:
    """An empty box and a forged argument are answered with a sentence, and nothing is kept."""
    assert desk.talk.ask(asked)["message"] == {"say": "type_a_question"}
    assert desk.archive.list()["conversations"] == []


def test_a_forged_wish_is_read_as_what_it_holds() -> None:
    """Types and lengths that the page never sends are left out."""
    wish = read_wish({"question": " a \n b ", "documents": ["x", 3, "y" * 99], "strictness": "?"})
    assert wish == ("a b", "", ("x",), None, "en", "", {})
    assert len(line_of({"question": "x" * 10_000}, "question")) == 2000


def test_a_fault_is_logged_and_said_in_a_sentence(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """What nobody foresaw neither ends the page nor shows a traceback."""
    with caplog.at_level(logging.ERROR):
        view = desk.talk.ask({"question": "a surprise?"})
    assert view["message"] == {"say": "surprise"}
    assert "nobody foresaw" not in str(view)
    assert "a turn failed" in caplog.text


def test_an_answer_that_cannot_be_kept_is_shown(tmp_path: Path, uploads: Path) -> None:
    """A full disk costs the memory of the turn, not the answer."""
    desk = open_with(make_library(), tmp_path)
    (tmp_path / "index" / "conversations.sqlite").write_bytes(b"no database any more" * 400)
    for name in ("conversations.sqlite-wal", "conversations.sqlite-shm"):
        (tmp_path / "index" / name).unlink(missing_ok=True)
    view = desk.talk.ask(QUESTION)
    assert view["kind"] == "answer" and view["unkept"] and "conversation" not in view


def test_a_turn_of_a_deleted_conversation_begins_a_new_one(desk: Desk) -> None:
    """Deleted in another tab, a conversation does not swallow the next answer."""
    first = desk.talk.ask(QUESTION)
    assert desk.archive.delete(first)["conversations"] == []
    again = desk.talk.ask({**QUESTION, "conversation": first["conversation"]})
    assert again["conversation"] != first["conversation"]
    assert len(desk.archive.list()["conversations"]) == 1


def test_conversations_are_found_by_their_words(desk: Desk) -> None:
    """The search reads questions and answers."""
    desk.talk.ask(QUESTION)
    desk.talk.ask({"question": "xyzzy?"})
    found = desk.archive.list({"search": "olav"})["conversations"]
    assert [line["name"] for line in found] == [QUESTION["question"]]


def test_a_thumb_is_kept_with_the_answer(desk: Desk, tmp_path: Path) -> None:
    """With a word, without one, taken back; a forged one gets a sentence."""
    turn = desk.talk.ask(QUESTION)
    kept = desk.archive.judge({"turn": turn["turn"], "thumb": -1, "remark": "which port?"})
    assert kept == {"thumb": -1, "remark": "which port?"}
    assert desk.archive.open(turn)["turns"][0]["thumb"] == -1
    (found,) = Conversations(tmp_path / "index").feedback()
    assert (found.question, found.remark) == (QUESTION["question"], "which port?")
    assert "[1]" in found.text
    assert desk.archive.judge({"turn": "none", "thumb": 1})["message"]["text"]
    assert desk.archive.judge({"turn": turn["turn"], "thumb": True})["message"]


def test_a_source_has_its_words_marked(desk: Desk) -> None:
    """A place gives the whole document, with the quotation marked."""
    article = make_article()
    start = article.text.index("Bread")
    view = desk.opener.source({"document": article.id, "start": start, "end": start + 5})
    parts = [part for line in view["paragraphs"] for part in line["parts"]]
    assert [part["text"] for part in parts if part["mark"]] == ["Bread"]
    assert len(view["paragraphs"]) == len(article.paragraphs)
    assert view["printed"] is False


@pytest.mark.parametrize(
    ("start", "end"),
    [(0, 0), (5, 3), (-1, 4), (0, 10**9), ("0", 4), (0.0, 4.0), (None, 4), (True, 4), ([], {})],
)
def test_a_forged_place_is_refused(desk: Desk, start: Any, end: Any) -> None:
    """Offsets of another type or range get a sentence."""
    place = {"document": make_article().id, "start": start, "end": end}
    assert desk.opener.source(place) == {"message": {"say": "no_such_place"}}
    assert desk.opener.page(place) == {"message": {"say": "no_such_place"}}


@pytest.mark.parametrize("place", [None, 3, "x", [], {}, {"document": 3}, {"document": ["a"]}])
def test_a_place_of_another_shape_is_refused(desk: Desk, place: object) -> None:
    """Server functions take whatever a client sends; so they check it."""
    assert desk.opener.source(place) == {"message": {"say": "no_such_place"}}


def test_a_page_of_a_pdf_is_shown_while_its_document_is_there(desk: Desk, uploads: Path) -> None:
    """Uploaded, drawn with the words outlined, and its original gone when it is replaced."""
    path = uploads / "report.pdf"
    path.write_bytes(ONE_PAGE)
    document = desk.shelf.add({"path": str(path), "name": "report.pdf"})["report"]["document"]
    view = desk.opener.source({"document": document})
    assert view["printed"] and view["page"] == 1
    place = {"document": document, "start": 4, "end": 13}
    sheet = desk.opener.page(place)
    assert sheet["image"].startswith("data:image/png;base64,")
    assert (len(sheet["outlines"]), sheet["pages"]) == (1, 1)
    assert desk.opener.page({"document": make_article().id})["message"] == {"say": "no_original"}
    (uploads / "new.txt").write_text("A newer report", encoding="utf-8")
    asked = {"path": str(uploads / "new.txt"), "name": "new.txt", "replaces": document}
    shelf = desk.shelf.add(asked)
    assert shelf["documents"][0]["title"] == "A newer report"
    assert document not in {item["document"] for item in shelf["documents"]}
    assert not list((uploads.parent / "index" / "originals").iterdir())


def test_a_removed_document_is_gone_and_can_be_put_back(desk: Desk) -> None:
    """Its footnotes say that it is gone, until it is put back; later that is too late."""
    article = make_article()
    view = desk.shelf.remove({"document": article.id})
    assert (view["removed"], view["documents"], view["title"]) == (article.id, [], article.title)
    assert desk.opener.source({"document": article.id}) == {"message": {"say": "gone"}}
    assert desk.talk.summarise({"documents": [article.id]})["message"] == {"say": "gone"}
    assert desk.shelf.remove({"document": article.id})["message"] == {"say": "already_removed"}
    assert desk.shelf.remove({"document": {"no": "id"}})["message"] == {"say": "already_removed"}
    back = desk.shelf.restore(view)
    assert back["restored"] == article.id and len(back["documents"]) == 1
    assert desk.shelf.restore(view)["message"] == {"say": "too_late_to_undo"}


def test_what_could_not_be_put_back_can_be_put_back_later(tmp_path: Path, uploads: Path) -> None:
    """An index that is locked for a moment costs no document."""

    class LockedOnce(WordLibrary):
        tries = 0

        def restore(self, withdrawn: Withdrawn) -> None:
            self.tries += 1
            if self.tries == 1:
                raise StoreLockedError("another process writes; wait for it")
            super().restore(withdrawn)

    desk = open_with(LockedOnce([make_article()]), tmp_path)
    view = desk.shelf.remove({"document": make_article().id})
    failed = desk.shelf.restore(view)
    assert failed["message"] == {"text": "another process writes; wait for it"}
    assert desk.shelf.restore(failed)["restored"] == make_article().id


def test_conversations_that_cannot_be_read_cost_no_answer(
    tmp_path: Path, uploads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The question is answered without them; suggestions are made; a table is not to be had."""
    desk = open_with(make_library(), tmp_path)
    begun = desk.talk.ask(QUESTION)

    def damaged(self: Conversations, conversation_id: str) -> Sequence[Turn]:
        raise ConversationError("the conversations cannot be read")

    monkeypatch.setattr(Conversations, "turns", damaged)
    asked = {**QUESTION, "conversation": begun["conversation"]}
    assert desk.talk.ask(asked)["kind"] == begun["kind"] != "notice"
    assert "questions" in desk.talk.suggestions(asked)
    taken = desk.talk.take_table({**asked, "turn": begun["turn"], "form": "csv"})
    assert taken == {"message": {"text": "the conversations cannot be read"}}


def test_a_table_is_saved_without_the_documents_that_are_gone(
    tmp_path: Path, uploads: Path
) -> None:
    """And says how many they are; where none is left, there is a sentence and no file."""
    other = make_document("Notice\n\nThe storm of 3 March broke the pier.", "b.txt")
    library = WordLibrary([make_article(), other])
    desk = open_with(library, tmp_path)
    turn = {**desk.talk.tabulate({"table": "timeline"}), "form": "csv"}
    library.remove(other.id)
    taken = desk.talk.take_table(turn)
    assert make_article().id in taken["text"] and other.id not in taken["text"]
    assert (taken["file"], taken["message"]) == ("timeline.csv", say("table_without", n=1))
    library.remove(make_article().id)
    assert desk.talk.take_table(turn) == {"message": say("table_gone")}


def test_each_file_gets_a_line_and_its_copy_is_deleted(desk: Desk, uploads: Path) -> None:
    """What fails says why; no copy is left behind; a name of another kind is not believed."""
    (uploads / "b.txt").write_text("", encoding="utf-8")
    empty = desk.shelf.add({"path": str(uploads / "b.txt"), "name": "empty.txt"})
    assert "holds no text" in empty["report"]["said"]["text"]
    (uploads / "a.txt").write_text("A new article.\n\nWith words.", encoding="utf-8")
    added = desk.shelf.add({"path": str(uploads / "a.txt"), "name": "../../a.pdf"})
    assert added["report"]["said"] == {"say": "file_added"}
    assert added["documents"][0]["source"] == "a.txt"
    assert not list(uploads.iterdir())


@pytest.mark.parametrize("path", ["/etc/passwd", "../index", "", "\x00", "x" * 9999])
def test_only_uploads_are_added(desk: Desk, uploads: Path, path: str) -> None:
    """A path that is no upload is not read, and not deleted."""
    view = desk.shelf.add({"path": path, "name": "a.txt"})
    assert view["report"]["said"] == {"say": "upload_again"}
    assert Path("/etc/passwd").exists()


def test_a_pasted_text_is_a_document(desk: Desk) -> None:
    """With its title, under a name of its own; nothing pasted gets a sentence."""
    view = desk.shelf.paste({"title": "Minutes / May", "text": "The board met."})
    assert view["documents"][0]["title"] == "Minutes / May"
    assert view["documents"][0]["source"] == "Minutes   May.txt"
    assert desk.shelf.paste({"text": " "})["report"]["said"]["say"] == "paste_a_text"


def test_a_program_s_text_is_read_as_what_its_name_says(tmp_path: Path, uploads: Path) -> None:
    """Markdown as Markdown, whatever the case of its ending; all else as plain text."""
    seen = []

    class Watched(WordLibrary):
        def add_one(self, path: Path, source: str) -> AddReport:
            seen.append((path.suffix, source))
            return super().add_one(path, source)

    library = Watched([make_article()])
    programs = Programs(library, open_with(library, tmp_path).shelf)
    for name in ("Plan.MD", "notes.txt", "a.pdf", ""):
        programs.add(name, "# Plan\n\nThe pier is built.")
    assert seen == [
        (".md", "Plan.MD"),
        (".txt", "notes.txt"),
        (".txt", "a.pdf.txt"),
        (".txt", "given.txt"),
    ]


def test_a_locked_index_is_reported_beside_the_file(tmp_path: Path, uploads: Path) -> None:
    """An error of the library is one sentence, for adding and for removing."""

    class Locked(WordLibrary):
        def add_one(self, path: Path, source: str) -> AddReport:
            raise StoreLockedError("another process writes; wait for it")

        def withdraw(self, document_id: str) -> Withdrawn:
            raise StoreLockedError("another process writes; wait for it")

    desk = open_with(Locked([make_article()]), tmp_path)
    (uploads / "a.txt").write_text("x", encoding="utf-8")
    said = desk.shelf.add({"path": str(uploads / "a.txt"), "name": "a.txt"})["report"]["said"]
    removed = desk.shelf.remove({"document": make_article().id})
    assert said == removed["message"] == {"text": "another process writes; wait for it"}
    assert len(removed["documents"]) == 1


def test_suggestions_leave_out_what_was_asked(desk: Desk, tmp_path: Path) -> None:
    """The examples come from the documents, without what the conversation has already."""
    offered = desk.talk.suggestions()["questions"]
    assert QUESTION["question"] in offered
    turn = desk.talk.ask(QUESTION)
    assert QUESTION["question"] not in desk.talk.suggestions(turn)["questions"]
    assert open_with(WordLibrary(), tmp_path).talk.suggestions() == {"questions": []}
