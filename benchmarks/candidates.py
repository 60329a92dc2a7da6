"""What each ranking says of a query's passages, so that every fusion of them can be tried."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from rag.evaluation.ranking import DEPTH, Item, Judgments, fill_index, parse_item, read_judgments
from rag.evaluation.rows import read_rows
from rag.index import Index
from rag.judged import judge_hits
from rag.judging import Network
from rag.retrieval import fuse
from rag.types import FOUND, Encoder, Hit

#: Passages taken from each ranking.
CANDIDATES = 200
#: Added to every place in a reciprocal rank. Source: Cormack, Clarke and Buettcher 2009.
RANK_CONSTANT = 60
#: A share as shipped; the reader reads the passages in this order.
SHARE = 0.5

Scores = Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus in an index, and its judged queries."""

    name: str
    index: Index
    queries: list[Item]
    judgments: Judgments


@dataclass(frozen=True, slots=True)
class Candidates:
    """The passages that were found for a query, by id.

    :param near: cosines of the dense ranking.
    :param words: BM25 scores of the ranking by words.
    :param cosines: of all passages of both.
    :param relevance: the reader's logit, of the passages that it read.
    :param sources: the document of each passage.
    """

    near: Scores
    words: Scores
    cosines: Scores
    relevance: Scores
    sources: Mapping[int, str]

    def fused(self, share: float) -> dict[int, float]:
        """Return the weighted sums of both scores, as they are shipped."""
        return fuse(self.cosines, self.words, share)

    def reciprocal(self, *rankings: Scores) -> dict[int, float]:
        """Return the sums of reciprocal ranks over the rankings."""
        totals = dict.fromkeys(self.sources, 0.0)
        for ranking in rankings:
            for place, key in enumerate(ordered(ranking), start=1):
                totals[key] += 1 / (RANK_CONSTANT + place)
        return totals

    def reread(self, scores: Scores, share: float, depth: int) -> dict[int, float]:
        """Return the scores with the reader's share mixed in among the best ``depth``.

        Both are brought to 0..1 over these, so the logits' scale does not matter.
        """
        head = [key for key in ordered(scores)[:depth] if key in self.relevance]
        read = spread({key: self.relevance[key] for key in head})
        kept = spread({key: scores[key] for key in head})
        mixed = {key: 2 + share * read[key] + (1 - share) * kept[key] for key in head}
        return {**scores, **mixed}

    def reread_by_rank(self, scores: Scores, depth: int) -> dict[int, float]:
        """Return the scores with the sums of reciprocal ranks for the best ``depth``."""
        head = [key for key in ordered(scores)[:depth] if key in self.relevance]
        totals = self.reciprocal(
            {key: scores[key] for key in head}, {key: self.relevance[key] for key in head}
        )
        return {**scores, **{key: 2 + totals[key] for key in head}}

    def documents(self, scores: Scores) -> list[str]:
        """Return the documents in the order of their best passages."""
        return list(dict.fromkeys(self.sources[key] for key in ordered(scores)))[:DEPTH]


def ordered(scores: Scores) -> list[int]:
    """Return the ids by falling score, equal ones by id."""
    return sorted(scores, key=lambda key: (-scores[key], key))


def spread(scores: Scores) -> dict[int, float]:
    """Bring scores to 0..1."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    return {key: (value - low) / ((high - low) or 1.0) for key, value in scores.items()}


@contextmanager
def opened(
    folder: Path, encoder: Encoder, limit: int | None, kept: Path | None
) -> Iterator[Corpus]:
    """Index a corpus, or open its index where one was kept.

    :param limit: judged queries at most.
    :param kept: where indexes are kept from run to run; thrown away when None.
    """
    judgments = read_judgments(folder / "qrels.tsv")
    queries = read_rows(folder / "queries.jsonl", parse_item)
    judged = list(islice((query for query in queries if query.id in judgments), limit))
    with tempfile.TemporaryDirectory() as thrown_away:
        place = (kept or Path(thrown_away)) / folder.name
        place.parent.mkdir(parents=True, exist_ok=True)
        with Index.open(
            place, fingerprint=encoder.fingerprint, dimension=encoder.dimension, write=True
        ) as index:
            if not index.documents():
                fill_index(index, read_rows(folder / "corpus.jsonl.gz", parse_item), encoder)
            wanted = {query.id: judgments[query.id] for query in judged}
            yield Corpus(folder.name, index, judged, wanted)


def collect(
    index: Index, encoder: Encoder, query: str, network: Network | None, depth: int
) -> Candidates:
    """Return what each ranking says of a query's passages.

    :param network: reads the ``depth`` best passages; none are read when None.
    """
    vector = encoder.encode([query])[0]
    near = dict(index.search_vectors(vector, CANDIDATES))
    words = dict(index.search_words(query, CANDIDATES))
    missing = [key for key in words if key not in near]
    products = index.vectors(missing) @ vector if missing else []
    cosines = {**near, **{key: float(v) for key, v in zip(missing, products, strict=True)}}
    passages = index.passages(list(cosines))
    sources = {key: passage.document.source for key, passage in passages.items()}
    best = ordered(fuse(cosines, words, SHARE))[:depth] if network else []
    hits = [Hit(passages[key], 0.0, rank, FOUND) for rank, key in enumerate(best, start=1)]
    judgments = judge_hits(network, query, hits) if network else []
    relevance = {key: judged.relevance for key, judged in zip(best, judgments, strict=True)}
    return Candidates(near, words, cosines, relevance, sources)


def collect_all(
    corpus: Corpus, encoder: Encoder, network: Network | None, depth: int
) -> Sequence[Candidates]:
    """Return the candidates of each query, in their order."""
    return [collect(corpus.index, encoder, q.text, network, depth) for q in corpus.queries]
