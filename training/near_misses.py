"""Questions about paragraphs of SQuAD, written for this project: answered there, or nearly.

``training/near_misses.tsv`` has a row a question: the id of the first question that SQuAD asks of
the paragraph, the question, and the first and last character of its answer in the paragraph, or -1
and -1 where it does not answer. The file holds no text of the paragraphs. Three of seven questions
have an answer. The others look as if they had: another relation is asked for, or the opposite;
another name or year stands in the question; two things of the paragraph are mixed up; something is
taken for granted, or a condition added, that it does not speak of; a neighbouring detail is asked
for. The paragraphs have no unanswerable question of SQuAD's own, but for those of held-out
articles, which may.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from training.rows import Row, Split, heading, lines_of

NEAR_MISS, NEAR_MISS_ANSWERED = "near-miss", "near-miss-answered"
FILE = Path(__file__).with_suffix(".tsv")


def read_near_misses(paragraphs: Path, held_out: Collection[str], *, titled: bool) -> Split:
    """Return a row a question, lower-cased as all are.

    :param paragraphs: ``squad1.1-train.jsonl.gz``.
    :param held_out: titles of the articles that are held out.
    :param titled: as in :func:`training.rows.read_questions`.
    """
    known = {str(one["id"]): one for one in lines_of(paragraphs)}
    split = Split([], [])
    for line in FILE.read_text(encoding="utf-8").splitlines():
        key, question, first, last = line.split("\t")
        title, context = str(known[key]["title"]), str(known[key]["context"])
        head = heading(title, context) if titled else ""
        start, end = int(first), int(last)
        asked, passage = question.lower(), head + context
        rows = split.held_out if title in held_out else split.train
        if start < 0:
            rows.append(Row(NEAR_MISS, title, asked, passage))
        else:
            answer, place = context[start:end], len(head) + start
            rows.append(Row(NEAR_MISS_ANSWERED, title, asked, passage, (answer,), place))
    return split
