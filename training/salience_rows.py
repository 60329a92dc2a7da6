"""Texts with summaries -> documents in vectors, with what each sentence is worth; kept on disk.

Run: ``python -m training.salience_rows --data ../shared/data --out build/salience [--hours 0.5]``.
Reads ``cnndm-a`` and ``bbc-train`` of ``summaries/``, in a seeded order, and stops when its time is
up; run again, it goes on. Documents are split and encoded as they are in use. The lines of
``bbc-train`` are first joined to paragraphs of one to four, as articles have them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.asking import plain_document
from rag.config import EncoderConfig
from rag.embedding import load_encoder
from rag.evaluation.rows import read_rows
from rag.passages import split
from rag.types import Document, Encoder, Passage
from training.salience_labels import Overlap, terms

SEED = 5
#: Documents in one file of the cache.
PART = 50
#: Passages of a document that are encoded: about nine hundred tokens.
PASSAGES = 4
#: Share of news items with a reference written by people; the rest has marked sentences.
NEWS_SHARE = 5 / 6


@dataclass(frozen=True, slots=True)
class Example:
    """A document.

    :param key: the row's id.
    :param source: the file that the row came from, such as ``cnndm-a``.
    :param places: int32[n]: the passage that each sentence lies in.
    :param vectors: float16[passages, d].
    :param worth: float32[n], 0..1: what each sentence shares with the reference.
    :param chosen: float32[n], 0 or 1: whether it belongs to the best choice.
    :param reference: the reference summary; empty where sentences were marked instead.
    """

    key: str
    source: str
    title: str
    sentences: tuple[str, ...]
    places: NDArray[np.int32]
    vectors: NDArray[np.float16]
    worth: NDArray[np.float32]
    chosen: NDArray[np.float32]
    reference: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--hours", type=float, default=24.0)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    encoder = load_encoder(EncoderConfig(threads=1))
    ends = time.monotonic() + 3600 * given.hours
    rows = order_rows(given.data / "summaries")
    for number, start in enumerate(range(0, len(rows), PART)):
        path = given.out / f"part-{number:03}.npz"
        if time.monotonic() > ends:
            break
        if not path.exists():
            started = time.monotonic()
            save(path, prepare(rows[start : start + PART], encoder))
            print(f"{path.name}: {time.monotonic() - started:.0f} s", flush=True)


def order_rows(folder: Path) -> list[dict[str, Any]]:
    """Return the rows of both files, each shuffled, mixed by ``NEWS_SHARE``."""
    chance = random.Random(SEED)
    news = read_rows(folder / "cnndm-a.jsonl.gz", dict)
    marked = read_rows(folder / "bbc-train.jsonl.gz", dict)
    chance.shuffle(news)
    chance.shuffle(marked)
    mixed = []
    while news and marked:
        mixed.append((news if chance.random() < NEWS_SHARE else marked).pop())
    return [*mixed, *news, *marked]


def prepare(rows: Sequence[dict[str, Any]], encoder: Encoder) -> list[Example]:
    """Split, encode and label documents."""
    documents = [document_of(row) for row in rows]
    groups = [split(document, encoder)[:PASSAGES] for document in documents]
    vectors = encoder.encode([p.embedded_text for group in groups for p in group])
    examples = []
    start = 0
    for row, group in zip(rows, groups, strict=True):
        own = vectors[start : start + len(group)]
        start += len(group)
        examples.append(_example(row, group, own.astype(np.float16)))
    return [example for example in examples if example.chosen.any()]


def document_of(row: dict[str, Any]) -> Document:
    """Return the document of a row of either file."""
    if "text" in row:
        return plain_document(row["text"])
    chance = random.Random(f"{SEED} {row['id']}")
    text = ""
    left = 0
    for line in row["sentences"]:
        text += " " if left else "\n"
        left = left - 1 if left else chance.randrange(4)
        text += line
    return plain_document(text, row["title"])


def _example(
    row: dict[str, Any], group: Sequence[Passage], vectors: NDArray[np.float16]
) -> Example:
    sentences = tuple(p.document.slice(span) for p in group for span in p.sentences)
    places = [number for number, p in enumerate(group) for _ in p.sentences]
    if "text" in row:
        overlap = Overlap([terms(s) for s in sentences], terms(row["summary"]))
        worth = overlap.alone()
        chosen = np.zeros(len(sentences), dtype=np.float32)
        chosen[overlap.oracle()] = 1
    else:
        marks = dict(zip(row["sentences"], row["in_summary"], strict=True))
        chosen = np.array([marks.get(s, 0) for s in sentences], dtype=np.float32)
        worth = chosen
    return Example(
        key=row["id"],
        source="cnndm-a" if "text" in row else "bbc-train",
        title=row.get("title", ""),
        sentences=sentences,
        places=np.array(places, dtype=np.int32),
        vectors=vectors,
        worth=worth,
        chosen=chosen,
        reference=row.get("summary", ""),
    )


def save(path: Path, examples: Sequence[Example]) -> None:
    """Write examples: words to one file, vectors to another; the second says that all is there."""
    words = [
        {
            "key": e.key,
            "source": e.source,
            "title": e.title,
            "sentences": e.sentences,
            "places": e.places.tolist(),
            "worth": [round(float(value), 4) for value in e.worth],
            "chosen": e.chosen.tolist(),
            "reference": e.reference,
        }
        for e in examples
    ]
    with gzip.open(path.with_suffix(".json.gz"), "wt", encoding="utf-8") as file:
        json.dump(words, file)
    np.savez(path, *[example.vectors for example in examples])


def load(folder: Path) -> Iterator[Example]:
    """Yield the examples of a cache, in order."""
    for path in sorted(folder.glob("part-*.npz")):
        with gzip.open(path.with_suffix(".json.gz"), "rt", encoding="utf-8") as file:
            words = json.load(file)
        with np.load(path) as stored:
            vectors = [stored[name] for name in stored.files]
        for row, own in zip(words, vectors, strict=True):
            yield Example(
                row["key"],
                row["source"],
                row["title"],
                tuple(row["sentences"]),
                np.array(row["places"], dtype=np.int32),
                own,
                np.array(row["worth"], dtype=np.float32),
                np.array(row["chosen"], dtype=np.float32),
                row["reference"],
            )


if __name__ == "__main__":
    main()
