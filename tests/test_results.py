"""``rag.results``: footnotes stand where a reader expects them."""

from __future__ import annotations

import pytest

from rag.results import Answer, AnswerStatus, Statement
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
