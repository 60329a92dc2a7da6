"""``rag.salience_again``: the short list, read again with its own vectors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rag.embedding import MiniLmEncoder
from rag.salience_again import AGAIN_WEIGHTS, Listed, again_for, describe_again, load_again
from rag.weights import shipped
from tests.fakes import HashedEncoder

FINGERPRINT, SHIPPED = load_again(shipped(AGAIN_WEIGHTS))
COUNT = 9


def rows_of(seed: int, count: int = COUNT) -> np.ndarray:
    """Return unit rows, the same in every run."""
    shape = count, MiniLmEncoder.dimension
    rows = np.random.default_rng(seed).normal(size=shape).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


LISTED = Listed(
    np.linspace(0.3, 0.1, COUNT),
    np.arange(COUNT),
    np.full(COUNT, 20.0),
    rows_of(1),
    rows_of(2),
    rows_of(3, 1)[0],
)


def test_every_sentence_gets_a_score_between_0_and_1() -> None:
    """There is a score a sentence, the same in every run."""
    scores = SHIPPED.score(LISTED)
    assert scores.shape == (COUNT,) and ((scores > 0) & (scores < 1)).all()
    assert np.array_equal(scores, SHIPPED.score(LISTED))


def test_what_the_first_reading_said_counts() -> None:
    """Sentences that were worth more are worth more after the second reading, on the whole."""
    scores = SHIPPED.score(LISTED)
    assert np.corrcoef(scores, LISTED.worth)[0, 1] > 0.8


def test_the_vectors_count() -> None:
    """Other words under the same first reading are worth something else."""
    other = replace(LISTED, vectors=rows_of(4))
    assert not np.array_equal(SHIPPED.score(LISTED), SHIPPED.score(other))


def test_equal_sentences_look_equal_but_for_their_place() -> None:
    """What is seen of a sentence does not hang on what else is numbered how."""
    same = replace(LISTED, vectors=np.repeat(rows_of(1)[:1], COUNT, axis=0))
    seen = describe_again(same, np.zeros(384, np.float32), np.eye(384, 4, dtype=np.float32))
    assert np.allclose(seen[:, -4:], seen[0, -4:]) and np.isfinite(seen).all()


def test_the_shipped_weights_are_small_and_know_the_packaged_encoder() -> None:
    """Under half a megabyte; with another encoder there is no second reading."""
    assert shipped(AGAIN_WEIGHTS).stat().st_size < 500_000
    assert MiniLmEncoder.fingerprint == FINGERPRINT
    assert again_for(HashedEncoder()) is None
