"""Write the trained layers and heads as they are shipped; ``rag/weights.py`` reads them back.

The file is safetensors, about 11 MB. Every matrix of the layers is int8 with one float32 scale an
output row (``NAME`` and ``NAME.scale``), symmetric: value = int8 * scale. Everything else (norms,
biases, heads) is float16. ``python -m training.export OUT/reader.safetensors reader.safetensors
--data DIR`` also measures what the rounding costs on held-out rows.
"""

from __future__ import annotations

import argparse
import json
import os
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from rag.weights import FORMAT, SCALE, load_weights, round_layers
from training.rows import ANSWERABLE, UNANSWERABLE, Row, read_all

Floats = NDArray[np.float32]
COST = ("f1_answerable", "f1_best_threshold")  # may fall by at most 0.5


def read_metadata(path: Path) -> dict[str, str]:
    """Return the metadata of a safetensors file."""
    with path.open("rb") as stream:
        (length,) = struct.unpack("<Q", stream.read(8))
        header = json.loads(stream.read(length))
    found: dict[str, str] = header.get("__metadata__", {})
    return found


def pack(tensors: dict[str, Floats]) -> dict[str, NDArray[np.generic]]:
    """Turn float32 tensors into what is stored."""
    rounded = round_layers(dict(sorted(tensors.items())))
    return {
        name: tensor
        if name + SCALE in rounded or name.endswith(SCALE)
        else tensor.astype(np.float16)
        for name, tensor in rounded.items()
    }


def export(source: Path, target: Path) -> int:
    """Write the shipped file from the float32 file that training wrote.

    :returns: its size in bytes.
    """
    metadata = {
        **read_metadata(source),
        "format": FORMAT,
        "load": "matrix = int8 * NAME.scale by row; all else is float16",
    }
    beside = target.with_suffix(".part")
    save_file(pack(load_file(source)), beside, metadata)
    os.replace(beside, target)
    target.chmod(0o644)
    return target.stat().st_size


def from_checkpoint(checkpoint: Path, target: Path) -> None:
    """Write the float32 file of a training checkpoint, to try it before training is over."""
    import torch
    from safetensors.torch import save_file as save_tensors

    state = torch.load(checkpoint, weights_only=True)
    metadata = {name: str(value) for name, value in state["position"].items()}
    save_tensors(state["model"], target, {**metadata, "made": "from a checkpoint, not finished"})


def held_out_questions(data: Path, limit: int) -> list[Row]:
    """Return held-out unanswerable questions, and twice as many answerable ones before them."""
    rows = read_all(data)[0].held_out
    chosen = [row for row in rows if row.source == ANSWERABLE][: 2 * limit]
    return chosen + [row for row in rows if row.source == UNANSWERABLE][:limit]


def figures_of_questions(tensors: dict[str, Floats], data: Path, limit: int) -> dict[str, float]:
    """Return the figures of :func:`held_out_questions`."""
    from training.encoding import encode, load_tokenizer
    from training.held_out import network_of
    from training.measure import predict, question_figures
    from training.model import base_folder

    rows = held_out_questions(data, limit)
    return question_figures(
        predict(network_of(tensors), encode(load_tokenizer(base_folder()), rows))
    )


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m training.export", description=__doc__)
    parser.add_argument("source", type=Path, help="reader.safetensors, or a checkpoint (.pt)")
    parser.add_argument("target", type=Path)
    parser.add_argument("--data", type=Path, help="measure the cost on held-out questions of it")
    parser.add_argument("--limit", type=int, default=1000, help="held-out unanswerable questions")
    given = parser.parse_args()
    source = given.source
    if source.suffix == ".pt":
        source = given.target.with_suffix(".float32.safetensors")
        from_checkpoint(given.source, source)
    print(f"{given.target}: {export(source, given.target):,} bytes")
    if given.data:
        before, after = (
            figures_of_questions(tensors, given.data, given.limit)
            for tensors in (load_file(source), load_weights(given.target))
        )
        print("float32", json.dumps(before))
        print("shipped", json.dumps(after))
        lost = {name: round(before[name] - after[name], 2) for name in COST}
        print("lost by rounding", json.dumps(lost))


if __name__ == "__main__":
    main()
