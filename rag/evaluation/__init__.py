"""Labelled data -> figures: the project's own measures on anyone's data.

Every function returns what ``evaluate --json`` prints. Percentages are 0..100, rounded to two
decimals; a figure that the data cannot give (nothing unanswerable in it, say) is ``None``.
``limit`` takes the first rows of a file, so that a run can be repeated.
"""

from __future__ import annotations

from rag.evaluation.answers import evaluate_qa
from rag.evaluation.claims import evaluate_claims
from rag.evaluation.ranking import evaluate_retrieval
from rag.evaluation.rows import Measures
from rag.evaluation.summaries import evaluate_summaries

__all__ = [
    "Measures",
    "evaluate_claims",
    "evaluate_qa",
    "evaluate_retrieval",
    "evaluate_summaries",
]
