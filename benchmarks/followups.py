"""Follow-up questions: does the rewritten question find what a human rewrite finds?

Run: ``python -m benchmarks.followups [--set report-2|report|dev] [--data ../shared/data]
[--verbose]``.

**Own conversations** (``tests/data/utterances/conversations-*.tsv``): two or three turns about an
article of ``tests/data/articles``, with the words that answer the last one. All articles are
indexed, and the Wikinews articles with them where they are there; counted is whether a passage with
these words is among the first five found, and whether the answer has a footnote to them.

**Own questions** (``tests/data/questions``), each asked after one about the same article that it
does not lean on: what they lose, and whether those without an answer are still declined.

**MTRAG's rewrites** (``conversation/mtrag-rewrites.jsonl``) come without their passages, so this is
a stand-in: the questions are put to a library of other texts (SQuAD's paragraphs, drawn by a fixed
seed, and the Wikinews articles), and what the human rewrite finds *there* is taken as right. Found
is how often the first passage of the human rewrite is among our first five; shared, how many of its
first five are. It says whether both questions look for the same thing, not whether that is the
answer. Only turns after the first count; half of the conversations, drawn by seed, are ``dev``.

**Nearest**, of the same rows: how often the vector of the question is nearest to that of its own
human rewrite among all the human rewrites of the half, and among the five nearest. It needs no
passages: a question that lacks its subject is near to many.

**Standing alone**: questions of squad1.1-dev, each with a question about another article before it,
must come back unchanged. Many of them lean on their paragraph all the same ("when did he die?").

For each kind of query: the last turn as typed; it with the question before (what was done until
now); ours; and the human's.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from benchmarks.questions import SEEDS, WIKINEWS, Outcome, holds, open_library, read_questions
from rag.config import Config, EncoderConfig
from rag.earlier import NoSources
from rag.embedding import load_encoder
from rag.environment import prepare_environment
from rag.evaluation.ranking import Item, fill_index
from rag.evaluation.rows import read_rows
from rag.index import Index
from rag.library import Library
from rag.rewriting import stand_alone
from rag.types import Encoder

ROOT = Path(__file__).resolve().parent.parent
CONVERSATIONS = ROOT / "tests" / "data" / "utterances"
ARTICLES = ROOT / "tests" / "data" / "articles"
SEED = 20261123
#: Paragraphs of SQuAD that the stand-in library holds.
PARAGRAPHS = 4000
ALONE = 1000
#: Cosine from which a passage bears on a question.
NEAR = 0.5
DEPTH = 5


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation: its turns, the last one as a question of its own, and what answers it."""

    file: str
    turns: tuple[str, ...]
    rewrite: str
    evidence: str


@dataclass(slots=True)
class Tally:
    """How a kind of query did."""

    found: int = 0
    shared: int = 0

    def add(self, found: bool, shared: int = 0) -> None:
        """Count one query."""
        self.found += found
        self.shared += shared


