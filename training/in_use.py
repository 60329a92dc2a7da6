"""Make confidence hold in use: ``python -m training.in_use WEIGHTS reader.json --data DIR``.

``training.calibrate`` looks at one passage, known to be the right one or a near miss. In use,
twenty passages are found and read, and the best of them counts. This fits that: a library is made
of the held-out articles, of encyclopaedia and news, and each question is asked of all of it. Half
of the questions have an answer there. The others are unanswerable ones about these articles,
questions of which a name or number was changed, and questions of an article that is left out while
they are asked. Of news, answerable questions are changed as people changed theirs; and there are
those that were written about news, answerable or not.

A hit is right when the sentence that it would be cited for is of the question's own passage and
holds the accepted answer, or its span has a word F1 of at least 0.5 with it. Three curves are
fitted: one on all hits, which says which of them is best; one on the hits of its document, read as
one text (``rag/judged.py``); and one on the best of those, looked at again (``rag/verifying.py``).
They are added to ``reader.json`` as ``found``.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.config import AnswerConfig
from rag.environment import prepare_environment
from rag.evaluation.answers import f1_score, normalise
from rag.judged import Read, read_hits, read_together, signs, signs_among
from rag.judging import ReaderNetwork, load_network
from rag.library import Library
from rag.verifying import verified_signs
from rag.weights import Curve
from training.altered import alter_questions
from training.calibrate import (
    calibration_error,
    cross_fitted,
    equal_rates,
    fit,
    fit_knots,
    fit_line,
    thresholds,
)
from training.encoding import sentence_starts
from training.measure import RIGHT
from training.news import NEWS, read_news
from training.rows import ANSWERABLE, UNANSWERABLE, Row, lines_of, passages_of, read_all
from training.substitutions import Substitutions, learn, substitute
from training.written import WRITTEN, read_written
from training.yes_or_no import ask_yes_or_no

ABSENT = "absent"
#: Questions that yes or no answers.
PUT = 300
NEWS_FILE = "summaries/cnndm-a.jsonl.gz"
Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it went.

    :param read: what was found, with what the network says of each.
    :param columns: float64[hits, 4], the hits' :func:`rag.judged.signs`.
    :param right: bool[hits].
    """

    row: Row
    read: tuple[Read, ...]
    columns: Floats
    right: Marks


@dataclass(frozen=True, slots=True)
class Closer:
    """A question whose best document was read as one text.

    :param read: all hits.
    :param places: of those that were read so.
    :param columns: float64[places, 6], their :func:`rag.judged.signs_among`.
    :param right: bool[places].
    """

    row: Row
    read: list[Read]
    places: list[int]
    columns: Floats
    right: Marks


