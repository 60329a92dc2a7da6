"""The lines of a PDF to its paragraphs and headings, without what repeats on every page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from rag.loaders.building import TextBuilder
from rag.loaders.parsed import BlockKind
from rag.loaders.pdf_lines import Line

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"[\W_]*(?:\d{1,4}|[ivxlc]{1,6})[\W_]*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_LAST_WORD = re.compile(_WORD.pattern + "$")
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_LIST_MARK = re.compile(r"(?:[•◦▪‣●○■–—*·-]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s")

#: Lines at a page's top and bottom among which a running header or footer is looked for.
_EDGE_LINES = 3
#: Distance of two baselines, in sizes of a line, that divides a header from the text.
_WIDE_GAP = 1.8
#: A line that stands at the edge of this share of the pages belongs to none of them.
_RUNNING_SHARE = 0.4
_MIN_PAGES = 3


def add_blocks(pages: Sequence[Sequence[Line]], builder: TextBuilder) -> None:
    """Add the paragraphs of all pages to ``builder``, each with its page."""
    kept = drop_running(pages)
    flat = [line for page in kept for line in page]
    if not flat:
        return
    body = _body_size(flat)
    leading = _leading(kept)
    joiner = _Joiner(flat)
    for page in kept:
        for paragraph in _Page(page, leading).paragraphs():
            kind = _kind(paragraph, body)
            builder.add(joiner.join(paragraph), kind, paragraph[0].page)


def drop_running(all_pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Return the pages without their running headers, footers and page numbers.

    Such a line stands among the outermost of a page, a gap away from the text, at the same height
    and, but for numbers, in the same words on many pages. Documents of fewer than three pages lose
    only the outermost line that is nothing but the page's number.
    """
    pages = [_without_number(page) for page in all_pages]
    if len(pages) < _MIN_PAGES:
        return pages
    counts: Counter[tuple[str, int]] = Counter()
    lines = [line for page in pages for line in page]
    largest = 1.15 * _body_size(lines) if lines else 0.0
    edges = [_edges(page) for page in pages]
    for edge in edges:
        counts.update({_running_key(line, largest) for line in edge})
    enough = max(_MIN_PAGES, _RUNNING_SHARE * len(pages))
    running = {key for key, count in counts.items() if count >= enough}
    kept = []
    for page, edge in zip(pages, edges, strict=True):
        drop = {id(line) for line in edge if _running_key(line, largest) in running}
        kept.append([line for line in page if id(line) not in drop])
    return kept if any(kept) else pages


def _without_number(page: Sequence[Line]) -> list[Line]:
    outermost = (max(page, key=_height), min(page, key=_height)) if len(page) > 1 else ()
    return [line for line in page if not (line in outermost and line.text == str(line.page))]


def _height(line: Line) -> float:
    return line.y


def _edges(page: Sequence[Line]) -> list[Line]:
    """Return the lines above and below the text proper, from which a gap divides them."""
    downwards = sorted(page, key=_height, reverse=True)
    return _outermost(downwards) + _outermost(downwards[::-1])


def _outermost(lines: Sequence[Line]) -> list[Line]:
    """Return the first lines up to the last wide gap among them; without a gap, none."""
    end = 0
    for place, (outer, inner) in enumerate(pairwise(lines[: _EDGE_LINES + 1]), start=1):
        if abs(outer.y - inner.y) > _WIDE_GAP * max(outer.size, inner.size):
            end = place
    return list(lines[:end])


def _running_key(line: Line, largest: float) -> tuple[str, int]:
    """Return what is alike of a header on all pages; ``Chapter 2`` in large letters is none."""
    words = line.text.casefold()
    if _PAGE_NUMBER.fullmatch(words):
        words = "#"
    elif line.size <= largest or len(_WORD.findall(words)) > 2:
        words = _DIGITS.sub("#", words)
    return " ".join(words.split()), round(line.y / 6)


def _body_size(lines: Iterable[Line]) -> float:
    """Return the size in which most characters are set."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0]


def _leading(pages: Sequence[Sequence[Line]]) -> float:
    """Return the usual distance of two baselines, as a multiple of the line's size."""
    ratios = []
    for page in pages:
        for upper, lower in pairwise(page):
            gap = upper.y - lower.y
            if upper.size > 0 and 0.5 * upper.size < gap < 3 * upper.size:
                ratios.append(gap / upper.size)
    return median(ratios) if ratios else 1.4


