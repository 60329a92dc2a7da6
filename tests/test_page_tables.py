"""``rag.page.tables``: the file of a table has all its rows, and no others."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

import pytest

from rag.page.tables import MOST_ROWS, table_file, table_view
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
    """A library of documents that tell of two events each."""

    def timeline(self, documents: str | Sequence[str] | None = None) -> list[Event]:
        """Return both events of each."""
        assert documents is not None and not isinstance(documents, str)
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
