"""How many words two texts have in common: whatever their order, or in it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence


def words_alone(text: str) -> str:
    """Return the words of a text, small and a blank apart: no mark or space tells two apart."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def word_f1(words: Sequence[str], others: Sequence[str]) -> float:
    """Return the F1 of the words that two texts share, 0..1; two empty ones are the same.

    Source: Rajpurkar et al. 2016, "SQuAD", section 6.1.
    """
    if not words or not others:
        return float(not words and not others)
    return 2 * (Counter(words) & Counter(others)).total() / (len(words) + len(others))


def longest_common(words: Sequence[str], others: Sequence[str]) -> int:
    """Return how many words of one text stand in the other in the same order, at the most.

    The longest common subsequence, by rows of bits as in Crochemore et al. 2001.
    """
    places: defaultdict[str, int] = defaultdict(int)
    for place, word in enumerate(others):
        places[word] |= 1 << place
    everywhere = (1 << len(others)) - 1
    row = everywhere
    for word in words:
        common = row & places[word]
        row = ((row + common) | (row - common)) & everywhere
    return len(others) - row.bit_count()
