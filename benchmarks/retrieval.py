"""How well passages are found: ``python -m benchmarks.retrieval [--limit N] [--read 20]``.

Each corpus of ``../shared/data/retrieval`` is indexed and its judged queries are ranked by the
words alone (BM25), by the encoder alone, by both as ``retrieve`` does, and by both and then the
reader over the best 20 passages. Prints a Markdown table: nDCG@10, MRR@10, recall@10 and recall@100
in per cent, and milliseconds a query (compare them with each other, not with other machines').
cisi and squad-paragraphs were tuned on; scifact was not. ``--read 0`` leaves the reader out;
``--indexes FOLDER`` keeps the indexes for the next run.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.candidates import CANDIDATES, Corpus, collect, opened, ordered
from rag.config import EncoderConfig, RetrievalConfig
from rag.embedding import load_encoder
from rag.evaluation.ranking import DEPTH, rank_documents, score_rankings
from rag.index import Index
from rag.judging import Network, load_network
from rag.retrieval import Retriever
from rag.types import Encoder
from rag.weights import READER_WEIGHTS, shipped

ROOT = Path(__file__).resolve().parent.parent
CORPORA = ("cisi", "squad-paragraphs", "scifact")
MEASURES = ("ndcg@10", "mrr@10", "recall@10", "recall@100")
#: Shares of the encoder, and of the reader where it reads: benchmarks/fusion.py chose them.
DENSE_SHARE = RetrievalConfig().dense_weight
READER_SHARE = 0.4

Ranker = Callable[[str], list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--corpora", nargs="+", default=CORPORA, help="folders of retrieval/")
    parser.add_argument("--limit", type=int, help="judged queries of each corpus; all by default")
    parser.add_argument("--read", type=int, default=20, help="passages that the reader reads")
    parser.add_argument("--indexes", type=Path)
    given = parser.parse_args()
    if not (given.data / "retrieval").is_dir():
        parser.exit(0, f"There is no folder {given.data}/retrieval; name one with --data.\n")
    encoder = load_encoder(EncoderConfig())
    network = load_network(shipped(READER_WEIGHTS)) if given.read else None
    print(f"| corpus (queries) | ranked by | {' | '.join(MEASURES)} | ms a query |")
    print(f"|---|---|{'---|' * (len(MEASURES) + 1)}")
    for name in given.corpora:
        folder = given.data / "retrieval" / name
        with opened(folder, encoder, given.limit, given.indexes) as corpus:
            measure(corpus, encoder, network, given.read)


def measure(corpus: Corpus, encoder: Encoder, network: Network | None, read: int) -> None:
    """Print a row for each way to rank."""
    retriever = Retriever(corpus.index, encoder, RetrievalConfig())

    def words(query: str) -> list[str]:
        found = dict(corpus.index.search_words(query, CANDIDATES))
        return sources(corpus.index, ordered(found))

    def dense(query: str) -> list[str]:
        vector = encoder.encode([query])[0]
        found = dict(corpus.index.search_vectors(vector, CANDIDATES))
        return sources(corpus.index, ordered(found))

    def reread(query: str) -> list[str]:
        found = collect(corpus.index, encoder, query, network, read)
        return found.documents(found.reread(found.fused(DENSE_SHARE), READER_SHARE, read))

    rankers: dict[str, Ranker] = {
        "words (BM25)": words,
        "meaning (encoder)": dense,
        "both, as shipped": lambda query: rank_documents(retriever, query),
    }
    if network is not None:
        rankers[f"both, and the reader over {read}"] = reread
    for name, ranker in rankers.items():
        show(corpus, name, ranker)


def sources(index: Index, ids: list[int]) -> list[str]:
    """Return the documents of passages, in their order."""
    passages = index.passages(ids)
    return list(dict.fromkeys(passages[key].document.source for key in ids))[:DEPTH]


def show(corpus: Corpus, name: str, ranker: Ranker) -> None:
    ranker(corpus.queries[0].text)  # what is loaded once is not timed
    started = time.perf_counter()
    rankings = {query.id: ranker(query.text) for query in corpus.queries}
    each = 1e3 * (time.perf_counter() - started) / len(corpus.queries)
    scores = score_rankings(rankings, corpus.judgments)
    values = " | ".join(f"{scores[key]:.1f}" for key in MEASURES)
    print(f"| {corpus.name} ({len(corpus.queries)}) | {name} | {values} | {each:.0f} |", flush=True)


if __name__ == "__main__":
    main()
