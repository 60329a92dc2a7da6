"""Quotation marks -> quoted stretches."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from rag.sentences import find_sentences
from rag.types import Span

_MARK = re.compile(r"[\"“”„«»＂]")
_OPENING, _CLOSING = "“„«", "”»"
#: At the beginning of the next paragraph it says that a quotation goes on.
_OPENING_MARK = re.compile(r"\s*[\"“„«‘]")
#: Straight single marks are apostrophes too: a quotation in them has at most 1,000 characters, so
#: that a text full of apostrophes is read in a time that grows with its length.
_SINGLE = re.compile(
    r"(?<!\w)‘(?:[^‘’\n]|’(?=\w))+’(?!\w)"
    r"|(?<![\w'])'(?=[^\s'])(?:[^'\n]|'(?=\w)){0,1000}?[,.!?]'(?![\w'])"
)


@dataclass(frozen=True, slots=True)
class Quote:
    """A quoted stretch.

    :param span: with its marks.
    :param inner: without them.
    :param is_open: no mark closes it in its paragraph. It ends with the paragraph where the next
        begins with a mark; else its mark was forgotten, and its first sentence alone is sure.
    :param ends_clause: a comma or a stop stands before its closing mark.
    """

    span: Span
    inner: Span
    is_open: bool = False
    ends_clause: bool = False


def find_quotes(text: str, span: Span, *, goes_on: bool = False) -> tuple[Quote, ...]:
    """Find the quoted stretches of a paragraph, in order, without overlap.

    Double marks first; single ones only outside of them, since they are apostrophes too.

    :param goes_on: the paragraph before left a quotation open.
    """
    double = tuple(_double(text, span, goes_on=goes_on))
    starts = [quote.span.start for quote in double]
    single = []
    for match in _SINGLE.finditer(text, span.start, span.end):
        before = bisect_right(starts, match.start()) - 1
        is_inside = before >= 0 and match.start() < double[before].span.end
        holds_next = before + 1 < len(double) and starts[before + 1] < match.end()
        if not is_inside and not holds_next:
            single.append(_quote(text, match.start(), match.end()))
    found = sorted((*double, *single), key=lambda quote: quote.span)
    return tuple(quote for quote in found if len(quote.inner))


def opens_with_mark(text: str, span: Span) -> bool:
    """Say whether a paragraph begins with an opening mark."""
    return bool(_OPENING_MARK.match(text, span.start, span.end))


def _double(text: str, span: Span, *, goes_on: bool) -> Iterator[Quote]:
    start: int | None = None
    for match in _MARK.finditer(text, span.start, span.end):
        place = match.start()
        if start is None:
            start = place if _may_open(text, place, span) else None
        elif _must_open(text, place, span):
            yield _quote(text, start, place, is_open=True)
            start = place
        else:
            yield _quote(text, start, place + 1)
            start = None
    if start is not None and (goes_on or _must_open(text, start, span)):
        if _OPENING_MARK.match(text, span.end):
            yield _quote(text, start, span.end, is_open=True)
        else:
            first, *_ = find_sentences(text, Span(start, span.end))
            yield _quote(text, start, first.end, is_open=True)


def _may_open(text: str, place: int, span: Span) -> bool:
    mark = text[place]
    if mark in _CLOSING:
        return False
    before = text[place - 1] if place > span.start else " "
    return mark in _OPENING or not before.isalnum()


def _must_open(text: str, place: int, span: Span) -> bool:
    mark = text[place]
    if mark in _OPENING:
        return True
    before = text[place - 1] if place > span.start else " "
    after = text[place + 1] if place + 1 < span.end else " "
    return mark == '"' and (before.isspace() or before in "([—–") and not after.isspace()


def _quote(text: str, start: int, end: int, *, is_open: bool = False) -> Quote:
    whole = len(text[start:end].rstrip()) + start
    last = whole if is_open else whole - 1
    inner = text[start + 1 : last]
    left = start + 1 + len(inner) - len(inner.lstrip())
    stripped = inner.strip()
    return Quote(
        Span(start, whole),
        Span(left, left + len(stripped)),
        is_open,
        stripped.endswith((",", ".", "!", "?", "…")),
    )
