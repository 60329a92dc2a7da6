"""Average weights: ``python -m training.average NEW BEFORE --share 0.5 --out FILE --data DIR``.

A run that began from weights ends near them, and the mean of both is often better than either.
Source: Izmailov et al. 2018, "Averaging Weights Leads to Wider Optima and Better Generalization".
With ``--data`` the figures of several shares on held-out questions are printed; nothing is written
without ``--out``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from rag.weights import unpack
from training.export import figures_of_questions, read_metadata

Tensors = Mapping[str, NDArray[np.float32]]


def average(new: Tensors, before: Tensors, share: float) -> dict[str, NDArray[np.float32]]:
    """Return the mean of two files of weights, ``share`` of it the first."""
    return {name: share * new[name] + (1 - share) * before[name] for name in new}


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m training.average", description=__doc__)
    parser.add_argument("new", type=Path, help="reader.safetensors of a run, float32")
    parser.add_argument("before", type=Path, help="that of the run before, or what is shipped")
    parser.add_argument("--share", type=float, default=0.5, help="of the first")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--limit", type=int, default=1000, help="held-out unanswerable questions")
    parser.add_argument("--shares", type=float, nargs="+", default=[1.0, 0.5, 0.0], help="tried")
    given = parser.parse_args()
    new, before = (unpack(load_file(path)) for path in (given.new, given.before))
    if given.data:
        for share in given.shares:
            found = figures_of_questions(average(new, before, share), given.data, given.limit)
            print(share, json.dumps({name: round(value, 2) for name, value in found.items()}))
    if given.out:
        made = read_metadata(given.new)
        old = read_metadata(given.before)
        made["averaged"] = (
            f"{given.share} of it, the rest of weights of {old['examples']} examples, "
            f"seed {old['seed']}"
        )
        save_file(average(new, before, given.share), given.out, made)


if __name__ == "__main__":
    main()
