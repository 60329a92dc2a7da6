"""``rag.salience_features``: the salience model sees form and place, not the subject."""

from __future__ import annotations

import numpy as np

from rag.salience_features import PLACE_COLUMNS, describe
from tests.fakes import HashedEncoder

ENCODER = HashedEncoder()
SENTENCES = [
    "The council of Harbourton voted on Monday to rebuild the harbour wall.",
    "“It will cost 2 million pounds,” said the mayor of the town.",
    "Gulls were not asked.",
]
ROWS = ENCODER.encode(SENTENCES)
NOTHING = [""] * len(SENTENCES)


def test_a_row_for_each_sentence_and_no_bad_number() -> None:
    """One sentence or many: every value is finite, and all rows have the same columns."""
    for count in (1, 2, 3):
        columns = describe(SENTENCES[:count], ROWS[:count], NOTHING[:count])
        assert columns.shape == (count, describe(SENTENCES, ROWS, NOTHING).shape[1])
        assert np.isfinite(columns).all()


def test_only_the_first_columns_tell_the_place() -> None:
    """A stretch from further down in a text differs in its first columns and in no other."""
    before = ["Rain fell on the hills for the whole of the week before."] * 60
    more = ENCODER.encode(before)
    above = [""] * (len(before) + len(SENTENCES))
    first = describe(SENTENCES + before, np.concatenate([ROWS, more]), above, 0, 3)
    later = describe(before + SENTENCES, np.concatenate([more, ROWS]), above, 60)
    assert (first[:, 0] > later[:, 0]).all() and (first[:, 1] < later[:, 1]).all()
    assert np.array_equal(first[:, PLACE_COLUMNS:], later[:, PLACE_COLUMNS:])


def test_numbers_quotation_and_the_title_are_seen() -> None:
    """A figure and a quotation show in their columns; title words count where they are."""
    columns = describe(SENTENCES, ROWS, ["Harbour wall to be rebuilt"] * 3)
    untitled = describe(SENTENCES, ROWS, NOTHING)
    figures, quoted, opened = columns[:, 7], columns[:, 9], columns[:, 10]
    assert figures.tolist() == [0, 1, 0]
    assert quoted.tolist() == opened.tolist() == [0, 1, 0]
    differing = np.flatnonzero((columns != untitled).any(axis=0))
    assert columns[:, differing[0]].tolist() == [2, 0, 0]


def test_words_that_come_back_lift_a_sentence() -> None:
    """A sentence that shares words with the others stands above one that shares none."""
    sentences = ["Storms damaged walls.", "Walls need repair after storms.", "Otters swim."]
    columns = describe(sentences, ENCODER.encode(sentences), NOTHING)
    returning = columns[:, 11]
    assert returning.argmin() == 2
