"""Texts with reference summaries -> ROUGE of our summaries and of the first three sentences.

Source of the scores: Lin 2004, "ROUGE", sections 2 and 3. Stemmed F-measure; ``rougeL`` is the
summary-level form (rougeLsum), with every sentence on a line of its own, as published figures
for news are. A summary gets ``REFERENCE_WORDS`` words, a number chosen on training rows.

Where the sentences of a text are marked instead, the share of marked sentences that are chosen is
measured too (F-measure, the mean over the texts), beside that of the first sentences; both get as
many words as the marked sentences have.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.evaluation.rows import Measures, milliseconds_each, percent, read_rows, text_of
from rag.passages import find_sentences
from rag.results import Summary
from rag.types import Span

if TYPE_CHECKING:
    from rouge_score.rouge_scorer import RougeScorer

#: Our name for each score, by the scorer's.
NAMES = {"rouge1": "rouge1", "rouge2": "rouge2", "rougeLsum": "rougeL"}
LEAD_SENTENCES = 3
#: Words of a summary that is compared with a reference; ``training/salience_folds.py`` chose it.
REFERENCE_WORDS = 70


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A text and the sentences of its reference summary.

    :param marks: for every line of the text, whether it is marked; none where none are.
    """

    text: str
    reference: tuple[str, ...]
    marks: tuple[bool, ...] = ()

    @property
    def max_words(self) -> int:
        """Return how many words a summary of it may have."""
        return _count_words(self.reference) if self.marks else REFERENCE_WORDS


def evaluate_summaries(
    path: Path, summarize_text: Callable[[str, int, bool], Summary], limit: int | None = None
) -> Measures:
    """Sum up each text and compare with its reference, beside its first three sentences.

    :param path: JSON lines with ``text`` and ``summary``, or with ``sentences`` and ``in_summary``
        (0 or 1 for each sentence).
    :param summarize_text: text, most words, and whether to use no more of them than pay (with
        marked sentences, they are as many as those have) -> summary.
    :raises RagError: the file cannot be read, or a line is malformed.
    """
    from rouge_score.rouge_scorer import RougeScorer

    rows = read_rows(path, parse_summary, limit)
    leads = [sentences_of(row.text)[:LEAD_SENTENCES] for row in rows]
    started = time.perf_counter()
    ours = [summarize_text(row.text, row.max_words, not row.marks) for row in rows]
    elapsed = time.perf_counter() - started
    scorer = RougeScorer(list(NAMES), use_stemmer=True)
    references = [row.reference for row in rows]
    chosen = [[statement.text for statement in summary.statements] for summary in ours]
    return {
        "n": len(rows),
        **_rouge(scorer, references, chosen),
        "lead3": _rouge(scorer, references, leads),
        **_chosen(rows, ours),
        "ms_per_document": milliseconds_each(elapsed, len(rows)),
    }


def parse_summary(row: Any) -> SummaryRow:
    """Turn the JSON of one line into a row.

    :raises ValueError: a field is missing, empty, or of another type.
    """
    if isinstance(row, dict) and "sentences" in row:
        return _parse_marked(row)
    text, summary = text_of(row, "text"), text_of(row, "summary")
    if not text.strip():
        raise ValueError("its 'text' is empty")
    lines = [line for line in summary.splitlines() if line.strip()]
    reference = lines if len(lines) > 1 else sentences_of(summary)
    return SummaryRow(text, tuple(reference))


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text as strings."""
    return [text[s.start : s.end] for s in find_sentences(text, Span(0, len(text)))]


def _parse_marked(row: dict[str, Any]) -> SummaryRow:
    sentences, marks = row["sentences"], row.get("in_summary")
    if not isinstance(sentences, list) or not isinstance(marks, list):
        raise ValueError("its 'sentences' and 'in_summary' must be lists")
    if not sentences or len(sentences) != len(marks):
        raise ValueError(f"it has {len(sentences)} sentences and {len(marks)} marks")
    if not all(isinstance(sentence, str) for sentence in sentences):
        raise ValueError("its 'sentences' must be text")
    lines = [" ".join(sentence.split()) for sentence in sentences]
    chosen = tuple(line for line, mark in zip(lines, marks, strict=True) if mark)
    return SummaryRow("\n".join(lines), chosen, tuple(bool(mark) for mark in marks))


def _chosen(rows: Sequence[SummaryRow], summaries: Sequence[Summary]) -> Measures:
    """Return the F-measure of marked sentences, ours and the first ones'; none without marks."""
    marked = [(row, summary) for row, summary in zip(rows, summaries, strict=True) if row.marks]
    if not marked:
        return {}
    return {
        "f1": percent(_f_measure(row.marks, _lines_of(row, summary)) for row, summary in marked),
        "lead_f1": percent(_f_measure(row.marks, _first_lines(row)) for row, _ in marked),
    }


def _lines_of(row: SummaryRow, summary: Summary) -> set[int]:
    """Return the numbers of the lines, from 0, that a summary's sentences stand in."""
    return {row.text.count("\n", 0, citation.evidence.span.start) for citation in summary.citations}


def _first_lines(row: SummaryRow) -> set[int]:
    """Return the numbers of the first lines that fit the budget together; one at least."""
    left = row.max_words
    lines: set[int] = set()
    for number, line in enumerate(row.text.split("\n")):
        left -= len(line.split())
        if left < 0 and lines:
            break
        lines.add(number)
    return lines


def _f_measure(marks: Sequence[bool], chosen: set[int]) -> float:
    wanted = {number for number, mark in enumerate(marks) if mark}
    whole = len(wanted) + len(chosen)
    return 2 * len(wanted & chosen) / whole if whole else 1.0


def _count_words(sentences: Sequence[str]) -> int:
    return sum(len(sentence.split()) for sentence in sentences)


def _rouge(
    scorer: RougeScorer, references: Iterable[Sequence[str]], summaries: Iterable[Sequence[str]]
) -> Measures:
    scores = [
        scorer.score("\n".join(reference), "\n".join(summary))
        for reference, summary in zip(references, summaries, strict=True)
    ]
    return {name: percent(s[kind].fmeasure for s in scores) for kind, name in NAMES.items()}
