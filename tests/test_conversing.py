"""``rag.conversing``: what a message asks for is done, and nothing else is claimed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from rag.library import Library
from rag.results import Answer, AnswerStatus, Reply, Summary
from rag.types import Evidence, Hit
from tests.fakes import HashedEncoder, SharedWordsReader

HARBOUR = (
    "Harbour wall to be rebuilt\n\nBy Ana Quist\n\n12 March 2024\n\n"
    "The harbour council voted on Monday, 11 March 2024, to rebuild the old wall before winter.\n\n"
    "“The wall is the town's coat,” said council leader Maria Berg.\n"
)
BAKERY = (
    "Bread for Sunday\n\n14 May 2023\n\n"
    "The bakery on the corner sold forty loaves of rye bread on Sunday to its neighbours.\n"
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Return a library of two articles, with quick stand-ins for both models."""
    for name, text in (("harbour.txt", HARBOUR), ("bakery.txt", BAKERY)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    reader = SharedWordsReader()
    with Library(tmp_path / "index", encoder=HashedEncoder(256), reader=reader) as made:
        made.add([tmp_path / "harbour.txt", tmp_path / "bakery.txt"])
        yield made


def test_a_question_is_answered_from_the_documents(library: Library) -> None:
    """A question goes to the documents, completed from the questions before it."""
    answer = library.chat("When did the harbour council vote to rebuild?")
    assert isinstance(answer, Answer) and answer.citations and answer.searched is None
    assert "searched" not in answer.to_dict()
    history = ("hello", "Who is Maria Berg?", "thank you very much")
    later = library.chat("What did she say about the wall?", history)
    assert isinstance(later, Answer)
    assert later.searched == "What did Maria Berg say about the wall?"
    assert later.to_dict()["searched"] == later.searched
    assert later.question == "What did she say about the wall?"


def test_a_summary_is_of_what_was_asked_for(library: Library) -> None:
    """All documents, or the one that is named."""
    whole = library.chat("Summarize the document")
    assert isinstance(whole, Summary) and len(whole.documents) == 2
    one = library.chat("Summarise the article on the harbour wall")
    assert isinstance(one, Summary) and len(one.documents) == 1
    assert "harbour" in one.text and "bread" not in one.text


def test_what_is_but_named_is_summed_up(library: Library) -> None:
    """A name alone gets what the documents say of it; one that they do not know, a decline."""
    named = library.chat("rye bread")
    assert isinstance(named, Summary) and "forty loaves" in named.text
    assert named.focus == named.to_dict()["focus"] == "rye bread"
    titled = library.chat("Harbour wall to be rebuilt")
    assert isinstance(titled, Summary) and len(titled.documents) == 1 and not titled.focus
    unknown = library.chat("tungsten exports")
    assert isinstance(unknown, Answer) and not unknown.statements


def test_what_is_asked_for_is_answered_before_it_is_summed_up(library: Library) -> None:
    """ "Name ..." may have an answer; where it has none, what is said of the subject is told."""
    answered = library.chat("Name the old wall of the harbour council")
    assert isinstance(answered, Answer) and answered.statements
    told = library.chat("Define and briefly explain rye please")
    assert isinstance(told, Summary) and "rye" in told.text


def test_a_name_after_a_question_may_be_of_that_question(library: Library) -> None:
    """ "And the bakery" goes on with the question before it."""
    later = library.chat("and the bakery", ["What did the harbour council vote on?"])
    assert isinstance(later, Answer) and later.searched is not None


class ReaderOfBoth(SharedWordsReader):
    """Finds a sentence only where a question names its day as well as its coat."""

    def read(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """Return the evidence of the sentence that holds both, surely; of others nothing."""
        wanted = "coat" if "garment" in question else "Monday"
        found = [
            replace(item, score=float(wanted in item.text and "Monday" in question))
            for item in super().read(question, hits)
        ]
        return sorted(found, key=lambda item: -item.score)


def test_a_follow_up_is_read_behind_the_question_before_it(tmp_path: Path) -> None:
    """Where the completed question finds nothing; what was told before is not told again."""
    (tmp_path / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    encoder, reader = HashedEncoder(256), ReaderOfBoth()
    with Library(tmp_path / "index", encoder=encoder, reader=reader) as library:
        library.add(tmp_path / "harbour.txt")
        before = "What did the harbour council vote on that Monday?"
        assert library.ask("Which garment is it?").status is AnswerStatus.NOT_FOUND
        later = library.ask("Which garment is it?", [before])
        assert later.searched == f"{before} Which garment is it?" and "coat" in later.text
        assert later.question == "Which garment is it?"
        again = library.ask("Was it dear?", [before, " "])
        assert again.status is AnswerStatus.NOT_FOUND


def test_a_wish_may_lean_on_who_was_named(library: Library) -> None:
    """ "Her" is whoever was asked about; what was summed up or named may be meant as well."""
    reply = library.chat("Give me her quotes", ["Who is Maria Berg?"])
    assert isinstance(reply, Reply) and reply.text == "1 statement by Maria Berg."
    assert reply.question == "Give me her quotes"
    for before in ("Harbour wall", "Sum up the article on the harbour wall"):
        later = library.chat("When will it be rebuilt?", [before])
        assert isinstance(later, Answer)
        assert (later.searched or "").casefold() == "when will harbour wall be rebuilt?"


def test_quotations_are_those_of_whom_the_request_names(library: Library) -> None:
    """Nobody else's words are among them."""
    reply = library.chat("Give me quotes from Maria Berg")
    assert isinstance(reply, Reply) and reply.text == "1 statement by Maria Berg."
    assert len(reply.rows) == 1


@pytest.mark.parametrize(
    ("message", "kind", "said"),
    [
        ("hello", "greeting", "Hello"),
        ("thank you very much", "thanks", "welcome"),
        ("goodbye", "goodbye", "Goodbye"),
        ("What can you do?", "abilities", "footnote"),
        ("Wann wurde die alte Mauer am Hafen gebaut?", "foreign", "German"),
        ("How many documents do you have?", "library", "2 documents"),
        ("...", "nothing", "question"),
    ],
)
def test_small_talk_and_the_library_get_a_true_sentence(
    library: Library, message: str, kind: str, said: str
) -> None:
    """No search, no citation: one civil sentence that names what it is about."""
    reply = library.chat(message)
    assert isinstance(reply, Reply) and reply.kind == kind and said in reply.text
    assert reply.to_dict()["question"] == message


def test_the_views_come_with_rows_that_can_be_cited(library: Library) -> None:
    """A timeline and who said what are rows, counted truly."""
    timeline = library.chat("Give me the timeline of events")
    quotes = library.chat("Who said what?")
    for reply, kind in ((timeline, "timeline"), (quotes, "quotes")):
        assert isinstance(reply, Reply) and reply.kind == kind
        assert len(reply.to_dict()["rows"]) == len(reply.rows) > 0
        assert reply.text.startswith(str(len(reply.rows)))
        for row in reply.rows:
            assert row.cite(1).quote in row.document.text


def test_only_chosen_documents_take_part(library: Library) -> None:
    """What is chosen bounds answers, summaries and counts."""
    bakery = next(info.id for info in library.documents() if "bakery" in info.source)
    counted = library.chat("How many documents do you have?", documents=[bakery])
    assert isinstance(counted, Reply) and [info.id for info in counted.documents] == [bakery]
    summary = library.chat("Summarize the document", documents=[bakery])
    assert isinstance(summary, Summary) and summary.documents == (bakery,)


def test_an_empty_library_is_civil_too(tmp_path: Path) -> None:
    """Nothing is summed up where there is nothing, and the reply says what to do."""
    with Library(
        tmp_path / "index", encoder=HashedEncoder(256), reader=SharedWordsReader()
    ) as library:
        for message in ("hello", "Summarize the document", "Who said what?"):
            reply = library.chat(message)
            assert isinstance(reply, Reply) and "add some" in reply.text
