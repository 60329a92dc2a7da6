"""Paragraphs that say word for word what another one says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"\w+")
_FILLERS = frozenset(("a", "an", "the"))
_MIN_WORDS = 4
_SHINGLE = 5
_MAX_QUOTED = 60


def key(text: str) -> tuple[str, ...]:
    """Return the words of ``text`` without case, punctuation and articles.

    Texts that differ in any other word, or in a number, differ: they may say different things.
    """
    found = _WORD.findall(text.casefold())
    return tuple(word for word in found if word not in _FILLERS)


def find_copies(texts: Sequence[str], skip: Iterable[int] = ()) -> dict[int, int]:
    """Return, for each text that repeats an earlier one, the number of the earlier one.

    :param skip: numbers of texts that are never compared.
    """
    first: dict[tuple[str, ...], int] = {}
    copies: dict[int, int] = {}
    left_out = set(skip)
    for number, text in enumerate(texts):
        words = key(text)
        if number in left_out or (len(words) < _MIN_WORDS and len(text) < 25):
            continue
        if words in first:
            copies[number] = first[words]
        elif words:
            first[words] = number
    return copies


def find_excerpts(texts: Sequence[str], short: Iterable[int], full: Iterable[int]) -> set[int]:
    """Return the numbers among ``short`` whose words stand, in one run, in a longer ``full`` text.

    Linear in the length of the texts, but for runs of words that occur again and again.
    """
    keys = [key(text) for text in texts]
    candidates = {n for n in short if _SHINGLE <= len(keys[n]) <= _MAX_QUOTED}
    wanted = {keys[n][:_SHINGLE]: set[int]() for n in candidates}
    for number in full:
        words = keys[number]
        for start in range(len(words) - _SHINGLE + 1):
            holders = wanted.get(words[start : start + _SHINGLE]) if wanted else None
            if holders is not None and len(holders) < 20:
                holders.add(number)
    return {
        n
        for n in candidates
        if any(
            holder != n and len(keys[holder]) > len(keys[n]) and _holds(keys[holder], keys[n])
            for holder in wanted[keys[n][:_SHINGLE]]
        )
    }


def _holds(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    return f" {' '.join(shorter)} " in f" {' '.join(longer)} "
