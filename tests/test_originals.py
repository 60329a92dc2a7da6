"""A PDF is shown while its bytes are at hand, and gone when its document is."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import LoadError
from rag.loaders.picturing import draw_page, find_words
from rag.loading import document_id
from rag.originals import FOLDER, Originals

ONE_PAGE = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R
/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj
4 0 obj<</Length 109>>stream
BT /F1 20 Tf 60 700 Td (The pier held, but only just,) Tj
0 -24 Td (said the harbour master of the port.) Tj ET
endstream endobj
trailer<</Root 1 0 R>>
"""


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "report.pdf"
    path.write_bytes(ONE_PAGE)
    return path


def test_an_upload_is_kept_until_its_document_goes(pdf: Path, tmp_path: Path) -> None:
    """A copy is found by the document's id, and swept with it."""
    index = tmp_path / "index"
    index.mkdir()
    kept, identity = Originals(index), document_id(ONE_PAGE)
    kept.keep(pdf, identity)
    pdf.unlink()
    found = kept.find(identity, "report.pdf")
    assert found is not None and found.read_bytes() == ONE_PAGE
    kept.sweep({identity})
    assert kept.find(identity, "report.pdf") == found
    kept.sweep(set())
    assert kept.find(identity, "report.pdf") is None
    assert not list((index / FOLDER).iterdir())


def test_a_file_that_changed_is_not_shown(pdf: Path, tmp_path: Path) -> None:
    """A file that was indexed where it lies is shown while its bytes are those that were read."""
    kept, identity = Originals(tmp_path / "index"), document_id(ONE_PAGE)
    assert kept.find(identity, "report.pdf") == pdf
    pdf.write_bytes(ONE_PAGE + b" ")
    assert kept.find(identity, "report.pdf") is None


@pytest.mark.parametrize("name", ["../../etc/passwd", "report.txt", "", "a\x00.pdf"])
def test_other_names_find_nothing(pdf: Path, tmp_path: Path, name: str) -> None:
    """Nothing but the PDF of a document is ever opened."""
    kept = Originals(tmp_path / "index")
    assert kept.find(document_id(ONE_PAGE), name) is None
    assert kept.find("../report", "report.pdf") is None
    kept.keep(pdf, "../x")
    assert not (tmp_path / "index").exists()


def test_the_words_are_outlined_where_they_stand(pdf: Path) -> None:
    """A page is a PNG, and each line of the words has its box, in shares of the page."""
    picture = draw_page(pdf, 1, "held, but only just, said the harbour")
    assert picture.image.startswith(b"\x89PNG")
    assert (picture.width, picture.height, picture.pages) == (1200, 1600, 1)
    first, second = picture.outlines
    assert 0.1 < first[0] < 0.5 and abs(first[1] + first[3] / 2 - 0.118) < 0.02
    assert abs(second[0] - 0.1) < 0.01 and second[1] > first[1]
    assert draw_page(pdf, 1, "nowhere on this page").outlines == ()


def test_what_cannot_be_drawn_gets_a_sentence(pdf: Path, tmp_path: Path) -> None:
    """A page that is not there and a file that is none end in one sentence."""
    with pytest.raises(LoadError, match="page 2 cannot be drawn; read its text"):
        draw_page(pdf, 2)
    pdf.write_bytes(b"%PDF-1.4 nothing")
    with pytest.raises(LoadError, match="cannot be drawn"):
        draw_page(pdf, 1)


@pytest.mark.parametrize(
    ("page", "words", "found"),
    [
        ("The pier-\r\nhead held.", "pierhead held", (4, 19)),
        ("An ﬁne day", "fine", (3, 5)),
        ("It ended when all of them", "when all of them went home", (9, 24)),
        ("It ended", "went home", None),
        ("", "", None),
    ],
)
def test_words_are_found_across_lines(page: str, words: str, found: object) -> None:
    """Hyphens, line ends and ligatures of a text layer do not hide the words."""
    assert find_words(page, words) == found
