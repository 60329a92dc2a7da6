"""Claims made of questions and of the answers that a teacher gives them, right and wrong.

The support head looks at a likely answer again before it is shown (``rag/verifying.py``). What it
meets there are the reader's own mistakes, and those are likelier than another name of the passage.
Source: Hu et al. 2019, "Read + Verify: Machine Reading Comprehension with Unanswerable Questions".
"""

from __future__ import annotations

import random
from dataclasses import replace

from rag.verifying import claim
from training.batches import Cut, Mixture, collate
from training.lessons import Lessons
from training.measure import RIGHT, best_words, f1_of
from training.rows import Row

ANSWER_CLAIM = "answer-claim"
MOST = 40_000  # of each kind


def answer_claims(lessons: Lessons, mixture: Mixture, rng: random.Random) -> list[Row]:
    """Return as many true claims as false ones.

    A wrong answer is what the teacher finds likeliest where nothing answers, or where something
    else does.
    """
    true: list[Row] = []
    false: list[Row] = []
    judged, _ = lessons.questions(mixture)
    for number, (length, pieces) in enumerate(judged):
        said = lessons.said(number, collate(pieces, length))
        for piece, span in zip(pieces, said.span.numpy(), strict=True):
            row = _answered(piece, best_words(piece, span)[0])
            if row:
                (true if row.supported else false).append(row)
    count = min(len(true), len(false), MOST)
    return rng.sample(true, count) + rng.sample(false, count)


def _answered(piece: Cut, answer: str) -> Row | None:
    """Return the claim that a question and an answer make.

    :returns: None for an answer that is neither right nor without a word of the right one.
    """
    row = piece.example.row
    f1 = f1_of(row, answer)
    if 0 < f1 < RIGHT:
        return None
    said = claim(row.question, answer)
    return replace(
        row, source=ANSWER_CLAIM, question=said, answers=(), start=-1, supported=f1 >= RIGHT
    )
