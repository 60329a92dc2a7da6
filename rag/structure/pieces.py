"""Blocks of a file cut where one of them holds several paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.loaders.parsed import Block, BlockKind, Parsed
from rag.structure import repeats
from rag.structure.labels import heads_list_of_links
from rag.types import Role, Span

#: Where wiki markup that was left in a text begins something else: a heading, a table, a
#: gallery, a template or the list of categories.
_MARKUP = re.compile(
    r"(?P<heading>(?<![=\S])(?P<level>={2,5})\s*[^=\n]{1,120}?\s*(?P=level)(?![=\S]))"
    r"|(?P<table>\{\|)"
    r"|(?P<template>\{\{(?=[^{}|]{1,40}\|[^{}|=]{1,40}=[^{}|]*\|[^{}|=]{1,40}=))"
    r"|(?P<gallery><gallery\b[^>]*>)"
    r"|(?P<category>\b[Cc]at(?:eg|ge)ory:(?=\S)|\bCategory:(?=\S))"
)
_CATEGORY = re.compile(r"\b[Cc]at(?:eg|ge)ory:(?=\S)")
_MAX_LINKS = 400
_CLOSING = {"table": "|}", "template": "}}", "gallery": "</gallery>"}
_ROLES = {
    "heading": Role.SUBHEADING,
    "table": Role.TABLE,
    "template": Role.TABLE,
    "gallery": Role.CAPTION,
    "category": Role.NAVIGATION,
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A block or a part of one.

    :param role: its role where its markup gives it, otherwise None.
    """

    span: Span
    text: str
    kind: BlockKind
    page: int | None
    role: Role | None = None


def cut(parsed: Parsed) -> list[Piece]:
    """Return the pieces of all blocks, in order; together they hold all that is not blank."""
    return [piece for block in parsed.blocks for piece in _cut_block(parsed.text, block)]


def _cut_block(text: str, block: Block) -> Iterator[Piece]:
    for start, end in _doubled_lines(text, block):
        if block.kind is BlockKind.PARAGRAPH and _MARKUP.search(text, start, end):
            yield from _cut_markup(text, block, start, end)
        else:
            yield from _piece(text, block, start, end)


def _piece(
    text: str, block: Block, start: int, end: int, role: Role | None = None
) -> Iterator[Piece]:
    words = text[start:end]
    stripped = words.strip()
    if stripped:
        start += len(words) - len(words.lstrip())
        span = Span(start, start + len(stripped))
        yield Piece(span, stripped, block.kind, block.page, role)


def _doubled_lines(text: str, block: Block) -> list[tuple[int, int]]:
    """Return the ends of the block's lines where two that follow each other are alike."""
    lines = [(m.start(), m.end()) for m in _lines(text, block.span)]
    keys = [repeats.key(text[start:end]) for start, end in lines]
    is_doubled = any(a and a == b for a, b in zip(keys, keys[1:], strict=False))
    return lines if is_doubled else [(block.span.start, block.span.end)]


def _lines(text: str, span: Span) -> Iterator[re.Match[str]]:
    return re.compile(r"[^\n]+").finditer(text, span.start, span.end)


def _cut_markup(text: str, block: Block, start: int, end: int) -> Iterator[Piece]:
    """Cut a paragraph at its markup; what follows a heading that leads elsewhere is navigation."""
    section: Role | None = None
    at = start
    while (match := _MARKUP.search(text, at, end)) is not None:
        kind = next(k for k in _ROLES if match.group(k) is not None)
        if kind == "category" and not _is_category_list(text[match.start() : end]):
            break
        yield from _piece(text, block, at, match.start(), _role_in(section, match.start() - at))
        stop = _end_of(text, kind, match, end)
        role = _ROLES[kind]
        if kind == "heading":
            is_link_list = heads_list_of_links(match[0].strip("= "))
            section = Role.NAVIGATION if is_link_list else None
            role = section or role
        yield from _piece(text, block, match.start(), stop, role)
        at = stop
    yield from _piece(text, block, at, end, _role_in(section, end - at))


def _is_category_list(rest: str) -> bool:
    """Say whether categories and little else fill the rest of a block."""
    return len(rest) < 150 + 60 * len(_CATEGORY.findall(rest))


def _role_in(section: Role | None, length: int) -> Role | None:
    """Return the role of a section; a long text is read as the article's, whatever its head."""
    return section if length < _MAX_LINKS else None


def _end_of(text: str, kind: str, match: re.Match[str], end: int) -> int:
    if kind == "heading":
        return match.end()
    if kind == "category":
        return end
    return _balanced(text, match, _CLOSING[kind], end)


def _balanced(text: str, match: re.Match[str], closing: str, end: int) -> int:
    """Return where the markup that ``match`` opens is closed, nested ones included."""
    depth = 0
    opening = re.escape("<gallery" if match[0].startswith("<") else match[0])
    for found in re.compile(f"{opening}|{re.escape(closing)}").finditer(text, match.start(), end):
        depth += -1 if found[0] == closing else 1
        if depth == 0:
            return found.end()
    return end
