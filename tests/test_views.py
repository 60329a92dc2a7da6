"""Rows of both views, and how much of what a reader marks they hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.views import DATA, Score, measure
from rag.types import Document, Paragraph, Span
from rag.views import Event, Precision, cite

ANNOTATED = Path(__file__).parent / "data" / "views"


@pytest.mark.parametrize(
    ("precision", "date"),
    [
        (Precision.DAY, "2024-03-01"),
        (Precision.MONTH, "2024-03"),
        (Precision.YEAR, "2024"),
        (Precision.RANGE, "2024-03-01/2024-03-31"),
    ],
)
def test_a_date_is_as_precise_as_it_was_said(precision: Precision, date: str) -> None:
    """No day is made up for a month."""
    text = "It opened in March."
    document = Document("d", "", "", text, (Paragraph(Span(0, len(text))),))
    event = Event(document, 1, Span(0, 19), Span(13, 18), "2024-03-01", "2024-03-31", precision)
    assert event.date == date


def test_a_footnote_is_a_slice_of_its_paragraph() -> None:
    """Number, paragraph, place and words."""
    text = "One.\nIt opened in March."
    document = Document("d", "T", "t.txt", text, (Paragraph(Span(0, 4)), Paragraph(Span(5, 24))))
    shape = cite(document, 2, Span(5, 24), 7).to_dict()
    assert (shape["number"], shape["paragraph"], shape["quote"]) == (7, 2, text[5:24])


@pytest.mark.parametrize("kind", ["shipped", "unshipped"])
def test_what_was_marked_by_hand_is_found(kind: str) -> None:
    """At least 90 % of the rows are right, at least 75 % of what is marked is shown."""
    if kind == "unshipped" and not DATA.is_dir():
        pytest.skip(f"{DATA} is missing")
    events, quotes = Score(), Score()
    for folder in sorted(path for path in ANNOTATED.iterdir() if path.is_dir()):
        if folder.name.startswith("unshipped") is (kind == "unshipped"):
            for total, part in zip((events, quotes), measure(folder), strict=True):
                total.right += part.right
                total.shown += part.shown
                total.marked += part.marked
    for score in (events, quotes):
        assert score.marked > 40
        assert score.precision >= 90
        assert score.recall >= 75


def test_an_event_is_shown_with_who_says_it() -> None:
    """In brackets before the sentence that does not have the name, and in the JSON shape."""
    text = "Ada Reyes spoke. “We met. It opened in March,” she said. “It fell in May,” said Reyes."
    document = Document("d", "T", "t.txt", text, (Paragraph(Span(0, len(text))),))

    def place(words: str) -> Span:
        return Span(text.rindex(words), text.rindex(words) + len(words))

    def event(words: str, said: str, *speaker: Span) -> Event:
        return Event(
            document, 1, place(words), place(said), None, None, Precision.UNKNOWN, *speaker
        )

    name = Span(0, len("Ada Reyes"))
    told = event("It opened in March,” she said.", "March", place("she"), name)
    assert told.shown == "[Ada Reyes:] It opened in March,” she said."
    assert (told.to_dict()["speaker"], told.to_dict()["spans"]["name"]) == ("Ada Reyes", [0, 9])
    named = event("“It fell in May,” said Reyes.", "May", place("Reyes"), name)
    assert named.shown == named.text
    plain = event("Ada Reyes spoke.", "spoke")
    assert plain.shown == plain.text
    assert (plain.to_dict()["speaker"], plain.to_dict()["spans"]["speaker"]) == (None, None)
