"""``rag.salience_wording``: how sentences are worded, and what words they share."""

from __future__ import annotations

import numpy as np

from rag.salience_wording import word_likeness, word_likenesses, wordings

SENTENCES = [
    "The council of Harbourton voted on Monday to rebuild the harbour wall.",
    "But “it will not be cheap at all,” said the mayor, Ada Byron.",
    "She denied that the harbour wall would fall.",
]


def test_beginnings_speech_denials_and_days_are_seen() -> None:
    """Each column tells what its sentences have, and the others not."""
    pointing, joining, _, _, saying, quoted, denial, day, *_ = wordings(SENTENCES)
    assert pointing.tolist() == [0, 0, 1]
    assert joining.tolist() == [0, 1, 0]
    assert saying.tolist() == [0, 1, 1]
    assert quoted[0] == quoted[2] == 0 < quoted[1] < 1
    assert denial.tolist() == [0, 1, 1]
    assert day.tolist() == [1, 0, 0]


def test_neighbours_lengths_are_those_of_the_sentences_beside() -> None:
    """The first has nobody before it, the last nobody after it."""
    before, after = wordings(SENTENCES)[2:4]
    assert before[0] == after[-1] == 0
    assert np.isclose(before[1], np.log1p(12)) and np.isclose(after[1], np.log1p(8))


def test_shared_rare_words_make_sentences_alike() -> None:
    """Two that share "harbour wall" are more alike than two that share nothing of their own."""
    likeness = word_likeness(SENTENCES)
    assert likeness[0, 2] > likeness[0, 1] == 0 and (np.diag(likeness) == 0).all()
    assert (likeness == likeness.T).all() and likeness.max() <= 1


def test_one_sentence_alone_has_its_columns() -> None:
    """A document of one sentence gives numbers, none of them bad."""
    columns = [*wordings(SENTENCES[:1]), *word_likenesses(SENTENCES[:1])]
    assert all(column.shape == (1,) and np.isfinite(column).all() for column in columns)
