"""``rag.results``: footnotes stand where a reader expects them."""

from __future__ import annotations

import pytest

from rag.results import (
    ACCOUNTS_DIFFER,
    Answer,
    AnswerStatus,
    Cell,
    Coverage,
    Difference,
    DifferenceKind,
    Edit,
    Statement,
    Summary,
)
from rag.types import Citation, Document, Evidence, Hit, Paragraph, Passage, Role, Span

TEXT = "He left."
DOCUMENT = Document("abc", "", "a.txt", TEXT, (Paragraph(Span(0, len(TEXT))),))
PASSAGE = Passage(DOCUMENT, Span(0, 8), 1, Role.BODY, "", None, (Span(0, 8),))
HIT = Hit(PASSAGE, 0.5, 1, "fused")


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("He left.", "He left [1]."),
        ("Did he?", "Did he [1]?"),
        ("“He left.”", "“He left.” [1]"),
        ("He left...", "He left... [1]"),
        ("A list without a stop", "A list without a stop [1]"),
    ],
)
def test_markers_stand_before_a_closing_stop(text: str, marked: str) -> None:
    """The footnote stands inside the sentence, but never inside a quotation or an ellipsis."""
    citation = Citation(1, Evidence(HIT, Span(0, 8), 0.9))
    assert Statement(text, (citation,)).marked == marked


def test_a_citation_is_listed_once_in_the_order_of_its_number() -> None:
    """Two statements that share a footnote do not double it, and text joins them all."""
    first, second = (Citation(n, Evidence(HIT, Span(0, 8), 0.9)) for n in (1, 2))
    statements = (Statement("He left.", (second,)), Statement("He left.", (first, second)))
    answer = Answer("Did he?", AnswerStatus.ANSWERED, statements)
    assert answer.citations == (first, second)
    assert answer.text == "He left [2]. He left [1][2]."


def statement(key: str, text: str, *edits: Edit) -> Statement:
    """Return a statement about a document of its own."""
    document = Document(key, f"Title {key}", f"{key}.txt", TEXT, (Paragraph(Span(0, len(TEXT))),))
    passage = Passage(document, Span(0, 8), 1, Role.BODY, "", None, (Span(0, 8),))
    evidence = Evidence(Hit(passage, 0.5, 1, "summary"), Span(0, 8), 0.9)
    return Statement(text, (Citation(ord(key) - ord("a") + 1, evidence),), edits)


def test_edits_can_be_taken_away() -> None:
    """The source's words come back, whatever was put in, left out or capitalised."""
    edits = (Edit(0, "T", "However, t"), Edit(7, " [Karl Oster]", ""))
    shown = statement("a", "That he [Karl Oster] left.", *edits)
    assert shown.verbatim == "However, that he left."
    assert shown.to_dict()["edits"] == [edit.to_dict() for edit in edits]


def test_the_sides_of_a_difference_stand_last_in_the_text() -> None:
    """Side by side, each with its document's title; the flat list holds them too."""
    statements = tuple(statement(key, f"{n} left.") for key, n in (("a", 9), ("b", 22), ("c", 21)))
    difference = Difference(DifferenceKind.NUMBER, (2, 3), ("22", "21"))
    summary = Summary(("a", "b", "c"), statements, Coverage(3, 3, 3, 3), differences=(difference,))
    assert summary.told == "9 left [1]."
    assert summary.text == (
        f"9 left [1]. {ACCOUNTS_DIFFER} Title b: 22 left [2]. Title c: 21 left [3]."
    )
    shape = summary.to_dict()
    assert len(shape["statements"]) == 3
    assert shape["differences"] == [
        {"kind": "number", "statements": [2, 3], "values": ["22", "21"]}
    ]


def test_coverage_names_every_paragraph() -> None:
    """A cell a paragraph: where it stands, whether it was read, and what tells of it."""
    cell = Cell("a", 1, 0, 8, True, (2,))
    shape = Coverage(1, 1, 1, 1, (cell,)).to_dict()
    assert shape["paragraphs_represented"] == 1
    (told,) = shape["cells"]
    assert told["read"] and told["represented"] and told["statements"] == [2]
