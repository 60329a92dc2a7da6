"""Where to decline is read off held-out confidences by rules that can be checked by hand."""

from __future__ import annotations

import numpy as np

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


def test_best_f1_weighs_the_unanswerable() -> None:
    """The less a wrongly answered one counts, the more is answered."""
    scores = RIGHT.astype(float)
    assert best_f1(CONFIDENCE, scores, ANSWERABLE, 1.0) == 0.8
    assert best_f1(CONFIDENCE, scores, ANSWERABLE, 0.25) == 0.4


def test_careful_halves_what_is_wrong_and_eager_keeps_what_is_right() -> None:
    """Both are counted from what balanced gives."""
    chosen = thresholds(CONFIDENCE, RIGHT, 0.5)
    assert chosen == {"careful": 0.7, "balanced": 0.5, "eager": 0.4}
