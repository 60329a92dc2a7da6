"""Figures of shipped weights on report sets, with the shipped calibration.

``python -m training.report WEIGHTS CALIBRATION FILE... --picture docs/reader-risk.svg`` prints one
line a file and draws risk over coverage. Nothing is chosen here: thresholds come from
:mod:`training.calibrate`.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.weights import Curve, load_weights
from training.calibrate import RIGHT, calibration_error
from training.encoding import encode, load_tokenizer
from training.held_out import network_of
from training.measure import Prediction, f1, predict, words
from training.model import ReaderNetwork, base_folder
from training.rows import read_questions

Floats = NDArray[np.float64]
WIDTH, HEIGHT, EDGE = 560, 320, 48
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


def _exact(one: Prediction) -> float:
    return float(any(words(one.text) == words(answer) for answer in one.example.row.answers))


def read(network: ReaderNetwork, path: Path, curve: Curve, limit: int) -> Reading:
    """Read each question of a file with its own passage."""
    rows = read_questions(path, path.name.removesuffix(".jsonl.gz"), titled=False)[:limit]
    examples = encode(load_tokenizer(base_folder()), rows)
    found = predict(network, examples)
    return Reading(
        rows[0].source,
        curve(np.array([(one.margin, one.relevance) for one in found])),
        np.array([f1(one.text, one.example.row.answers) for one in found]),
        np.array([_exact(one) for one in found]),
        np.array([bool(one.example.row.answers) for one in found]),
    )


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
    parser.add_argument("--limit", type=int, default=1_000_000)
    given = parser.parse_args()
    calibration = json.loads(given.calibration.read_text(encoding="utf-8"))
    threshold = calibration["answer"]["thresholds"]["balanced"]
    network = network_of(load_weights(given.weights))
    curve = Curve.from_dict(calibration["answer"]["curve"])
    readings = [read(network, path, curve, given.limit) for path in given.files]
    for reading in readings:
        print(reading.name, json.dumps(reading.figures(threshold)))
    if given.picture:
        given.picture.write_text(picture(readings), encoding="utf-8")


if __name__ == "__main__":
    main()
