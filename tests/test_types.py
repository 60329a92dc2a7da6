"""``rag.types``: the vocabulary holds and slices, and its JSON is the contract's."""

from __future__ import annotations

import pytest

from rag.types import Citation, Document, Evidence, Hit, Paragraph, Passage, Role, Span

TEXT = "Heading\nHe said: “No.” Then he left."
DOCUMENT = Document("abc", "Heading", "a.txt", TEXT, (Paragraph(Span(8, len(TEXT))),))
PASSAGE = Passage(DOCUMENT, Span(8, len(TEXT)), 2, Role.BODY, "", 3, (Span(8, 22), Span(23, 36)))
HIT = Hit(PASSAGE, 0.5, 1, "fused")


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2)])
def test_a_span_cannot_be_backwards(start: int, end: int) -> None:
    """A span that would slice the wrong characters cannot be made."""
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


def test_text_is_sliced_from_the_document() -> None:
    """Passage, evidence and citation show the document's own characters."""
    citation = Citation(1, Evidence(HIT, Span(23, 36), 0.9))
    assert PASSAGE.text == TEXT[8:]
    assert citation.quote == "Then he left."
    assert citation.to_dict() == {
        "number": 1,
        "document_id": "abc",
        "title": "Heading",
        "source": "a.txt",
        "page": 3,
        "paragraph": 2,
        "start": 23,
        "end": 36,
        "quote": "Then he left.",
    }


def test_hit_has_the_contract_shape() -> None:
    """A hit's JSON has the keys that scripts rely on."""
    assert list(HIT.to_dict()) == (
        "rank score document_id title source page paragraph start end text".split()
    )


def test_a_footnote_names_the_paragraph_of_its_words() -> None:
    """A passage of several paragraphs is cited by the one in which the words stand."""
    text = "Seats: 40.\nDoors: 2.\nBells: 3."
    spans = (Span(0, 10), Span(11, 20), Span(21, 30))
    document = Document("d", "T", "t.txt", text, tuple(Paragraph(span) for span in spans))
    passage = Passage(document, Span(0, 30), 1, Role.BODY, "", None, spans)
    hit = Hit(passage, 0.5, 1, "fused")
    cited = [Citation(1, Evidence(hit, span, 0.9)).to_dict()["paragraph"] for span in spans]
    assert cited == [1, 2, 3]
    assert hit.to_dict()["paragraph"] == 1
