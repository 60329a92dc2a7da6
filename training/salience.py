"""Train the salience model and write it.

Run: ``python -m training.salience_rows`` first, then
``python -m training.salience --rows build/salience --out rag/models/salience.safetensors``.
One processor thread, about two minutes. ``--without`` leaves parts out, for the ablations of
``docs/salience.md``. Seeded: the same rows give the same model.

The trees learn what each sentence shares with the reference (the mean of its ROUGE-1 and ROUGE-2).
So that the place in the text is a hint and not the rule, some documents are turned round: begun
somewhere in the middle, the beginning put last.
"""

from __future__ import annotations

import argparse
import random
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sklearn.ensemble import HistGradientBoostingRegressor

from rag.embedding import MiniLmEncoder
from rag.salience import FORMAT, SalienceTrees
from rag.salience_features import PLACE_COLUMNS, describe
from training.salience_rows import Example, load

SEED = 20261123
#: One of so many documents is held out, by the checksum of its key.
HELD_OUT = 10
TREES, DEPTH, RATE = 250, 5, 0.05
#: Sentences in a leaf, at least.
SMALLEST_LEAF = 40
#: What a sentence is worth that a machine marked, and the weight of such documents.
MARKED_WORTH, MARKED_WEIGHT = 0.25, 0.3
#: Weight of an article of the Daily Mail: there are five for one of CNN's, and so the two papers
#: count about the same.
MAIL_WEIGHT = 0.25
#: Rows of ``cnndm-a`` from this number on are the Daily Mail's.
FIRST_OF_MAIL = 1094
#: Share of documents that are turned round.
TURNED = 0.1
#: Sentences of a document in training.
MOST_SENTENCES = 64
PARTS = ("vectors", "places", "marked", "turning")
#: Columns at the end that come from vectors.
VECTOR_COLUMNS = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """A document as the model sees it: float32[n, columns], float32[n], and its weight."""

    columns: NDArray[np.float32]
    worth: NDArray[np.float32]
    weight: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--without", nargs="*", choices=PARTS, default=[])
    given = parser.parse_args()
    examples = [example for example in load(given.rows) if not is_kept_back(example.key)]
    if "marked" in given.without:
        examples = [example for example in examples if example.reference]
    news = sum(bool(example.reference) for example in examples)
    print(f"{news} documents with references, {len(examples) - news} with marks", flush=True)
    export(train(see_all(examples, given.without), given.without), given.out)


def is_kept_back(key: str) -> bool:
    """Say whether a row is kept for choosing and measuring."""
    return zlib.crc32(key.encode()) % HELD_OUT == 0


def is_of_mail(key: str) -> bool:
    """Say whether a row of ``cnndm-a`` is of the Daily Mail, and not of CNN."""
    source, _, number = key.partition("-")
    return source == "cnndm" and int(number) >= FIRST_OF_MAIL


def see_all(examples: Sequence[Example], without: Collection[str]) -> list[Seen]:
    """Turn documents into what the model sees, some of them turned round."""
    chance = random.Random(SEED)
    turned = 0.0 if "turning" in without else TURNED
    seen = []
    for example in examples:
        first = chance.randrange(len(example.places)) if chance.random() < turned else 0
        seen.append(see(example, first % MOST_SENTENCES))
    return seen


def train(seen: Sequence[Seen], without: Collection[str]) -> HistGradientBoostingRegressor:
    """Train the trees."""
    columns = np.concatenate([document.columns for document in seen])
    if "places" in without:
        columns[:, :PLACE_COLUMNS] = 0
    if "vectors" in without:
        columns[:, -VECTOR_COLUMNS:] = 0
    model = HistGradientBoostingRegressor(
        max_iter=TREES,
        max_depth=DEPTH,
        learning_rate=RATE,
        min_samples_leaf=SMALLEST_LEAF,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=SEED,
    )
    worth = np.concatenate([document.worth for document in seen])
    weights = np.concatenate([np.full(len(document.worth), document.weight) for document in seen])
    return model.fit(columns, worth, sample_weight=weights)


def see(example: Example, first: int = 0) -> Seen:
    """Turn a document into what the model sees, begun at sentence ``first``."""
    count = min(len(example.sentences), MOST_SENTENCES)
    order = [*range(min(first, count), count), *range(min(first, count))]
    vectors = example.vectors.astype(np.float32)[example.places[order]]
    sentences = [example.sentences[n] for n in order]
    columns = describe(sentences, vectors, [example.title] * count)
    if example.reference:
        weight = MAIL_WEIGHT if is_of_mail(example.key) else 1.0
        return Seen(columns, example.worth[order], weight)
    return Seen(columns, MARKED_WORTH * example.chosen[order], MARKED_WEIGHT)


def export(model: HistGradientBoostingRegressor, path: Path) -> None:
    """Write the trees as tables, and check that they are read as they were trained."""
    tables = tables_of(model)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(tables, path, {"format": FORMAT, "encoder": MiniLmEncoder.fingerprint})
    rows = np.random.default_rng(SEED).normal(size=(99, model.n_features_in_)).astype(np.float32)
    worst = float(np.abs(SalienceTrees(tables).read(rows) - model.predict(rows)).max())
    if worst > 1e-4:
        raise SystemExit(f"the tables differ from the model by {worst:.5f}: they are not usable")
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB; tables differ by {worst:.6f}")


def tables_of(model: HistGradientBoostingRegressor) -> dict[str, NDArray[Any]]:
    """Return the trees as tables, by the names that ``rag/salience.py`` reads."""
    trees = [predictors[0].nodes for predictors in model._predictors]
    shape = len(trees), max(len(nodes) for nodes in trees)
    itself = np.tile(np.arange(shape[1], dtype=np.int16), (shape[0], 1))
    tables: dict[str, NDArray[Any]] = {
        "columns": np.zeros(shape, dtype=np.int16),
        "borders": np.zeros(shape, dtype=np.float32),
        "values": np.zeros(shape, dtype=np.float32),
        "left": itself.copy(),
        "right": itself.copy(),
        "base": np.array(model._baseline_prediction, dtype=np.float32).reshape(1),
        "depth": np.array([max(nodes["depth"].max() for nodes in trees)], dtype=np.int16),
    }
    for tree, nodes in enumerate(trees):
        asks = np.flatnonzero(nodes["is_leaf"] == 0)
        leaves = np.flatnonzero(nodes["is_leaf"])
        tables["columns"][tree, asks] = nodes["feature_idx"][asks]
        tables["borders"][tree, asks] = nodes["num_threshold"][asks]
        tables["left"][tree, asks] = nodes["left"][asks]
        tables["right"][tree, asks] = nodes["right"][asks]
        tables["values"][tree, leaves] = nodes["value"][leaves]
    return tables


if __name__ == "__main__":
    main()
