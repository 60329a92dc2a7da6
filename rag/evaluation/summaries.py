"""Texts with reference summaries -> ROUGE of our summaries and of the first three sentences.

Source of the scores: Lin 2004, "ROUGE", sections 2 and 3. Stemmed F-measure; ``rougeL`` is the
summary-level form (rougeLsum), with every sentence on a line of its own, as published figures
for news are. A summary gets as many words as the first three sentences have, so that the two
are compared at one length.
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


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A text and the sentences of its reference summary."""

    text: str
    reference: tuple[str, ...]


def evaluate_summaries(
    path: Path, summarize_text: Callable[[str, int], Summary], limit: int | None = None
) -> Measures:
    """Sum up each text and compare with its reference, beside its first three sentences.

    :param path: JSON lines with ``text`` and ``summary``, or with ``sentences`` and ``in_summary``
        (0 or 1 for each sentence).
    :param summarize_text: text and most words -> summary.
    :raises RagError: the file cannot be read, or a line is malformed.
    """
    from rouge_score.rouge_scorer import RougeScorer

    rows = read_rows(path, parse_summary, limit)
    leads = [sentences_of(row.text)[:LEAD_SENTENCES] for row in rows]
    started = time.perf_counter()
    ours = [
        summarize_text(row.text, _count_words(lead)) for row, lead in zip(rows, leads, strict=True)
    ]
    elapsed = time.perf_counter() - started
    scorer = RougeScorer(list(NAMES), use_stemmer=True)
    references = [row.reference for row in rows]
    chosen = [[statement.text for statement in summary.statements] for summary in ours]
    return {
        "n": len(rows),
        **_rouge(scorer, references, chosen),
        "lead3": _rouge(scorer, references, leads),
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
    chosen = tuple(text for text, mark in zip(sentences, marks, strict=True) if mark)
    return SummaryRow("\n".join(sentences), chosen)


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
