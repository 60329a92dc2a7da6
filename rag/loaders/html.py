"""HTML: the article of a page, as its reader sees it.

The blocks, their kinds and their order come from the page's own elements; which of them belong to
the article is trafilatura's judgement, used as a filter. Where it finds too little of the page,
everything outside menus, footers, side bars and forms is taken.
"""

from __future__ import annotations

import copy

from lxml.html import HtmlElement

from rag.loaders.building import TextBuilder
from rag.loaders.declared import plausible_author, plausible_date
from rag.loaders.dom import DomBlock, blocks_of, parse_tree
from rag.loaders.encoding import decode
from rag.loaders.extracting import extracted, extracted_by_words
from rag.loaders.hidden import drop_hidden
from rag.loaders.parsed import BlockKind, Parsed
from rag.loaders.visible import one_line

#: More than this share of a block being links makes it a menu, outside of the article's text.
_MAX_LINKS = 0.8
#: Below this share of the page's own running text, trafilatura is taken to have missed it.
_MIN_FOUND = 0.4
#: Blocks that may stand between a headline and the text that was extracted.
_MAX_HEAD = 8


def parse(data: bytes) -> Parsed:
    """Read the article of an HTML page.

    :param data: the file.
    :raises UnsupportedFileError: when the bytes are not text.
    """
    root = parse_tree(decode(data))
    builder = TextBuilder()
    if root is None:
        return builder.build()
    title, author, published = _metadata(root)
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    drop_hidden(root)
    pristine = copy.deepcopy(root)
    blocks = blocks_of(root)
    for block in _article(blocks, pristine):
        builder.add(block.text, block.kind)
    return builder.build(title, author, published, language)


def _article(blocks: list[DomBlock], tree: HtmlElement) -> list[DomBlock]:
    """Return the blocks of the article; all of the page where that cannot be told."""
    running = [b for b in blocks if not b.in_chrome and b.link_share <= _MAX_LINKS]
    if len(running) < 2:
        return running or blocks
    found = _squeezed(extracted(tree))
    kept = [b for b in running if _squeezed(b.text) in found]
    if not kept or _length(kept) < _MIN_FOUND * _length(running):
        return running
    first, last = _place(blocks, kept[0]), _place(blocks, kept[-1])
    head = _headline(blocks, first)
    chosen = {id(b) for b in kept}
    text = next((_place(blocks, b) for b in kept if b.kind is BlockKind.PARAGRAPH), first)
    if text - head <= _MAX_HEAD:  # byline, date and standfirst stand under the headline
        chosen.update(id(b) for b in blocks[head:text])
    own = {id(b) for b in running}
    inside = [b for b in blocks[head : last + 1] if id(b) in own]
    if any(id(b) not in chosen and not _belongs(b) for b in inside):
        found = _squeezed(extracted_by_words(tree, found))
        chosen.update(id(b) for b in inside if _squeezed(b.text) in found)
    return [b for b in inside if id(b) in chosen or _belongs(b)]


def _place(blocks: list[DomBlock], block: DomBlock) -> int:
    return next(place for place, other in enumerate(blocks) if other is block)


def _belongs(block: DomBlock) -> bool:
    """Say whether a block between two of the article is its part, though it was not extracted."""
    return block.kind is not BlockKind.PARAGRAPH and block.kind is not BlockKind.LIST_ITEM


def _headline(blocks: list[DomBlock], first: int) -> int:
    """Return where an article begins with its main heading and the captions above its text."""
    for place in range(first, -1, -1):
        if blocks[place].level == 1 and not blocks[place].in_chrome:
            return place
    while first and _belongs(blocks[first - 1]) and not blocks[first - 1].in_chrome:
        first -= 1
    return first


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _length(blocks: list[DomBlock]) -> int:
    return sum(len(block.text) for block in blocks)


def _metadata(root: HtmlElement) -> tuple[str, str | None, str | None]:
    """Return title, author and date that the page declares, each only where plausible."""
    from trafilatura.metadata import extract_metadata

    found = extract_metadata(
        copy.deepcopy(root), date_config={"extensive_search": False, "original_date": True}
    )
    title = one_line(found.title or "") or _title_element(root)
    return title, plausible_author(found.author or ""), plausible_date(found.date or "")


def _title_element(root: HtmlElement) -> str:
    element = root.find(".//title")
    return one_line(element.text_content()) if element is not None else ""
