"""Make the reader's scores mean what they say: ``python -m training.calibrate WEIGHTS OUT.json``.

Confidence is the chance that the answer is right, where right means a word F1 of at least 0.5 with
an accepted answer (a stricter rule would punish "in 1937" for "1937", and training rows carry one
accepted answer only). It is a logistic regression on the margin (best span minus "not here") and
the relevance logit, followed by an isotonic curve of a few knots. Half of the questions have no
answer: real unanswerable ones, and ones of which a name or number was changed. Passages that have
nothing to do with the question are not among them: a text that is handed over is what the question
is about, and easy rows would make the confidence too high for the hard ones. Everything is fitted
on held-out rows of the training files; the errors that are printed are of articles that the fit did
not see.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from rag.weights import Curve, load_weights
from training.held_out import network_of, sample
from training.measure import RIGHT, Prediction, predict
from training.rows import read_all

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
KNOTS = 16
FOLDS = 5
BINS = 15
#: Users ask two questions that have an answer for each that has none; held out it is one for one.
UNANSWERABLE_WEIGHT = 0.5


def fit(columns: Floats, right: Marks) -> Curve:
    """Fit a curve.

    :param columns: float64[rows, columns] of raw scores.
    :param right: what came true.
    """
    weights, bias = fit_line(columns, right)
    return Curve(weights, bias, fit_knots(columns @ np.array(weights) + bias, right))


def fit_line(columns: Floats, right: Marks) -> tuple[tuple[float, ...], float]:
    """Fit a logistic regression and return its weights and bias."""
    line = LogisticRegression(C=10.0).fit(columns, right)
    return tuple(float(weight) for weight in line.coef_[0]), float(line.intercept_[0])


def fit_knots(scores: Floats, right: Marks) -> tuple[tuple[float, float], ...]:
    """Fit an increasing curve through scores and return its knots, as many scores between each."""
    steps = IsotonicRegression(y_min=0.01, y_max=0.99, out_of_bounds="clip").fit(scores, right)
    groups = np.array_split(np.argsort(scores), KNOTS)
    return tuple(
        (float(scores[group].mean()), float(steps.predict(scores[group]).mean()))
        for group in groups
    )


def calibration_error(confidence: Floats, right: Marks) -> float:
    """Return the expected calibration error, 0..1, over ``BINS`` of equal width.

    Source: Guo et al. 2017, section 2.
    """
    place = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [
        abs(confidence[place == one].mean() - right[place == one].mean()) * (place == one).mean()
        for one in np.unique(place)
    ]
    return float(np.sum(gaps))


def cross_fitted(columns: Floats, right: Marks, groups: Sequence[str]) -> Floats:
    """Return for each row the probability from a curve that was fitted without its group."""
    names = sorted(set(groups))
    fold = np.array([names.index(group) % FOLDS for group in groups])
    found = np.zeros(len(right))
    for one in range(FOLDS):
        inside = fold == one
        if inside.any():
            found[inside] = fit(columns[~inside], right[~inside])(columns[inside])
    return found


def best_f1(confidence: Floats, scores: Floats, answerable: Marks, weight: float) -> float:
    """Return the least confidence to answer that has the highest F1 over all rows.

    What an answer gains at each confidence is read off a parabola over log-odds through all rows:
    the sums themselves have no clear peak, and their highest hangs on the few rows about it.

    :param confidence: above 0 and below 1.
    :param scores: F1 if answered; 0 where there is no answer. A declined row without one counts 1.
    :param weight: what a row without an answer counts beside one with an answer.
    """
    odds = np.log(confidence / (1 - confidence))
    gains = np.polyval(np.polyfit(odds, np.where(answerable, scores, -weight), 2), odds)
    order = np.argsort(-confidence, kind="stable")
    return float(confidence[order][np.cumsum(gains[order]).argmax()])


def equal_rates(confidence: Floats, right: Marks, answerable: Marks) -> float:
    """Return the least confidence to answer at which as many are answered rightly as declined.

    That is: the share of the answerable that are answered rightly, and of the others that are
    declined, are nearest to each other.
    """
    order = np.argsort(-confidence, kind="stable")
    answered = np.cumsum((right & answerable)[order]) / answerable.sum()
    declined = 1 - np.cumsum(~answerable[order]) / (~answerable).sum()
    return float(confidence[order][np.abs(answered - declined).argmin()])


def thresholds(confidence: Floats, right: Marks, balanced: float) -> dict[str, float]:
    """Choose where to decline, for each strictness.

    :returns: the least confidence to answer. ``careful`` gives at most half as many wrong answers
        as ``balanced``; ``eager`` answers 95 % of the questions that have a right answer.
    """
    order = np.argsort(-confidence, kind="stable")
    ordered = confidence[order]
    wrong = np.cumsum(~right[order])
    careful = np.flatnonzero(wrong <= wrong[ordered >= balanced][-1] / 2)
    eager = np.flatnonzero(np.cumsum(right[order]) >= 0.95 * right.sum())
    return {
        "careful": round(float(ordered[careful[-1] if len(careful) else 0]), 4),
        "balanced": round(balanced, 4),
        "eager": round(float(ordered[eager[0]]), 4),
    }


def answers(predictions: Sequence[Prediction]) -> dict[str, object]:
    """Calibrate answers and choose thresholds."""
    columns = np.array([(one.margin, one.relevance) for one in predictions])
    scores = np.array([one.f1 for one in predictions])
    answerable = np.array([bool(one.example.row.answers) for one in predictions])
    right = scores >= RIGHT
    confidence = cross_fitted(columns, right, [one.example.row.title for one in predictions])
    balanced = best_f1(confidence, scores, answerable, UNANSWERABLE_WEIGHT)
    chosen = thresholds(confidence, right, balanced)
    given = confidence >= chosen["balanced"]
    whole = np.where(given, scores, ~answerable)
    return {
        "curve": fit(columns, right).to_dict(),
        "thresholds": chosen,
        "held_out": {
            "rows": len(predictions),
            "answerable": int(answerable.sum()),
            "ece": round(calibration_error(confidence, right), 4),
            "f1": round(100 * float(whole.mean()), 2),
            "answered": round(100 * float(given.mean()), 2),
            "right_of_answered": round(100 * float(right[given].mean()), 2),
            "unanswerable_declined": round(100 * float((~given)[~answerable].mean()), 2),
        },
    }


def support(predictions: Sequence[Prediction]) -> dict[str, object]:
    """Calibrate the support of claims; the threshold has the best mean balanced accuracy."""
    rows = [one.example.row for one in predictions]
    columns = np.array([[one.support] for one in predictions])
    truth = np.array([bool(row.supported) for row in rows])
    probability = cross_fitted(columns, truth, [row.passage for row in rows])
    sources = np.array([row.source for row in rows])

    def accuracy(threshold: float, source: str) -> float:
        said, real = probability >= threshold, truth
        here = sources == source
        return float(
            np.mean([(said == real)[here & (real == side)].mean() for side in (True, False)])
        )

    names = sorted(set(sources))
    steps = np.round(np.arange(0.2, 0.81, 0.02), 2)
    best = max(
        steps,
        key=lambda step: (np.mean([accuracy(step, name) for name in names]), -abs(step - 0.5)),
    )
    return {
        "curve": fit(columns, truth).to_dict(),
        "threshold": float(best),
        "held_out": {
            "rows": len(rows),
            "ece": round(calibration_error(probability, truth), 4),
            "balanced_accuracy": {name: round(100 * accuracy(best, name), 2) for name in names},
        },
    }


def evidence(predictions: Sequence[Prediction]) -> dict[str, object]:
    """Calibrate sentence scores: the chance that a sentence holds the answer."""
    scores, truth, groups = [], [], []
    for one in predictions:
        real = one.example.text.sentences[one.example.first] if one.example.first >= 0 else -1
        for number, score in enumerate(one.sentences):
            if np.isfinite(score):
                scores.append([score])
                truth.append(number == real)
                groups.append(one.example.row.title)
    columns, marks = np.array(scores), np.array(truth)
    probability = cross_fitted(columns, marks, groups)
    return {
        "curve": fit(columns, marks).to_dict(),
        "held_out": {
            "sentences": len(marks),
            "ece": round(calibration_error(probability, marks), 4),
        },
    }


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m training.calibrate", description=__doc__)
    parser.add_argument("weights", type=Path, help="file that training.export wrote")
    parser.add_argument("target", type=Path, help="JSON file to write")
    parser.add_argument("--data", type=Path, required=True, help="folder with qa/ and claims/")
    parser.add_argument("--limit", type=int, default=1000, help="held-out rows of each kind")
    given = parser.parse_args()
    held_out = sample(*read_all(given.data), {}, given.limit)
    network = network_of(load_weights(given.weights))
    questions = predict(network, held_out.questions + held_out.altered)
    made = {
        "weights_sha256": hashlib.sha256(given.weights.read_bytes()).hexdigest(),
        "answer": answers(questions),
        "evidence": evidence(questions),
        "support": support(predict(network, held_out.claims)),
    }
    given.target.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    for name in ("answer", "evidence", "support"):
        part = made[name]
        assert isinstance(part, dict)
        print(name, json.dumps({key: value for key, value in part.items() if key != "curve"}))


if __name__ == "__main__":
    main()
