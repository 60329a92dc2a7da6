"""Where to decline is read off held-out confidences by rules that can be checked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from training.calibrate import best_f1, equal_rates, thresholds

CONFIDENCE = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2])
ANSWERABLE = np.array([True, True, False, True, False, True, False, False])
RIGHT = np.array([True, True, False, False, False, True, False, False])


def test_equal_rates_answer_as_many_rightly_as_they_decline() -> None:
    """Two of four, and two of four."""
    bar = equal_rates(CONFIDENCE, RIGHT, ANSWERABLE)
    assert bar == 0.5
    assert (RIGHT & (bar <= CONFIDENCE))[ANSWERABLE].mean() == 0.5
    assert (bar > CONFIDENCE)[~ANSWERABLE].mean() == 0.5


def test_best_f1_is_where_an_answer_gains_as_much_as_it_loses() -> None:
    """Half of the answers of confidence 0.5 are right; the less a wrong one counts, the lower."""
    percent = np.repeat(np.arange(2, 99, 2), 100)  # of the hundred of each, so many are right
    answerable = np.tile(np.arange(100), 49) < percent
    bars = [
        best_f1(percent / 100, answerable.astype(float), answerable, weight)
        for weight in (1.0, 0.5, 0.25)
    ]
    assert bars[0] == pytest.approx(0.5, abs=0.03)
    assert bars == sorted(bars, reverse=True) and bars[2] < 0.3


def test_best_f1_does_not_hang_on_a_few_rows() -> None:
    """A lucky row below the bar does not move it; the sums alone would be highest there."""
    percent = np.repeat(np.arange(2, 99, 2), 10)
    answerable = np.tile(np.arange(0, 100, 10), 49) < percent
    scores = answerable.astype(float)
    before = best_f1(percent / 100, scores, answerable, 1.0)
    low = (percent > 30) & (percent < 36)
    scores[low], answerable[low] = 1.0, True
    assert best_f1(percent / 100, scores, answerable, 1.0) == pytest.approx(before, abs=0.06)


def test_careful_halves_what_is_wrong_and_eager_keeps_what_is_right() -> None:
    """Both are counted from what balanced gives."""
    chosen = thresholds(CONFIDENCE, RIGHT, 0.5)
    assert chosen == {"careful": 0.7, "balanced": 0.5, "eager": 0.4}
