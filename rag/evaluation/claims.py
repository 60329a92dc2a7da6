"""Claims and evidence -> how well unsupported claims are told from supported ones."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.evaluation.rows import Measures, milliseconds_each, percent, read_rows, text_of


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim, the text it is held against, and whether the text supports it."""

    claim: str
    evidence: str
    supported: bool


def evaluate_claims(
    path: Path,
    support: Callable[[str, str], float],
    threshold: float,
    limit: int | None = None,
) -> Measures:
    """Judge each claim by its own evidence alone.

    :param path: JSON lines with ``claim``, ``evidence`` and ``supported``.
    :param support: claim and evidence -> probability of support, 0..1.
    :param threshold: the probability from which a claim counts as supported.
    :raises RagError: the file cannot be read, or a line is malformed.
    """
    rows = read_rows(path, parse_claim, limit)
    started = time.perf_counter()
    scores = [support(row.claim, row.evidence) for row in rows]
    elapsed = time.perf_counter() - started
    truth = [row.supported for row in rows]
    said = [score >= threshold for score in scores]
    sides = [
        percent(ours == real for ours, real in zip(said, truth, strict=True) if real is side)
        for side in (True, False)
    ]
    known = [side for side in sides if side is not None]
    return {
        "n": len(rows),
        "balanced_accuracy": round(sum(known) / 2, 2) if len(known) == 2 else None,
        "auroc": auroc(scores, truth),
        "f1_unsupported": _f1_unsupported(said, truth),
        "ms_per_claim": milliseconds_each(elapsed, len(rows)),
    }


def parse_claim(row: Any) -> ClaimRow:
    """Turn the JSON of one line into a row.

    :raises ValueError: a field is missing or of another type.
    """
    claim, evidence = text_of(row, "claim"), text_of(row, "evidence")
    supported = row.get("supported")
    if not isinstance(supported, bool):
        raise ValueError("its 'supported' is not true or false")
    return ClaimRow(claim, evidence, supported)


def auroc(scores: Sequence[float], truth: Sequence[bool]) -> float | None:
    """Return the chance, 0..100, that a supported claim scores above an unsupported one.

    A tie counts half. ``None`` when one of the two kinds is missing.
    Source: Hanley and McNeil 1982, "The Meaning and Use of the Area under a ROC Curve".
    """
    positive = sum(truth)
    negative = len(truth) - positive
    if not positive or not negative:
        return None
    order = sorted(range(len(scores)), key=lambda place: scores[place])
    ranks = [0.0] * len(scores)
    start = 0
    while start < len(order):
        stop = start
        while stop < len(order) and scores[order[stop]] == scores[order[start]]:
            stop += 1
        for place in order[start:stop]:
            ranks[place] = (start + stop + 1) / 2
        start = stop
    total = sum(rank for rank, real in zip(ranks, truth, strict=True) if real)
    return round(100 * (total - positive * (positive + 1) / 2) / (positive * negative), 2)


def _f1_unsupported(said: Sequence[bool], truth: Sequence[bool]) -> float | None:
    pairs = list(zip(said, truth, strict=True))
    hits = sum(not ours and not real for ours, real in pairs)
    wrong = sum(ours != real for ours, real in pairs)
    return round(100 * 2 * hits / (2 * hits + wrong), 2) if hits or wrong else None
