"""``rag.embedding`` and ``rag.bert``: our graph is the published model."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from rag import bert, streams
from rag.config import EncoderConfig
from rag.embedding import (
    LENGTH_STEP,
    MiniLmEncoder,
    SentenceTransformerEncoder,
    check_sha256,
    length_batches,
    load_encoder,
    packaged_model_folder,
)
from rag.errors import ModelError

SEEDS = Path(__file__).parent.parent / "seeds"
LINES = [
    line
    for path in sorted(SEEDS.glob("*.txt"))
    for line in path.read_text(encoding="utf-8").splitlines()
    if line.strip()
]


def test_batches_hold_every_row_once_and_pad_to_few_lengths() -> None:
    """Rows come back in place, padded with zeros to a multiple of the step, short ones first."""
    rows = [[7] * length for length in (3, 40, 1, 17, 16)]
    seen = []
    for places, ids, mask in length_batches(rows, batch_tokens=48):
        assert ids.shape == mask.shape and ids.shape[1] % LENGTH_STEP == 0
        assert ids.size <= 48
        for row, place in enumerate(places):
            assert ids[row][mask[row] == 1].tolist() == rows[place]
            assert not ids[row][mask[row] == 0].any()
            seen.append(place)
    assert seen == [2, 0, 4, 3, 1]


def test_a_row_longer_than_a_batch_is_a_batch_by_itself() -> None:
    """Nothing is lost, and nothing is padded to its length."""
    sizes = [ids.shape for _, ids, _ in length_batches([[7] * 90, [7] * 5], batch_tokens=48)]
    assert sizes == [(1, 16), (1, 96)]


def test_a_changed_weights_file_is_refused(tmp_path: Path) -> None:
    """A file whose checksum is not the published one is named, with what to do."""
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"not the model")
    with pytest.raises(ModelError, match="install the package again"):
        check_sha256(path, "0" * 64)
    with pytest.raises(ModelError, match="cannot be read"):
        check_sha256(tmp_path / "absent", "0" * 64)


def test_an_unknown_model_is_one_sentence(tmp_path: Path) -> None:
    """A model that cannot be loaded says so and names the setting."""
    with pytest.raises(ModelError, match=r"encoder\.model"):
        load_encoder(EncoderConfig(model=str(tmp_path)))


@pytest.mark.slow
@pytest.mark.parametrize(("int8", "least"), [(True, 0.997), (False, 0.9999)])
def test_vectors_are_those_of_sentence_transformers(
    monkeypatch: pytest.MonkeyPatch, *, int8: bool, least: float
) -> None:
    """On the user's article, in both kinds of arithmetic; a text too long is cut as there, too."""
    for module in (bert, streams):
        monkeypatch.setattr(module, "multiplies_int8", lambda: int8)
    folder = packaged_model_folder()
    texts = [*LINES, " ".join(LINES)]
    ours = MiniLmEncoder(folder).encode(texts)
    reference = SentenceTransformerEncoder(str(folder)).encode(texts)
    assert ours.dtype == np.float32
    assert np.allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-3)
    assert (ours * reference).sum(axis=1).min() > least


@pytest.mark.slow
def test_several_threads_may_encode_at_once() -> None:
    """Each gets its own vectors, the same as alone."""
    encoder = MiniLmEncoder(packaged_model_folder())
    alone = encoder.encode(LINES[:12])
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(encoder.encode, [LINES[:4], LINES[4:8], LINES[8:12]]))
    assert (np.concatenate(together) * alone).sum(axis=1).min() > 0.9999


@pytest.mark.slow
def test_tokens_are_counted_with_the_special_ones() -> None:
    """The count is what the window must hold: two more than the words' own tokens."""
    encoder = MiniLmEncoder(packaged_model_folder())
    assert encoder.count_tokens(["talks", "the talks", ""]) == [3, 4, 2]


@pytest.mark.slow
def test_no_texts_give_no_rows() -> None:
    """An empty list is encoded to an empty matrix."""
    encoder = MiniLmEncoder(packaged_model_folder())
    assert encoder.encode([]).shape == (0, encoder.dimension)


@pytest.mark.slow
def test_any_other_model_runs_through_sentence_transformers() -> None:
    """A folder in rag.toml is loaded, and its fingerprint tells it from the packaged model."""
    folder = packaged_model_folder()
    encoder = load_encoder(EncoderConfig(model=str(folder)))
    assert isinstance(encoder, SentenceTransformerEncoder)
    assert encoder.dimension == 384 and encoder.max_tokens == 256
    assert encoder.fingerprint != MiniLmEncoder.fingerprint
    assert encoder.count_tokens(["the talks"]) == [4]
