"""Word documents: paragraphs, headings, lists, tables, captions, text boxes and notes, in order.

python-docx opens the package and resolves styles. Its ``Paragraph.text`` leaves out insertions,
content controls and text boxes, which a reader sees, so words are taken from the XML here; what is
deleted, hidden or a field's instruction is not.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lxml import etree

from rag.errors import LoadError, UnsupportedFileError
from rag.loaders.archive import check_archive
from rag.loaders.building import TextBuilder
from rag.loaders.declared import plausible_author, plausible_title
from rag.loaders.parsed import BlockKind, Parsed

if TYPE_CHECKING:
    from docx.document import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_OLE = b"\xd0\xcf\x11\xe0"
#: Parts of a paragraph whose words a reader does not see, or sees elsewhere.
_SKIPPED = frozenset(
    {f"{_W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "txbxContent", "instrText")}
    | {_FALLBACK}
)
_CHARACTERS = {
    **dict.fromkeys((f"{_W}tab", f"{_W}ptab"), "\t"),
    **dict.fromkeys((f"{_W}br", f"{_W}cr"), "\n"),
    f"{_W}noBreakHyphen": "\u2011",
}
#: Signs of the font Symbol by their place in it, as far as texts use them.
_SYMBOLS = dict(
    zip(
        "A2 A3 A5 AB AC AE B0 B1 B2 B3 B4 B7 B8 B9 BB 61 62 67 6D 70".split(),
        "′≤∞↔←→°±″≥×•÷≠≈αβγμπ",
        strict=True,
    )
)
#: What stands before a part of a formula that its place alone tells from the part before.
_SIGNS = {
    (f"{_M}f", f"{_M}den"): "/",
    (f"{_M}sSup", f"{_M}sup"): "^",
    (f"{_M}rad", f"{_M}e"): "√",
}
#: Names of built-in styles that say what a paragraph is.
_TELLING = ("heading", "title", "subtitle", "caption", "list")
#: Styles that one is taken to be based on, each on the next, at most.
_MAX_BASES = 10
_SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")


def parse(data: bytes) -> Parsed:
    """Read a Word document (.docx).

    :param data: the file.
    :raises LoadError: when it is damaged, protected by a password, or too large once unpacked.
    :raises UnsupportedFileError: when it is another kind of Office file.
    """
    if data.startswith(_OLE):
        _refuse_ole(data)
    check_archive(data)
    document = _open(data)
    builder = TextBuilder()
    styles = _style_names(document)
    body = document.element.body
    _add_blocks(body, styles, builder)
    for notes in _notes(document):
        _add_blocks(notes, styles, builder)
    properties = document.core_properties
    return builder.build(
        plausible_title(properties.title or ""), plausible_author(properties.author or "")
    )


def _refuse_ole(data: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise LoadError("it is protected by a password; save a copy without one and add that")
    raise UnsupportedFileError("it is an old Office file; save it as .docx and add that")


def _open(data: bytes) -> Document:
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        document.element.body.tag  # noqa: B018  # a document without a body has no such attribute
    except (KeyError, ValueError, AttributeError, etree.XMLSyntaxError) as error:
        raise LoadError(
            f"it is not a Word document that can be read ({type(error).__name__}); "
            "open it in a word processor and save it again as .docx"
        ) from error
    return document


def _style_names(document: Document) -> dict[str, str]:
    """Return style id -> built-in English name in lower case, from the style it is based on too."""
    names: dict[str, str] = {}
    bases: dict[str, str] = {}
    for style in document.styles.element.iterchildren(f"{_W}style"):
        key = style.get(f"{_W}styleId", "")
        names[key] = _value(style.find(f"{_W}name")).lower()
        bases[key] = _value(style.find(f"{_W}basedOn"))
    return {key: _telling_name(key, names, bases) for key in names}


def _value(element: etree._Element | None) -> str:
    return element.get(f"{_W}val", "") if element is not None else ""


def _telling_name(key: str, names: dict[str, str], bases: dict[str, str]) -> str:
    """Return the first name on the way from a style to its bases that tells a kind."""
    own = names[key]
    for _ in range(_MAX_BASES):
        if names.get(key, "").startswith(_TELLING):
            return names[key]
        key = bases.get(key, "")
    return own


def _add_blocks(container: etree._Element, styles: dict[str, str], builder: TextBuilder) -> None:
    """Add the paragraphs and tables of a container and of what is nested in it."""
    for element in _flow(container):
        if element.tag == f"{_W}tbl":
            builder.add(_table(element), BlockKind.TABLE)
            continue
        builder.add(_words(element), _kind(element, styles))
        for box in _boxes(element):
            _add_blocks(box, styles, builder)


def _flow(container: etree._Element) -> Iterator[etree._Element]:
    """Yield paragraphs and tables, also those inside content controls and insertions."""
    for child in container:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
            yield from _flow(child)


def _boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield the text boxes anchored in a paragraph, each once, without those inside a box."""
    for box in paragraph.iterdescendants(f"{_W}txbxContent"):
        outer = [a.tag for a in box.iterancestors()]
        outer = outer[: outer.index(f"{_W}p") + 1] if f"{_W}p" in outer else outer
        if _FALLBACK not in outer and next(box.iterancestors(f"{_W}p")) is paragraph:
            yield box


