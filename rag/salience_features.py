"""Sentences and their vectors -> what a salience model sees of each.

Nothing here depends on the subject: where a sentence stands, how long it is, numbers, names and
quotation, how often its words, names and word pairs come back, what it says for the first time,
and how near it is to the rest; ``rag/salience_wording.py`` has the columns of wording. Source of
the choice: Nenkova and McKeown 2012, "A Survey of Text Summarization Techniques", sections 2, 3.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from rag.salience_wording import FUNCTION_WORDS, NAME, WORD, Column, word_likenesses, wordings
from rag.types import Vectors

#: Columns that tell where a sentence stands: first of all here.
PLACE_COLUMNS = 5
#: Sentences that open a document.
OPENING = 2
#: A word with fewer letters says little.
_SHORTEST_WORD = 4
#: Words by which somebody speaks for himself or to the reader.
_PERSONAL = frozenset("i me my we us our you your".split())
_QUOTES = frozenset('"“”‘«»„')
#: How many near sentences are looked at.
_NEIGHBOURS = 3


def describe(
    sentences: Sequence[str],
    vectors: Vectors,
    above: Sequence[str],
    start: int = 0,
    end: int | None = None,
) -> Vectors:
    """Describe neighbouring sentences of one document, as a stretch by themselves.

    :param sentences: all sentences of the document.
    :param vectors: float32[n, d], unit rows: a sentence's vector, or that of its passage.
    :param above: what stands above each sentence: the title of its document, and its subheading.
    :param start: the first sentence of the stretch.
    :param end: the one after its last; all to the end when not given.
    :returns: float32[end - start, columns].
    """
    part = sentences[start:end]
    columns = [
        *_places(sentences, start, len(part)),
        *_forms(part),
        *_words(part, above[start:end]),
        *wordings(part),
        *word_likenesses(part),
        *_likenesses(vectors[start:end]),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _places(sentences: Sequence[str], start: int, count: int) -> list[Column]:
    """Return where each of some sentences stands, and how much of it opens the document."""
    numbers = start + np.arange(count, dtype=np.float64)
    opening = {word for sentence in sentences[:OPENING] for word in _content(sentence)}
    parts = [_content(sentence) for sentence in sentences[start : start + count]]
    shared = np.array([len(words & opening) / max(len(words), 1) for words in parts])
    return [
        1 / (1 + numbers),
        numbers / len(sentences),
        1.0 * (numbers == 0),
        1.0 * (numbers < 3),
        np.where(numbers < OPENING, 0.0, shared),
    ]


def _forms(sentences: Sequence[str]) -> list[Column]:
    words = [sentence.split() for sentence in sentences]
    lengths = np.array([len(each) for each in words], dtype=np.float64)
    capitals = [sum(word[0].isupper() for word in each[1:]) for each in words]
    return [
        np.log1p(lengths),
        lengths / max(lengths.mean(), 1) - 1,
        np.array([float(any(c.isdigit() for c in sentence)) for sentence in sentences]),
        np.array(capitals) / np.maximum(lengths, 1),
        np.array([float(not _QUOTES.isdisjoint(sentence)) for sentence in sentences]),
        np.array([float(sentence[:1] in _QUOTES) for sentence in sentences]),
    ]


def _words(sentences: Sequence[str], above: Sequence[str]) -> list[Column]:
    """Return how often what each sentence says comes back in the others, and above it."""
    sets = [_content(sentence) for sentence in sentences]
    sizes = np.array([max(len(each), 1) for each in sets])
    returning = _returning(sets)
    pair_sets = [_pairs(sentence) for sentence in sentences]
    pairs = _returning(pair_sets)
    pair_counts = np.array([max(len(each), 1) for each in pair_sets])
    names = _returning([set(NAME.findall(sentence, 1)) for sentence in sentences])
    named = [_content(heading) for heading in above]
    personal = [not _PERSONAL.isdisjoint(WORD.findall(s.casefold())) for s in sentences]
    return [
        _standard(np.log1p(returning)),
        _standard(returning / sizes),
        _standard(np.log1p(pairs)),
        _standard(pairs / pair_counts),
        _standard(_usualness(sentences)),
        _standard(np.log1p(names)),
        _new_shares(sets),
        np.array(personal, dtype=np.float64),
        np.array([float(len(each & words)) for each, words in zip(sets, named, strict=True)]),
    ]


def _returning(sets: Sequence[set[str]]) -> Column:
    """Return how often the members of each set stand in the other sets."""
    frequency = Counter(member for each in sets for member in each)
    return np.array([float(sum(frequency[member] - 1 for member in each)) for each in sets])


def _new_shares(sets: Sequence[set[str]]) -> Column:
    """Return the share of each set that no set before it has."""
    known: set[str] = set()
    shares = []
    for each in sets:
        shares.append(len(each - known) / max(len(each), 1))
        known |= each
    return np.array(shares)


def _likenesses(vectors: Vectors) -> list[Column]:
    middle = (vectors @ _unit(vectors.mean(axis=0))).astype(np.float64)
    likeness = (vectors @ vectors.T).astype(np.float64)
    np.fill_diagonal(likeness, 0)
    earlier = np.tril(likeness, -1).max(axis=1)
    nearest = np.sort(likeness, axis=1)[:, -_NEIGHBOURS:].mean(axis=1)
    return [middle, _standard(middle), earlier, nearest, _standard(nearest)]


def _content(text: str) -> set[str]:
    return {word for word in WORD.findall(text.casefold()) if len(word) >= _SHORTEST_WORD}


def _pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring words, but for those of two function words."""
    words = WORD.findall(text.casefold())
    return {f"{one} {other}" for one, other in pairwise(words) if {one, other} - FUNCTION_WORDS}


def _usualness(sentences: Sequence[str]) -> Column:
    """Return how frequent the words of each sentence are in all of them, on average.

    Source: Nenkova and Vanderwende 2005, "The Impact of Frequency on Summarization".
    """
    words = [
        [word for word in WORD.findall(sentence.casefold()) if word not in FUNCTION_WORDS]
        for sentence in sentences
    ]
    frequency = Counter(word for each in words for word in each)
    whole = max(frequency.total(), 1)
    return np.array([sum(frequency[w] for w in each) / max(len(each), 1) / whole for each in words])


def _standard(column: Column) -> Column:
    standard: Column = (column - column.mean()) / (column.std() + 1e-6)
    return standard


def _unit(vector: Vectors) -> Vectors:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector
