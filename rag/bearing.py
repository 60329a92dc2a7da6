"""Whether anything in some documents bears on a focus.

Two signs, each of the passages nearest to the focus: their cosine, and the share of the words of
the focus that one of them holds. A logistic curve, fitted on topics of encyclopedia articles and of
others (``benchmarks/focus.py``), turns both into a probability.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from rag.propositions import stems
from rag.query import words_in_a_row
from rag.types import NARRATIVE_ROLES, Passage, Vectors

#: Passages whose words are looked at, the nearest ones.
LOOKED_AT = 5
#: Weights of the cosine and the share of words, and the bias; printed by ``benchmarks/focus.py``.
COSINE, SHARE, BIAS = 7.0, 7.2, -6.6
#: The probability below which nothing is said to bear on the focus.
LEAST = 0.5


def bearing_of(focus: str, passage: Passage, cosine: float) -> float:
    """Return how likely it is that one passage bears on a focus, 0..1.

    :param cosine: of the passage and the focus.
    """
    return _probability(cosine, _share(set(stems(focus)), passage))


def bears(
    focus: str,
    vector: Vectors,
    passages: Sequence[Sequence[Passage]],
    vectors: Sequence[Vectors],
) -> bool:
    """Say whether some passage bears on a focus, or there is no running text that could.

    Running text that holds its words in a row does: much else may be told beside a name.
    """
    if not 0 < bearing(focus, vector, passages, vectors) < LEAST:
        return True
    held = words_in_a_row(focus)
    told = (passage for group in passages for passage in group if passage.role in NARRATIVE_ROLES)
    return any(held.search(passage.text) for passage in told)


def bearing(
    focus: str,
    vector: Vectors,
    passages: Sequence[Sequence[Passage]],
    vectors: Sequence[Vectors],
) -> float:
    """Return how likely it is that some passage bears on a focus, 0..1.

    :param vector: float32[d], that of the focus.
    :param vectors: float32[n, d] for each document, a row a passage.
    :returns: 0 when there is no running text.
    """
    signs = measure_signs(focus, vector, passages, vectors)
    if signs is None:
        return 0.0
    return _probability(*signs)


def _probability(cosine: float, share: float) -> float:
    return 1 / (1 + math.exp(-(COSINE * cosine + SHARE * share + BIAS)))


def measure_signs(
    focus: str,
    vector: Vectors,
    passages: Sequence[Sequence[Passage]],
    vectors: Sequence[Vectors],
) -> tuple[float, float] | None:
    """Return the highest cosine, and the highest share of words among the nearest passages."""
    told = [
        (float(cosine), passage)
        for group, rows in zip(passages, vectors, strict=True)
        for passage, cosine in zip(group, rows @ vector if len(rows) else (), strict=True)
        if passage.role in NARRATIVE_ROLES
    ]
    if not told:
        return None
    order = np.argsort([-cosine for cosine, _ in told], kind="stable")[:LOOKED_AT]
    wanted = set(stems(focus))
    shares = [_share(wanted, told[int(place)][1]) for place in order]
    return told[int(order[0])][0], max(shares)


def _share(wanted: set[str], passage: Passage) -> float:
    held = set(stems(passage.embedded_text))
    return len(wanted & held) / len(wanted) if wanted else 0.0
