"""Passages for ``benchmarks/scale.py``: real text, real vectors, and mixtures of both.

The first ``BASES`` are real: paragraphs of squad1.1-train and runs of five sentences of cnndm-a,
in random order, with vectors of the real encoder (kept under ``build/scale``, so that they are
encoded once). Every further one is made of two real ones that are near to each other: half of the
sentences of each, and as its vector the mean of theirs, weighted by how much of each was taken,
with noise of ``NOISE`` times its length, scaled to length one. No two have the same text.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from rag.config import EncoderConfig
from rag.embedding import load_encoder
from rag.types import Document, Paragraph, Passage, Role, Span, Vectors

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
CACHE = ROOT / "build" / "scale"
#: How many texts are encoded.
BASES = 10_000
NOISE = 0.35
#: A mixture's second part is drawn from so many nearest of its first.
PARTNERS = 12
PASSAGES_A_DOCUMENT = 20
_ENCODED_AT_ONCE = 500
_MADE_AT_ONCE = 4000
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'“])")


def base_texts() -> list[list[str]]:
    """Return the sentences of each real passage, in an order that never changes."""
    with gzip.open(DATA / "qa" / "squad1.1-train.jsonl.gz", "rt", encoding="utf-8") as rows:
        squad = list(dict.fromkeys(" ".join(json.loads(row)["context"].split()) for row in rows))
    passages = [_SENTENCE_END.split(text) for text in squad]
    with gzip.open(DATA / "summaries" / "cnndm-a.jsonl.gz", "rt", encoding="utf-8") as rows:
        for row in rows:
            sentences = _SENTENCE_END.split(" ".join(json.loads(row)["text"].split()))
            runs = (sentences[start : start + 5] for start in range(0, len(sentences) - 4, 5))
            passages.extend(run for run in runs if 300 < sum(map(len, run)) < 1200)
    passages = [passage for passage in passages if len(passage) > 1]
    return random.Random(0).sample(passages, BASES)


def base_vectors(texts: list[list[str]]) -> Vectors:
    """Return float32[BASES, d], encoded now or before; an interruption loses little."""
    CACHE.mkdir(parents=True, exist_ok=True)
    encoder = load_encoder(EncoderConfig())
    parts = []
    for start in range(0, len(texts), _ENCODED_AT_ONCE):
        path = CACHE / f"base-{start:06}.npy"
        if not path.exists():
            joined = [" ".join(text) for text in texts[start : start + _ENCODED_AT_ONCE]]
            np.save(path, encoder.encode(joined).astype(np.float16))
        parts.append(np.load(path))
    return np.concatenate(parts).astype(np.float32)


def near_bases(vectors: Vectors) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Return the places of the nearest ``PARTNERS`` of each row, itself left out."""
    import faiss

    path = CACHE / f"near-{len(vectors)}-{PARTNERS}.npy"
    if not path.exists():
        exact = faiss.IndexFlatIP(vectors.shape[1])
        exact.add(vectors)
        np.save(path, exact.search(vectors, PARTNERS + 1)[1][:, 1:])
    found: np.ndarray[tuple[int, int], np.dtype[np.int64]] = np.load(path)
    return found


def made_passages(count: int) -> Iterator[tuple[str, Vectors]]:
    """Yield ``count`` texts and their vectors; a larger count begins with the same ones."""
    texts = base_texts()
    vectors = base_vectors(texts)
    for text, vector in zip(texts[:count], vectors[:count], strict=True):
        yield " ".join(text), vector
    near = near_bases(vectors)
    draw, numbers = random.Random(1), np.random.default_rng(1)
    seen: set[bytes] = set()
    left = count - len(texts)
    while left > 0:
        mixed = [_mixed(texts, near, draw, seen) for _ in range(min(left, _MADE_AT_ONCE))]
        first, second = (np.array([row[place] for row in mixed]) for place in (1, 2))
        share = np.array([row[3] for row in mixed], dtype=np.float32)[:, None]
        rows = _mean(vectors[first], vectors[second], share, numbers)
        yield from zip((row[0] for row in mixed), rows, strict=True)
        left -= len(mixed)


