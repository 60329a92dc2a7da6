"""Document -> passages: what is embedded and found as one, with its sentences."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.sentences import cut_point, find_sentences
from rag.types import SILENT_ROLES, Document, Encoder, Paragraph, Passage, Role, Span

__all__ = ["find_sentences", "split"]

logger = logging.getLogger(__name__)

#: A line shorter than this says little by itself and joins its neighbour.
_SHORT = 40
#: A passage is not cut below this many characters, whatever its title and heading take.
_MIN_CUT = 80
#: No encoder fits more characters in a token than this, on average: longer text is never counted.
_CHARACTERS_A_TOKEN = 8
_STANDS_ALONE = frozenset({Role.TITLE, Role.BYLINE, Role.DATELINE})


@dataclass(frozen=True, slots=True)
class _Unit:
    """A paragraph that becomes a passage or a part of one."""

    number: int
    paragraph: Paragraph
    sentences: tuple[Span, ...]


def split(document: Document, encoder: Encoder) -> tuple[Passage, ...]:
    """Split a document into passages, in the order of the text.

    A passage is a paragraph whose role is not silent. A stray short line joins the next paragraph
    of the same role, heading and page, or else the one before. What does not fit the encoder,
    title and heading included, is split at sentence ends, and a sentence that does not fit at a
    pause or a blank. Every sentence lies in exactly one passage.

    :param encoder: counts the tokens; it is not asked to encode.
    """
    whole = [_passage(document, group) for group in _groups(_units(document))]
    fitting = _fit(whole, encoder)
    logger.debug("%s: %d passages", document.id, len(fitting))
    return tuple(fitting)


def _units(document: Document) -> list[_Unit]:
    return [
        _Unit(number, paragraph, find_sentences(document.text, paragraph.span))
        for number, paragraph in enumerate(document.paragraphs, start=1)
        if paragraph.role not in SILENT_ROLES and document.slice(paragraph.span).strip()
    ]


def _groups(units: Sequence[_Unit]) -> Iterator[list[_Unit]]:
    """Yield runs of units that make one passage."""
    may_join = [_may_join(one, other) for one, other in pairwise(units)]
    is_joined = [False] * len(units)
    for place, unit in enumerate(units):
        joins_next = place < len(may_join) and may_join[place]
        is_row = unit.paragraph.role is Role.TABLE
        if not is_row and len(unit.paragraph.span) >= _SHORT:
            continue
        if joins_next:
            is_joined[place] = True
        elif place and may_join[place - 1]:
            is_joined[place - 1] = True
    group: list[_Unit] = []
    for unit, joined in zip(units, is_joined, strict=True):
        group.append(unit)
        if not joined:
            yield group
            group = []


def _may_join(one: _Unit, other: _Unit) -> bool:
    first, second = one.paragraph, other.paragraph
    return (
        other.number == one.number + 1
        and first.role is second.role
        and first.role not in _STANDS_ALONE
        and (first.heading, first.page) == (second.heading, second.page)
    )


def _passage(document: Document, group: Sequence[_Unit]) -> Passage:
    first = group[0].paragraph
    return Passage(
        document=document,
        span=Span(first.span.start, group[-1].paragraph.span.end),
        paragraph=group[0].number,
        role=first.role,
        heading=first.heading,
        page=first.page,
        sentences=tuple(sentence for unit in group for sentence in unit.sentences),
    )


def _fit(whole: Sequence[Passage], encoder: Encoder) -> list[Passage]:
    """Split what does not fit, in rounds: two calls of the encoder a round, however many parts."""
    parts = list(whole)
    is_settled = [False] * len(parts)
    while not all(is_settled):
        open_places = [place for place, settled in enumerate(is_settled) if not settled]
        is_long = _find_long([parts[place] for place in open_places], encoder)
        too_long = [place for place, long in zip(open_places, is_long, strict=True) if long]
        replacements = dict(
            zip(too_long, _divide([parts[p] for p in too_long], encoder), strict=True)
        )
        rows = [
            (part, place not in replacements or len(replacements[place]) == 1)
            for place, old in enumerate(parts)
            for part in replacements.get(place, [old])
        ]
        parts = [part for part, _ in rows]
        is_settled = [settled for _, settled in rows]
    return parts


def _find_long(passages: Sequence[Passage], encoder: Encoder) -> list[bool]:
    limit = encoder.max_tokens
    countable = [len(p.span) <= limit * _CHARACTERS_A_TOKEN for p in passages]
    texts = [p.embedded_text for p, is_short in zip(passages, countable, strict=True) if is_short]
    counts = iter(encoder.count_tokens(texts) if texts else [])
    return [next(counts) > limit if is_short else True for is_short in countable]


def _divide(passages: Sequence[Passage], encoder: Encoder) -> list[list[Passage]]:
    """Return the parts of each passage: runs of sentences, or the halves of a single one."""
    if not passages:
        return []
    texts = [p.document.slice(s) for p in passages for s in p.sentences]
    heads = [replace(p, span=Span(p.span.start, p.span.start)).embedded_text for p in passages]
    empty, *counts = encoder.count_tokens(["", *heads, *texts])
    lengths = iter(count - empty for count in counts[len(heads) :])
    divided = []
    for passage, head in zip(passages, counts, strict=False):
        sizes = [next(lengths) for _ in passage.sentences]
        budget = max(encoder.max_tokens - head, 1)
        divided.append(_runs(passage, sizes, budget) if len(sizes) > 1 else _halves(passage))
    return divided


def _runs(passage: Passage, sizes: Sequence[int], budget: int) -> list[Passage]:
    """Return runs of whole sentences of about equal length, at least two runs."""
    total = sum(sizes)
    target = total / max(-(-total // budget), 2)
    runs: list[list[Span]] = [[]]
    held = 0
    for sentence, size in zip(passage.sentences, sizes, strict=True):
        if runs[-1] and (held + size > budget or held + size / 2 > target):
            runs.append([])
            held = 0
        runs[-1].append(sentence)
        held += size
    if len(runs) == 1:
        runs = [runs[0][:-1], runs[0][-1:]]
    return [_part(passage, run) for run in runs]


def _halves(passage: Passage) -> list[Passage]:
    """Return the two parts of a passage of one sentence, or itself when it is too short."""
    start, end = passage.span.start, passage.span.end
    if end - start < _MIN_CUT:
        return [passage]
    text = passage.document.text
    middle = cut_point(text, start, start + (end - start) * 2 // 3)
    left = Span(start, start + len(text[start:middle].rstrip()))
    right = Span(end - len(text[middle:end].lstrip()), end)
    return [_part(passage, [half]) for half in (left, right) if len(half)]


def _part(passage: Passage, sentences: Sequence[Span]) -> Passage:
    span = Span(sentences[0].start, sentences[-1].end)
    number = passage.paragraph_at(span.start)
    return replace(passage, span=span, paragraph=number, sentences=tuple(sentences))
