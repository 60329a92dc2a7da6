"""Average weights: ``python -m training.average NEW BEFORE --share 0.5 --out FILE --data DIR``.

A run that began from weights ends near them, and the mean of both is often better than either.
Source: Izmailov et al. 2018, "Averaging Weights Leads to Wider Optima and Better Generalization".
With ``--data`` the figures of several shares on held-out rows are printed, and nothing is written
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

from training.export import read_metadata
from training.held_out import HeldOut, figures, network_of, sample
from training.news import read_news
from training.rows import read_all

SHARES = (1.0, 0.75, 0.5, 0.25, 0.0)

Tensors = Mapping[str, NDArray[np.float32]]


def average(new: Tensors, before: Tensors, share: float) -> dict[str, NDArray[np.float32]]:
    """Return the mean of two files of weights, ``share`` of it the first."""
    return {name: share * new[name] + (1 - share) * before[name] for name in new}


def held_out_rows(data: Path, limit: int) -> HeldOut:
    """Return the rows that training logs its figures on, more of them."""
    questions, claims = read_all(data, titled=True)
    news = read_news(data / "summaries/cnndm-a.jsonl.gz")
    return sample(questions, claims, limit, news.held_out)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m training.average", description=__doc__)
    parser.add_argument("new", type=Path, help="reader.safetensors of a run, float32")
    parser.add_argument("before", type=Path, help="that of the run before")
    parser.add_argument("--share", type=float, default=0.5, help="of the first")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--limit", type=int, default=500)
    given = parser.parse_args()
    new, before = load_file(given.new), load_file(given.before)
    if given.data:
        rows = held_out_rows(given.data, given.limit)
        for share in SHARES:
            found = figures(network_of(average(new, before, share)), rows)
            print(share, json.dumps({name: round(value, 2) for name, value in found.items()}))
    if given.out:
        made = read_metadata(given.new)
        made["averaged"] = f"{given.share} of it, the rest of the weights that it began from"
        save_file(average(new, before, given.share), given.out, made)


if __name__ == "__main__":
    main()
