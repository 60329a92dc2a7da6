"""An HTML tree to its visible blocks, in the order of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from rag.errors import LoadError
from rag.loaders.parsed import BlockKind
from rag.loaders.visible import one_line

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label map "
    "mark math meter nobr output picture progress q rp rt ruby s samp small span strike strong sub "
    "sup svg time tt u var wbr".split()
)
#: The other elements that begin and end a block; one that HTML does not know may do either.
_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main "
    "listing menu mtd mtr nav ol p pre search section summary table tbody td text tfoot th "
    "thead tr ul xmp".split()
)
#: Those that hold other words than a line's end.
HOLDERS = _BLOCKS - {"br"}
_KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), BlockKind.HEADING),
    **dict.fromkeys(("li", "dt", "dd"), BlockKind.LIST_ITEM),
    **dict.fromkeys(("figcaption", "caption"), BlockKind.CAPTION),
}
_SIGNS = {"mfrac": "/", "msup": "^"}
_CHROME = frozenset("nav aside form menu footer".split())
_CHROME_ROLES = frozenset("navigation banner contentinfo search complementary menu".split())
#: Elements in a cell that show that a table only arranges the page.
_LAYOUT = "table|p|div|ul|ol|h1|h2|h3|h4|h5|h6|form|article|section".split("|")
_DATA_URI = re.compile(r"data:[^\s\"'<>]{1000,}")
_LONG_TAG = re.compile(r"<([A-Za-z][\w-]{0,20})\s[^<>]{50000,}>")


@dataclass(frozen=True, slots=True)
class DomBlock:
    """A block of a page.

    :param in_chrome: whether it stands in a menu, footer, side bar or form.
    :param link_share: share of its characters that are links, 0..1.
    :param level: 1 to 6 for headings, else 0.
    """

    kind: BlockKind
    text: str
    in_chrome: bool
    link_share: float
    level: int = 0


def parse_tree(markup: str) -> HtmlElement | None:
    """Return the tree of ``markup``, or None where there is no element in it.

    The time that the parser needs grows with the square of a tag's attributes, so a tag beyond all
    measure loses them.

    :raises LoadError: when the parser gives up.
    :raises MemoryError: when the tree needs more memory than there is.
    """
    markup = _LONG_TAG.sub(r"<\1>", _DATA_URI.sub("", markup))
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    data = markup.replace("\x00", "").encode("utf-8", errors="replace")
    try:
        root = document_fromstring(data, parser=parser)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise LoadError("its markup cannot be read; save it anew from a browser") from error
    except etree.ParserError:
        return None
    _write_out_formulas(root)
    return root


def _write_out_formulas(root: HtmlElement) -> None:
    """Put a sign where a formula shows a fraction or a power by its place alone."""
    for formula in root.iter(*_SIGNS):
        if len(formula) == 2:
            formula[0].tail = _SIGNS[formula.tag]


def blocks_of(root: HtmlElement) -> list[DomBlock]:
    """Return the blocks of a tree from which what is hidden was dropped.

    The tree is walked without recursion: its depth is the file's choice.
    """
    collector = _Collector()
    walker = etree.iterwalk(root, events=("start", "end"))
    skipped: HtmlElement | None = None
    for event, element in walker:
        if event == "start" and element.tag == "table" and _is_data(element):
            collector.table(element)
            walker.skip_subtree()
            skipped = element
        elif event == "start":
            collector.open(element)
        else:
            if element is not skipped:
                collector.close(element)
            collector.words(element.tail)
    collector.flush()
    return collector.blocks


class _Collector:
    """Gathers words until a block element begins or ends."""

    def __init__(self) -> None:
        self.blocks: list[DomBlock] = []
        self._words: list[str] = []
        self._linked = 0
        self._kinds: list[tuple[BlockKind, int]] = []
        self._chrome = 0
        self._links = 0
        self._preformatted = 0
        self._articles = 0
        self._inline: list[bool] = []

    def open(self, element: HtmlElement) -> None:
        """Take the beginning of an element and the words right after it."""
        inline = self._is_inline(element)
        self._inline.append(inline)
        if element.tag == "br":
            self._words.append("\n")
        elif not inline:
            self.flush()
            if element.tag in _KINDS:
                level = int(element.tag[1]) if element.tag[1:].isdigit() else 0
                self._kinds.append((_KINDS[element.tag], level))
        self._count(element, 1)
        self.words(element.text)

    def close(self, element: HtmlElement) -> None:
        """Take the end of an element."""
        if not self._inline.pop() and element.tag != "br":
            self.flush()
            if element.tag in _KINDS:
                self._kinds.pop()
        self._count(element, -1)

    def words(self, text: str | None) -> None:
        """Take text; outside ``pre``, a line end in the file is only a space."""
        if not text:
            return
        if not self._preformatted:
            text = text.replace("\n", " ").replace("\r", " ")
        self._words.append(text)
        if self._links:
            self._linked += len(text.strip())

    def table(self, element: HtmlElement) -> None:
        """Take a table of data: a line for each row, a tab between cells."""
        self.flush()
        for caption in element.iter("caption"):
            self._add(BlockKind.CAPTION, one_line(caption.text_content()), 0, 0)
            caption.clear(keep_tail=True)
        rows = []
        for row in element.iter("tr"):
            cells = [one_line("".join(_cell_words(cell))) for cell in row.iter("td", "th")]
            if any(cells):
                rows.append("\t".join(cells).strip())
        linked = sum(len(one_line(link.text_content())) for link in element.iter("a"))
        self._add(BlockKind.TABLE, "\n".join(rows), 0, linked)

    def flush(self) -> None:
        """End the block, where one has begun."""
        kind, level = self._kinds[-1] if self._kinds else (BlockKind.PARAGRAPH, 0)
        text = "".join(self._words)
        linked = self._linked
        self._words, self._linked = [], 0
        if self._preformatted:
            self._add(kind, text.strip("\n").rstrip(), level, linked)
            return
        lines = [one_line(line) for line in text.split("\n")]
        for part in "\n".join(lines).split("\n\n"):  # two line breaks look like a paragraph's end
            self._add(kind, part.strip(), level, min(linked, len(part)))

    def _add(self, kind: BlockKind, text: str, level: int, linked: int) -> None:
        if text:
            share = min(1.0, linked / len(text))
            self.blocks.append(DomBlock(kind, text, self._chrome > 0, share, level))

    def _is_inline(self, element: HtmlElement) -> bool:
        """Say whether a sentence goes on in an element; one that HTML does not know shows it."""
        if element.tag in _INLINE or element.tag in _BLOCKS:
            return element.tag in _INLINE
        return (bool(self._inline) and self._inline[-1]) or has_words_beside(element)

    def _count(self, element: HtmlElement, step: int) -> None:
        tag = element.tag
        self._links += step * (tag == "a" and "href" in element.attrib)
        self._preformatted += step * (tag == "pre")
        self._articles += step * (tag in ("article", "main"))
        is_page_head = tag == "header" and not self._articles
        role = element.get("role", "").lower()
        self._chrome += step * (tag in _CHROME or is_page_head or role in _CHROME_ROLES)


def _is_data(table: HtmlElement) -> bool:
    """Say whether a table holds data, not the page's parts."""
    if next(table.iterdescendants(*_LAYOUT), None) is not None:
        return next(table.iterdescendants("th"), None) is not None and _is_flat(table)
    rows = list(table.iter("tr"))
    return len(rows) > 1 or next(table.iterdescendants("th"), None) is not None


def _is_flat(table: HtmlElement) -> bool:
    return next(table.iterdescendants("table"), None) is None


def has_words_beside(element: HtmlElement) -> bool:
    """Say whether words of its parent stand right before or after an element."""
    previous, parent = element.getprevious(), element.getparent()
    beside = [element.tail]
    if previous is not None:
        beside.append(previous.tail)
    elif parent is not None:
        beside.append(parent.text)
    return any(words and not words.isspace() for words in beside)


def _cell_words(cell: HtmlElement) -> Iterator[str]:
    """Yield the words of a cell, with a space around blocks and where two elements meet."""
    meets = False
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        inline = element is cell or element.tag in _INLINE
        inline = inline or (element.tag not in _BLOCKS and has_words_beside(element))
        begins = event == "start"
        if not inline or (begins and meets):
            yield " "
        words = element.text if begins else None if element is cell else element.tail
        yield words or ""
        meets = not begins and not words
