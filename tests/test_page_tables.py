"""``rag.page.tables``: the file of a table has all its rows, and no others."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence

import pytest

from rag.errors import NotInLibraryError
from rag.page.tables import MOST_ROWS, file_view, table_file, table_view
from rag.page.wording import LANGUAGES, phrase, say
from rag.reports import DocumentInfo
from rag.types import Document, Paragraph, Span
from rag.views import Event, Precision, Quotation, SpeechKind

SENTENCE = "It opened in 2024."


def event(number: int, sentence: int) -> Event:
    """Return a sentence of a document of two."""
    text = f"{SENTENCE} {SENTENCE}"
    document = Document(f"d{number}", "T", f"{number}.txt", text, (Paragraph(Span(0, len(text))),))
    start = sentence * (len(SENTENCE) + 1)
    span, said = Span(start, start + len(SENTENCE)), Span(start + 13, start + 17)
    return Event(document, 1, span, said, "2024-01-01", "2024-12-31", Precision.YEAR)


class Events:
    """A library of documents that tell of two events each.

    :param there: the numbers of its documents.
    """

    def __init__(self, there: Iterable[int] = range(MOST_ROWS + 50)) -> None:
        self._there = {f"d{number}": f"{number}.txt" for number in there}

    def documents(self) -> list[DocumentInfo]:
        """Return what is there."""
        return [
            DocumentInfo(key, "T", source, None, None, None, 37, 1, "2026-01-01T00:00:00")
            for key, source in self._there.items()
        ]

    def timeline(self, documents: str | Sequence[str] | None = None) -> list[Event]:
        """Return both events of each."""
        assert documents is not None and not isinstance(documents, str)
        if gone := set(documents) - set(self._there):
            raise NotInLibraryError(f"no document has one of the ids {gone}")
        return [event(int(name[1:]), sentence) for name in documents for sentence in (0, 1)]

    def quotes(self, documents: str | Sequence[str] | None = None) -> list[Quotation]:
        """Return nothing."""
        return []


def test_rows_that_were_not_shown_are_in_the_file() -> None:
    """Of more documents than are shown, too; what was not chosen stays out."""
    chosen = [event(number, 1) for number in range(MOST_ROWS + 50)]
    view = json.loads(json.dumps(table_view("timeline", chosen)))
    assert (len(view["rows"]), view["n"]) == (MOST_ROWS, MOST_ROWS + 50)
    rows = list(csv.DictReader(io.StringIO(table_file(Events(), view, "csv"))))
    assert len(rows) == MOST_ROWS + 50
    assert {int(row["start"]) for row in rows} == {len(SENTENCE) + 1}


def test_a_table_that_was_kept_before_has_the_rows_that_were_shown() -> None:
    """Turns of an earlier version do not say where the other rows stand."""
    view = table_view("timeline", [event(1, 0), event(2, 1)])
    del view["places"]
    rows = list(csv.DictReader(io.StringIO(table_file(Events(), view, "csv"))))
    assert [(row["document_id"], row["start"]) for row in rows] == [("d1", "0"), ("d2", "19")]


@pytest.mark.parametrize("form", ["csv", "markdown"])
def test_documents_that_are_gone_are_counted_and_the_others_saved(form: str) -> None:
    """The rows of the others are all there; nothing is said while no document is gone."""
    chosen = [event(number, sentence) for number in (1, 2, 3) for sentence in (0, 1)]
    view = json.loads(json.dumps(table_view("timeline", chosen)))
    taken = file_view(Events([1, 3, 4]), view, form)
    assert taken["text"] == table_file(
        Events(), table_view("timeline", chosen[:2] + chosen[4:]), form
    )
    assert taken["message"] == say("table_without", n=1)
    assert taken["file"] == {"csv": "timeline.csv", "markdown": "timeline.md"}[form]
    assert set(file_view(Events([1, 2, 3]), view, form)) == {"text", "file"}


def test_a_table_whose_documents_are_all_gone_has_no_file() -> None:
    """One sentence in each of the page's languages says so, without a command of the shell."""
    view = table_view("timeline", [event(1, 0), event(2, 0)])
    taken = file_view(Events([]), view, "csv")
    assert taken == {"message": say("table_gone")}
    sentences = {phrase(taken["message"], language) for language in LANGUAGES}
    assert len(sentences) == len(LANGUAGES) and not any("rag list" in one for one in sentences)


@pytest.mark.parametrize(
    ("text", "content", "shown"),
    [
        ("Weiss described it as a wall.", "as a wall", "as a wall"),  # "it" stands between
        (
            "Weiss called on both sides to talk.",
            "on both sides to talk",
            "called on both sides to talk",
        ),
        ("Weiss said the talks failed.", "the talks failed", "the talks failed"),
        ("To talk was best, Weiss said.", "To talk was best", "To talk was best"),
    ],
)
def test_what_leans_on_its_verb_is_shown_with_it(text: str, content: str, shown: str) -> None:
    """A row reads as a statement of the speaker, though the verb is not what was said."""
    verb = next(word for word in ("described", "called", "said") if word in text)
    spans = [
        Span(text.index(words), text.index(words) + len(words))
        for words in ("Weiss", verb, content)
    ]
    document = Document("d", "T", "a.txt", text, (Paragraph(Span(0, len(text))),))
    row = Quotation(
        document, 1, Span(0, len(text)), spans[0], None, spans[1], (spans[2],), SpeechKind.REPORTED
    )
    assert table_view("quotes", [row])["rows"][0]["text"] == shown


def test_a_row_of_the_timeline_says_who_says_it() -> None:
    """The name stands in brackets before the sentence, and by itself in the view."""
    text = "Ada Reyes spoke. “We met. It opened in 2024,” she said."
    document = Document("d", "T", "a.txt", text, (Paragraph(Span(0, len(text))),))
    start, year = text.index("It opened"), text.index("2024")
    spans = Span(start, len(text)), Span(year, year + 4)
    made = Event(document, 1, *spans, "2024-01-01", "2024-12-31", Precision.YEAR, Span(0, 9))
    (row,) = table_view("timeline", [made])["rows"]
    assert row["text"] == "[Ada Reyes:] It opened in 2024,” she said."
    assert row["speaker"] == "Ada Reyes"
    (plain,) = table_view("timeline", [event(1, 0)])["rows"]
    assert (plain["text"], plain["speaker"]) == (SENTENCE, "")