def made_vectors(count: int) -> Vectors:
    """Return float32[count, d] like those of :func:`made_passages`, without any text."""
    vectors = base_vectors(base_texts())
    near, numbers = near_bases(vectors), np.random.default_rng(1)
    made = np.empty((count, vectors.shape[1]), dtype=np.float32)
    made[: len(vectors)] = vectors[:count]
    for start in range(len(vectors), count, _MADE_AT_ONCE):
        size = min(_MADE_AT_ONCE, count - start)
        first = numbers.integers(0, len(vectors), size)
        second = near[first, numbers.integers(0, PARTNERS, size)]
        share = numbers.uniform(0.35, 0.65, (size, 1)).astype(np.float32)
        rows = _mean(vectors[first], vectors[second], share, numbers)
        made[start : start + size] = rows.astype(np.float16)
    return made


def _mean(first: Vectors, second: Vectors, share: Vectors, numbers: np.random.Generator) -> Vectors:
    rows = share * first + (1 - share) * second
    noise = np.asarray(numbers.normal(size=rows.shape), np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    rows += NOISE * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def _mixed(
    texts: list[list[str]],
    near: np.ndarray[tuple[int, int], np.dtype[np.int64]],
    draw: random.Random,
    seen: set[bytes],
) -> tuple[str, int, int, float]:
    while True:
        first = draw.randrange(len(texts))
        second = int(near[first, draw.randrange(PARTNERS)])
        halves = [_half(texts[place], draw) for place in (first, second)]
        text = " ".join([*halves[0], *halves[1]])
        digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
        if digest not in seen:
            seen.add(digest)
            lengths = [sum(map(len, half)) for half in halves]
            return text, first, second, lengths[0] / sum(lengths)


def _half(sentences: list[str], draw: random.Random) -> list[str]:
    kept = sorted(draw.sample(range(len(sentences)), -(-len(sentences) // 2)))
    return [sentences[place] for place in kept]


def made_documents(count: int) -> Iterator[tuple[Document, list[Passage], Vectors, str]]:
    """Yield documents that hold ``count`` passages together, and what is stored with them."""
    rows: list[tuple[str, Vectors]] = []
    for row in made_passages(count):
        rows.append(row)
        if len(rows) == PASSAGES_A_DOCUMENT:
            yield _document(rows)
            rows = []
    if rows:
        yield _document(rows)


def _document(rows: list[tuple[str, Vectors]]) -> tuple[Document, list[Passage], Vectors, str]:
    text = "\n\n".join(words for words, _ in rows)
    spans, start = [], 0
    for words, _ in rows:
        spans.append(Span(start, start + len(words)))
        start += len(words) + 2
    digest = hashlib.sha256(text.encode()).hexdigest()
    title = " ".join(text.split()[:6])
    paragraphs = tuple(Paragraph(span) for span in spans)
    document = Document(digest[:12], title, f"{digest[:12]}.txt", text, paragraphs)
    passages = [
        Passage(document, span, number, Role.BODY, "", None, _sentences(text, span))
        for number, span in enumerate(spans, start=1)
    ]
    return document, passages, np.stack([vector for _, vector in rows]), digest


def _sentences(text: str, span: Span) -> tuple[Span, ...]:
    edges = [span.start]
    for match in _SENTENCE_END.finditer(text, span.start, span.end):
        edges += [match.start(), match.end()]
    edges.append(span.end)
    return tuple(Span(*pair) for pair in zip(edges[::2], edges[1::2], strict=True))


def questions(count: int) -> list[str]:
    """Return real questions, asked of paragraphs of which many are among the passages."""
    with gzip.open(DATA / "qa" / "squad1.1-train.jsonl.gz", "rt", encoding="utf-8") as rows:
        asked = list(dict.fromkeys(json.loads(row)["question"].strip() for row in rows))
    return random.Random(2).sample(asked, count)
