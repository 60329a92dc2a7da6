"""Chosen sentences -> statements: what several documents say first and once, then the rest.

Where two documents cannot both be right, both sides are told, last and side by side. Every
statement is made to stand alone by marked edits, unless the words are wanted as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rag.agreement import Relations, Supports, arrange, independent, relate
from rag.answering import number_statements
from rag.article import Article, read_article
from rag.bearing import LEAST, bearing_of
from rag.candidates import Candidate
from rag.editing import dependence, edit_statements
from rag.propositions import Clash, stems
from rag.results import Difference, Statement
from rag.types import Evidence, Hit, Passage, Vectors

#: What each further independent source adds to what a sentence is worth, as a share of it.
AGREEMENT_SHARE = 0.25
#: Independent sources beyond which more add nothing.
MOST_SOURCES = 5
#: Share of its worth that a sentence loses that leans on others and cannot be mended.
DEPENDENCE_SHARE = 0.25
#: What a sentence gains that holds every word of its subheading, as a share of its worth.
HEADING_GAIN = 2.0
#: Differences told at the most, and the share of the words that their sides may take.
MOST_DIFFERENCES, DIFFERENCE_SHARE = 2, 0.5

Select = Callable[[NDArray[np.float64], int], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a summary is told.

    :param verbatim: whether statements stay as their sources have them.
    :param families: document id -> what names the documents that print the same text.
    :param focus: what the summary should be about, in words.
    :param supports: the reader, for what several documents say; without one, every sentence is
        told by itself.
    """

    verbatim: bool = False
    families: Mapping[str, str] = field(default_factory=dict)
    supports: Supports | None = None
    focus: str = ""


#: Edited, every document a source of its own, nothing put together.
PLAIN = Manner()


def read_articles(passages: Sequence[Sequence[Passage]]) -> dict[str, Article]:
    """Return the running text of each document, by its id."""
    return {group[0].document.id: read_article(group) for group in passages if group}


def without_dependence(
    candidates: Sequence[Candidate], worth: NDArray[np.float64], articles: Mapping[str, Article]
) -> NDArray[np.float64]:
    """Return what sentences are worth by themselves: less for those that lean on others."""
    leaning = [dependence(articles[c.passage.document.id], c.span) for c in candidates]
    return worth * (1 - DEPENDENCE_SHARE * np.array(leaning, dtype=np.float64))


def with_headings(
    candidates: Sequence[Candidate], worth: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return what sentences are worth under their subheadings, which say what a section is about.

    More by the share of the subheading's words that a sentence holds; the "s" of an owner is none.
    """
    shares = []
    for candidate in candidates:
        wanted = {stem for stem in stems(candidate.passage.heading) if len(stem) > 1}
        shares.append(len(wanted & set(stems(candidate.text))) / max(1, len(wanted)))
    return worth * (1 + HEADING_GAIN * np.array(shares, dtype=np.float64))


def with_focus(
    candidates: Sequence[Candidate], worth: NDArray[np.float64], focus: str
) -> NDArray[np.float64]:
    """Return what sentences are worth to a summary about something.

    As likely as their passage bears on it, and nothing where that is unlikely, unless all are.
    """
    likely = np.array([bearing_of(focus, c.passage, c.nearness) for c in candidates])
    if not len(likely):
        return worth
    return worth * np.where(likely >= min(LEAST, likely.max()), likely, 0)


def tell(
    candidates: Sequence[Candidate],
    vectors: Vectors,
    worth: NDArray[np.float64],
    select: Select,
    max_words: int,
    manner: Manner,
) -> tuple[tuple[Statement, ...], tuple[Difference, ...]]:
    """Choose sentences and tell them as statements.

    :param vectors: float32[n, d], unit rows, one a candidate.
    :param worth: float64[n], what each candidate is worth.
    :param select: chooses places from what each is worth, within a number of words.
    :returns: the statements as they stand, without edits, and the differences among them.
    """
    sources = [
        manner.families.get(c.passage.document.id, c.passage.document.id) for c in candidates
    ]
    relations = Relations(tuple(() for _ in candidates))
    if manner.supports is not None and len(set(sources)) > 1:
        texts = [candidate.text for candidate in candidates]
        relations = relate(texts, vectors, sources, manner.supports)
    count = np.minimum(independent(relations, sources), MOST_SOURCES)
    weighed = worth * (1 + AGREEMENT_SHARE * (count - 1))
    relations = _most_telling(relations, weighed, candidates, max_words)
    taken = _sides_and_likes(relations)
    weighed[sorted(taken)] = 0
    room = max_words - sum(candidates[place].words for place in _sides(relations))
    chosen = [place for place in sorted(select(weighed, room)) if place not in taken]
    telling = arrange(chosen, relations, sources)
    pairs = [(one, other) for one, other, _ in telling.differing]
    groups = [*telling.told, *((place,) for pair in pairs for place in pair)]
    statements = number_statements(
        [[_evidence(candidates[n], rank) for n in group] for rank, group in enumerate(groups, 1)],
        manner.families,
    )
    first = len(telling.told) + 1
    differences = tuple(
        Difference(clash.kind, (first + 2 * n, first + 2 * n + 1), clash.values)
        for n, (_, _, clash) in enumerate(telling.differing)
    )
    return statements, differences


def edited(
    statements: Sequence[Statement], articles: Mapping[str, Article], manner: Manner
) -> tuple[Statement, ...]:
    """Return the statements as they are shown."""
    return tuple(statements) if manner.verbatim else edit_statements(statements, articles)


def _most_telling(
    relations: Relations,
    worth: NDArray[np.float64],
    candidates: Sequence[Candidate],
    max_words: int,
) -> Relations:
    """Keep the differences that are worth most and fit, no sentence in two of them."""
    kept: list[tuple[int, int, Clash]] = []
    used: set[int] = set()
    words = 0.0
    ranked = sorted(relations.differing, key=lambda d: -float(worth[d[0]] + worth[d[1]]))
    for one, other, clash in ranked:
        length = candidates[one].words + candidates[other].words
        fits = words + length <= DIFFERENCE_SHARE * max_words
        if len(kept) < MOST_DIFFERENCES and fits and not used & {one, other}:
            kept.append((one, other, clash))
            used |= {one, other, *relations.same[one], *relations.same[other]}
            words += length
    return Relations(relations.same, tuple(kept))


def _sides(relations: Relations) -> set[int]:
    return {place for one, other, _ in relations.differing for place in (one, other)}


def _sides_and_likes(relations: Relations) -> set[int]:
    """Return the sides of the differences and what says the same as one of them."""
    sides = _sides(relations)
    return sides | {like for side in sides for like in relations.same[side]}


def _evidence(candidate: Candidate, rank: int) -> Evidence:
    hit = Hit(candidate.passage, candidate.worth, rank, "summary")
    return Evidence(hit, candidate.span, candidate.worth)
