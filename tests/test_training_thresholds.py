"""Where to decline is read off held-out confidences by rules that can be checked by hand."""

from __future__ import annotations

import numpy as np

from training.calibrate import equal_rates, least_regret, thresholds

CONFIDENCE = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2])
ANSWERABLE = np.array([True, True, False, True, False, True, False, False])
RIGHT = np.array([True, True, False, False, False, True, False, False])


def test_equal_rates_answer_as_many_rightly_as_they_decline() -> None:
    """Two of four, and two of four."""
    bar = equal_rates(CONFIDENCE, RIGHT, ANSWERABLE)
    assert bar == 0.5
    assert (RIGHT & (bar <= CONFIDENCE))[ANSWERABLE].mean() == 0.5
    assert (bar > CONFIDENCE)[~ANSWERABLE].mean() == 0.5


def test_least_regret_answers_what_is_found_low() -> None:
    """At 0.8 a quarter of what could be found is lost if all have an answer; at 0.4 half of that.

    Of a mixture of halves, 0.75 is got at 0.8, and 0.125 less at 0.4.
    """
    assert least_regret(CONFIDENCE, RIGHT.astype(float), ANSWERABLE) == 0.4


def test_least_regret_declines_where_little_is_found_low() -> None:
    """The last answer is worth 0.2 here: a twentieth is lost above it, 0.225 with it."""
    scores = np.where(RIGHT, 1.0, 0.0)
    scores[5] = 0.2
    assert least_regret(CONFIDENCE, scores, ANSWERABLE) == 0.8


def test_careful_halves_what_is_wrong_and_eager_keeps_what_is_right() -> None:
    """Both are counted from what balanced gives."""
    chosen = thresholds(CONFIDENCE, RIGHT, 0.5)
    assert chosen == {"careful": 0.7, "balanced": 0.5, "eager": 0.4}
