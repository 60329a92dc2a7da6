"""``rag.weights``: what training writes is read back, and what does not fit is refused."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from rag.errors import ModelError
from rag.weights import FORMAT, SCALE, Curve, load_calibration, load_weights, round_layers
from training.export import pack


def test_rounding_to_int8_keeps_a_matrix(tmp_path: Path) -> None:
    """A packed matrix comes back within half a step of its row's scale, the rest in float16."""
    draw = np.random.default_rng(0)
    matrix = draw.normal(size=(8, 16)).astype(np.float32)
    bias = draw.normal(size=8).astype(np.float32)
    name = "encoder.layer.0.output.dense"
    path = tmp_path / "weights.safetensors"
    save_file(pack({f"{name}.weight": matrix, f"{name}.bias": bias}), path, {"format": FORMAT})
    loaded = load_weights(path)
    step = np.abs(matrix).max(axis=1, keepdims=True) / 127
    assert set(loaded) == {f"{name}.weight", f"{name}.bias"}
    assert (np.abs(loaded[f"{name}.weight"] - matrix) <= step / 2 + 1e-6).all()
    assert np.allclose(loaded[f"{name}.bias"], bias, atol=2e-3)


def test_what_is_int8_is_not_rounded_again() -> None:
    """Layers are rounded once; heads, biases and embeddings stay as they are."""
    draw = np.random.default_rng(0)
    names = ("encoder.layer.0.output.dense.weight", "span.weight", "embeddings.a.weight")
    tensors = {name: draw.normal(size=(8, 16)).astype(np.float32) for name in names}
    rounded = round_layers(tensors)
    assert rounded[names[0]].dtype == np.int8 and rounded[names[0] + SCALE].shape == (8,)
    again = round_layers(rounded)
    assert again.keys() == rounded.keys()
    assert all(again[name] is rounded[name] for name in again)
    assert all(again[name] is tensors[name] for name in names[1:])


def test_another_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    """A missing, a broken and a foreign file are named, with what to do."""
    path = tmp_path / "weights.safetensors"
    with pytest.raises(ModelError, match="install Footnote again"):
        load_weights(path)
    path.write_bytes(b"nonsense")
    with pytest.raises(ModelError, match="install Footnote again"):
        load_weights(path)
    save_file({"a": np.zeros(2, dtype=np.float32)}, path, {"format": "other"})
    with pytest.raises(ModelError, match="export it again"):
        load_weights(path)


def test_a_calibration_belongs_to_its_weights(tmp_path: Path) -> None:
    """Probabilities fitted on other weights are not used with these."""
    weights, calibration = tmp_path / "weights", tmp_path / "calibration.json"
    weights.write_bytes(b"weights")
    shape = {"weights_sha256": hashlib.sha256(b"weights").hexdigest(), "answer": {}}
    calibration.write_text(json.dumps(shape), encoding="utf-8")
    assert load_calibration(calibration, weights) == shape
    weights.write_bytes(b"other weights")
    with pytest.raises(ModelError, match="calibrate"):
        load_calibration(calibration, weights)
    calibration.write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be read"):
        load_calibration(calibration, weights)


def test_a_curve_is_straight_between_knots_and_flat_beyond() -> None:
    """One known sum, its exact probability; the JSON form gives the same curve back."""
    curve = Curve((2.0, 1.0), -1.0, ((0.0, 0.1), (10.0, 0.9)))
    assert curve.of(2.0, 2.0) == pytest.approx(0.5)  # 2*2 + 2 - 1 = 5
    assert curve.of(-9.0, 0.0) == pytest.approx(0.1)
    assert curve.of(50.0, 0.0) == pytest.approx(0.9)
    assert Curve.from_dict(curve.to_dict()) == curve
