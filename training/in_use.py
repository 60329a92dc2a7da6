"""Make confidence hold in use: ``python -m training.in_use WEIGHTS reader.json --data DIR``.

``training.calibrate`` looks at one passage, known to be the right one or a near miss. In use,
twenty passages are found and read, and the best of them counts. This fits a second curve for that:
a library is made of held-out articles, and each question is asked of all of it. Asked are
answerable questions of these articles, unanswerable ones about them, and questions of articles that
are not in the library. A hit is right when its span has a word F1 of at least 0.5 with the accepted
answer and its passage is of the question's own paragraph. The curve weighs the reader's margin and
relevance and what retrieval says of the passage; what the sum means is fitted on the best hit of
each question. It is added to ``reader.json`` as ``found``.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.config import AnswerConfig
from rag.judging import ReaderNetwork, load_network
from rag.library import Library
from rag.reading import judge_hits
from rag.types import Hit
from rag.weights import Curve
from training.calibrate import calibration_error, fit_knots, fit_line, thresholds
from training.measure import f1
from training.rows import ANSWERABLE, UNANSWERABLE, Row, read_all

RIGHT = 0.5
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it went.

    :param columns: float64[hits, 4]: margin, relevance, fused score, cosine.
    :param scores: float64[hits]: word F1 of each hit's span; 0 in another paragraph.
    """

    row: Row
    columns: NDArray[np.float64]
    scores: NDArray[np.float64]


def choose(rows: Sequence[Row], articles: int, count: int) -> tuple[list[str], list[Row]]:
    """Draw the articles of the library and the questions to ask.

    :returns: titles, and rows: ``count`` answerable, a third as many unanswerable about the same
        articles, and a third as many about others.
    """
    draw = random.Random(0)
    titles = sorted({row.title for row in rows if row.source == ANSWERABLE})
    draw.shuffle(titles)
    inside = set(titles[: min(articles, len(titles) * 3 // 4)])
    kinds = (
        [r for r in rows if r.source == ANSWERABLE and r.title in inside],
        [r for r in rows if r.source == UNANSWERABLE and r.title in inside],
        [r for r in rows if r.source == ANSWERABLE and r.title not in inside],
    )
    sizes = (count, count // 3, count // 3)
    drawn = [
        draw.sample(kind, min(size, len(kind))) for kind, size in zip(kinds, sizes, strict=True)
    ]
    absent = [Row("absent", row.title, row.question, row.passage) for row in drawn[2]]
    return sorted(inside), [*drawn[0], *drawn[1], *absent]


def ask(library: Library, network: ReaderNetwork, row: Row) -> Asked:
    """Find and read passages for a question."""
    hits = library.retrieve(row.question, AnswerConfig().passages)
    judgments = judge_hits(network, row.question, hits)
    columns, scores = [], []
    for hit, judgment in zip(hits, judgments, strict=True):
        if not len(judgment.offsets):
            continue
        first, last, margin = judgment.best_span()
        said = hit.passage.text[judgment.offsets[first, 0] : judgment.offsets[last, 1]]
        columns.append((margin, judgment.relevance, hit.score, hit.similarity))
        scores.append(f1(said, row.answers) if row.answers and _is_own(hit, row) else 0.0)
    return Asked(row, np.array(columns).reshape(-1, 4), np.array(scores))


def _is_own(hit: Hit, row: Row) -> bool:
    return " ".join(hit.passage.text.split()) in " ".join(row.passage.split())


def best(asked: Sequence[Asked], confidences: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return float64[questions, 2]: the highest confidence and its hit's word F1."""
    found = []
    for one, confidence in zip(asked, confidences, strict=True):
        place = int(confidence.argmax())
        found.append((confidence[place], one.scores[place]))
    return np.array(found)


def cross_fitted(asked: Sequence[Asked]) -> list[NDArray[np.float64]]:
    """Return the confidence of each hit, from a curve that was fitted without its article."""
    titles = sorted({one.row.title for one in asked})
    fold = np.array([titles.index(one.row.title) % FOLDS for one in asked])
    found: dict[int, NDArray[np.float64]] = {}
    for number in range(FOLDS):
        seen = [one for one, place in zip(asked, fold, strict=True) if place != number]
        curve = fit_found(seen)
        for place in np.flatnonzero(fold == number):
            found[int(place)] = curve(asked[int(place)].columns)
    return [found[place] for place in range(len(asked))]


def fit_found(asked: Sequence[Asked]) -> Curve:
    """Fit the weights on all hits, and what they mean on the best hit of each question."""
    columns = np.concatenate([one.columns for one in asked])
    right = np.concatenate([one.scores for one in asked]) >= RIGHT
    weights, bias = fit_line(columns, right)
    sums = [one.columns @ np.array(weights) + bias for one in asked]
    chosen = best(asked, sums)
    return Curve(weights, bias, fit_knots(chosen[:, 0], chosen[:, 1] >= RIGHT))


def figures(asked: Sequence[Asked]) -> dict[str, object]:
    """Fit the curve and the thresholds, and measure both across articles."""
    results = best(asked, cross_fitted(asked))
    confidence, scores = results[:, 0], results[:, 1]
    answerable = np.array([bool(one.row.answers) for one in asked])
    chosen = thresholds(confidence, scores, answerable)
    given = confidence >= chosen["balanced"]
    absent = np.array([one.row.source == "absent" for one in asked])
    read = [one.scores.max() > 0 for one in asked if one.row.answers]
    return {
        "curve": fit_found(asked).to_dict(),
        "thresholds": chosen,
        "held_out": {
            "questions": len(asked),
            "answerable": int(answerable.sum()),
            "ece": round(calibration_error(confidence, scores >= RIGHT), 4),
            "read": round(100 * float(np.mean(read)), 2),
            "f1_answerable_best": round(100 * float(scores[answerable].mean()), 2),
            "f1": round(100 * float(np.where(given, scores, ~answerable).mean()), 2),
            "right_of_answered": round(100 * float((scores >= RIGHT)[given].mean()), 2),
            "unanswerable_declined": round(100 * float((~given)[~answerable & ~absent].mean()), 2),
            "absent_declined": round(100 * float((~given)[absent].mean()), 2),
        },
    }


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m training.in_use", description=__doc__)
    parser.add_argument("weights", type=Path, help="file that training.export wrote")
    parser.add_argument("calibration", type=Path, help="JSON file that training.calibrate wrote")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=20)
    parser.add_argument("--questions", type=int, default=450)
    given = parser.parse_args()
    rows = read_all(given.data)[0].held_out
    titles, questions = choose(rows, given.articles, given.questions)
    network = load_network(given.weights)
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / "files"
        files.mkdir()
        for number, title in enumerate(titles):
            body = "\n\n".join(dict.fromkeys(row.passage for row in rows if row.title == title))
            name = title.replace("_", " ")
            (files / f"{number:03}.txt").write_text(f"{name}\n\n{body}\n", encoding="utf-8")
        with Library(Path(folder) / "index") as library:
            library.add(files)
            asked = [ask(library, network, row) for row in questions]
    asked = [one for one in asked if len(one.scores)]
    made = json.loads(given.calibration.read_text(encoding="utf-8"))
    made["found"] = figures(asked)
    given.calibration.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(made["found"]["thresholds"]), json.dumps(made["found"]["held_out"]))
    reader_alone = [one.columns[:, 0] for one in asked]
    alone = best(asked, reader_alone)[:, 1]
    print(
        "best by margin alone: F1 of answerable",
        round(100 * float(alone[[bool(one.row.answers) for one in asked]].mean()), 2),
    )


if __name__ == "__main__":
    main()
