"""Predictions on held-out rows, and the figures that are logged while training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from rag.evaluation.answers import f1_score
from rag.judging import Judgment
from training.batches import Cut, collate, cut
from training.encoding import Example
from training.rows import Row
from training.teacher import Network

Floats = NDArray[np.float64]
LIMIT = 384
BATCH = 16
#: From this word F1 on an answer counts as right.
RIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the network says of one example.

    :param text: best span that is not "not here".
    :param margin: its score minus the score of "not here"; higher is surer.
    :param relevance: logit.
    :param support: logit.
    :param sentences: for each sentence of the passage the mean logit of its tokens; -inf for one
        that was cut off.
    """

    example: Example
    text: str
    margin: float
    relevance: float
    support: float
    sentences: tuple[float, ...]

    @property
    def f1(self) -> float:
        """Return the F1 of the text, 0..1; 0 where there is no answer."""
        return f1_of(self.example.row, self.text)


def f1_of(row: Row, answer: str) -> float:
    """Return the F1 of an answer to a row's question, 0..1; 0 where there is no answer."""
    return f1_score(answer, row.answers) if row.answers else 0.0


def best_words(piece: Cut, span: NDArray[np.float32]) -> tuple[str, float]:
    """Return the words of the best span, and the score of the likeliest less that of "not here".

    :param span: float32[tokens, 2], logits of start and end, padding left out or not.
    """
    begin, end = len(piece.question) + 2, piece.length - 1
    start, stop = (span[begin:end] - span[0]).T
    offsets = piece.example.text.offsets[piece.start : piece.end].astype(np.int64)
    first, last, margin = Judgment(offsets, start, stop, start, 0.0, 0.0).best_span()
    return piece.example.row.passage[offsets[first, 0] : offsets[last, 1]], margin


def _by_sentence(piece: Cut, tokens: NDArray[np.float32]) -> tuple[float, ...]:
    sentences = piece.example.text.sentences[piece.start : piece.end]
    sums = np.bincount(sentences, weights=tokens)
    counts = np.bincount(sentences)
    means = np.divide(sums, counts, out=np.full(len(sums), -np.inf), where=counts > 0)
    return tuple(float(mean) for mean in means)


@torch.no_grad()
def predict(network: Network, examples: Sequence[Example]) -> list[Prediction]:
    """Read examples in batches sorted by length.

    :returns: predictions in the order of the examples.
    """
    pieces = [cut(example, LIMIT) for example in examples]
    order = sorted(range(len(pieces)), key=lambda place: pieces[place].length)
    found: dict[int, Prediction] = {}
    for at in range(0, len(order), BATCH):
        places = order[at : at + BATCH]
        batch = collate(
            [pieces[place] for place in places], -(-pieces[places[-1]].length // 32) * 32
        )
        with torch.compiler.set_stance("force_eager"):
            said = network(batch.ids, batch.types, batch.mask)
        for row, place in enumerate(places):
            piece = pieces[place]
            text, margin = best_words(piece, said.span[row].numpy())
            tokens = said.evidence[row, len(piece.question) + 2 : piece.length - 1].numpy()
            found[place] = Prediction(
                piece.example,
                text,
                margin,
                float(said.relevance[row]),
                float(said.support[row]),
                _by_sentence(piece, tokens),
            )
    return [found[place] for place in range(len(pieces))]


def auroc(scores: Floats, positive: NDArray[np.bool_]) -> float:
    """Return the chance that a positive scores above a negative (ties in the order given)."""
    ranks = np.empty(len(scores))
    ranks[np.argsort(scores, kind="stable")] = np.arange(1, len(scores) + 1)
    count = int(positive.sum())
    total = ranks[positive].sum() - count * (count + 1) / 2
    return float(total / max(1, count * (len(scores) - count)))


def best_threshold(
    margins: Floats, scores: Floats, answerable: NDArray[np.bool_]
) -> tuple[float, float]:
    """Choose the margin from which to answer.

    :param scores: F1 of each row if it is answered; 0 for unanswerable rows.
    :returns: threshold and the F1 over all rows with it, 0..1; a declined unanswerable row
        counts 1.
    """
    order = np.argsort(-margins, kind="stable")
    gains = np.where(answerable, scores, -1.0)[order]
    totals = np.concatenate(([0.0], np.cumsum(gains))) + (~answerable).sum()
    best = int(totals.argmax())
    threshold = margins[order[best - 1]] if best else float("inf")
    return float(threshold), float(totals[best] / len(margins))


def question_figures(predictions: Sequence[Prediction]) -> dict[str, float]:
    """Return percentages for questions: F1 answerable, F1 with the best threshold, AUROCs."""
    scores = np.array([one.f1 for one in predictions])
    answerable = np.array([bool(one.example.row.answers) for one in predictions])
    margins = np.array([one.margin for one in predictions])
    relevance = np.array([one.relevance for one in predictions])
    threshold, together = best_threshold(margins, scores, answerable)
    evidence = [
        int(np.argmax(one.sentences)) == one.example.text.sentences[one.example.first]
        for one in predictions
        if one.example.first >= 0
    ]
    return {
        "f1_answerable": 100 * float(scores[answerable].mean()),
        "f1_best_threshold": 100 * together,
        "threshold": threshold,
        "auroc_margin": 100 * auroc(margins, answerable),
        "auroc_relevance": 100 * auroc(relevance, answerable),
        "evidence_sentence": 100 * float(np.mean(evidence)),
    }


def claim_figures(predictions: Sequence[Prediction]) -> dict[str, float]:
    """Return the balanced accuracy of each claims source, in percent, deciding at logit 0."""
    figures = {}
    for source in sorted({one.example.row.source for one in predictions}):
        rows = [one for one in predictions if one.example.row.source == source]
        rates = [
            np.mean(
                [(one.support > 0) == truth for one in rows if one.example.row.supported is truth]
            )
            for truth in (True, False)
        ]
        figures[source] = 100 * float(np.mean(rates))
    return figures