def _words(element: etree._Element) -> str:
    return "".join(_pieces(element))


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag in _SKIPPED or (child.tag == f"{_W}r" and _is_vanished(child)):
            continue
        yield _SIGNS.get((element.tag, child.tag), "")
        if child.tag in (f"{_W}t", f"{_M}t"):
            # An entity that was not resolved is a child here, and what follows it is its tail.
            yield (child.text or "") + "".join(part.tail or "" for part in child)
        elif child.tag in _CHARACTERS:
            yield _CHARACTERS[child.tag]
        elif child.tag == f"{_W}sym":
            yield _symbol(child)
        elif child.tag == f"{_M}d":
            yield _bracketed(child)
        else:
            yield from _pieces(child)


def _symbol(element: etree._Element) -> str:
    """Return a sign that was inserted from the font Symbol, where it is known."""
    if element.get(f"{_W}font") != "Symbol":
        return ""
    return _SYMBOLS.get(element.get(f"{_W}char", "").upper().removeprefix("F0"), "")


def _bracketed(formula: etree._Element) -> str:
    """Return a part of a formula in its brackets, which are round unless it says otherwise."""
    opens, closes = (formula.find(f"{_M}dPr/{_M}{name}Chr") for name in ("beg", "end"))
    before = "(" if opens is None else opens.get(f"{_M}val", "")
    return before + _words(formula) + (")" if closes is None else closes.get(f"{_M}val", ""))


def _is_vanished(run: etree._Element) -> bool:
    properties = run.find(f"{_W}rPr")
    if properties is None:
        return False
    vanish = properties.find(f"{_W}vanish")
    return vanish is not None and vanish.get(f"{_W}val", "true") not in ("0", "false", "off")


def _kind(paragraph: etree._Element, styles: dict[str, str]) -> BlockKind:
    properties = paragraph.find(f"{_W}pPr")
    if properties is None:
        return BlockKind.PARAGRAPH
    style = properties.find(f"{_W}pStyle")
    name = styles.get(style.get(f"{_W}val", ""), "") if style is not None else ""
    if name.startswith("heading") or name in ("title", "subtitle"):
        return BlockKind.HEADING
    if properties.find(f"{_W}outlineLvl") is not None and properties.find(f"{_W}numPr") is None:
        return BlockKind.HEADING
    if name == "caption":
        return BlockKind.CAPTION
    if name.startswith("list") or properties.find(f"{_W}numPr") is not None:
        return BlockKind.LIST_ITEM
    return BlockKind.PARAGRAPH


def _table(table: etree._Element) -> str:
    """Return a line for each row, a tab between cells; a cell's paragraphs share its place."""
    rows = []
    for row in table.iterdescendants(f"{_W}tr"):
        if next(row.iterancestors(f"{_W}tbl")) is not table:
            continue
        cells = row.iterdescendants(f"{_W}tc")
        own = [cell for cell in cells if next(cell.iterancestors(f"{_W}tr")) is row]
        texts = [" ".join(map(_words, _paragraphs(cell))) for cell in own]
        rows.append("\t".join(" ".join(text.split()) for text in texts).strip())
    return "\n".join(row for row in rows if row)


def _paragraphs(cell: etree._Element) -> Iterator[etree._Element]:
    """Yield the paragraphs of a cell, without the second form that older programs read."""
    for child in cell.iterchildren():
        if child.tag == _FALLBACK:
            continue
        if child.tag == f"{_W}p":
            yield child
        yield from _paragraphs(child)


def _notes(document: Document) -> Iterator[etree._Element]:
    """Yield the document's footnotes, then its endnotes, one element a note."""
    for kind in ("footnote", "endnote"):
        for relation in document.part.rels.values():
            if relation.is_external or not relation.reltype.endswith(f"/{kind}s"):
                continue
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring(relation.target_part.blob, parser)
            for note in root.iterchildren(f"{_W}{kind}"):
                if note.get(f"{_W}type") not in _SEPARATORS:
                    yield note
