"""The short list of one document, read again with a vector of its own for every sentence.

The first reading (``rag/salience.py``) knows the vectors of passages only, so that a library of any
size is read without encoding a text. The short list is encoded in any case, and here its vectors
say more of the sentences on it: a few of their directions, and how near they are to the document,
to their passage and to each other. Trained by ``training/salience_again.py``; card:
``docs/salience.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.salience import FADING, LEAST, SalienceTrees, Tensors, read_tables
from rag.types import Encoder, Vectors
from rag.weights import shipped

FORMAT = "salience-again-1"
AGAIN_WEIGHTS = "salience_again.safetensors"
#: Sentences that are read again: the most telling ones of the first reading.
AGAIN = 24
#: With fewer sentences there is too little to compare.
FEWEST = 4
#: What the first sentence of a document gains; less after it, as in the first reading.
EARLY = 0.02
#: How many near sentences are looked at.
_NEIGHBOURS = 3


@dataclass(frozen=True, slots=True)
class Listed:
    """Sentences of one document, in its order, after the first reading.

    :param worth: float64[n], 0..1, what the first reading says.
    :param places: int64[n], the number of each among all sentences of the document.
    :param words: float64[n], the length of each.
    :param vectors: float32[n, d], unit rows, one a sentence.
    :param around: float32[n, d], unit rows, the vector of each one's passage.
    :param middle: float32[d], the direction of all passages of the document.
    """

    worth: NDArray[np.float64]
    places: NDArray[np.int64]
    words: NDArray[np.float64]
    vectors: Vectors
    around: Vectors
    middle: Vectors


class SalienceAgain:
    """The second model: boosted trees over what the vectors add to the first reading.

    :param tables: those of :class:`rag.salience.SalienceTrees`; ``centre``, float16[d], and
        ``axes``, float16[d, k], the directions in which sentences differ most.
    """

    def __init__(self, tables: Tensors) -> None:
        self._trees = SalienceTrees(tables)
        self._centre = tables["centre"].astype(np.float32)
        self._axes = tables["axes"].astype(np.float32)

    def score(self, listed: Listed) -> NDArray[np.float64]:
        """Return float64[n], 0..1: what each sentence is expected to share with a summary."""
        told = self._trees.read(describe_again(listed, self._centre, self._axes))
        gains = EARLY * np.exp(-listed.places / FADING)
        return np.asarray(np.clip(told + gains, LEAST, 1.0), dtype=np.float64)


def describe_again(listed: Listed, centre: Vectors, axes: Vectors) -> Vectors:
    """Return what the second model sees, float32[n, columns]."""
    worth, vectors = listed.worth, listed.vectors
    ranks = np.argsort(np.argsort(-worth, kind="stable"), kind="stable")
    likeness = (vectors @ vectors.T).astype(np.float64)
    np.fill_diagonal(likeness, 0)
    middle = (vectors @ listed.middle).astype(np.float64)
    shared = (likeness * worth).sum(axis=1) / worth.sum()
    columns = [
        worth,
        worth / worth.max(),
        worth - worth.mean(),
        ranks,
        np.log1p(listed.words),
        listed.places,
        middle,
        _standard(middle),
        (vectors * listed.around).sum(axis=1),
        shared,
        _standard(shared),
        np.sort(likeness, axis=1)[:, -_NEIGHBOURS:].mean(axis=1),
        np.tril(likeness, -1).max(axis=1),
        np.triu(likeness, 1).max(axis=1),
        vectors @ vectors[0],
    ]
    directions = (vectors - centre) @ axes
    return np.concatenate([np.stack(columns, axis=1), directions], axis=1).astype(np.float32)


def _standard(column: NDArray[np.float64]) -> NDArray[np.float64]:
    standard: NDArray[np.float64] = (column - column.mean()) / (column.std() + 1e-6)
    return standard


def again_for(encoder: Encoder) -> SalienceAgain | None:
    """Return the second model when it knows the encoder's vectors.

    :raises ModelError: the shipped weights are missing or damaged.
    """
    known, model = load_again(shipped(AGAIN_WEIGHTS))
    return model if encoder.fingerprint == known else None


@cache
def load_again(path: Path) -> tuple[str, SalienceAgain]:
    """Read weights, once a process.

    :returns: the fingerprint of the encoder that they were trained with, and the model.
    :raises ModelError: the file is missing, damaged, or of another format.
    """
    known, tables = read_tables(path, FORMAT)
    return known, SalienceAgain(tables)
