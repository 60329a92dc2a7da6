"""Sentences with what each is worth -> those that together tell most, within a word budget.

Coverage, variety and non-repetition are one objective. A set S of sentences is worth

    f(S) = (1 - c) * sum over sections of the square root of the sum of worth(j), j in S and there
         +      c  * sum over all i of worth(i) * max of likeness(i, j), j in S, over the sum of
                     all worth(i)

The first part wants sentences that tell much, and rather of several sections than of one; the
second wants every telling sentence to have one like it in S, and gains nothing from two that say
the same. Both are monotone and submodular, so the greedy choice by gain for words, compared with
the best single sentence, reaches at least 39 % of the best possible (1 - 1 / sqrt(e)), and in
practice nearly all of it. Sources: Lin and Bilmes 2011, "A Class of Submodular Functions for
Document Summarization", sections 3 to 5 (coverage as facility location; the reward of variety);
Lin and Bilmes 2010, "Multi-document Summarization via Budgeted Maximization of Submodular
Functions", algorithm 1 and theorem 1 (the greedy choice with scaled costs).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.types import Vectors

Worths = NDArray[np.float64]

#: Two sentences nearer than this say the same thing and never stand together.
SAME = 0.85


@dataclass(frozen=True, slots=True)
class Weighing:
    """What counts for how much; chosen with ``benchmarks/summary_weights.py``.

    :param coverage: share of coverage in what a set of sentences is worth.
    :param thrift: how much a word costs: gain is divided by the words to the power of this.
    """

    coverage: float = 0.6
    thrift: float = 0.3


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen from.

    :param worth: float64[n], 0..1: how much each sentence tells by itself.
    :param likeness: float64[n, n], 0..1.
    :param words: float64[n]: the length of each.
    :param sections: int64[n]: the number of the section that each stands in, from 0.
    """

    worth: Worths
    likeness: Worths
    words: Worths
    sections: NDArray[np.int64]

    def value(self, chosen: Sequence[int], weighing: Weighing) -> float:
        """Return f of a set: what the chosen sentences are worth together."""
        places = list(chosen)
        if not places:
            return 0.0
        told = np.bincount(self.sections[places], self.worth[places])
        covered = self.likeness[:, places].max(axis=1) @ self.worth / self._whole
        return float((1 - weighing.coverage) * np.sqrt(told).sum() + weighing.coverage * covered)

    def gains(self, chosen: Sequence[int], weighing: Weighing) -> Worths:
        """Return what each sentence would add to those chosen, float64[n]."""
        places = list(chosen)
        told = np.zeros(int(self.sections.max()) + 1)
        np.add.at(told, self.sections[places], self.worth[places])
        before = told[self.sections]
        variety = np.sqrt(before + self.worth) - np.sqrt(before)
        covered = self.likeness[places].max(axis=0, initial=0.0)
        more = np.maximum(self.likeness - covered, 0) @ self.worth / self._whole
        gains: Worths = (1 - weighing.coverage) * variety + weighing.coverage * more
        return gains

    @property
    def _whole(self) -> float:
        return max(float(self.worth.sum()), 1e-9)


def likeness_of(vectors: Vectors) -> Worths:
    """Return float64[n, n], the cosines of unit rows, none below 0."""
    likeness: Worths = np.maximum(vectors @ vectors.T, 0).astype(np.float64)
    return likeness


def select(choice: Choice, max_words: int, most: int, weighing: Weighing = Weighing()) -> list[int]:
    """Select sentences, best first.

    :param most: sentences at the most.
    :returns: places; at least one when there are any, even if none fits the budget.
    """
    if not len(choice.worth):
        return []
    alone = choice.gains([], weighing)
    fitting = np.flatnonzero(choice.words <= max_words)
    if not len(fitting):
        return [int(np.argmax(alone / choice.words))]
    chosen = _greedy(choice, max_words, most, weighing)
    single = int(fitting[np.argmax(alone[fitting])])
    return chosen if choice.value(chosen, weighing) >= alone[single] else [single]


def _greedy(choice: Choice, max_words: int, most: int, weighing: Weighing) -> list[int]:
    chosen: list[int] = []
    is_open = choice.words <= max_words
    left = float(max_words)
    while len(chosen) < most and is_open.any():
        gains = choice.gains(chosen, weighing) / choice.words**weighing.thrift
        place = int(np.argmax(np.where(is_open, gains, -np.inf)))
        chosen.append(place)
        left -= choice.words[place]
        is_open &= (choice.words <= left) & (choice.likeness[place] <= SAME)
        is_open[place] = False
    return chosen