def read_conversations(part: str) -> list[Talk]:
    """Return the own conversations of ``dev`` or ``report``."""
    lines = (CONVERSATIONS / f"conversations-{part}.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    return [Talk(r[0], tuple(r[1].split(" || ")), r[2], r[3]) for r in rows]


def read_mtrag(data: Path, part: str) -> list[tuple[list[str], str]]:
    """Return turns and human rewrite of each later turn of one half of the conversations."""
    path = data / "conversation" / "mtrag-rewrites.jsonl"
    rows = read_rows(
        path, lambda row: (row["_id"].split("<::>")[0], row["user_turns"], row["rewrite"])
    )
    names = sorted({name for name, _, _ in rows})
    random.Random(SEED).shuffle(names)
    dev = set(names[: len(names) // 2])
    return [
        (turns, rewrite)
        for name, turns, rewrite in rows
        if len(turns) > 1 and (name in dev) == (part == "dev")
    ]


def with_last(turns: Sequence[str]) -> str:
    """Return the question with the one before it."""
    return " ".join(turns[-2:])


#: What makes a query of a conversation's turns.
Query = Callable[[Sequence[str]], str]
#: Queries made of the turns alone.
QUERIES: dict[str, Query] = {
    "as typed": lambda turns: turns[-1],
    "with the last": with_last,
    "ours": lambda turns: stand_alone(turns[-1], turns[:-1], NoSources()),
}


def own(part: str, *, verbose: bool) -> None:
    """Print recall@5 on the own conversations."""
    talks = read_conversations(part)
    with tempfile.TemporaryDirectory() as folder, Library(Path(folder) / "index") as library:
        library.add([*sorted(ARTICLES.glob("*.txt")), *([WIKINEWS] if WIKINEWS.is_dir() else [])])
        library.warm_up()
        kinds: dict[str, Callable[[Talk], str]] = {
            "as typed": lambda talk: talk.turns[-1],
            "with the last": lambda talk: with_last(talk.turns),
            "ours": lambda talk: library.stand_alone(talk.turns[-1], talk.turns[:-1]),
            "human": lambda talk: talk.rewrite,
        }
        print(f"own conversations, {part}: {len(talks)}")
        for kind, query in kinds.items():
            started = time.perf_counter()
            queries = [query(talk) for talk in talks]
            each = 1e3 * (time.perf_counter() - started) / len(talks)
            hits = [library.retrieve(text, DEPTH) for text in queries]
            right = [
                any(holds(hit.passage.text, talk.evidence) for hit in found)
                for talk, found in zip(talks, hits, strict=True)
            ]
            answered = [
                library.ask(talk.turns[-1], talk.turns[:-1])
                if kind == "ours"
                else library.ask(text)
                for talk, text in zip(talks, queries, strict=True)
            ]
            told = [
                any(holds(c.quote, talk.evidence) for c in answer.citations)
                for talk, answer in zip(talks, answered, strict=True)
            ]
            print(
                f"  {kind:14} recall@5 {100 * sum(right) / len(talks):5.1f}"
                f"  right footnote {100 * sum(told) / len(talks):5.1f}  {each:6.1f} ms each"
            )
            if verbose and kind == "ours" and part == "dev":
                for talk, text, found, cited in zip(talks, queries, right, told, strict=True):
                    print(f"    {found:d}{cited:d} {' || '.join(talk.turns)} => {text}")


def after_another(half: str) -> None:
    """Print what becomes of questions of their own that are asked after another one."""
    questions = read_questions(half)
    answerable = [question for question in questions if question.answerable]
    draw = random.Random(SEED)
    with open_library([SEEDS, *([WIKINEWS] if WIKINEWS.is_dir() else [])]) as library:
        right: dict[tuple[str, bool], list[bool]] = {}
        for question in questions:
            others = [other for other in answerable if other.id != question.id]
            about = [other for other in others if other.file == question.file] or others
            before = draw.choice(about).text
            for kind, history in (("by itself", ()), ("after another", (before,))):
                answer = library.ask(question.text, history)
                outcome = Outcome(question, answer, 0.0)
                right.setdefault((kind, question.answerable), []).append(outcome.right)
    print(f"own questions, {half}, by themselves and after another about the same article")
    for kind in ("by itself", "after another"):
        found, declined = (100 * mean(right[kind, known]) for known in (True, False))
        print(f"  {kind:14} right footnote {found:5.1f}  declined {declined:5.1f}")


def stand_in(data: Path, cache: Path, encoder: Encoder) -> Path:
    """Make the stand-in library in a folder, where it is not there yet."""
    if cache.is_dir():
        return cache
    path = data / "qa" / "squad1.1-train.jsonl.gz"
    pairs = sorted(set(read_rows(path, lambda row: (row["title"], row["context"]))))
    drawn = random.Random(SEED).sample(pairs, PARAGRAPHS)
    items = [
        Item(f"squad{n}", title.replace("_", " "), text) for n, (title, text) in enumerate(drawn)
    ]
    if WIKINEWS.is_dir():
        texts = [p.read_text(encoding="utf-8") for p in sorted(WIKINEWS.glob("*.txt"))]
        items += [Item(f"wn{n}", "", text) for n, text in enumerate(texts)]
    with Index.open(
        cache, fingerprint=encoder.fingerprint, dimension=encoder.dimension, write=True
    ) as index:
        fill_index(index, items, encoder)
    return cache


def mtrag(data: Path, part: str, cache: Path, *, verbose: bool) -> None:
    """Print how far our rewrites find what the human ones find in the stand-in library."""
    rows = read_mtrag(data, part)
    encoder = load_encoder(EncoderConfig())
    with Library(stand_in(data, cache, encoder), config=Config(), read_only=True) as library:
        kinds: dict[str, Query] = dict(QUERIES)
        kinds["ours"] = lambda turns: library.stand_alone(turns[-1], turns[:-1])
        wanted = [_found(library, rewrite) for _, rewrite in rows]
        near = sum(_nearness(library, rewrite) >= NEAR for _, rewrite in rows)
        print(f"passages nearer than {NEAR} to the human rewrite: for {near} of {len(rows)} turns")
        changed = [turns[-1].strip().lower() != rewrite.strip().lower() for turns, rewrite in rows]
        print(
            f"mtrag, {part}: {len(rows)} later turns, {sum(changed)} of which the human changed; "
            f"stand-in library of {len(library.documents())} texts"
        )
        for kind, query in kinds.items():
            every, of_changed = Tally(), Tally()
            for (turns, _), right, differs in zip(rows, wanted, changed, strict=True):
                found = _found(library, query(turns))
                score = (right[0] in found, len(set(found) & set(right)))
                every.add(*score)
                if differs:
                    of_changed.add(*score)
            print(f"  {kind:14} all {_line(every, len(rows))}")
            print(f"  {'':14} changed by the human {_line(of_changed, sum(changed))}")
        if part == "dev" and verbose:
            for (turns, rewrite), right in zip(rows, wanted, strict=True):
                text = kinds["ours"](turns)
                hit = int(right[0] in _found(library, text))
                print(f"    {hit} {turns[-1]} => {text} == {rewrite}")


def nearest(data: Path, part: str) -> None:
    """Print how often a query is nearest to its own human rewrite among all of them."""
    rows = read_mtrag(data, part)
    encoder = load_encoder(EncoderConfig())
    rewrites = list(dict.fromkeys(rewrite for _, rewrite in rows))
    vectors = encoder.encode(rewrites)
    print(f"nearest of {len(rewrites)} human rewrites, {part}")
    for kind, query in QUERIES.items():
        cosines = encoder.encode([query(turns) for turns, _ in rows]) @ vectors.T
        own = cosines[range(len(rows)), [rewrites.index(rewrite) for _, rewrite in rows]]
        places = (cosines > own[:, None]).sum(axis=1)
        first, five = 100 * (places == 0).mean(), 100 * (places < DEPTH).mean()
        print(f"  {kind:14} first {first:5.1f}  of five {five:5.1f}  cosine {own.mean():.3f}")


def _line(tally: Tally, count: int) -> str:
    return (
        f"found {100 * tally.found / count:5.1f}  shared {100 * tally.shared / count / DEPTH:5.1f}"
    )


def _nearness(library: Library, query: str) -> float:
    return max((hit.similarity for hit in library.retrieve(query, DEPTH)), default=-1.0)


def _found(library: Library, query: str) -> list[tuple[str, int]]:
    hits = library.retrieve(query, DEPTH)
    return [(hit.passage.document.id, hit.passage.span.start) for hit in hits]


def standing_alone(data: Path) -> None:
    """Print how many questions that stand alone come back as they were."""
    path = data / "qa" / "squad1.1-dev.jsonl.gz"
    rows: list[tuple[str, str]] = read_rows(path, _titled)
    draw = random.Random(SEED)
    kept, changed = 0, []
    for title, question in draw.sample(rows, ALONE):
        before = draw.choice([text for other, text in rows if other != title])
        said = stand_alone(question, (before,), NoSources())
        kept += said == question
        changed += [f"{question} => {said}"] if said != question else []
    print(f"standing alone, squad1.1-dev: {kept} of {ALONE} unchanged ({100 * kept / ALONE:.1f} %)")


def _titled(row: dict[str, Any]) -> tuple[str, str]:
    return row["title"], row["question"].strip()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--set", choices=("report-2", "report", "dev"), default="report", dest="part"
    )
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--cache", type=Path, help="keep the stand-in library in this folder")
    parser.add_argument("--verbose", action="store_true", help="list dev's rewrites")
    given = parser.parse_args()
    prepare_environment()
    own(given.part, verbose=given.verbose)
    after_another("dev" if given.part == "dev" else "report")
    if not (given.data / "conversation").is_dir():
        print(f"There is no folder {given.data}/conversation: nothing more to measure.")
        return
    standing_alone(given.data)
    nearest(given.data, given.part)
    with tempfile.TemporaryDirectory() as folder:
        cache = given.cache or Path(folder) / "index"
        mtrag(given.data, given.part, cache, verbose=given.verbose)


if __name__ == "__main__":
    main()
