"""``rag.judging``: one forward pass, the same for a text alone and among others."""

from __future__ import annotations

import numpy as np
import pytest

from rag.judging import MAX_TOKENS, Judgment, load_network
from rag.weights import READER_WEIGHTS, shipped

TEXTS = [
    "The talks were held in Baku on Thursday, the ministry said in a short statement.",
    "Bread is sold on the corner.",
    "word " * 2 * MAX_TOKENS,
]


def test_a_span_is_short_and_forwards() -> None:
    """The best span never ends before it starts, however high the logits."""
    offsets = np.array([[0, 1], [2, 3], [4, 5]])
    start = np.array([0.0, 0.0, 9.0], dtype=np.float32)
    end = np.array([9.0, 1.0, 0.0], dtype=np.float32)
    judgment = Judgment(offsets, start, end, start, 0.0, 0.0)
    first, last, score = judgment.best_span()
    assert first <= last
    assert score == pytest.approx(9.0)


def test_the_answer_that_agrees_most_with_all_likely_ones_is_taken() -> None:
    """Three likely ends: the middle one shares most with the others, and is not the likeliest."""
    start = np.array([5, -9, -9, -9], dtype=np.float32)
    end = np.array([1.1, -9, 1.0, 1.0], dtype=np.float32)
    offsets = np.array([[0, 1], [2, 3], [4, 5], [6, 7]])
    first, last, score = Judgment(offsets, start, end, start, 0.0, 0.0).best_span()
    assert (first, last) == (0, 2)
    assert score == pytest.approx(6.1)


def test_several_answers_share_no_token_and_are_no_more_than_there_are() -> None:
    """Each is chosen from what the ones before have left."""
    start = np.array([9, 0, 8, 0, 7], dtype=np.float32)
    offsets = np.array([[n, n + 1] for n in range(5)])
    judgment = Judgment(offsets, start, start, start, 0.0, 0.0)
    assert [span[:2] for span in judgment.best_spans(3)] == [(0, 0), (2, 2), (4, 4)]
    everything = judgment.best_spans(9)
    taken = [n for first, last, _ in everything for n in range(first, last + 1)]
    assert sorted(taken) == sorted(set(taken))


def test_what_stands_outside_of_a_part_is_left_out() -> None:
    """Tokens before and after it go, and offsets count from its start."""
    offsets = np.array([[0, 3], [4, 7], [8, 9], [9, 12]])
    logits = np.array([1.0, 2.0, 3.0, 4.0], dtype=np.float32)
    rest = Judgment(offsets, logits, logits, logits, 0.5, 0.1).within(4, 9)
    assert rest.offsets.tolist() == [[0, 3], [4, 5]]
    assert rest.start.tolist() == [2.0, 3.0] and rest.relevance == 0.5


@pytest.mark.slow
def test_a_text_is_judged_the_same_alone_and_among_others() -> None:
    """Padding and batching change no judgment beyond rounding, and order is kept."""
    network = load_network(shipped(READER_WEIGHTS))
    question = "Where were the talks held?"
    together = network.judge([(question, TEXTS[0]), ("Who?", TEXTS[1]), (question, TEXTS[2])])
    for asked, text, judged in zip((question, "Who?", question), TEXTS, together, strict=True):
        (alone,) = network.judge([(asked, text)])
        assert np.array_equal(alone.offsets, judged.offsets)
        assert alone.relevance == pytest.approx(judged.relevance, abs=0.15)
    first, last, _ = together[0].best_span()
    assert "Baku" in TEXTS[0][together[0].offsets[first, 0] : together[0].offsets[last, 1]]
    assert network.judge([]) == []
    assert len(together[2].offsets) < MAX_TOKENS  # the rest of an endless text is not read
