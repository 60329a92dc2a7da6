"""What the weights of selection and the number of words do, on rows that may be tuned on.

Run: ``python -m benchmarks.summary_weights [--data ../shared/data] [--limit 160]``. Takes rows of
``summaries/cnndm-a.jsonl.gz`` that the salience model was not trained on, as many from CNN as from
the Daily Mail, and prints the F-measures of ROUGE-1 and ROUGE-2 (stemmed) for each setting, beside
Lead-3 and beside the first sentences that fit the same words; and, for comparison, the sentences of
most worth one after the other unless they share three words in a row with one chosen before
(Paulus et al. 2018, "A Deep Reinforced Model for Abstractive Summarization", section 2.5).
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import numpy as np

from rag.asking import plain_document
from rag.candidates import is_whole
from rag.config import EncoderConfig
from rag.embedding import load_encoder
from rag.evaluation.rows import read_rows
from rag.evaluation.summaries import LEAD_SENTENCES, sentences_of
from rag.passages import split
from rag.selecting import Weighing, select
from rag.summarising import MAX_WORDS, SHORTLIST_WORDS, Shortlist, shorten
from rag.types import Encoder
from training.salience import is_held_out
from training.salience_labels import terms

ROOT = Path(__file__).resolve().parent.parent
BUDGETS = (60, 70, 80)
COVERAGES = (0.0, 0.3, 0.6)
THRIFTS = (0.0, 0.3, 0.6)
#: The rows from here on are the Daily Mail's.
FIRST_OF_MAIL = "cnndm-1094"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--limit", type=int, default=160)
    given = parser.parse_args()
    path = given.data / "summaries" / "cnndm-a.jsonl.gz"
    if not path.exists():
        parser.exit(0, f"There is no file {path}; name a folder with --data.\n")
    rows = choose_rows(path, given.limit)
    references = [row["summary"] for row in rows]
    texts = [sentences_of(row["text"]) for row in rows]
    show("Lead-3", [text[:LEAD_SENTENCES] for text in texts], references)
    for words in BUDGETS:
        show(f"first sentences, {words} words", [lead(text, words) for text in texts], references)
    encoder = load_encoder(EncoderConfig())
    shortlists = [read(row["text"], encoder) for row in rows]
    for words in BUDGETS:
        blocked = [without_trigrams(shortlist, words) for shortlist in shortlists]
        show(f"no three words twice, {words} words", blocked, references)
    for words, coverage, thrift in product(BUDGETS, COVERAGES, THRIFTS):
        weighing = Weighing(coverage, thrift)
        chosen = [
            [s.candidates[n].text for n in select(s.choice, words, words, weighing)]
            for s in shortlists
        ]
        show(f"{words} words, coverage {coverage}, thrift {thrift}", chosen, references)


def choose_rows(path: Path, limit: int) -> list[dict[str, Any]]:
    """Return held-out rows, by turns of one paper and of the other."""
    held = [row for row in read_rows(path, dict) if is_held_out(row["id"])]
    numbers = [int(row["id"].split("-")[1]) for row in held]
    border = int(FIRST_OF_MAIL.split("-")[1])
    one = [row for row, number in zip(held, numbers, strict=True) if number < border]
    other = [row for row, number in zip(held, numbers, strict=True) if number >= border]
    return [row for pair in zip(one, other, strict=False) for row in pair][:limit]


def read(text: str, encoder: Encoder) -> Shortlist:
    """Return the short list of a text."""
    passages = split(plain_document(text), encoder)
    vectors = encoder.encode([passage.embedded_text for passage in passages])
    return shorten([passages], [vectors], encoder, MAX_WORDS // SHORTLIST_WORDS)


def lead(sentences: Sequence[str], words: int) -> list[str]:
    """Return the first whole sentences that fit."""
    chosen: list[str] = []
    for sentence in filter(is_whole, sentences):
        words -= len(sentence.split())
        if words < 0:
            break
        chosen.append(sentence)
    return chosen


def without_trigrams(shortlist: Shortlist, words: int) -> list[str]:
    """Return the sentences of most worth that fit and share no three words in a row."""
    known: set[tuple[str, ...]] = set()
    chosen = []
    for place in np.argsort(-shortlist.worth, kind="stable"):
        candidate = shortlist.candidates[place]
        each = terms(candidate.text)
        triples = set(zip(each, each[1:], each[2:], strict=False))
        if candidate.words <= words and not triples & known:
            words -= candidate.words
            known |= triples
            chosen.append(candidate.text)
    return chosen


def show(name: str, summaries: Sequence[Sequence[str]], references: Sequence[str]) -> None:
    pairs = list(zip(summaries, references, strict=True))
    means = [100 * np.mean([f_measure(s, r, size) for s, r in pairs]) for size in (1, 2)]
    print(f"{name:44} {means[0]:6.2f} {means[1]:6.2f}", flush=True)


def f_measure(sentences: Sequence[str], reference: str, size: int) -> float:
    """Return the F-measure, 0..1, of ROUGE-1 or ROUGE-2."""
    ours: Counter[object] = Counter()
    for sentence in sentences:
        ours.update(grams(sentence, size))
    wanted = grams(reference, size)
    whole = sum(ours.values()) + sum(wanted.values())
    return 2 * sum((ours & wanted).values()) / whole if whole else 0.0


def grams(text: str, size: int) -> Counter[object]:
    words = terms(text)
    return Counter(words if size == 1 else pairwise(words))


if __name__ == "__main__":
    main()
