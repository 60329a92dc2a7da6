"""Plain text: the file's own lines, and which of them make a paragraph."""

from __future__ import annotations

import re
from itertools import groupby, pairwise

from rag.loaders.encoding import decode
from rag.loaders.parsed import Block, Parsed
from rag.loaders.visible import visible
from rag.types import Span

_SENTENCE_END = re.compile(r"[.!?…:;。！？।؟][\"'”’»)\]]*$")

#: A line longer than this was not broken by hand or by an editor.
_MAX_WRAP = 200
_MIN_WRAP = 30


def parse(data: bytes) -> Parsed:
    """Read plain text in any encoding.

    Lines that were broken at a margin make one paragraph up to the next blank line; otherwise
    every line is a paragraph.

    :param data: the file.
    :raises UnsupportedFileError: when the bytes are not text.
    """
    text = visible(decode(data))
    return Parsed(text=text, blocks=find_blocks(text))


def find_blocks(text: str) -> tuple[Block, ...]:
    """Return the paragraphs of plain ``text``, in order, without surrounding white space."""
    groups = _groups(_lines(text))
    if not _is_wrapped(text, groups):
        groups = [[line] for group in groups for line in group]
    return tuple(Block(Span(group[0].start, group[-1].end)) for group in groups)


def _lines(text: str) -> list[Span | None]:
    """Return the span of every line without surrounding white space, None for a blank one."""
    lines: list[Span | None] = []
    start = 0
    for line in text.split("\n"):
        stripped = line.strip()
        left = start + len(line) - len(line.lstrip())
        lines.append(Span(left, left + len(stripped)) if stripped else None)
        start += len(line) + 1
    return lines


def _groups(lines: list[Span | None]) -> list[list[Span]]:
    runs = groupby(lines, key=lambda line: line is not None)
    return [[line for line in run if line] for is_text, run in runs if is_text]


def _is_wrapped(text: str, groups: list[list[Span]]) -> bool:
    """Say whether an editor broke the lines at a margin.

    Of the lines that another follows directly, most then reach near the margin, most
    sentences run on into the next line, and none is far longer, unless it is a single word.
    """
    pairs = [pair for group in groups for pair in pairwise(group)]
    if not pairs:
        return False
    lengths = sorted(len(line) for line, _ in pairs)
    margin = lengths[int(0.95 * (len(lengths) - 1))]
    breakable = [len(line) for line, _ in pairs if " " in text[line.start : line.end]]
    if margin < _MIN_WRAP or margin > _MAX_WRAP or max(breakable, default=0) > 2 * _MAX_WRAP:
        return False
    full = sum(len(line) >= 0.75 * margin for line, _ in pairs)
    continued = sum(_runs_on(text, line, following) for line, following in pairs)
    return full >= 0.5 * len(pairs) and continued >= 0.5 * len(pairs)


def _runs_on(text: str, line: Span, following: Span) -> bool:
    ends = _SENTENCE_END.search(text, max(line.start, line.end - 4), line.end)
    return not ends and not text[following.start].isupper()
