"""Labelled files -> rows, and the part of them that is held out for choosing and calibrating."""

from __future__ import annotations

import gzip
import json
import random
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ANSWERABLE = "squad1.1"
UNANSWERABLE = "squad2.0-unanswerable"
HARD_NEGATIVE = "hard-negative"
_TREEBANK = (
    ("-LRB- ", "("),
    (" -RRB-", ")"),
    ("-LSB- ", "["),
    (" -RSB-", "]"),
    ("-LRB-", "("),
    ("-RRB-", ")"),
    ("-LSB-", "["),
    ("-RSB-", "]"),
    ("`` ", '"'),
    (" ''", '"'),
    ("``", '"'),
)
_LOOSE = re.compile(r" ([.,;:?!])(?= |$)")
_CLITIC = re.compile(r" ('s|'re|'ve|'ll|'d|n't|')(?= )")


@dataclass(frozen=True, slots=True)
class Row:
    """One question (or claim) with one passage.

    :param source: file or, for claims, data set that the row came from.
    :param title: article title; empty for claims.
    :param question: lower-cased question, or the claim.
    :param passage: text as it stands.
    :param answers: accepted answer texts; empty if the passage does not answer.
    :param start: first character of the first answer in the passage; -1 without one.
    :param supported: for claims, whether the passage supports the claim; otherwise None.
    """

    source: str
    title: str
    question: str
    passage: str
    answers: tuple[str, ...] = ()
    start: int = -1
    supported: bool | None = None

    @property
    def is_claim(self) -> bool:
        """Tell claims from questions."""
        return self.supported is not None


@dataclass(frozen=True, slots=True)
class Split:
    """Rows to train on and rows that training never sees."""

    train: list[Row]
    held_out: list[Row]


def lines_of(path: Path) -> Iterator[dict[str, object]]:
    """Hand on the objects of a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def read_questions(path: Path, source: str, *, titled: bool) -> list[Row]:
    """Read a SQuAD-like file; every question is lower-cased, because one source already is.

    :param path: gzipped JSON lines with title, question, context and answers.
    :param source: name that the rows carry.
    :param titled: put the article's title above half of the passages, as it stands above each in
        use; otherwise every passage stands as it is.
    """
    rows = []
    for line in lines_of(path):
        answers = line["answers"]
        assert isinstance(answers, list)
        question = " ".join(str(line["question"]).lower().split())
        head = heading(str(line["title"]), str(line["context"])) if titled else ""
        start = len(head) + int(answers[0]["start"]) if answers else -1
        texts = tuple(dict.fromkeys(str(answer["text"]) for answer in answers))
        passage = head + str(line["context"])
        rows.append(Row(source, str(line["title"]), question, passage, texts, start))
    return rows


def heading(title: str, context: str) -> str:
    """Return what stands before a passage: for half of them its title, as in use; else nothing.

    A passage keeps its form in every row, so that its form says nothing of the question.
    """
    return f"{title.replace('_', ' ')}\n" if zlib.crc32(context.encode()) % 2 else ""


def plain(text: str) -> str:
    """Undo the treebank tokens ("-LRB-", "``", loose commas) that some claim sets come with."""
    for token, character in _TREEBANK:
        text = text.replace(token, character)
    return _CLITIC.sub(r"\1", _LOOSE.sub(r"\1", text))


def read_claims(path: Path) -> list[Row]:
    """Read claims with their evidence."""
    return [
        Row(
            str(line["source"]),
            "",
            plain(str(line["claim"])),
            plain(str(line["evidence"])),
            supported=bool(line["supported"]),
        )
        for line in lines_of(path)
    ]


def passages_of(rows: Iterable[Row]) -> dict[str, list[str]]:
    """Return the passages of each article by its title, each once, in the order of the rows."""
    passages: dict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        passages[row.title][row.passage] = None
    return {title: list(texts) for title, texts in passages.items()}


def _by(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, key)].append(row)
    return groups


def _whole_groups(groups: dict[str, list[Row]], least: int) -> set[str]:
    """Draw groups until they hold at least ``least`` rows together."""
    names = sorted(groups)
    random.Random(0).shuffle(names)
    drawn: set[str] = set()
    count = 0
    for name in names:
        if count >= least:
            break
        drawn.add(name)
        count += len(groups[name])
    return drawn


def split_questions(rows: list[Row]) -> Split:
    """Hold out whole articles: as many as give 1,000 unanswerable rows; no article is in both."""
    unanswerable = _by((row for row in rows if not row.answers), "title")
    titles = _whole_groups(unanswerable, 1000)
    train = [row for row in rows if row.title not in titles]
    dealt = _by((row for row in rows if row.title in titles), "source")
    held_out = []
    for source, most in ((ANSWERABLE, 2000), (UNANSWERABLE, 1000)):
        random.Random(0).shuffle(dealt[source])
        held_out += dealt[source][:most]
    return Split(train, held_out)


def split_claims(rows: list[Row]) -> Split:
    """Hold out about 500 rows a source (250 of the smallest); no evidence text is in both."""
    train: list[Row] = []
    held_out: list[Row] = []
    for _, group in sorted(_by(rows, "source").items()):
        by_evidence = _by(group, "passage")
        drawn = _whole_groups(by_evidence, 500 if len(group) > 2000 else 250)
        for row in group:
            (held_out if row.passage in drawn else train).append(row)
    return Split(train, held_out)


def read_all(data: Path, *, titled: bool = False) -> tuple[Split, Split]:
    """Read every training file.

    :param data: folder with ``qa`` and ``claims``.
    :param titled: as in :func:`read_questions`.
    :returns: questions and claims, each split.
    """
    answerable = data / "qa/squad1.1-train.jsonl.gz"
    unanswerable = data / "qa/squad2.0-train-unanswerable-part.jsonl.gz"
    questions = read_questions(answerable, ANSWERABLE, titled=titled)
    questions += read_questions(unanswerable, UNANSWERABLE, titled=titled)
    return split_questions(questions), split_claims(read_claims(data / "claims/train.jsonl.gz"))
