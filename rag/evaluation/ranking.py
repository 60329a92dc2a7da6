"""A BEIR folder -> nDCG, reciprocal rank and recall of the project's own retrieval.

The corpus goes into a throw-away index, split and embedded as files are. A document stands where
its best passage stands. Scores by ir-measures (the trec_eval definitions).
"""

from __future__ import annotations

import hashlib
import logging
import re
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from rag.config import Config
from rag.errors import RagError
from rag.evaluation.rows import Measures, milliseconds_each, read_lines, read_rows, text_of
from rag.index import Index
from rag.passages import split
from rag.retrieval import Retriever
from rag.types import Document, Encoder, Paragraph, Passage, Span

logger = logging.getLogger(__name__)

#: Documents in a ranking, as recall@100 needs.
DEPTH = 100
#: Passages asked for, so that documents of several passages still fill a ranking.
PASSAGES = 2 * DEPTH
#: Passages that are gathered before they are encoded together.
ENCODE_AHEAD = 256

Judgments = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Item:
    """A document or a query of a BEIR folder."""

    id: str
    title: str
    text: str


def evaluate_retrieval(
    folder: Path, encoder: Encoder, config: Config, limit: int | None = None
) -> Measures:
    """Index a folder's corpus and rank its documents for each judged query.

    :param folder: holds ``corpus.jsonl``, ``queries.jsonl`` (each may end in ``.gz``) and
        ``qrels.tsv``, or ``qrels/test.tsv``.
    :param limit: judged queries at most, in the order of their file; always the whole corpus.
    :raises RagError: a file is missing or malformed, or no query is judged.
    """
    corpus = read_rows(_find(folder, "corpus.jsonl", "corpus.jsonl.gz"), parse_item)
    queries = read_rows(_find(folder, "queries.jsonl", "queries.jsonl.gz"), parse_item)
    judgments = read_judgments(_find(folder, "qrels.tsv", "qrels/test.tsv"))
    judged = list(islice((query for query in queries if query.id in judgments), limit))
    if not judged:
        raise RagError(f"no query of {folder} is judged; its qrels and queries must share ids")
    with tempfile.TemporaryDirectory(prefix="footnote-evaluate-") as name:
        rankings, seconds = _rank(Path(name), corpus, judged, encoder, config)
    return {
        "queries": len(judged),
        **score_rankings(rankings, {query.id: judgments[query.id] for query in judged}),
        "ms_per_query": milliseconds_each(seconds, len(judged)),
    }


def parse_item(row: Any) -> Item:
    """Turn the JSON of one line into a document or query.

    :raises ValueError: ``_id`` or ``text`` is missing or of another type.
    """
    title = row.get("title") if isinstance(row, dict) else None
    text = text_of(row, "text")
    return Item(text_of(row, "_id"), title if isinstance(title, str) else "", text)


def read_judgments(path: Path) -> Judgments:
    """Read tab-separated query, document and grade; a first line of names is passed over.

    :returns: the documents of each query that has at least one grade above 0.
    :raises RagError: the file cannot be read, or a line is malformed.
    """
    judgments: Judgments = {}
    for number, line in read_lines(path):
        fields = line.rstrip("\r\n").split("\t")
        if len(fields) == 3 and re.fullmatch(r"-?\d+", fields[2]):
            judgments.setdefault(fields[0], {})[fields[1]] = int(fields[2])
        elif number > 1:
            raise RagError(
                f"{path}, line {number}: expected query, document and a whole number, "
                "separated by tabs; mend it"
            )
    return {query: grades for query, grades in judgments.items() if max(grades.values()) > 0}


def score_rankings(rankings: Mapping[str, Sequence[str]], judgments: Judgments) -> Measures:
    """Return nDCG@10, MRR@10, recall@10 and recall@100; a query without results counts 0.

    :param rankings: document ids, best first, by query.
    """
    import ir_measures
    from ir_measures import RR, R, nDCG

    names = {nDCG @ 10: "ndcg@10", RR @ 10: "mrr@10", R @ 10: "recall@10", R @ 100: "recall@100"}
    # The place is the score, so that the scorer cannot break ties in another order than ours.
    run = {
        query: {document: -float(place) for place, document in enumerate(ranking)}
        for query, ranking in rankings.items()
    }
    totals = dict.fromkeys(names.values(), 0.0)
    for metric in ir_measures.iter_calc(list(names), judgments, run):
        totals[names[metric.measure]] += metric.value
    return {name: round(100 * total / len(judgments), 2) for name, total in totals.items()}


def _find(folder: Path, *names: str) -> Path:
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise RagError(f"{folder} has no {names[0]}; give a folder in the BEIR layout")


def _rank(
    place: Path, corpus: Sequence[Item], queries: Sequence[Item], encoder: Encoder, config: Config
) -> tuple[dict[str, list[str]], float]:
    """Return the ranking for each query, and the seconds that ranking took."""
    opened = partial(
        Index.open, place, fingerprint=encoder.fingerprint, dimension=encoder.dimension
    )
    with opened(write=True) as index:
        fill_index(index, corpus, encoder)
    with opened(write=False) as index:
        retriever = Retriever(index, encoder, config.retrieval)
        retriever.retrieve(queries[0].text, PASSAGES)  # what is loaded once is not timed
        started = time.perf_counter()
        rankings = {query.id: rank_documents(retriever, query.text) for query in queries}
        return rankings, time.perf_counter() - started


def rank_documents(retriever: Retriever, query: str) -> list[str]:
    """Return the sources of the documents found for a query, each where its best passage stands."""
    hits = retriever.retrieve(query, PASSAGES)
    return list(dict.fromkeys(hit.passage.document.source for hit in hits))[:DEPTH]


def fill_index(index: Index, corpus: Sequence[Item], encoder: Encoder) -> None:
    """Split, embed and store a corpus; each document's source is its id."""
    for batch in _batches(corpus, encoder):
        texts = [passage.embedded_text for _, passages in batch for passage in passages]
        vectors = encoder.encode(texts)
        start = 0
        for document, passages in batch:
            stop = start + len(passages)
            index.put(document, passages, vectors[start:stop], content_hash=_hash(document.source))
            start = stop


def _batches(
    corpus: Sequence[Item], encoder: Encoder
) -> Iterator[list[tuple[Document, tuple[Passage, ...]]]]:
    batch: list[tuple[Document, tuple[Passage, ...]]] = []
    for item in corpus:
        document = _document(item)
        passages = split(document, encoder)
        if passages:
            batch.append((document, passages))
        if sum(len(passages) for _, passages in batch) >= ENCODE_AHEAD:
            yield batch
            batch = []
    if batch:
        yield batch


def _document(item: Item) -> Document:
    text = item.text.strip()
    paragraphs = (Paragraph(Span(0, len(text))),) if text else ()
    return Document(_hash(item.id)[:12], item.title, item.id, text, paragraphs)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
