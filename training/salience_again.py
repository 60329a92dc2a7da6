"""Train the second reading of the short list and write it.

Run: ``python -m training.salience_rows`` first, then ``python -m training.salience_again --rows
build/salience --out rag/models/salience_again.safetensors``; with ``--folds`` it is cross-validated
instead, and compared with the first reading alone. All articles of CNN, the first 600 of
``bbc-train`` and the first 1,800 of the Daily Mail. Seeded: the same rows give the same model.

What the first reading says of an article comes from a model that has not seen it
(``training/salience_folds.py``), as it will be in use: it, and the vectors of the sentences, are
kept beside the rows, and made only once. About twelve minutes of one processor, most of them for
the vectors.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sklearn.ensemble import HistGradientBoostingRegressor

from rag.candidates import is_whole
from rag.config import EncoderConfig
from rag.embedding import MiniLmEncoder, load_encoder
from rag.salience import FADING
from rag.salience_again import AGAIN, EARLY, FORMAT, Listed, SalienceAgain, describe_again
from rag.selecting import BRIEF, FULL
from training.salience import MOST_SENTENCES, SEED, is_of_mail, see, tables_of
from training.salience_folds import FOLDS, fold_of, policy_of, rouge, scores_of
from training.salience_labels import Overlap, terms
from training.salience_rows import Example, load

#: Articles in training: of the Daily Mail, those of them that are scored, and those with marks.
MAIL, MAIL_SCORED, MARKED = 1800, 1000, 600
TREES, DEPTH, RATE, SMALLEST_LEAF = 150, 4, 0.05, 60
#: Directions of the vectors that the model sees.
AXES = 16
#: Of so many sentences one is looked at for the directions.
SPARSE = 9
#: Documents whose sentences are encoded and kept together.
PART = 100
#: Words of a short summary.
WORDS = 70


@dataclass(frozen=True, slots=True)
class Read:
    """An article after the first reading.

    :param first: float64[n], what the first reading says of each sentence.
    :param listed: the short list.
    :param target: float32[m], what each sentence of it is worth.
    """

    example: Example
    first: NDArray[np.float64]
    listed: Listed
    target: NDArray[np.float32]
    weight: float


@dataclass(frozen=True, slots=True)
class Second:
    """A trained second model."""

    trees: HistGradientBoostingRegressor
    centre: NDArray[np.float32]
    axes: NDArray[np.float32]

    def worth(self, read: Read) -> NDArray[np.float64]:
        """Return float64[n]: the first reading's worths, those of the short list read again."""
        columns = describe_again(read.listed, self.centre, self.axes)
        worth = read.first.copy()
        gains = EARLY * np.exp(-read.listed.places / FADING)
        worth[read.listed.places] = self.trees.predict(columns) + gains
        return worth


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--folds", action="store_true", help="cross-validate")
    given = parser.parse_args()
    reads = read_all(given.rows)
    print(f"{len(reads)} articles", flush=True)
    if given.folds:
        cross_validate(reads)
    if given.out:
        export(train(reads), given.out)


def read_all(rows: Path) -> list[Read]:
    """Read the articles once: with what the first reading says, and the short lists' vectors."""
    examples = list(load(rows))
    first = first_readings(examples, rows / "first.npz")
    used = [e for e in examples if e.reference and not is_of_mail(e.key)]
    used += [e for e in examples if not e.reference][:MARKED]
    used += [e for e in examples if is_of_mail(e.key)][:MAIL]
    vectors = sentence_vectors(used, rows / "sentences")
    return [read_one(e, first[e.key], vectors[e.key]) for e in used]


def first_readings(examples: Sequence[Example], path: Path) -> dict[str, NDArray[np.float64]]:
    """Return what a model that has not seen each article says of it, and keep it."""
    if not path.exists():
        np.savez(path, *scores_of(examples))
    with np.load(path) as kept:
        return {e.key: kept[name] for e, name in zip(examples, kept.files, strict=True)}


def sentence_vectors(examples: Sequence[Example], folder: Path) -> dict[str, NDArray[np.float16]]:
    """Return the vectors of each article's sentences, float16[n, d], and keep them."""
    folder.mkdir(exist_ok=True)
    encoder = load_encoder(EncoderConfig(threads=1))
    found: dict[str, NDArray[np.float16]] = {}
    for start in range(0, len(examples), PART):
        path = folder / f"part-{start:05}.npz"
        part = examples[start : start + PART]
        if not path.exists():
            counts = [len(e.sentences[:MOST_SENTENCES]) for e in part]
            texts = [text for e in part for text in e.sentences[:MOST_SENTENCES]]
            vectors = encoder.encode(texts).astype(np.float16)
            np.savez(path, *np.split(vectors, np.cumsum(counts)[:-1]))
        with np.load(path) as kept:
            found |= {e.key: kept[name] for e, name in zip(part, kept.files, strict=True)}
    return found


