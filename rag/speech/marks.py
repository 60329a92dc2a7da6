"""Quotation marks -> quoted stretches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.types import Span

_MARK = re.compile(r"[\"“”„«»＂]")
_OPENING, _CLOSING = "“„«", "”»"
_SINGLE = re.compile(
    r"(?<!\w)‘(?:[^‘’\n]|’(?=\w))+’(?!\w)|(?<![\w'])'(?=[^\s'])(?:[^'\n]|'(?=\w))*?[,.!?]'(?![\w'])"
)


@dataclass(frozen=True, slots=True)
class Quote:
    """A quoted stretch.

    :param span: with its marks.
    :param inner: without them.
    :param is_open: no mark closes it in its paragraph.
    """

    span: Span
    inner: Span
    is_open: bool = False


def find_quotes(text: str, span: Span, *, goes_on: bool = False) -> tuple[Quote, ...]:
    """Find the quoted stretches of a paragraph, in order, without overlap.

    Double marks first; single ones only outside of them, since they are apostrophes too.

    :param goes_on: the paragraph before left a quotation open.
    """
    double = tuple(_double(text, span, goes_on=goes_on))
    single = [
        Quote(Span(m.start(), m.end()), Span(m.start() + 1, m.end() - 1))
        for m in _SINGLE.finditer(text, span.start, span.end)
    ]
    apart = [s for s in single if not any(_overlap(s.span, d.span) for d in double)]
    return tuple(sorted((*double, *apart), key=lambda quote: quote.span))


def opens_with_mark(text: str, span: Span) -> bool:
    """Say whether a paragraph begins with an opening mark."""
    return text[span.start : span.start + 1] in ('"', "“", "„", "«", "‘")


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
        yield _quote(text, start, span.end, is_open=True)


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
    return Quote(Span(start, whole), Span(left, max(left, left + len(inner.strip()))), is_open)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
