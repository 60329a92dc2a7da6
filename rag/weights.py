"""Weights as they are shipped and computed with, without torch.

Every matrix of the layers is int8 with one float32 scale an output row (``NAME`` and
``NAME.scale``): value = int8 * scale. In the shipped file, which ``training/export.py`` writes, all
else (norms, biases, heads) is float16.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelError

FORMAT = "int8-rows-1"
SCALE = ".scale"

#: The files of the reader, beside this module's package.
READER_WEIGHTS = "reader.safetensors"
READER_CALIBRATION = "reader.json"


@dataclass(frozen=True, slots=True)
class Curve:
    """Turns raw scores into a probability: a weighted sum, then straight lines between knots."""

    weights: tuple[float, ...]
    bias: float
    knots: tuple[tuple[float, float], ...]

    def __call__(self, columns: NDArray[Any]) -> NDArray[np.float64]:
        """Return float64[rows], 0..1, for float[rows, weights]."""
        places, heights = np.array(self.knots).T
        found: NDArray[np.float64] = np.interp(
            columns @ np.array(self.weights) + self.bias, places, heights
        )
        return found

    def of(self, *scores: float) -> float:
        """Return the probability, 0..1, for one score a weight."""
        return float(self(np.array([scores]))[0])

    def sum(self, *scores: float) -> float:
        """Return the weighted sum, which also tells apart what is as likely between two knots."""
        return float(np.dot(scores, self.weights)) + self.bias

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "weights": [round(weight, 5) for weight in self.weights],
            "bias": round(self.bias, 5),
            "knots": [[round(x, 4), round(y, 4)] for x, y in self.knots],
        }

    @classmethod
    def from_dict(cls, shape: Mapping[str, Any]) -> Curve:
        """Read the JSON form."""
        knots = tuple((float(x), float(y)) for x, y in shape["knots"])
        return cls(tuple(shape["weights"]), float(shape["bias"]), knots)


def shipped(name: str) -> Path:
    """Return the path of a shipped file."""
    return Path(str(files("rag") / "models" / name))


def load_stored(path: Path) -> dict[str, NDArray[Any]]:
    """Read a file of shipped weights as they are stored.

    :raises ModelError: the file is missing, damaged, or of another format.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            found = (file.metadata() or {}).get("format")
            stored = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{path.name} cannot be read ({error}); install Footnote again") from error
    if found != FORMAT:
        raise ModelError(f"{path.name} has format {found!r}, not {FORMAT!r}; export it again")
    return stored


def load_weights(path: Path) -> dict[str, NDArray[np.float32]]:
    """Read a file of shipped weights as float32 tensors; raises as :func:`load_stored`."""
    return unpack(load_stored(path))


def quantise(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Round a matrix to int8, row by row.

    :param matrix: float32[rows, columns].
    :returns: int8[rows, columns] in -127..127 and float32[rows] scales.
    """
    scale = np.maximum(np.abs(matrix).max(axis=1), 1e-12) / 127
    return np.rint(matrix / scale[:, None]).astype(np.int8), scale.astype(np.float32)


def round_layers(tensors: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Round each matrix of the layers that is not yet int8; all else stays as it is."""
    rounded: dict[str, NDArray[Any]] = {}
    for name, tensor in tensors.items():
        if name.startswith("encoder.") and tensor.ndim == 2 and tensor.dtype != np.int8:
            rounded[name], rounded[name + SCALE] = quantise(tensor)
        else:
            rounded[name] = tensor
    return rounded


def unpack(stored: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[np.float32]]:
    """Turn what is stored into float32 tensors."""
    tensors = {}
    for name, tensor in stored.items():
        if name.endswith(SCALE):
            continue
        whole = tensor.astype(np.float32, copy=False)
        if name + SCALE in stored:
            whole = whole * stored[name + SCALE].astype(np.float32)[:, None]
        tensors[name] = whole
    return tensors


def load_calibration(path: Path, weights: Path) -> dict[str, Any]:
    """Read the calibration that belongs to some weights.

    :raises ModelError: the file is missing or malformed, or was fitted on other weights.
    """
    try:
        shape: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    except (OSError, ValueError) as error:
        raise ModelError(f"{path.name} cannot be read ({error}); install Footnote again") from error
    if shape.get("weights_sha256") != digest:
        raise ModelError(
            f"{path.name} was not fitted on this {weights.name}; run training.calibrate again"
        )
    return shape
