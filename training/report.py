"""Figures of shipped weights on report sets, with the shipped calibration.

``python -m training.report WEIGHTS CALIBRATION FILE... --picture docs/reader-risk.svg`` prints one
line a file and draws risk over coverage. Questions are read as ``evaluate --qa`` reads them, but
many at once. Nothing is chosen here: thresholds come from :mod:`training.calibrate`.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.asking import hits_in, plain_document
from rag.config import load_config
from rag.embedding import load_encoder
from rag.evaluation.answers import QuestionRow, exact_match, f1_score, parse_question
from rag.evaluation.rows import read_rows
from rag.judged import Read, judge_pairs
from rag.judging import Network, load_network
from rag.reading import Calibration
from rag.types import Encoder
from rag.weights import load_calibration
from training.calibrate import calibration_error
from training.measure import RIGHT

Floats = NDArray[np.float64]
WIDTH, HEIGHT, EDGE = 560, 320, 48
ROWS = 256  # questions that are read together
COLOURS = ("#1b6ca8", "#b3541e", "#3d7a3a", "#7a3d78")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one file.

    :param confidence: float64[rows].
    :param scores: float64[rows], F1 if answered; 0 for an unanswerable row.
    :param exact: float64[rows], 1 where the answer is exactly right.
    :param answerable: bool[rows].
    """

    name: str
    confidence: Floats
    scores: Floats
    exact: Floats
    answerable: NDArray[np.bool_]

    def figures(self, threshold: float) -> dict[str, float]:
        """Return percentages with answers given from ``threshold`` on."""
        given = self.confidence >= threshold
        right = self.scores >= RIGHT
        found = {
            "f1_never_declining": self.scores[self.answerable],
            "f1": np.where(given, self.scores, ~self.answerable),
            "exact_match": np.where(given, self.exact, ~self.answerable),
            "answered": given,
            "unanswerable_declined": (~given)[~self.answerable],
            "right_of_answered": right[given],
        }
        means = {name: 100 * float(part.mean()) for name, part in found.items() if len(part)}
        means["ece"] = 100 * calibration_error(self.confidence, right)
        return {name: round(mean, 2) for name, mean in means.items()}

    def risk(self) -> tuple[Floats, Floats]:
        """Return coverage and risk (share of given answers that are wrong), surest first."""
        order = np.argsort(-self.confidence, kind="stable")
        wrong = np.cumsum(self.scores[order] < RIGHT)
        count = np.arange(1, len(order) + 1)
        return count / len(order), wrong / count


class Passages:
    """Reads questions with their own texts, many at once, as ``evaluate --qa`` reads one."""

    def __init__(self, network: Network, calibration: Calibration, encoder: Encoder) -> None:
        self._network = network
        self._calibration = calibration
        self._encoder = encoder

    def read(self, path: Path, limit: int | None = None) -> Reading:
        """Read each question of a file with its own text."""
        rows = read_rows(path, parse_question, limit)
        said = [
            best for at in range(0, len(rows), ROWS) for best in self._best(rows[at : at + ROWS])
        ]

        def scores(score: Callable[[str, Sequence[str]], float]) -> Floats:
            pairs = zip(said, rows, strict=True)
            return np.array(
                [score(one[1], row.answers) if row.answers else 0 for one, row in pairs]
            )

        return Reading(
            path.name.removesuffix(".gz").removesuffix(".jsonl"),
            np.array([confidence for confidence, _ in said]),
            scores(f1_score),
            scores(exact_match),
            np.array([bool(row.answers) for row in rows]),
        )

    def _best(self, rows: Sequence[QuestionRow]) -> list[tuple[float, str]]:
        """Return how sure each question's likeliest answer is, and its words."""
        places, pairs = [], []
        for place, row in enumerate(rows):
            for hit in hits_in(row.question, plain_document(row.context), self._encoder):
                places.append(place)
                pairs.append((row.question, hit))
        best = [(0.0, "")] * len(rows)
        judgments = judge_pairs(self._network, pairs)
        for place, (_, hit), judgment in zip(places, pairs, judgments, strict=True):
            if len(judgment.offsets):
                read = Read(hit, judgment)
                words = hit.passage.document.slice(read.answer)
                confidence = self._calibration.score(read, judgment.best_span())
                best[place] = max(best[place], (confidence, words), key=itemgetter(0))
        return best


def _line(reading: Reading, colour: str, row: int) -> str:
    coverage, risk = reading.risk()
    places = np.unique(np.linspace(len(risk) // 100, len(risk) - 1, 150).astype(int))
    points = " ".join(
        f"{EDGE + x * (WIDTH - 2 * EDGE):.1f},{HEIGHT - EDGE - y * (HEIGHT - 2 * EDGE):.1f}"
        for x, y in zip(coverage[places], risk[places], strict=True)
    )
    return (
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>\n'
        f'<text x="{EDGE + 12}" y="{EDGE + 18 * row}" fill="{colour}">{reading.name}</text>'
    )


def picture(readings: list[Reading]) -> str:
    """Draw risk over coverage as SVG, both axes from 0 to 100 %."""
    bottom, right = HEIGHT - EDGE, WIDTH - EDGE
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<path d="M{EDGE} {EDGE}V{bottom}H{right}" fill="none" stroke="#555"/>',
    ]
    for tenth in range(0, 11, 2):
        x = EDGE + tenth / 10 * (right - EDGE)
        y = bottom - tenth / 10 * (bottom - EDGE)
        lines.append(f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">{tenth * 10}</text>')
        lines.append(f'<text x="{EDGE - 8}" y="{y + 4}" text-anchor="end">{tenth * 10}</text>')
    lines.append(f'<text x="{right}" y="{bottom + 36}" text-anchor="end">% answered</text>')
    lines.append(f'<text x="{EDGE - 30}" y="{EDGE - 16}">% of the given answers wrong</text>')
    lines += [
        _line(reading, colour, row)
        for row, (reading, colour) in enumerate(zip(readings, COLOURS, strict=False))
    ]
    return "\n".join([*lines, "</svg>", ""])


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m training.report", description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("calibration", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--limit", type=int, help="the first rows of each file; all if not given")
    given = parser.parse_args()
    shape = load_calibration(given.calibration, given.weights)
    calibration = Calibration.from_dict(shape)
    encoder = load_encoder(load_config().encoder)
    passages = Passages(load_network(given.weights), calibration, encoder)
    readings = []
    for path in given.files:
        started = time.perf_counter()
        reading = passages.read(path, given.limit)
        spent = (time.perf_counter() - started) / len(reading.scores)
        figures = reading.figures(calibration.given.least["balanced"])
        print(reading.name, json.dumps({**figures, "ms_per_question": round(1e3 * spent, 2)}))
        readings.append(reading)
    if given.picture:
        given.picture.write_text(picture(readings), encoding="utf-8")


if __name__ == "__main__":
    main()
