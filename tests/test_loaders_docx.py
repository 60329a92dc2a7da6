"""Word documents: what a reader sees, in order."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from docx.oxml import parse_xml

from rag.errors import LoadError
from rag.loaders import archive
from rag.loaders import docx as loader
from tests.loader_files import saved, word, zip_of

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def read(data: bytes) -> list[tuple[str, str]]:
    parsed = loader.parse(data)
    return [(b.kind.value, parsed.text[b.span.start : b.span.end]) for b in parsed.blocks]


def test_paragraphs_and_tables_stand_in_their_order() -> None:
    """With their kinds, by style."""
    document = Document()
    document.add_heading("A title", 0)
    document.add_heading("A heading", 2)
    document.add_paragraph("Words.")
    document.add_paragraph("An item", style="List Bullet")
    table = document.add_table(2, 2)
    for cell, words in zip(table._cells, ("Year", "Level", "2023", "4.1"), strict=True):
        cell.text = words
    document.add_paragraph("The river in May.", style="Caption")
    document.core_properties.title = "The River"
    document.core_properties.author = "Ada Bell"
    assert read(saved(document)) == [
        ("heading", "A title"),
        ("heading", "A heading"),
        ("paragraph", "Words."),
        ("list_item", "An item"),
        ("table", "Year\tLevel\n2023\t4.1"),
        ("caption", "The river in May."),
    ]
    parsed = loader.parse(saved(document))
    assert (parsed.title, parsed.author) == ("The River", "Ada Bell")


def test_changes_are_read_as_accepted() -> None:
    """Insertions and content controls are seen; deletions, hidden words and fields are not."""
    document = Document()
    body = document.element.body
    body.insert(
        0,
        parse_xml(
            f"<w:p {W}><w:r><w:t>One</w:t></w:r><w:ins><w:r><w:t> two</w:t></w:r></w:ins>"
            "<w:del><w:r><w:delText> HIDDEN</w:delText></w:r></w:del>"
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t> HIDDEN</w:t></w:r>"
            "<w:r><w:instrText> HIDDEN </w:instrText></w:r>"
            "<w:hyperlink><w:r><w:t> three</w:t></w:r></w:hyperlink></w:p>"
        ),
    )
    body.insert(
        1,
        parse_xml(
            f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>Four</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        ),
    )
    assert read(saved(document)) == [("paragraph", "One two three"), ("paragraph", "Four")]


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    """Before it is unpacked into memory."""
    with pytest.raises(LoadError, match="unpacks to more than"):
        loader.parse(zip_of({"word/document.xml": b" " * (archive.MAX_XML_PART + 1)}))


def test_too_many_parts_are_refused() -> None:
    """Their number is known before any is opened."""
    parts = {f"part{n}": b"" for n in range(archive.MAX_PARTS + 1)}
    with pytest.raises(LoadError, match="2,001 parts"):
        loader.parse(zip_of(parts))


def test_a_damaged_archive_is_refused() -> None:
    """Cut short, or with bytes changed."""
    data = word("Words. " * 50)
    with pytest.raises(LoadError, match="damaged"):
        loader.parse(data[: len(data) // 2])
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        info = whole.getinfo("word/document.xml")
    place = info.header_offset + 120
    broken = (
        data[:place] + bytes(byte ^ 0xFF for byte in data[place : place + 9]) + data[place + 9 :]
    )
    with pytest.raises(LoadError, match="damaged"):
        loader.parse(broken)


def test_entities_are_not_expanded() -> None:
    """Neither inside the file nor from outside."""
    plain = word("MARK")
    with zipfile.ZipFile(io.BytesIO(plain)) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    xml = parts["word/document.xml"].decode().split("?>", 1)[1].replace("MARK", "a&x;b")
    entity = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    parts["word/document.xml"] = f"<?xml version='1.0'?>{entity}{xml}".encode()
    assert read(zip_of(parts)) == [("paragraph", "ab")]


def m(name: str, inner: str) -> str:
    return f"<m:{name}>{inner}</m:{name}>"


def letters(text: str) -> str:
    return m("r", m("t", text))


@pytest.mark.parametrize(
    ("inner", "words"),
    [
        (m("oMath", letters("y=7")), "ay=7b"),
        (m("oMath", m("f", m("num", letters("3")) + m("den", letters("4")))), "a3/4b"),
        (m("oMath", m("sSup", m("e", letters("10")) + m("sup", letters("6")))), "a10^6b"),
        (m("oMath", letters("2") + m("d", m("e", letters("p+q")))), "a2(p+q)b"),
        ("<w:r><w:ptab/></w:r>", "a\tb"),
        ("<w:r><w:tab/></w:r>", "a\tb"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B1"/></w:r>', "a±b"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0B1"/></w:r>', "ab"),
        ('<w:r><w:sym w:char="no"/></w:r>', "ab"),
    ],
)
def test_formulas_and_signs_are_read(inner: str, words: str) -> None:
    """Where they stand, as far as a line can show them."""
    document = Document()
    run = "<w:r><w:t>{}</w:t></w:r>".format
    document.element.body.insert(0, parse_xml(f"<w:p {W} {M}>{run('a')}{inner}{run('b')}</w:p>"))
    assert read(saved(document)) == [("paragraph", words)]


def test_a_text_box_in_a_cell_is_read_once() -> None:
    """It is in the file once more for older programs."""
    box = "<w:txbxContent><w:p><w:r><w:t>Box</w:t></w:r></w:p></w:txbxContent>"
    document = Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Cell", "Next"
    table.cell(0, 0).paragraphs[0]._p.append(
        parse_xml(
            f"<w:r {W} {MC}><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
            f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    assert read(saved(document)) == [("table", "Cell Box\tNext")]


def test_a_style_is_what_it_is_based_on() -> None:
    """Unless its own name says what it is; a circle of styles ends."""
    document = Document()
    for name, base in (
        ("Chapter", "Heading 1"),
        ("Part", "Chapter"),
        ("List of mine", "Heading 2"),
        ("Lead", "Normal"),
        ("Round", "Lead"),
    ):
        document.styles.add_style(name, 1).base_style = document.styles[base]
        document.add_paragraph(name, style=name)
    document.styles["Lead"].base_style = document.styles["Round"]
    kinds = [kind for kind, _ in read(saved(document))]
    assert kinds == ["heading", "heading", "list_item", "paragraph", "paragraph"]