def read_one(example: Example, first: NDArray[np.float64], vectors: NDArray[np.float16]) -> Read:
    """Return the short list of an article, as it is in use."""
    whole = [n for n in range(len(first)) if is_whole(example.sentences[n])] or [0]
    places = np.array(sorted(sorted(whole, key=lambda n: -first[n])[:AGAIN]))
    around = example.vectors.astype(np.float32)
    middle = around.mean(axis=0)
    words = np.array([len(example.sentences[n].split()) for n in places], dtype=np.float64)
    listed = Listed(
        first[places],
        places,
        words,
        vectors.astype(np.float32)[places],
        around[example.places[places]],
        middle / np.linalg.norm(middle),
    )
    seen = see(example)
    return Read(example, first, listed, seen.worth[places], seen.weight)


def train(reads: Sequence[Read]) -> Second:
    """Train the second model."""
    sample = np.concatenate([read.listed.vectors for read in reads])[::SPARSE]
    centre = sample.mean(axis=0)
    axes = np.linalg.svd(sample - centre, full_matrices=False)[2][:AXES].T
    trees = HistGradientBoostingRegressor(
        max_iter=TREES,
        max_depth=DEPTH,
        learning_rate=RATE,
        min_samples_leaf=SMALLEST_LEAF,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=SEED,
    )
    columns = np.concatenate([describe_again(read.listed, centre, axes) for read in reads])
    target = np.concatenate([read.target for read in reads])
    weights = np.concatenate([np.full(len(read.target), read.weight) for read in reads])
    return Second(trees.fit(columns, target, sample_weight=weights), centre, axes)


def export(second: Second, path: Path) -> None:
    """Write the model, and check that it is read as it was trained."""
    tables: dict[str, NDArray[Any]] = tables_of(second.trees)
    tables["centre"] = second.centre.astype(np.float16)
    tables["axes"] = np.ascontiguousarray(second.axes).astype(np.float16)
    save_file(tables, path, {"format": FORMAT, "encoder": MiniLmEncoder.fingerprint})
    SalienceAgain(tables)
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB")


def cross_validate(reads: Sequence[Read]) -> None:
    """Print what the second reading adds to the first, each article read by a model new to it."""
    folds = np.array([fold_of(read.example.key) for read in reads])
    worth = [read.first for read in reads]
    for fold in range(FOLDS):
        second = train([read for read, own in zip(reads, folds, strict=True) if own != fold])
        for n in np.flatnonzero(folds == fold).tolist():
            worth[n] = second.worth(reads[n])
    papers: dict[str, Callable[[Example], bool]] = {
        "CNN": lambda e: bool(e.reference) and not is_of_mail(e.key),
        "Daily Mail": lambda e: is_of_mail(e.key),
    }
    for paper, is_of in papers.items():
        places = [n for n, read in enumerate(reads) if is_of(read.example)][:MAIL_SCORED]
        compare([reads[n] for n in places], [worth[n] for n in places], paper)
    marked = [n for n, read in enumerate(reads) if not read.example.reference]
    compare_marked([reads[n] for n in marked], [worth[n] for n in marked])


def compare(reads: Sequence[Read], worth: Sequence[NDArray[np.float64]], paper: str) -> None:
    """Print ROUGE-1 and ROUGE-2 beside the first reading's and the first sentences'."""
    choose = policy_of(BRIEF)
    overlaps = [
        Overlap([terms(s) for s in r.example.sentences], terms(r.example.reference)) for r in reads
    ]
    found = rouge(
        overlaps, [choose(r.example, w, WORDS) for r, w in zip(reads, worth, strict=True)]
    )
    before = rouge(overlaps, [choose(r.example, r.first, WORDS) for r in reads])
    leads = rouge(overlaps, [range(min(3, len(r.example.places))) for r in reads])
    print(f"{paper}: {len(reads)} articles, ROUGE-1 and ROUGE-2")
    for name, other in (("first reading", before), ("Lead-3", leads)):
        more = found - other
        errors = more.std(axis=0) / np.sqrt(len(more))
        shown = [f"{m:+.2f} ± {e:.2f}" for m, e in zip(more.mean(axis=0), errors, strict=True)]
        print(f"  over {name}: {', '.join(shown)}", flush=True)


def compare_marked(reads: Sequence[Read], worth: Sequence[NDArray[np.float64]]) -> None:
    """Print the F-measure of marked sentences, chosen within as many words as they have."""
    choose = policy_of(FULL)
    scores = []
    for read, own in zip(reads, worth, strict=True):
        marks = set(np.flatnonzero(read.example.chosen[: len(own)]).tolist())
        words = int(sum(len(read.example.sentences[n].split()) for n in marks))
        sets = [set(choose(read.example, each, words)) for each in (read.first, own)]
        scores.append([200 * len(marks & s) / max(len(marks) + len(s), 1) for s in sets])
    table = np.array(scores)
    more = table[:, 1] - table[:, 0]
    print(f"marked: {len(reads)} articles, F1 {table[:, 0].mean():.1f}, read again")
    print(f"  {table[:, 1].mean():.1f}: {more.mean():+.1f} ± {more.std() / np.sqrt(len(more)):.1f}")


if __name__ == "__main__":
    main()