class _Page:
    """Decides which lines of a page make a paragraph."""

    def __init__(self, lines: Sequence[Line], leading: float) -> None:
        self._lines = lines
        self._leading = leading
        self._margins: dict[int, float] = {}
        for line in lines:
            column = self._column(line)
            self._margins[column] = max(line.right, self._margins.get(column, line.right))

    def paragraphs(self) -> list[list[Line]]:
        """Return the page's lines, grouped, in their order."""
        paragraphs: list[list[Line]] = []
        for line in self._lines:
            if paragraphs and self._continues(paragraphs[-1], line):
                paragraphs[-1].append(line)
            else:
                paragraphs.append([line])
        return paragraphs

    def _continues(self, paragraph: list[Line], line: Line) -> bool:
        last = paragraph[-1]
        if _is_same_row(last, line):
            return True
        if line.angle != last.angle or abs(line.size - last.size) > 0.2 * max(line.size, last.size):
            return False
        gap = last.y - line.y
        ends = bool(_SENTENCE_END.search(last.text))
        if gap < 0:  # the next column
            return last.is_hyphenated or not (ends or line.text[0].isupper())
        if last.is_hyphenated:
            return True
        if _LIST_MARK.match(line.text) or gap > 1.25 * self._leading * last.size:
            return False
        indented = line.x > min(other.x for other in paragraph) + 0.7 * line.size
        if indented and len(paragraph) > 1 and not _LIST_MARK.match(paragraph[0].text):
            return not ends
        return not (ends and self._had_room(last, line))

    def _had_room(self, last: Line, line: Line) -> bool:
        """Say whether the first word of ``line`` would have fitted on the line before it."""
        width = (last.right - last.x) / max(1, len(last.text))
        column = self._column(last)
        margin = max(self._margins.get(c, 0.0) for c in (column - 1, column, column + 1))
        return last.right + (len(line.text.split(maxsplit=1)[0]) + 3) * width < margin

    def _column(self, line: Line) -> int:
        return round(line.x / 20)


def _is_same_row(last: Line, line: Line) -> bool:
    """Say whether a line stands to the right of another, as a raised figure or a label does."""
    near = abs(last.y - line.y) < 0.5 * max(last.size, line.size)
    return near and last.right - 1 <= line.x <= last.right + 2 * last.size


def _kind(paragraph: list[Line], body: float) -> BlockKind:
    words = sum(len(line.text) for line in paragraph)
    if paragraph[0].size >= 1.15 * body and words <= 200 and len(paragraph) <= 4:
        return BlockKind.HEADING
    if _LIST_MARK.match(paragraph[0].text):
        return BlockKind.LIST_ITEM
    return BlockKind.PARAGRAPH


class _Joiner:
    """Joins lines; decides on each hyphen at a line's end by the document's other words.

    ``adip-/iscing`` loses its hyphen where ``adipiscing`` stands elsewhere in the document, or
    where the document divides words at all and ``adip-iscing`` does not stand elsewhere.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self._known = {_alike(word) for line in lines for word in _WORD.findall(line.text)}
        breaks = [(first, second) for first, second in pairwise(lines) if first.is_hyphenated]
        self._divides = any(self._whole(a.text, b.text) in self._known for a, b in breaks)

    def join(self, lines: Sequence[Line]) -> str:
        """Return the text of a paragraph on one line."""
        parts = [lines[0].text]
        for last, line in pairwise(lines):
            parts.append(self._between(last, line) + line.text)
        if lines[-1].is_hyphenated:
            parts.append("-")
        return " ".join("".join(parts).split())

    def _between(self, last: Line, line: Line) -> str:
        if not last.is_hyphenated:
            return " "
        whole = self._whole(last.text, line.text)
        if not line.text[:1].islower() or not whole:
            return "-"
        if whole in self._known:
            return ""
        return "" if self._divides and not self._is_compound(last.text, line.text) else "-"

    def _whole(self, before: str, after: str) -> str:
        parts = self._halves(before, after)
        return _alike("".join(parts)) if parts else ""

    def _is_compound(self, before: str, after: str) -> bool:
        parts = self._halves(before, after)
        return bool(parts) and _alike("-".join(parts)) in self._known

    def _halves(self, before: str, after: str) -> tuple[str, str] | tuple[()]:
        ends = _LAST_WORD.search(before)
        starts = _WORD.match(after)
        return (ends[0], starts[0]) if ends and starts else ()


def _alike(word: str) -> str:
    """Return a word in small letters, its hyphens all of one kind."""
    return word.casefold().replace("\u2010", "-")
