"""Text -> sentences, with offsets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import cast

from rag.types import Span

#: A longer stretch without a sentence end (a table, a list, a damaged file) is cut.
MAX_CHARACTERS = 600

_BREAK = re.compile(
    # stops of scripts that the splitter's model does not know, with their closing marks
    r"[。！？｡؟۔।]+[\"'”’」』】）)\]»]*"
    # a blank line
    r"|\n\s*\n"
    # a stop without the space after it, as text from PDF has: two plain words, no address
    r"|(?<=[^\W\d_A-Z]{2})[.!?][\"”’)]?(?=[\"“‘]?[A-Z][a-z’']*[\s,])"
)
#: A stop after a word in lower case and before a capital. The splitter's model, made for courts,
#: takes many such words for short forms ("month.", "reports.", "win.").
_WORD_STOP = re.compile(r"(?<![\w.'’-])([a-z]{2,})[.!?][\"”’)\]]*\s+(?=[\"“‘(\[]*[A-Z])")
#: Those that are short forms, which a name or a capital may follow.
_SHORT = frozenset(
    """al approx assoc ca cf ch col corp dept dist div ed eds esp est etc ex exec ext fig figs fl ft
    govt hon hosp hr ibid inc incl inst intl jr lat lb lit ltd max min misc mo ms mt natl no nos op
    orig oz pa para pl pm pop pp pres prof pron pseud pt pts pub publ rd ref rel repr resp rev sec
    ser sep sq sr st subj supp suppl tel trans transl univ usu var viz vol vols vs yr yrs""".split()
)
#: What belongs to the sentence before: closing marks, and footnote marks right after the stop.
_CLOSING = re.compile(r"(?:[\"”’»」』)\]}]+(?=\s|$)|\[\w{1,3}\])(?:\s*\[\w{1,3}\])*\s*")
#: Ranks that stand before a name; the splitter's model does not know all of them.
_RANK = re.compile(
    r"\b(?:Lt|Col|Sgt|Cpl|Capt|Gen|Maj|Adm|Cmdr|Brig|Sen|Rep|Gov|Rev|Hon|Insp|Supt|Det|Pvt)\.\s*$"
)
_ADDRESS = re.compile(r"(?:https?:|www\.|@)\S*$", re.IGNORECASE)
_PAUSE = re.compile(r"[;:,—–]\s")


def find_sentences(text: str, span: Span) -> tuple[Span, ...]:
    """Find the sentences of a stretch of text, in order, without overlap.

    Together they hold all of the stretch that is not blank; none begins or ends with a blank,
    and none is longer than ``MAX_CHARACTERS``.

    :param text: the document's text.
    :param span: the stretch of it to read.
    """
    part = text[span.start : span.end]
    edges = _join_closing(part, sorted({0, len(part), *_model_edges(part), *_break_edges(part)}))
    pieces = (
        Span(span.start + start, span.start + end)
        for left, right in zip(edges, edges[1:], strict=False)
        for start, end in _cut_long(part, *_stripped(part, left, right))
    )
    return tuple(piece for piece in pieces if len(piece))


@cache
def _splitter() -> Callable[[str], list[tuple[int, int]]]:
    """Return the splitter, imported at first use: its model takes 0.15 s to load."""
    import nupunkt

    return cast("Callable[[str], list[tuple[int, int]]]", nupunkt.sent_spans)


def _model_edges(part: str) -> Iterator[int]:
    if part.strip():
        yield from (end for _, end in _splitter()(part))


def _break_edges(part: str) -> Iterator[int]:
    for match in _BREAK.finditer(part):
        start = match.start()
        if match[0][0] not in ".!?" or not _ADDRESS.search(part, max(start - 80, 0), start):
            yield match.end()
    for match in _WORD_STOP.finditer(part):
        if match[1] not in _SHORT:
            yield match.end()


def _join_closing(part: str, edges: list[int]) -> list[int]:
    """Move an edge past the marks that close the sentence before it; drop empty sentences."""
    moved, seen, has_words = [0], 0, False
    for edge in edges[1:-1]:
        closing = _CLOSING.match(part, edge)
        edge = closing.end() if closing else edge
        has_words = has_words or any(c.isalnum() for c in part[seen:edge])
        seen = max(seen, edge)
        is_rank = _RANK.search(part, max(edge - 10, 0), edge)
        if edge > moved[-1] and has_words and not is_rank:
            moved.append(edge)
            has_words = False
    if len(moved) > 1 and not any(c.isalnum() for c in part[moved[-1] :]):
        moved.pop()
    return [*moved, len(part)]


def _stripped(part: str, start: int, end: int) -> tuple[int, int]:
    words = part[start:end]
    left = start + len(words) - len(words.lstrip())
    return left, max(left, start + len(words.rstrip()))


def _cut_long(part: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut what is too long after a pause, else at a blank, else anywhere; linear in its length."""
    while end - start > MAX_CHARACTERS:
        middle = cut_point(part, start, start + MAX_CHARACTERS)
        yield _stripped(part, start, middle)
        start, _ = _stripped(part, middle, end)
    yield start, end


def cut_point(text: str, start: int, limit: int) -> int:
    """Return where to cut ``text`` between the middle of ``start..limit`` and ``limit``.

    After the last pause there; else after the last blank; else at ``limit``.
    """
    middle = start + (limit - start) // 2
    pauses = [match.end() for match in _PAUSE.finditer(text, middle, limit)]
    if pauses:
        return pauses[-1]
    blanks = [match.end() for match in re.compile(r"\s").finditer(text, middle, limit)]
    return blanks[-1] if blanks else limit
