"""What a message is taken for: requests, small talk, questions about the library, and questions.

Run: ``python -m benchmarks.routing [--set report-5|...|report|dev] [--data D] [--verbose]``.
The utterances are those of ``tests/data/utterances`` (its README describes the rows); those that
also stand in the training part are left out. Prints the accuracy, each intent's precision and
recall, and every confusion. Then the crucial error apart: of 2,000 questions of squad1.1-dev, how
many are routed away from the documents. Last, of the requests for a summary, a timeline or
quotations, how often the words that were taken for their subject are those of the target, articles
aside, and how often there was rightly none.

``--verbose`` lists the mistakes of ``dev``; those of the other parts, which nobody tunes on, only
by the line's number.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.config import EncoderConfig
from rag.embedding import load_encoder
from rag.environment import prepare_environment
from rag.evaluation.rows import read_rows
from rag.phrases import content_words
from rag.routing import Intent, Router, plain
from rag.wishes import read_wish

ROOT = Path(__file__).resolve().parent.parent
UTTERANCES = ROOT / "tests" / "data" / "utterances"
SQUAD_QUESTIONS = 2000


@dataclass(frozen=True, slots=True)
class Utterance:
    """A row of an utterance file.

    :param line: counted from 1.
    :param target: what a summary is asked of, or the language of a foreign one.
    """

    line: int
    intent: Intent
    text: str
    target: str


def read_utterances(part: str) -> list[Utterance]:
    """Return the rows of ``train``, ``dev`` or ``report``, in the order of the file."""
    lines = (UTTERANCES / f"{part}.tsv").read_text(encoding="utf-8").splitlines()
    rows = []
    for number, line in enumerate(lines, start=1):
        name, text, target = [*line.split("\t"), ""][:3]
        rows.append(Utterance(number, Intent(name), text, target))
    return rows


def unseen(rows: Sequence[Utterance]) -> list[Utterance]:
    """Return the rows whose words are not those of a training row."""
    known = {_words(row.text) for row in read_utterances("train")}
    return [row for row in rows if _words(row.text) not in known or row.intent is Intent.NOTHING]


def _words(text: str) -> str:
    return plain(text).strip("?!. ")


def squad_questions(data: Path, limit: int = SQUAD_QUESTIONS) -> list[str]:
    """Return questions of squad1.1-dev, drawn by a fixed seed."""
    path = data / "qa" / "squad1.1-dev.jsonl.gz"
    questions = read_rows(path, lambda row: str(row["question"]).strip())
    return random.Random(20261123).sample(questions, limit)


def print_confusion(pairs: Sequence[tuple[Intent, Intent]]) -> None:
    """Print a line an intent: how many, how many found, and what the others were taken for."""
    print(f"{'intent':10} {'rows':>5} {'recall':>7} {'precision':>10}  taken for")
    taken = Counter(found for _, found in pairs)
    for intent in Intent:
        of_it = [found for wanted, found in pairs if wanted is intent]
        right = of_it.count(intent)
        others = Counter(found.value for found in of_it if found is not intent)
        recall = f"{100 * right / len(of_it):6.1f}" if of_it else "     -"
        precision = f"{100 * right / taken[intent]:6.1f}" if taken[intent] else "     -"
        mixed = ", ".join(f"{name} {count}" for name, count in others.most_common())
        print(f"{intent.value:10} {len(of_it):5} {recall:>7} {precision:>10}  {mixed}")


def print_subjects(rows: Sequence[Utterance]) -> None:
    """Print how often the subject of a request is found, and how often none is made up."""
    requests = [
        row for row in rows if row.intent in (Intent.SUMMARY, Intent.TIMELINE, Intent.QUOTES)
    ]
    with_subject = [row for row in requests if row.target]
    without = [row for row in requests if not row.target]
    found = sum(
        set(content_words(read_wish(row.text).subject or "")) == set(content_words(row.target))
        for row in with_subject
    )
    none = sum(read_wish(row.text).subject is None for row in without)
    print(f"subjects found {found} of {len(with_subject)}, rightly none {none} of {len(without)}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parts = ("report-5", "report-4", "report-3", "report-2", "report", "dev")
    parser.add_argument("--set", choices=parts, default="report-2", dest="part")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--verbose", action="store_true", help="list the mistakes")
    given = parser.parse_args()
    prepare_environment()
    router = Router(load_encoder(EncoderConfig()))
    everything = read_utterances(given.part)
    rows = unseen(everything)
    started = time.perf_counter()
    pairs = [(row.intent, router.route(row.text).intent) for row in rows]
    each = 1e3 * (time.perf_counter() - started) / len(rows)
    right = sum(wanted is found for wanted, found in pairs)
    print(
        f"{given.part}: {len(rows)} utterances ({len(everything) - len(rows)} more stand in the "
        f"training part), {100 * right / len(rows):.1f} % right, {each:.1f} ms each"
    )
    print_confusion(pairs)
    if given.verbose:
        for row, (wanted, found) in zip(rows, pairs, strict=True):
            if wanted is not found:
                said = f": {row.text} -> {found}" if given.part == "dev" else ""
                print(f"  line {row.line} ({wanted}){said}")
    print_subjects(everything)
    if not (given.data / "qa").is_dir():
        print(f"There is no folder {given.data}/qa: SQuAD's questions were not asked.")
        return
    routes = [(question, router.route(question).intent) for question in squad_questions(given.data)]
    lost = Counter(intent.value for _, intent in routes if intent is not Intent.QUESTION)
    share = 100 * lost.total() / len(routes)
    print(f"squad1.1-dev: {lost.total()} of {len(routes)} routed away ({share:.2f} %) {dict(lost)}")


if __name__ == "__main__":
    main()
