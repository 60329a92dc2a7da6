"""``rag.library``: the contract's promises, from files to citations."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.asking import MAX_QUESTION_CHARACTERS
from rag.errors import NotInLibraryError, RagError, StoreMissingError
from rag.filters import NONE_NAMED, NOTHING_CHOSEN, Filters
from rag.library import Library
from rag.reports import AddOutcome
from rag.results import Answer, AnswerStatus, Summary
from tests.fakes import HashedEncoder, SharedWordsReader

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
HARBOUR = "Harbour wall to be rebuilt\n\nThe harbour council voted on Monday to rebuild the wall.\n"
BAKERY = "Bread for Sunday\n\nThe bakery on the corner sold forty loaves of rye bread on Sunday.\n"


def open_library(index: Path) -> Library:
    """Open a library with quick, meaningful stand-ins for both models."""
    return Library(index, encoder=HashedEncoder(dimension=256), reader=SharedWordsReader())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with two small articles."""
    files = tmp_path / "files"
    files.mkdir()
    (files / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    (files / "bakery.txt").write_text(BAKERY, encoding="utf-8")
    return files


@pytest.fixture
def library(tmp_path: Path, folder: Path) -> Iterator[Library]:
    """Return a library that holds them."""
    with open_library(tmp_path / "index") as made:
        made.add(folder)
        yield made


def check_citations(library: Library, result: Answer | Summary) -> int:
    """Compare each citation with the stored text; return how many there were."""
    for citation in result.citations:
        shape = citation.to_dict()
        text = library.show(shape["document_id"]).text
        assert text[shape["start"] : shape["end"]] == shape["quote"] != ""
    for statement in result.statements:
        assert statement.citations
        quotes = [" ".join(c.quote.split()) for c in statement.citations]
        assert statement.verbatim in quotes
    return len(result.citations)


def test_an_empty_list_of_documents_is_none_of_them(library: Library) -> None:
    """A program that narrowed them down to nothing is not answered from all."""
    answer = library.ask("When did the council vote?", documents=[])
    assert (answer.status, answer.text) == (AnswerStatus.NOT_FOUND, NONE_NAMED)
    assert library.retrieve("the council", documents=[]) == []


def test_filters_hold_in_what_is_found_and_in_what_is_asked(library: Library) -> None:
    """A folder is meant as the user names it; ids of ``documents`` must fulfil the filters too."""
    bakery = next(info for info in library.documents() if "bakery" in info.source)
    elsewhere = Filters(folder=str(SHARED / "nowhere"))
    here = Filters(folder=str(Path(bakery.source).parent), language="en")
    question = "Where was the rye bread sold on Sunday?"
    assert library.retrieve(question, filters=here)[0].passage.document.id == bakery.id
    assert library.retrieve(question, filters=elsewhere) == []
    assert library.retrieve(question, documents=[bakery.id], filters=elsewhere) == []
    only = library.retrieve("harbour wall", filters=Filters(documents=(bakery.id,)))
    assert {hit.passage.document.id for hit in only} == {bakery.id}
    assert library.ask(question, filters=here).status is AnswerStatus.ANSWERED
    declined = library.ask(question, filters=elsewhere)
    assert (declined.status, declined.message) == (AnswerStatus.NOT_FOUND, NOTHING_CHOSEN)
    with pytest.raises(NotInLibraryError, match="nobody"):
        library.retrieve(question, filters=Filters(documents=("nobody",)))


def test_a_copy_in_a_folder_is_found_there(tmp_path: Path) -> None:
    """A document has a source for each file that holds it, and any of them counts."""
    for folder in ("inbox", "archive"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "dam.txt").write_text("The dam in Elmwood costs 40 million euros.\n")
    with open_library(tmp_path / "index") as library:
        library.add([tmp_path / "inbox", tmp_path / "archive"])
        for folder, found in (("inbox", 1), ("archive", 1), ("arch", 0)):
            chosen = Filters(folder=str(tmp_path / folder))
            assert len(library.retrieve("What does the dam cost?", filters=chosen)) == found


def test_all_documents_that_mention_something_are_named(tmp_path: Path) -> None:
    """However many there are: what is counted is not what a search stops at."""
    for number in range(60):
        name = "Ilse Brandt’s boat" if number % 2 else "a boat"
        text = f"Pier {number}\n\nThe harbour has {name} at its pier {number + 100}, they say.\n"
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    with open_library(tmp_path / "index") as library:
        library.add([tmp_path / f"{number}.txt" for number in range(60)])
        assert len(library.mentioning("ilse brandt")) == 30
        assert library.mentioning("Brandt Ilse") == frozenset()
        assert len(library.mentioning("Pier 7")) == 1
        reply = library.chat("How many documents mention Ilse Brandt?")
        assert "30 of the 60 documents in the library mention Ilse Brandt" in reply.text


def test_an_answer_is_cited_and_a_decline_is_plain(library: Library) -> None:
    """What the documents say is answered with a footnote; what they do not say is declined."""
    answer = library.ask("When did the harbour council vote to rebuild?")
    assert answer.status is AnswerStatus.ANSWERED
    assert check_citations(library, answer) >= 1
    assert answer.citations[0].to_dict()["source"] == "files/harbour.txt"
    declined = library.ask("What is the melting temperature of tungsten?")
    assert declined.status is AnswerStatus.NOT_FOUND
    assert not declined.statements and not declined.citations
    assert 1 <= len(declined.nearest) <= 3 and declined.text


def test_adding_twice_changes_nothing(library: Library, folder: Path) -> None:
    """The same files cost nothing the second time, and give the same results."""
    before = library.retrieve("rye bread")
    reports = library.add(folder)
    assert {report.outcome for report in reports} == {AddOutcome.UNCHANGED}
    assert library.retrieve("rye bread") == before


def test_a_changed_file_replaces_what_it_said(library: Library, folder: Path) -> None:
    """After a file is changed and added again, its old words are in no result."""
    old = next(info.id for info in library.documents() if "bakery" in info.source)
    (folder / "bakery.txt").write_text(BAKERY.replace("rye", "oat"), encoding="utf-8")
    outcomes = {report.source: report.outcome for report in library.add(folder)}
    assert outcomes["files/bakery.txt"] is AddOutcome.REPLACED
    assert outcomes["files/harbour.txt"] is AddOutcome.UNCHANGED
    texts = [hit.passage.text for hit in library.retrieve("rye bread")]
    assert any("oat" in text for text in texts)
    assert not any("rye" in text for text in texts)
    with pytest.raises(NotInLibraryError):
        library.show(old)


def test_a_removed_document_leaves_no_trace(library: Library) -> None:
    """After removal, no list, search, answer or summary knows the document."""
    gone = next(info.id for info in library.documents() if "bakery" in info.source)
    library.remove(gone)
    assert gone not in {info.id for info in library.documents()}
    assert all(hit.passage.document.id != gone for hit in library.retrieve("rye bread bakery"))
    assert library.ask("How many loaves of rye bread sold?").status is AnswerStatus.NOT_FOUND
    with pytest.raises(NotInLibraryError):
        library.remove(gone)
    with pytest.raises(NotInLibraryError):
        library.summarize(gone)
    assert library.verify() == []


def test_a_withdrawn_document_can_be_put_back(library: Library) -> None:
    """Restored, a document is found, cited and verified as before."""
    question = "How many loaves of rye bread sold?"
    gone = next(info for info in library.documents() if "bakery" in info.source)
    before = library.ask(question)
    held = library.withdraw(gone.id)
    assert gone.id not in {info.id for info in library.documents()}
    library.restore(held)
    assert gone.source in {info.source for info in library.documents()}
    assert library.ask(question).citations == before.citations
    assert library.verify() == []


def test_the_same_question_gives_the_same_answer(library: Library) -> None:
    """Nothing but the timings differs from one call to the next."""
    shapes = [library.ask("When did the council vote?").to_dict() for _ in range(2)]
    for shape in shapes:
        assert set(shape.pop("timings_ms")) >= {"total"}
    assert shapes[0] == shapes[1]


def test_one_bad_file_does_not_stop_the_others(library: Library, folder: Path) -> None:
    """A broken, an unsupported and a missing file are each one sentence; the good one is added."""
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    (folder / "music.mp3").write_bytes(b"ID3")
    (folder / "more.txt").write_text("Storms closed the road four times last winter.", "utf-8")
    reports = {Path(r.source).name: r for r in [*library.add(folder), *library.add("absent.txt")]}
    assert reports["more.txt"].outcome is AddOutcome.ADDED
    for name in ("broken.pdf", "music.mp3", "absent.txt"):
        assert reports[name].outcome in (AddOutcome.FAILED, AddOutcome.SKIPPED)
        assert reports[name].reason


def test_an_upload_is_known_by_its_own_name(library: Library, folder: Path) -> None:
    """A temporary copy is stored under the name that the user's file had."""
    report = library.add_one(folder / "bakery.txt", "uploads/my bakery.txt")
    assert report.source == "uploads/my bakery.txt" and report.document_id


def test_two_libraries_may_read_while_one_writes(tmp_path: Path, library: Library) -> None:
    """A second library on the same index sees what the first one adds, without being reopened."""
    with open_library(tmp_path / "index") as other:
        path = tmp_path / "storm.txt"
        path.write_text("Storms closed the coastal road four times last winter.", "utf-8")
        library.add(path)
        assert any("Storms" in hit.passage.text for hit in other.retrieve("storms coastal road"))


@pytest.mark.parametrize("question", ["", " \n", "why " * MAX_QUESTION_CHARACTERS])
def test_a_bad_question_is_one_sentence(library: Library, question: str) -> None:
    """An empty or endless question is an error that says what to do, not an empty answer."""
    with pytest.raises(RagError, match="question"):
        library.ask(question)


def test_an_earlier_message_that_was_too_long_does_not_spoil_the_next(library: Library) -> None:
    """It was refused, so that nothing can lean on it."""
    endless = "Who voted to rebuild the harbour wall " * 60 + "?"
    asked = "And when did they vote on it?"
    assert library.ask(asked, history=(endless,)).searched is None
    assert library.stand_alone(asked, [endless]) == asked


def test_reading_needs_an_index(tmp_path: Path) -> None:
    """Opened read-only, a missing index is named with the command that makes one."""
    with pytest.raises(StoreMissingError, match="add"):
        Library(tmp_path / "none", encoder=HashedEncoder(), read_only=True)
    assert not (tmp_path / "none").exists()


def test_a_leaning_question_is_searched_as_one_of_its_own(library: Library) -> None:
    """ "It" alone finds nothing; completed, it finds the passage, and the answer says how."""
    first = "Who voted to rebuild the harbour wall?"
    answer = library.ask("And when did they vote on it?", history=(first,))
    assert "harbour wall" in (answer.searched or "")
    nearest = [*answer.nearest, *(c.evidence.hit for c in answer.citations)]
    assert "harbour" in nearest[0].passage.text.casefold()


def test_a_focus_that_nothing_bears_on_is_not_found(library: Library) -> None:
    """No statement, and a sentence that says so; all was read all the same."""
    summary = library.summarize(focus="penguins of Patagonia")
    assert summary.statements == () and summary.text.startswith("Not found")
    assert summary.to_dict()["statements"] == []
    assert summary.coverage.documents == 2 and summary.coverage.paragraphs > 0
    assert library.summarize(focus="the harbour wall").statements


def test_summaries_may_be_verbatim(library: Library) -> None:
    """Without edits, every statement is its quotation."""
    for statement in library.summarize(verbatim=True).statements:
        assert not statement.edits
        assert statement.text == " ".join(statement.citations[0].quote.split())


def test_a_summary_covers_every_document(library: Library) -> None:
    """All documents are read, and the paragraph quotes them word for word."""
    summary = library.summarize()
    assert summary.coverage.documents == len(summary.documents) == 2
    assert check_citations(library, summary) >= 1
    assert library.summarize(list(summary.documents[:1])).coverage.documents == 1


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is missing")
def test_every_citation_of_every_shared_document_is_exact(tmp_path: Path) -> None:
    """Over all files of ../shared that load, each citation is a slice of the stored text."""
    files = tmp_path / "files"
    for part in ("seeds", "docs", "data/files"):
        shutil.copytree(SHARED / part, files / part)
    draw = random.Random(0)
    with open_library(tmp_path / "index") as library:
        library.add(files)
        documents = library.documents()
        assert len(documents) > 60
        checked = 0
        for info in documents:
            words = re.findall(r"\b\w{4,30}\b", library.show(info.id).text[:20000])
            checked += check_citations(library, library.summarize(info.id))
            for _ in range(3 if words else 0):
                question = " ".join(draw.sample(words, min(2, len(words))))
                checked += check_citations(library, library.ask(question))
        assert checked > 200
        assert library.verify() == []


@pytest.mark.slow
def test_the_users_article_with_the_real_models(tmp_path: Path) -> None:
    """From the folder to a cited answer, a decline, a summary and suggested questions."""
    with Library(tmp_path / "index") as library:
        library.add(ROOT / "seeds")
        answer = library.ask("Who is the spokesperson for Turkey's Ministry of Defense?")
        assert answer.short_answer == "Zeki Aktürk"
        assert check_citations(library, answer)
        author = library.ask("Who wrote this article?")
        assert author.short_answer == "Ahora Qadi"
        assert library.ask("Who won the World Cup in 1998?").status is AnswerStatus.NOT_FOUND
        summary = library.summarize()
        assert 3 <= check_citations(library, summary) <= 6
        assert "Fly Erbil" not in summary.text and "Photo:" not in summary.text
        for question in library.suggest_questions():
            assert library.ask(question).status is AnswerStatus.ANSWERED
