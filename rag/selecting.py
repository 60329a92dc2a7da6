"""Scored sentences -> those that together tell most for their length, within a word budget.

A sentence's worth is the F-measure that is expected of it alone with a short summary, of r words:
it is expected to share m = worth * (words + r) / 2 words with one. Of a set S is expected

    F(S) = 2 M(S) / (words of S + R)
    M(S) = sum of m(j), j in S  -  sum of likeness(j, k) * min(m(j), m(k)), j < k in S

where R is how long a summary is wanted, and M the words of a summary that S covers, those that two
sentences cover counted once: inclusion and exclusion, cut off after pairs. Coverage, length and
repetition are so one objective. M is submodular; F, its ratio to a sum, is increased greedily, and
then by exchanges while any helps. A sentence of more than half of the budget can bar several that
tell more together; so this is done once more without such ones, and the better set is taken.
Sources: McDonald 2007, "A Study of Global Inference Algorithms in Multi-Document Summarization",
equation 1 (relevance less redundancy of pairs); Lin and Bilmes 2010, "Multi-document Summarization
via Budgeted Maximization of Submodular Functions", section 3 (it is submodular); Bai et al. 2016,
"Algorithms for Optimizing the Ratio of Submodular Functions", section 4 (the greedy choice for a
ratio).
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
#: r, as ``training.salience_folds`` found it best for short summaries.
SHORT = 14
#: Exchanges tried at the most.
_ROUNDS = 20
_NEVER = -np.inf


@dataclass(frozen=True, slots=True)
class Shape:
    """How long a summary is, within its words, and how much it may repeat.

    :param least: sentences at the least, where so many fit.
    :param most: sentences at the most.
    :param length: R, as a share of the words allowed: the larger, the sooner a further sentence
        pays for its words.
    :param repetition: how much of what two sentences share is taken for told twice.
    :param even: whether no section may give more than its share of the sentences.
    :param reserved: whether the summary of one document has one of its reservations as well, if
        there are any; it comes beside those sentences and words.
    """

    least: int = 3
    most: int = 6
    length: float = 1.0
    repetition: float = 1.0
    even: bool = True
    reserved: bool = True

    def quota(self, sections: int) -> int:
        """Return how many sentences one of so many sections may give."""
        return -(-self.most // sections) if self.even and sections else self.most


#: A paragraph to read: three to six sentences that make use of the words allowed.
PARAGRAPH = Shape()
#: As the reference summaries of news are: not a sentence more than pays for its words; chosen with
#: ``python -m training.salience_folds``.
BRIEF = Shape(least=1, most=1000, length=0.2, even=False, reserved=False)
#: As many sentences as fit.
FULL = Shape(least=1, most=1000, even=False, reserved=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen from.

    :param worth: float64[n], 0..1: how much each sentence tells by itself.
    :param likeness: float64[n, n], 0..1, of their words; 0 with itself.
    :param words: float64[n]: the length of each.
    :param same: bool[n, n]: whether two say the same thing.
    :param sections: int64[n]: the section of each.
    """

    worth: Worths
    likeness: Worths
    words: Worths
    same: NDArray[np.bool_]
    sections: NDArray[np.int64]

    def part(self, places: NDArray[np.int64]) -> Choice:
        """Return the choice among some of the sentences."""
        square = np.ix_(places, places)
        return Choice(
            self.worth[places],
            self.likeness[square],
            self.words[places],
            self.same[square],
            self.sections[places],
        )


class Objective:
    """F of sets of sentences, for one budget.

    :param max_words: no set may have more words.
    """

    def __init__(self, choice: Choice, max_words: int, shape: Shape) -> None:
        self._choice = choice
        self._max_words = max_words
        self._aim = shape.length * max_words
        self._quota = shape.quota(len(np.unique(choice.sections)))
        self._shared = choice.worth * (choice.words + SHORT)
        pairs = np.minimum(self._shared[:, None], self._shared[None])
        self._twice = shape.repetition * choice.likeness * pairs

    def value(self, chosen: Sequence[int]) -> float:
        """Return F of a set."""
        places = list(chosen)
        return self._covered(places) / (float(self._choice.words[places].sum()) + self._aim)

    def values_with(self, chosen: Sequence[int]) -> Worths:
        """Return F of a set with each sentence added, float64[n]; -inf where it may not be."""
        places = list(chosen)
        words = self._choice.words[places].sum() + self._choice.words
        covered = self._covered(places) + self._shared - self._twice[places].sum(axis=0)
        is_open = (words <= self._max_words) & ~self._choice.same[places].any(axis=0)
        is_open[places] = False
        given = np.bincount(
            self._choice.sections[places], minlength=self._choice.sections.max() + 1
        )
        is_open &= given[self._choice.sections] < self._quota
        values: Worths = np.where(is_open, covered / (words + self._aim), _NEVER)
        return values

    def _covered(self, places: list[int]) -> float:
        twice = self._twice[np.ix_(places, places)].sum() / 2
        return float(self._shared[places].sum() - twice)


def same_of(vectors: Vectors) -> NDArray[np.bool_]:
    """Return bool[n, n]: which unit rows are too near to each other to stand together."""
    same: NDArray[np.bool_] = vectors @ vectors.T > SAME
    return same


def select(choice: Choice, max_words: int, shape: Shape = PARAGRAPH) -> list[int]:
    """Select sentences.

    :returns: places; at least one when there are any, even if none fits the budget.
    """
    if not len(choice.worth):
        return []
    if not (choice.words <= max_words).any():
        return [int(np.argmax(choice.worth / choice.words))]
    objective = Objective(choice, max_words, shape)
    none, long = np.zeros(len(choice.words), dtype=np.bool_), choice.words > max_words / 2
    starts = (none, long) if long.any() else (none,)
    found = [_improved(objective, _grown(objective, shape, barred), shape) for barred in starts]
    return max(found, key=objective.value)


def _grown(objective: Objective, shape: Shape, barred: NDArray[np.bool_]) -> list[int]:
    chosen: list[int] = []
    while len(chosen) < shape.most:
        values = np.where(barred, _NEVER, objective.values_with(chosen))
        place = int(np.argmax(values))
        is_enough = len(chosen) >= shape.least and values[place] <= objective.value(chosen)
        if values[place] == _NEVER or is_enough:
            break
        chosen.append(place)
    return chosen


def _improved(objective: Objective, chosen: list[int], shape: Shape) -> list[int]:
    """Exchange while it helps."""
    for _ in range(_ROUNDS):
        better = _exchanged(objective, chosen, shape)
        if better == chosen:
            break
        chosen = better
    return chosen


def _exchanged(objective: Objective, chosen: list[int], shape: Shape) -> list[int]:
    """Return the best set that differs in one sentence: another, one more, or one fewer."""
    best, value = chosen, objective.value(chosen) + 1e-9
    for leaving in [None, *chosen]:
        rest = [place for place in chosen if place != leaving]
        values = objective.values_with(rest)
        place = int(np.argmax(values))
        if len(rest) < shape.most and values[place] > value:
            best, value = [*rest, place], float(values[place])
        if shape.least <= len(rest) and objective.value(rest) > value:
            best, value = rest, objective.value(rest)
    return best
