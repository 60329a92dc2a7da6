"""``rag.salience``: scores for every sentence, in windows, with the encoder that it knows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from rag.embedding import MiniLmEncoder
from rag.errors import ModelError
from rag.salience import (
    EARLY,
    FORMAT,
    SALIENCE_WEIGHTS,
    WINDOW,
    CentralityAndLead,
    SalienceTrees,
    early,
    load_salience,
    salience_for,
    windows,
)
from rag.weights import shipped
from tests.fakes import HashedEncoder

FINGERPRINT, SHIPPED = load_salience(shipped(SALIENCE_WEIGHTS))


def rows_of(count: int, size: int = MiniLmEncoder.dimension) -> np.ndarray:
    """Return unit rows, the same in every run."""
    rows = np.random.default_rng(3).normal(size=(count, size)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.mark.parametrize("count", [0, 1, WINDOW, WINDOW + 1, 1000])
def test_windows_hold_every_sentence_once(count: int) -> None:
    """Windows follow each other without gap, none above the limit, all about equally long."""
    found = list(windows(count))
    assert [place for start, end in found for place in range(start, end)] == list(range(count))
    sizes = [end - start for start, end in found]
    assert max(sizes) <= WINDOW and max(sizes) - min(sizes) <= 1


def test_every_sentence_gets_a_score_between_0_and_1() -> None:
    """However long the document, there is a score a sentence, the same in every run."""
    sentences = [f"Berth {n} of the harbour is closed until Friday." for n in range(150)]
    vectors = rows_of(150)
    scores = SHIPPED.score(sentences, vectors, ["Harbour"] * 150)
    assert scores.shape == (150,) and ((scores > 0) & (scores < 1)).all()
    assert np.array_equal(scores, SHIPPED.score(sentences, vectors, ["Harbour"] * 150))


def test_the_context_counts() -> None:
    """A sentence is worth something else beside sentences that take up its words."""
    sentence = "The council voted to rebuild the harbour wall in the spring."
    apart = ["Gulls fly over the grey roofs of the town all year."] * 9
    about = ["The council rebuilds the harbour wall, and the wall will stand."] * 9
    vectors = rows_of(10)
    alone = SHIPPED.score([*apart, sentence], vectors, [""] * 10)[-1]
    assert alone != SHIPPED.score([*about, sentence], vectors, [""] * 10)[-1]


def test_the_shipped_weights_are_small_and_know_the_packaged_encoder() -> None:
    """At most a megabyte, trained on the vectors of the encoder that is installed."""
    assert shipped(SALIENCE_WEIGHTS).stat().st_size < 1_000_000
    assert MiniLmEncoder.fingerprint == FINGERPRINT


def test_another_encoder_gets_centrality_and_lead() -> None:
    """Vectors that the model does not know are not read by it."""
    assert isinstance(salience_for(HashedEncoder()), CentralityAndLead)


def test_centrality_and_lead_prefer_the_early_and_the_central() -> None:
    """Of equal sentences the first is worth most; an outlier is worth less than its neighbours."""
    vectors = np.ones((4, 2), dtype=np.float32) / np.sqrt(2, dtype=np.float32)
    vectors[2] = (-1, 0)
    scores = CentralityAndLead().score(["a", "b", "c", "d"], vectors, [""] * 4)
    assert scores.argmax() == 0 and scores.argmin() == 2
    assert ((scores >= 0) & (scores <= 1)).all()


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    """Rubbish, a missing file and another format are told apart from weights."""
    rubbish = tmp_path / "rubbish.safetensors"
    rubbish.write_bytes(b"no weights")
    other = tmp_path / "other.safetensors"
    save_file({"layers.0.x": np.zeros(1, dtype=np.float16)}, other, {"format": "salience-0"})
    for path in (rubbish, tmp_path / "missing.safetensors"):
        with pytest.raises(ModelError, match=path.name):
            load_salience(path)
    with pytest.raises(ModelError, match=FORMAT):
        load_salience(other)


def test_a_tree_is_followed_to_its_leaf() -> None:
    """At a node, a value up to the border goes left; the leaves of all trees are summed."""
    tables = {
        "columns": np.array([[1, 0, 0]], dtype=np.int16),
        "borders": np.array([[0.5, 0, 0]], dtype=np.float32),
        "left": np.array([[1, 1, 2]], dtype=np.int16),
        "right": np.array([[2, 1, 2]], dtype=np.int16),
        "values": np.array([[0, 10, 20]], dtype=np.float32),
        "base": np.array([3], dtype=np.float32),
        "depth": np.array([1], dtype=np.int16),
    }
    columns = np.array([[9, 0.5], [9, 0.6]], dtype=np.float32)
    assert SalienceTrees(tables).read(columns).tolist() == [13, 23]


def test_standing_early_is_worth_something_and_less_and_less() -> None:
    """The first sentence gains most, those far down next to nothing."""
    gains = early(60)
    assert gains[0] == EARLY and (np.diff(gains) < 0).all() and gains[-1] < EARLY / 100
