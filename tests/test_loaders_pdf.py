"""PDF: lines become paragraphs, each with its page."""

from __future__ import annotations

import pytest

from rag.errors import EmptyDocumentError, LoadError
from rag.loaders import pdf as loader
from rag.loaders.parsed import Parsed
from tests.loader_files import pdf

Line = tuple[float, float, float, str]
WORDS = [
    "The ministers met on Thursday in the capital to talk about the river,",
    "whose water both countries need, and agreed to meet again before",
    "the summer.",
]


def column(top: float, lines: list[str], size: float = 11, x: float = 72) -> list[Line]:
    return [(x, top - 14 * n, size, words) for n, words in enumerate(lines)]


def pieces(parsed: Parsed) -> list[tuple[str, int | None, str]]:
    return [(b.kind.value, b.page, parsed.text[b.span.start : b.span.end]) for b in parsed.blocks]


def test_lines_are_joined_to_paragraphs() -> None:
    """By their distance; larger letters make a heading."""
    page = [(72.0, 780.0, 20.0, "A headline"), *column(740, WORDS), *column(680, WORDS)]
    joined = " ".join(WORDS)
    assert pieces(loader.parse(pdf([page]))) == [
        ("heading", 1, "A headline"),
        ("paragraph", 1, joined),
        ("paragraph", 1, joined),
    ]


def test_an_indented_line_after_a_full_stop_begins_a_paragraph() -> None:
    """Where paragraphs have no space between them."""
    indented = [(86.0, 698.0, 11.0, WORDS[0]), *column(684, WORDS[1:])]
    parsed = loader.parse(pdf([[*column(740, WORDS), *indented]]))
    assert [words for _, _, words in pieces(parsed)] == [" ".join(WORDS)] * 2


def test_running_headers_and_page_numbers_are_left_out() -> None:
    """They stand at the same height on page after page, alike but for their numbers."""
    pages = [
        [
            (72.0, 810.0, 9.0, "The Gazette, 6 May"),
            *column(740 - n, [f"This is what page {n} says and", *WORDS[:n]]),
            (290.0, 30.0, 9.0, f"Page {n} of 4"),
        ]
        for n in range(1, 5)
    ]
    parsed = loader.parse(pdf(pages))
    assert "Gazette" not in parsed.text and "of 4" not in parsed.text
    assert [page for _, page, _ in pieces(parsed)] == [1, 2, 3, 4]
    assert "This is what page 3 says" in pieces(parsed)[2][2]


@pytest.mark.parametrize("hyphen", ["-", "\x7f"])
def test_a_word_divided_at_a_lines_end_is_whole_where_the_document_shows_how(hyphen: str) -> None:
    """A compound keeps its hyphen, which Unicode has twice."""
    lines = [
        "All who were at the conference said that the con-",
        "ference was well prepared, and that the well-known guests",
        "came from everywhere, above all the guests who are well-",
        "known to everyone there.",
    ]
    lines = [line.replace("-", hyphen) for line in lines]
    text = loader.parse(pdf([column(740, lines)])).text
    assert "said that the conference was" in text
    assert "are well-known to everyone" in text


def test_what_a_page_does_not_show_is_not_read() -> None:
    """Text outside the page, text without ink, and text too small to see."""
    outside = [(72.0, 740.0, 11.0, "Seen."), (72.0, -400.0, 11.0, "HIDDEN")]
    assert loader.parse(pdf([outside])).text == "Seen."
    tiny = [(72.0, 740.0, 11.0, "Seen."), (72.0, 400.0, 0.5, "HIDDEN")]
    assert loader.parse(pdf([tiny])).text == "Seen."
    with pytest.raises(EmptyDocumentError, match="OCR"):
        loader.parse(pdf([column(740, WORDS)], mode=3))


def test_the_declared_title_is_taken_unless_it_is_a_files_name() -> None:
    """Programs put there what they like."""
    page = [column(740, WORDS)]
    assert loader.parse(pdf(page, title="The River")).title == "The River"
    assert loader.parse(pdf(page, title="Microsoft Word - river_v2.doc")).title == ""


def test_too_many_pages_are_refused() -> None:
    """Before any is read."""
    data = pdf([[]]).replace(b"[4 0 R]", b"[" + b"4 0 R " * 6000 + b"]")
    with pytest.raises(LoadError, match="6,000 pages, more than the 5,000"):
        loader.parse(data.replace(b"/Count 1", b"/Count 6000"))
