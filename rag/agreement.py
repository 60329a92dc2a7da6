"""Sentences of several documents -> which say the same, and which cannot both hold.

Two sentences are put beside each other when they are of independent sources and near by their
vectors. They say the same when no number, date, name or negation of the one stands against the
other, and the reader finds each supported by the other. They differ when they share their words but
for one number, date, name of an office's holder, or negation. Precision first: what counts other
things, hedges ("about 20"), or names other places, is neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from rag.propositions import Clash, find_clash, may_agree, read_proposition
from rag.results import DifferenceKind
from rag.types import Vectors

#: Cosine from which two sentences are compared.
NEAR = 0.6
#: Support, both ways, from which two sentences say the same; see ``benchmarks/agreement.py``.
SUPPORTED = 0.55
#: Pairs that the reader is asked about, at the most, nearest first: 20 ms or so each way.
MOST_READ = 40


class Supports(Protocol):
    """Says how surely a text supports a claim."""

    def __call__(self, claim: str, text: str) -> float:
        """Return the probability, 0..1."""


@dataclass(frozen=True, slots=True)
class Relations:
    """How some sentences stand to each other, by their places.

    :param same: for each sentence, those of other sources that say the same, nearest first.
    :param differing: pairs that cannot both hold, nearest first, with what stands against what.
    """

    same: tuple[tuple[int, ...], ...]
    differing: tuple[tuple[int, int, Clash], ...] = ()


def relate(
    texts: Sequence[str], vectors: Vectors, sources: Sequence[str], supports: Supports
) -> Relations:
    """Find which sentences say the same and which differ.

    :param vectors: float32[n, d], unit rows, one a sentence.
    :param sources: what each sentence's document counts as; sentences of one source are not
        compared.
    """
    same: list[list[int]] = [[] for _ in texts]
    differing: list[tuple[int, int, Clash]] = []
    propositions = [read_proposition(text) for text in texts]
    asked = 0
    for one, other in _near_pairs(vectors, sources):
        if asked == MOST_READ:
            break
        pair = propositions[one], propositions[other]
        clash = find_clash(*pair)
        if clash is None and not may_agree(*pair):
            continue
        asked += 1
        least = min(supports(texts[one], texts[other]), supports(texts[other], texts[one]))
        if clash is None and least >= SUPPORTED:
            same[one].append(other)
            same[other].append(one)
        elif clash is not None and _holds_against(clash, least):
            differing.append((one, other, clash))
    return Relations(tuple(map(tuple, same)), tuple(differing))


def _holds_against(clash: Clash, least: float) -> bool:
    """Say whether the reader lets a clash stand: it must see a negation by itself."""
    return clash.kind is not DifferenceKind.NEGATION or least < SUPPORTED


def _near_pairs(vectors: Vectors, sources: Sequence[str]) -> list[tuple[int, int]]:
    """Return pairs of sentences of different sources, nearest first."""
    likeness = np.triu(vectors @ vectors.T, 1)
    owners = np.array(sources)
    likeness[owners[:, None] == owners[None, :]] = 0
    rows, columns = np.nonzero(likeness >= NEAR)
    order = np.argsort(-likeness[rows, columns], kind="stable")
    return [(int(rows[n]), int(columns[n])) for n in order]


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told, in which order; places of sentences.

    :param told: first what several sources say, most first, each with its likes, one a source;
        then what one says.
    :param differing: pairs that cannot both hold.
    """

    told: tuple[tuple[int, ...], ...]
    differing: tuple[tuple[int, int, Clash], ...]


def arrange(chosen: Sequence[int], relations: Relations, sources: Sequence[str]) -> Telling:
    """Put chosen sentences in the order of telling, each thing once.

    :param chosen: places, in the order of the documents; sides of a difference are left out here.
    """
    sides = {place for one, other, _ in relations.differing for place in (one, other)}
    told: list[tuple[int, ...]] = []
    said: set[int] = set()
    for place in chosen:
        if place in said or place in sides:
            continue
        likes = {sources[place]: place}
        for like in relations.same[place]:
            likes.setdefault(sources[like], like)
        told.append(tuple(likes.values()))
        said |= {place, *relations.same[place]}
    told.sort(key=lambda group: -len(group))
    return Telling(tuple(told), relations.differing)


def independent(relations: Relations, sources: Sequence[str]) -> list[int]:
    """Return how many sources say what each sentence says, its own included."""
    return [
        len({sources[place], *(sources[like] for like in likes)})
        for place, likes in enumerate(relations.same)
    ]
