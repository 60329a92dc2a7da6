"""Both views for a spreadsheet and for Markdown."""

from __future__ import annotations

import csv
import io

import pytest
from markdown_it import MarkdownIt

from rag.exporting import (
    escape_markdown,
    events_to_csv,
    events_to_markdown,
    quotations_to_csv,
    quotations_to_markdown,
)
from rag.quotes import attribute
from rag.timeline import find_events
from rag.types import Document, Paragraph, Span

EVIL = '=HYPERLINK("http://bad.example") <img src=x> [a](http://b.example) | `c` *d* $e$'


def document(text: str, title: str = "Bridge") -> Document:
    paragraphs = (Paragraph(Span(0, len(text))),)
    return Document("0123456789ab", title, "b.txt", text, paragraphs, published="2024-03-14")


def read(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table)))


def test_the_timeline_as_csv_has_a_row_an_event() -> None:
    """With date, words, sentence and the exact place."""
    text = "It rained. The bridge, closed since 1999, opened on Tuesday."
    first, second = read(events_to_csv(find_events([document(text)])))
    assert (first["date"], second["date"]) == ("1999", "2024-03-12")
    assert (second["said"], second["title"], second["paragraph"]) == ("Tuesday", "Bridge", "1")
    assert text[int(second["start"]) : int(second["end"])] == second["text"]


def test_quotations_as_csv_have_a_row_each() -> None:
    """Who, the verb, what, and where."""
    (row,) = read(quotations_to_csv(attribute(document('"It is safe," said Ada Reyes.'))))
    assert row["speaker"] == "Ada Reyes"
    assert (row["verb"], row["text"], row["kind"]) == ("said", "It is safe,", "quoted")


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", " =1"])
def test_no_cell_begins_a_formula(start: str) -> None:
    """A spreadsheet shows the words of a hostile document or title, it does not compute them."""
    text = f'"{start} is safe enough," said Ada Reyes.'
    table = quotations_to_csv(attribute(document(text, title=start)))
    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    assert any(start.strip() in cell for cell in cells)
    assert not [cell for cell in cells if cell.lstrip().startswith(tuple("=+-@＝"))]


def test_a_cell_stays_on_one_line_without_control_characters() -> None:
    """A line break in a document breaks no row."""
    table = events_to_csv(find_events([document("The bridge\x1b[31m\nopened on Tuesday.")]))
    assert table.count("\n") == 1
    assert "\x1b" not in table


def test_markdown_shows_the_words_and_obeys_none() -> None:
    """A hostile title and sentence come out as the same text: no link, image, code or emphasis."""
    text = f"Ada Reyes said it was {EVIL} on Tuesday."
    for table in (
        events_to_markdown(find_events([document(text, EVIL)])),
        quotations_to_markdown(attribute(document(text, EVIL))),
    ):
        tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(table)
        inline = [child for token in tokens for child in token.children or []]
        assert [token.type for token in tokens][:1] == ["table_open"]
        assert {child.type for child in inline} <= {"text", "text_special"}
        assert sum(token.type == "tr_open" for token in tokens) == 2
        assert any(EVIL in "".join(c.content for c in t.children or []) for t in tokens)


def test_addresses_become_no_links_by_themselves() -> None:
    """Renderers that link bare addresses find none."""
    assert escape_markdown("https://a.example, www.b.example, c@d.example") == (
        r"https\://a.example, www\.b.example, c\@d.example"
    )


def test_both_forms_of_the_timeline_say_who_says_it() -> None:
    """A claim of somebody's is not told as what happened."""
    text = "Ada Reyes spoke. “We met. It opened on Tuesday,” she said. It rained on Monday."
    events = find_events([document(text)])
    assert [row["speaker"] for row in read(events_to_csv(events))] == ["", "Ada Reyes"]
    head, _, plain, told = events_to_markdown(events).split("\n")
    assert head == "| Date | As said | What | Said by | Source |"
    assert ("| Ada Reyes |" in plain, "| Ada Reyes |" in told) == (False, True)