def choose(rows: Sequence[Row], count: int, draw: random.Random, known: Substitutions) -> list[Row]:
    """Draw the questions to ask: ``count`` with an answer, and about as many without.

    :param known: how people made questions unanswerable; done here where there are no such ones.
    :returns: of those without, half are real unanswerable ones (substituted ones, where there are
        none), a quarter altered, a quarter of an article that is to be left out (their source is
        ``ABSENT``).
    """
    answerable = [row for row in rows if row.source in (ANSWERABLE, NEWS)]
    unanswerable = [row for row in rows if row.source == UNANSWERABLE]
    unanswerable = unanswerable or substitute(answerable, known, draw)
    altered = alter_questions(answerable, draw)
    asked = draw.sample(answerable, min(count + count // 4, len(answerable)))
    kept = len(asked) * 4 // 5
    real = draw.sample(unanswerable, min(count // 2, len(unanswerable)))
    return [
        *asked[:kept],
        *(Row(ABSENT, row.title, row.question, row.passage) for row in asked[kept:]),
        *real,
        *draw.sample(altered, min(count * 3 // 4 - len(real), len(altered))),
    ]


def read_articles(rows: Sequence[Row]) -> dict[str, str]:
    """Return title -> text of the articles of encyclopaedia rows, the title on top."""
    return {
        title: "\n\n".join([title.replace("_", " "), *texts])
        for title, texts in sorted(passages_of(rows).items())
    }


def read_news_articles(path: Path, ids: Collection[str]) -> dict[str, str]:
    """Return id -> text of news articles, two sentences a paragraph."""
    found = {}
    for line in lines_of(path):
        if line["id"] in ids:
            text = str(line["text"])
            starts = [*sentence_starts(text)[::2], len(text)]
            pieces = (text[a:b] for a, b in zip(starts, starts[1:], strict=False))
            found[str(line["id"])] = "\n\n".join(" ".join(piece.split()) for piece in pieces)
    return found


def build(library: Library, articles: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Put articles into a library and return the document id of each title."""
    folder.mkdir()
    for number, text in enumerate(articles.values()):
        (folder / f"{number:04}.txt").write_text(text + "\n", encoding="utf-8")
    library.add(folder)
    ids = {Path(one.source).stem: one.id for one in library.documents()}
    return {title: ids[f"{number:04}"] for number, title in enumerate(articles)}


def ask(library: Library, network: ReaderNetwork, row: Row, ids: Mapping[str, str]) -> Asked:
    """Find and read passages for a question; its article is left out where it is absent."""
    inside = [key for title, key in ids.items() if title != row.title]
    wanted = inside if row.source == ABSENT else None
    hits = library.retrieve(row.question, AnswerConfig().passages, wanted)
    read = tuple(read_hits(network, row.question, hits))
    columns = np.array([signs(one) for one in read]).reshape(-1, 4)
    return Asked(row, read, columns, _right(row, read))


def look_closer(asked: Asked, network: ReaderNetwork, order: Curve) -> Closer:
    """Read the hits of the best document as one text."""
    sums = asked.columns @ np.array(order.weights)
    read = read_together(network, asked.row.question, asked.read, list(sums))
    places = [place for place, one in enumerate(read) if one.among]
    close = [read[place] for place in places]
    columns = np.array([signs_among(one) for one in close])
    return Closer(asked.row, read, places, columns, _right(asked.row, close))


def _right(row: Row, read: Sequence[Read]) -> Marks:
    return np.array([is_right(row, one) for one in read], dtype=bool)


def is_right(row: Row, read: Read) -> bool:
    """Say whether what a hit would be cited for answers the question."""
    document = read.hit.passage.document
    said, told = document.slice(read.answer), document.slice(read.told)
    if not row.answers or " ".join(told.split()) not in " ".join(row.passage.split()):
        return False
    shown = f" {' '.join(normalise(told))} "
    held = any(f" {' '.join(normalise(answer))} " in shown for answer in row.answers)
    return held or f1_score(said, row.answers) >= RIGHT


def fit_order(asked: Sequence[Asked | Closer]) -> Curve:
    """Fit on all rows which of a question answers best, and on the best what that means."""
    weights, bias = fit_line(
        np.concatenate([one.columns for one in asked]), np.concatenate([one.right for one in asked])
    )
    sums = [one.columns @ np.array(weights) + bias for one in asked]
    came = np.array([one.right[total.argmax()] for one, total in zip(asked, sums, strict=True)])
    return Curve(weights, bias, fit_knots(np.array([total.max() for total in sums]), came))


def best_right(asked: Asked, order: Curve) -> bool:
    """Say whether the hit is right that is best when each is read alone."""
    return bool(asked.right[(asked.columns @ np.array(order.weights)).argmax()])


def risk_area(confidence: Floats, right: Marks) -> float:
    """Return the area under risk over coverage, 0..1; lower is better.

    Source: Geifman and El-Yaniv 2017, "Selective Classification for Deep Neural Networks".
    """
    wrong = np.cumsum(~right[np.argsort(-confidence, kind="stable")])
    return float((wrong / np.arange(1, len(wrong) + 1)).mean())


def right_at(confidence: Floats, right: Marks, answerable: Marks, declined: float) -> float:
    """Return the share of answerable questions answered rightly where so many others are declined.

    :param declined: the share of the unanswerable that must be declined, 0..1.
    """
    bar = np.quantile(confidence[~answerable], declined, method="higher")
    return float((right & (confidence > bar))[answerable].mean())


def look_again(
    closer: Sequence[Closer], network: ReaderNetwork, among: Curve
) -> tuple[Floats, Marks]:
    """Return float64[questions, columns] of the best hits, and whether each is right."""
    columns, right = [], []
    for one in closer:
        best = int((one.columns @ np.array(among.weights)).argmax())
        columns.append(verified_signs(network, one.row.question, one.read, one.places[best]))
        right.append(one.right[best])
    return np.array(columns), np.array(right)


def figures(
    asked: Sequence[Asked], put: Sequence[Asked], network: ReaderNetwork
) -> dict[str, object]:
    """Fit the curves and the thresholds, and measure them across articles.

    :param put: questions that yes or no answers; nothing is fitted to them.
    """
    order = fit_order(asked)
    closer = [look_closer(one, network, order) for one in asked]
    among = fit_order(closer)
    columns, right = look_again(closer, network, among)
    titles = [one.row.title for one in asked]
    confidence = cross_fitted(columns, right, titles)
    answerable = np.array([bool(one.row.answers) for one in asked])
    chosen = thresholds(confidence, right, equal_rates(confidence, right, answerable))
    given = confidence >= chosen["balanced"]
    curve = fit(columns, right)
    sources = np.array([one.row.source for one in asked])

    def told(confidence: Floats) -> dict[str, float]:
        return {
            "right_at_90_declined": round(100 * right_at(confidence, right, answerable, 0.9), 2),
            "risk_area": round(100 * risk_area(confidence, right), 2),
        }

    return {
        "order": order.to_dict(),
        "among": among.to_dict(),
        "curve": curve.to_dict(),
        "thresholds": chosen,
        "held_out": {
            "questions": len(asked),
            "answerable": int(answerable.sum()),
            "ece": round(calibration_error(confidence, right), 4),
            "read": percent(np.array([one.right.any() for one in asked])[answerable]),
            "right_alone": percent(np.array([best_right(one, order) for one in asked])[answerable]),
            "right_best": percent(right[answerable]),
            "right": percent((right & given)[answerable]),
            "right_written": percent((right & given)[sources == WRITTEN]),
            "right_of_answered": percent(right[given]),
            "declined": {
                source: percent((~given)[sources == source])
                for source in sorted({one.row.source for one in asked if not one.row.answers})
            },
            **told(confidence),
            "yes_or_no": yes_or_no(
                put,
                *look_again([look_closer(one, network, order) for one in put], network, among),
                curve,
                chosen["balanced"],
            ),
            "with_fewer_columns": {
                str(count): told(cross_fitted(columns[:, :count], right, titles))
                for count in range(len(order.weights), columns.shape[1])
            },
        },
    }


def yes_or_no(
    put: Sequence[Asked], columns: Floats, right: Marks, curve: Curve, bar: float
) -> dict[str, float]:
    """Return how questions that yes or no answers went."""
    given = curve(columns) >= bar
    answerable = np.array([bool(one.row.answers) for one in put])
    return {
        "questions": len(put),
        "answerable": int(answerable.sum()),
        "right": percent((right & given)[answerable]),
        "declined": percent((~given)[~answerable]),
    }


def percent(marks: Marks) -> float:
    """Return how many of some marks are set, in per cent."""
    return round(100 * float(marks.mean()), 2)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m training.in_use", description=__doc__)
    parser.add_argument("weights", type=Path, help="file that training.export wrote")
    parser.add_argument("calibration", type=Path, help="JSON file that training.calibrate wrote")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--questions",
        type=int,
        default=450,
        help="answerable ones of the encyclopaedia; a third as many of news, and as many without",
    )
    given = parser.parse_args()
    prepare_environment()
    made = json.loads(given.calibration.read_text(encoding="utf-8"))
    questions = read_all(given.data)[0]
    rows, known = questions.held_out, learn(questions.train)
    draw = random.Random(0)
    chosen = choose(rows, given.questions, draw, known)
    articles = read_articles(rows)
    told = given.data / NEWS_FILE
    if told.is_file():
        asked_news = choose(read_news(told).held_out, given.questions // 3, draw, known)
        asked_news += read_written(told).held_out
        chosen += asked_news
        articles |= read_news_articles(told, {row.title for row in asked_news})
    put = draw.sample(ask_yes_or_no(rows, draw), PUT)
    network = load_network(given.weights)
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, Library(Path(folder) / "index") as library:
        ids = build(library, articles, Path(folder) / "files")
        asked, asked_put = (
            [one for one in (ask(library, network, row, ids) for row in some) if one.read]
            for some in (chosen, put)
        )
        made["found"] = figures(asked, asked_put, network)
    given.calibration.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(made["found"]["thresholds"]), json.dumps(made["found"]["held_out"]))
    print(f"{len(chosen)} questions, {time.perf_counter() - started:.0f} seconds")


if __name__ == "__main__":
    main()
