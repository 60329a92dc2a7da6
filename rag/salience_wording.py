"""Sentences -> how each is worded, and what words it shares with the others.

A part of what the salience model sees (``rag/salience_features.py``). Likeness is the cosine of
words weighted by how few sentences of the text have them. Source: Spärck Jones 1972, "A Statistical
Interpretation of Term Specificity"; Erkan and Radev 2004, "LexRank", section 2 (centrality).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

WORD = re.compile(r"\w+")
NAME = re.compile(r"\b[A-Z][\w’']+")
#: Words that join others; a pair of two of them says nothing.
FUNCTION_WORDS = frozenset(
    "the a an of to in on for and or but is are was were be been with at by from as that this it "
    "its his her he she they their has have had not who which will would said".split()
)
#: Words at a sentence's beginning that point to another sentence.
_POINTING = frozenset(
    """he she it they this that these those his her their its him them there we i you""".split()
)
_JOINING = frozenset("but and so however yet also then or meanwhile instead still".split())
_SAYING = frozenset(
    """said says say told tell according announced added wrote reported reports claimed claims
    confirmed denied insisted warned called asked""".split()
)
_DENIAL = re.compile(
    r"\b(?:no|not|never|nor|none|neither|denied|denies|deny|without)\b|n[’']t\b", re.IGNORECASE
)
_DAY = re.compile(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    r"|\b(?:today|yesterday|tonight|tomorrow|this week|last week)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)")
#: Sentences that open a text.
_OPENING = 5

Column = NDArray[np.float64]


def wordings(sentences: Sequence[str]) -> list[Column]:
    """Return how each sentence is worded: what it begins with, says, quotes, denies and dates."""
    words = [WORD.findall(sentence.casefold()) for sentence in sentences]
    first = [each[0] if each else "" for each in words]
    lengths = np.log1p([len(sentence.split()) for sentence in sentences])
    mean = float(np.mean([len(sentence.split()) for sentence in sentences]))
    return [
        np.array([float(word in _POINTING) for word in first]),
        np.array([float(word in _JOINING) for word in first]),
        np.concatenate([[0.0], lengths[:-1]]),
        np.concatenate([lengths[1:], [0.0]]),
        np.array([float(not _SAYING.isdisjoint(each)) for each in words]),
        np.array([_quoted_share(sentence) for sentence in sentences]),
        np.array([float(bool(_DENIAL.search(sentence))) for sentence in sentences]),
        np.array([float(bool(_DAY.search(sentence))) for sentence in sentences]),
        np.array([float(s.rstrip("\"”'’").endswith("?")) for s in sentences]),
        np.full(len(sentences), np.log(len(sentences))),
        np.full(len(sentences), mean),
    ]


def word_likenesses(sentences: Sequence[str]) -> list[Column]:
    """Return how each sentence's names and words stand to those of the other sentences."""
    names = [set(NAME.findall(sentence, 1)) for sentence in sentences]
    frequency = Counter(name for each in names for name in each)
    most = max(frequency.values(), default=1)
    known: set[str] = set()
    first_named = []
    for each in names:
        first_named.append(float(len(each - known)))
        known |= each
    likeness = word_likeness(sentences)
    centrality = likeness.mean(axis=1)
    return [
        np.array([sum(frequency[name] for name in each) / most for each in names]),
        np.array(first_named),
        _shared_with_first(sentences),
        centrality,
        (centrality - centrality.mean()) / (centrality.std() + 1e-6),
        np.tril(likeness, -1).max(axis=1),
        np.triu(likeness, 1).max(axis=1),
        likeness[:, :_OPENING].sum(axis=1),
    ]


def word_likeness(sentences: Sequence[str]) -> NDArray[np.float64]:
    """Return float64[n, n], 0..1, the cosines of the sentences' weighted words; 0 with itself."""
    words = [
        [word for word in WORD.findall(sentence.casefold()) if word not in FUNCTION_WORDS]
        for sentence in sentences
    ]
    spread = Counter(word for each in words for word in set(each))
    places = {word: place for place, word in enumerate(spread)}
    table = np.zeros((len(words), max(len(places), 1)))
    for row, each in enumerate(words):
        for word in each:
            table[row, places[word]] += np.log((len(words) + 1) / spread[word])
    table /= np.linalg.norm(table, axis=1, keepdims=True) + 1e-9
    likeness: NDArray[np.float64] = table @ table.T
    np.fill_diagonal(likeness, 0)
    return likeness


def _shared_with_first(sentences: Sequence[str]) -> Column:
    """Return how many pairs of neighbouring words each sentence has from the first sentence."""
    pairs = [set(pairwise(WORD.findall(sentence.casefold()))) for sentence in sentences]
    return np.array([0.0, *(float(len(each & pairs[0])) for each in pairs[1:])])


def _quoted_share(sentence: str) -> float:
    quoted = sum(len(found.group()) for found in _QUOTED.finditer(sentence))
    return quoted / max(len(sentence), 1)
