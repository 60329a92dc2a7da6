"""What the share of the dense ranking does to retrieval.

Run: ``python -m benchmarks.fusion [--data ../shared/data] [--limit 300]``. Each corpus of the
folder ``retrieval/`` that may be tuned on (cisi and squad-paragraphs; scifact is for reporting) is
indexed once; its first judged queries are then ranked with each share. Prints nDCG@10 and
recall@10, in per cent. 0 is BM25 alone, 1 the encoder alone.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from itertools import islice
from pathlib import Path

from rag.config import EncoderConfig, RetrievalConfig
from rag.embedding import load_encoder
from rag.evaluation.ranking import (
    fill_index,
    parse_item,
    rank_documents,
    read_judgments,
    score_rankings,
)
from rag.evaluation.rows import read_rows
from rag.index import Index
from rag.retrieval import Retriever
from rag.types import Encoder

ROOT = Path(__file__).resolve().parent.parent
SHARES = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 1.0)
CORPORA = ("cisi", "squad-paragraphs")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--limit", type=int, default=300)
    given = parser.parse_args()
    if not (given.data / "retrieval").is_dir():
        parser.exit(0, f"There is no folder {given.data}/retrieval; name one with --data.\n")
    encoder = load_encoder(EncoderConfig())
    for name in CORPORA:
        measure(given.data / "retrieval" / name, encoder, given.limit)


def measure(folder: Path, encoder: Encoder, limit: int) -> None:
    corpus = read_rows(folder / "corpus.jsonl.gz", parse_item)
    judgments = read_judgments(folder / "qrels.tsv")
    queries = read_rows(folder / "queries.jsonl", parse_item)
    judged = list(islice((query for query in queries if query.id in judgments), limit))
    wanted = {query.id: judgments[query.id] for query in judged}
    print(f"{folder.name}: {len(corpus)} documents, {len(judged)} queries")
    with (
        tempfile.TemporaryDirectory() as place,
        Index.open(
            Path(place),
            fingerprint=encoder.fingerprint,
            dimension=encoder.dimension,
            write=True,
        ) as index,
    ):
        fill_index(index, corpus, encoder)
        for share in SHARES:
            config = replace(RetrievalConfig(), dense_weight=share)
            retriever = Retriever(index, encoder, config)
            rankings = {query.id: rank_documents(retriever, query.text) for query in judged}
            scores = score_rankings(rankings, wanted)
            print(
                f"  dense {share:.1f}  nDCG@10 {scores['ndcg@10']:6.2f}"
                f"  recall@10 {scores['recall@10']:6.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
