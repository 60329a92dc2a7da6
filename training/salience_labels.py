"""Reference summaries -> what each sentence of the text is worth.

Source of the scores: Lin 2004, "ROUGE", section 2. Source of the greedy oracle: Nallapati et al.
2017, "SummaRuNNer", section 3 ("Extractive Training").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Terms = tuple[str, ...]
#: Sentences in the greedy oracle, at most.
MOST = 5


def terms(text: str) -> Terms:
    """Return the stemmed words of a text, as ROUGE counts them."""
    from rouge_score.tokenize import tokenize

    return tuple(stem(word) for word in tokenize(text, None))


@cache
def stem(word: str) -> str:
    return str(_stemmer().stem(word)) if len(word) > 3 else word


@cache
def _stemmer():  # type: ignore[no-untyped-def]
    from nltk.stem import porter

    return porter.PorterStemmer()


Grams = Counter[str]


def _grams(words: Terms) -> tuple[Grams, Grams]:
    """Return how often each word, and each pair of neighbouring words, stands there."""
    return Counter(words), Counter(f"{one} {other}" for one, other in pairwise(words))


class Overlap:
    """Scores sets of sentences against one reference: the mean of ROUGE-1 and ROUGE-2."""

    def __init__(self, sentences: Sequence[Terms], reference: Terms) -> None:
        self._reference = _grams(reference)
        self._counts = [_grams(sentence) for sentence in sentences]

    def f_measure(self, chosen: Sequence[int]) -> float:
        """Return the mean of both F-measures, 0..1, of some sentences taken together."""
        return sum(self.both(chosen)) / 2

    def both(self, chosen: Sequence[int]) -> tuple[float, float]:
        """Return the F-measures, 0..1, of ROUGE-1 and ROUGE-2 of some sentences together."""
        scores = []
        for order, reference in enumerate(self._reference):
            ours: Grams = Counter()
            for place in chosen:
                ours.update(self._counts[place][order])
            shared = sum((ours & reference).values())
            whole = sum(ours.values()) + sum(reference.values())
            scores.append(2 * shared / whole if whole else 0.0)
        return scores[0], scores[1]

    def alone(self) -> NDArray[np.float32]:
        """Return float32[n], 0..1: the F-measure of each sentence by itself."""
        return np.array([self.f_measure([n]) for n in range(len(self._counts))], dtype=np.float32)

    def oracle(self) -> list[int]:
        """Return the sentences chosen one by one for the best F-measure, best first."""
        chosen: list[int] = []
        best = 0.0
        while len(chosen) < MOST:
            rest = [n for n in range(len(self._counts)) if n not in chosen]
            scored = [(self.f_measure([*chosen, n]), -n) for n in rest]
            score, place = max(scored, default=(0.0, 0))
            if score <= best:
                break
            chosen.append(-place)
            best = score
        return chosen
