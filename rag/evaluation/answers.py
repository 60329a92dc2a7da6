"""Questions with known answers -> exact match, F1, and how well declining works.

Source of the scores: Rajpurkar et al. 2016, "SQuAD", section 6.1 (exact match and F1 over
normalised words, the best of several references), and Rajpurkar, Jia and Liang 2018, "Know What
You Don't Know", section 5 (an unanswerable question scores 1 when declined, 0 when answered).
"""

from __future__ import annotations

import re
import string
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.evaluation.rows import Measures, milliseconds_each, percent, read_rows, text_of
from rag.overlap import word_f1
from rag.results import Answer, AnswerStatus

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question, the text it is asked of, and the answers that count as right.

    :param answers: empty when the text does not answer the question.
    """

    question: str
    context: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question went; scores are 0..1."""

    answerable: bool
    declined: bool
    exact: float
    f1: float


def evaluate_qa(
    path: Path, answer_from_text: Callable[[str, str], Answer], limit: int | None = None
) -> Measures:
    """Ask each question of its own context alone and score the short answers.

    :param path: JSON lines with ``question``, ``context`` and ``answers`` (``[{"text"}]``).
    :param answer_from_text: question and context -> answer.
    :raises RagError: the file cannot be read, or a line is malformed.
    """
    rows = read_rows(path, parse_question, limit)
    started = time.perf_counter()
    answers = [answer_from_text(row.question, row.context) for row in rows]
    elapsed = time.perf_counter() - started
    outcomes = [_score(row, answer) for row, answer in zip(rows, answers, strict=True)]
    answerable = [outcome for outcome in outcomes if outcome.answerable]
    return {
        "n": len(rows),
        "answerable": len(answerable),
        "exact_match": percent(outcome.exact for outcome in outcomes),
        "f1": percent(outcome.f1 for outcome in outcomes),
        "f1_answerable": percent(outcome.f1 for outcome in answerable),
        "abstain_recall": percent(o.declined for o in outcomes if not o.answerable),
        "abstain_precision": percent(not o.answerable for o in outcomes if o.declined),
        "ms_per_question": milliseconds_each(elapsed, len(rows)),
    }


def parse_question(row: Any) -> QuestionRow:
    """Turn the JSON of one line into a row.

    :raises ValueError: a field is missing or of another type.
    """
    question, context = text_of(row, "question"), text_of(row, "context")
    answers = row.get("answers") or []
    if not isinstance(answers, list):
        raise ValueError("its 'answers' is not a list")
    return QuestionRow(question, context, tuple(text_of(answer, "text") for answer in answers))


def exact_match(predicted: str, references: Sequence[str]) -> float:
    """Return 1 if the words equal those of a reference, else 0."""
    return float(any(normalise(predicted) == normalise(known) for known in _real(references)))


def f1_score(predicted: str, references: Sequence[str]) -> float:
    """Return the best F1, 0..1, of the words with those of any reference."""
    return max(word_f1(normalise(predicted), normalise(known)) for known in _real(references))


def short_words(answer: Answer) -> str:
    """Return what is scored: the short answer, or the first sentence where there is none."""
    if answer.status is AnswerStatus.NOT_FOUND:
        return ""
    if answer.short_answer is not None:
        return answer.short_answer
    return answer.statements[0].text if answer.statements else ""


def _score(row: QuestionRow, answer: Answer) -> Outcome:
    declined = answer.status is AnswerStatus.NOT_FOUND
    if not row.answers:
        return Outcome(answerable=False, declined=declined, exact=declined, f1=declined)
    words = short_words(answer)
    return Outcome(
        answerable=True,
        declined=declined,
        exact=exact_match(words, row.answers),
        f1=f1_score(words, row.answers),
    )


def normalise(text: str) -> list[str]:
    """Return the words without case, punctuation and articles."""
    return _ARTICLES.sub(" ", text.lower().translate(_NO_PUNCTUATION)).split()


def _real(references: Sequence[str]) -> Sequence[str]:
    """Return the references that have a word left; the official script drops the others too."""
    return [text for text in references if normalise(text)] or [""]
