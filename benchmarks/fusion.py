"""Choose how the rankings are mixed: ``python -m benchmarks.fusion [--limit 300] [--read 100]``.

On the two corpora that may be tuned on (cisi and squad-paragraphs; scifact is for reporting), each
judged query is ranked by weighted sums of cosine and BM25 with each share of the former (0 is BM25
alone, 1 the encoder alone), and by reciprocal ranks. Then the reader reads the 20 best passages
of the first ``--read`` queries, and its relevance is mixed in with each share (0 is without
it, 1 it alone), and by reciprocal ranks. Prints nDCG@10, MRR@10 and recall@10, in per cent. The
first table chooses ``retrieval.dense_weight``; run it again when the encoder or the reader changes.
``--indexes FOLDER`` keeps the indexes for the next run.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from benchmarks.candidates import Candidates, Corpus, Scores, collect_all, opened
from rag.config import EncoderConfig, RetrievalConfig
from rag.embedding import load_encoder
from rag.evaluation.ranking import score_rankings
from rag.judging import Network, load_network
from rag.types import Encoder
from rag.weights import READER_WEIGHTS, shipped

ROOT = Path(__file__).resolve().parent.parent
CORPORA = ("cisi", "squad-paragraphs")
SHARES = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 1.0)
READER_SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
READ_DEPTH = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--limit", type=int, default=300)
    parser.add_argument("--read", type=int, default=100)
    parser.add_argument("--indexes", type=Path)
    given = parser.parse_args()
    if not (given.data / "retrieval").is_dir():
        parser.exit(0, f"There is no folder {given.data}/retrieval; name one with --data.\n")
    encoder = load_encoder(EncoderConfig())
    network = load_network(shipped(READER_WEIGHTS))
    for name in CORPORA:
        folder = given.data / "retrieval" / name
        with opened(folder, encoder, given.limit, given.indexes) as corpus:
            print(f"{corpus.name}: {len(corpus.queries)} queries")
            compare_first_stage(corpus, encoder)
        with opened(folder, encoder, given.read, given.indexes) as corpus:
            print(f"{corpus.name}: {len(corpus.queries)} queries, read")
            compare_readers(corpus, encoder, network)


def compare_first_stage(corpus: Corpus, encoder: Encoder) -> None:
    found = collect_all(corpus, encoder, None, 0)
    for share in SHARES:
        show(corpus, found, f"dense {share:.1f}", partial(Candidates.fused, share=share))
    show(corpus, found, "reciprocal ranks", lambda one: one.reciprocal(one.near, one.words))


def compare_readers(corpus: Corpus, encoder: Encoder, network: Network) -> None:
    found = collect_all(corpus, encoder, network, READ_DEPTH)
    for share in READER_SHARES:
        show(corpus, found, f"reader {share:.1f}", partial(reread, share=share))
    show(corpus, found, "reciprocal ranks", reread_by_rank)


def reread(one: Candidates, share: float) -> Scores:
    return one.reread(one.fused(RetrievalConfig().dense_weight), share, READ_DEPTH)


def reread_by_rank(one: Candidates) -> Scores:
    return one.reread_by_rank(one.fused(RetrievalConfig().dense_weight), READ_DEPTH)


def show(
    corpus: Corpus, found: Sequence[Candidates], name: str, scored: Callable[[Candidates], Scores]
) -> None:
    """Print the measures of one way to score."""
    rankings = {
        query.id: one.documents(scored(one))
        for query, one in zip(corpus.queries, found, strict=True)
    }
    scores = score_rankings(rankings, corpus.judgments)
    values = "  ".join(f"{key} {scores[key]:6.2f}" for key in ("ndcg@10", "mrr@10", "recall@10"))
    print(f"  {name:18}  {values}", flush=True)


if __name__ == "__main__":
    main()
