"""Sentences in the context of their document -> how much each of them tells of it.

Boosted regression trees over features of every sentence, trained by ``training/salience.py`` and
read here with numpy. They know the packaged encoder's vectors only; with any other encoder,
centrality and position take their place. Card: ``docs/salience.md``.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelError
from rag.salience_features import describe
from rag.types import Encoder, Vectors
from rag.weights import shipped

logger = logging.getLogger(__name__)

FORMAT = "salience-trees-1"
SALIENCE_WEIGHTS = "salience.safetensors"
#: Sentences read together. A longer text is read in stretches of about equal length, so that time
#: and memory grow with its length and no faster.
WINDOW = 64
#: Share of position in what a sentence is worth without the trained model; the rest is centrality.
LEAD_SHARE = 0.6
#: What the first sentence gains, and after how many sentences a third of that is left. Of many
#: sentences the best are chosen, and of those further down the best are rather overrated.
EARLY, FADING = 0.04, 8.0
#: What a sentence is worth at the least.
LEAST = 1e-3

Tensors = dict[str, NDArray[Any]]


class Salience(Protocol):
    """Says how much sentences tell of their document; a test fake may replace it."""

    def score(self, sentences: Sequence[str], vectors: Vectors, above: Sequence[str]) -> Vectors:
        """Return float32[n], 0..1: how much each sentence of a document tells of it.

        :param vectors: float32[n, d], unit rows: the vector of the passage that holds it.
        :param above: what stands above each: the document's title, and its subheading.
        """


class SalienceTrees:
    """The trained model. Source: Friedman 2001, "Greedy Function Approximation: A Gradient
    Boosting Machine", section 4.3.

    :param tables: ``columns`` (the feature that a node asks for), ``borders``, ``left``, ``right``
        and ``values``, a row a tree and a place a node; a leaf leads to itself. ``base``, of one
        number, is what every sum begins with.
    """

    def __init__(self, tables: Tensors) -> None:
        self._tables = tables
        self._depth = int(tables["depth"][0])

    def score(self, sentences: Sequence[str], vectors: Vectors, above: Sequence[str]) -> Vectors:
        """Return float32[n], 0..1: what each sentence is expected to share with a summary."""
        parts = [np.zeros(0, dtype=np.float32)]
        for start, end in windows(len(sentences)):
            if end > start:
                parts.append(self.read(describe(sentences, vectors, above, start, end)))
        worth = np.concatenate(parts) + early(len(sentences))
        return np.asarray(np.clip(worth, LEAST, 1.0), dtype=np.float32)

    def read(self, columns: Vectors) -> Vectors:
        """Return float32[n], the sum of all trees, for float32[n, columns]."""
        tables = self._tables
        trees = np.arange(len(tables["values"]))
        rows = np.arange(len(columns))[:, None]
        nodes = np.zeros((len(columns), len(trees)), dtype=np.int64)
        for _ in range(self._depth):
            asked = columns[rows, tables["columns"][trees, nodes]]
            goes_left = asked <= tables["borders"][trees, nodes]
            nodes = np.where(goes_left, tables["left"][trees, nodes], tables["right"][trees, nodes])
        total: Vectors = tables["base"][0] + tables["values"][trees, nodes].sum(axis=1)
        return total


def early(count: int) -> NDArray[np.float64]:
    """Return what sentences gain by standing early in a document, float64[count]."""
    gains: NDArray[np.float64] = EARLY * np.exp(-np.arange(count) / FADING)
    return gains


class CentralityAndLead:
    """What stands in for the trained model: near the middle of all, and early in the text."""

    def score(self, sentences: Sequence[str], vectors: Vectors, above: Sequence[str]) -> Vectors:
        """Return float32[n], 0..1."""
        middle = vectors.mean(axis=0)
        centrality = vectors @ (middle / max(float(np.linalg.norm(middle)), 1e-9))
        lead = 1.0 - np.arange(len(sentences)) / max(len(sentences), 1)
        shares = (1 - LEAD_SHARE) * np.maximum(centrality, 0) + LEAD_SHARE * lead
        return np.asarray(shares, dtype=np.float32)


def salience_for(encoder: Encoder) -> Salience:
    """Return the trained model when it knows the encoder's vectors, else what stands in for it.

    :raises ModelError: the shipped weights are missing or damaged.
    """
    known, trees = load_salience(shipped(SALIENCE_WEIGHTS))
    if encoder.fingerprint == known:
        return trees
    logger.info("the salience model does not know the vectors of %s", encoder.fingerprint)
    return CentralityAndLead()


@cache
def load_salience(path: Path) -> tuple[str, SalienceTrees]:
    """Read weights, once a process.

    :returns: the fingerprint of the encoder that they were trained with, and the model.
    :raises ModelError: the file is missing, damaged, or of another format.
    """
    known, tables = read_tables(path, FORMAT)
    return known, SalienceTrees(tables)


def read_tables(path: Path, wanted: str) -> tuple[str, Tensors]:
    """Read a file of weights of the wanted format.

    :returns: the fingerprint of the encoder that they were trained with, and the tables.
    :raises ModelError: the file is missing, damaged, or of another format.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            about = file.metadata() or {}
            tables = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{path.name} cannot be read ({error}); install Footnote again") from error
    if about.get("format") != wanted:
        raise ModelError(
            f"{path.name} has format {about.get('format')!r}, not {wanted!r}; export it again"
        )
    return about.get("encoder", ""), tables


def windows(count: int) -> Iterator[tuple[int, int]]:
    """Yield the starts and ends of stretches of about equal length, none above ``WINDOW``."""
    parts = max(-(-count // WINDOW), 1)
    edges = [count * part // parts for part in range(parts + 1)]
    yield from zip(edges, edges[1:], strict=False)
