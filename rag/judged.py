"""Hits -> what the network says of each: alone, and in one text with others of its document.

Alone, passages are compared by scores that were never weighed against each other, and of two
sentences of one article the wrong one often sounds the better. In one text every word is weighed
against all the others (docs/decisions/0026-read-together.md).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.judging import Judgment, Network
from rag.types import Hit, Passage, Role, Span

#: First and last token of an answer, and its score.
AnswerTokens = tuple[int, int, float]
#: Tokens of one document's passages that are read together, at most.
TOGETHER_TOKENS = 256


@dataclass(frozen=True, slots=True)
class Read:
    """A hit, and what the network says of it; offsets are counted from the passage's start.

    :param alone: of the passage under the title of its document.
    :param among: of the passage in one text with others of its document; None where it was not
        read so.
    """

    hit: Hit
    alone: Judgment
    among: Judgment | None = None

    @property
    def judgment(self) -> Judgment:
        """Return what was said last."""
        return self.among or self.alone

    @property
    def answer(self) -> Span:
        """Return where the likeliest answer stands in the document."""
        first, last, _ = self.judgment.best_span()
        return self.span(first, last)

    @property
    def told(self) -> Span:
        """Return the sentences that hold the likeliest answer."""
        return sentences_around(self.hit.passage, self.answer)

    def span(self, first: int, last: int) -> Span:
        """Return where some tokens of the passage stand in the document, the last one included."""
        base, offsets = self.hit.passage.span.start, self.judgment.offsets
        return Span(base + int(offsets[first, 0]), base + int(offsets[last, 1]))

    def evidence(self, answer: Span) -> float:
        """Return the mean evidence logit of the sentences that hold an answer."""
        return self._mean_evidence(sentences_around(self.hit.passage, answer), self.judgment)

    def sentence_logits(self) -> list[tuple[Span, float]]:
        """Return each sentence of which a token was read, with its mean evidence logit, alone."""
        sentences = self.hit.passage.sentences
        found = ((span, self._mean_evidence(span, self.alone)) for span in sentences)
        return [(span, logit) for span, logit in found if math.isfinite(logit)]

    def _mean_evidence(self, span: Span, judgment: Judgment) -> float:
        starts = self.hit.passage.span.start + judgment.offsets[:, 0]
        inside = (starts >= span.start) & (starts < span.end)
        return float(judgment.evidence[inside].mean()) if inside.any() else -math.inf


def judge_hits(network: Network, question: str, hits: Sequence[Hit]) -> list[Judgment]:
    """Read a question with each hit, in the light of its document's title.

    The title stands before the passage, as it does in half of the training rows: "the talks" of a
    third paragraph are those of the headline. The answer is looked for in the passage alone.

    :returns: a judgment a hit, in their order, offsets counted from the passage's start.
    """
    return judge_pairs(network, [(question, hit) for hit in hits])


def judge_pairs(network: Network, pairs: Sequence[tuple[str, Hit]]) -> list[Judgment]:
    """Read each question with its hit; see :func:`judge_hits`."""
    heads = [head_of(hit.passage) for _, hit in pairs]
    judgments = network.judge(
        [
            (question, head + hit.passage.text)
            for head, (question, hit) in zip(heads, pairs, strict=True)
        ]
    )
    return [
        judged.within(len(head), len(head) + len(hit.passage.text))
        for judged, head, (_, hit) in zip(judgments, heads, pairs, strict=True)
    ]


def read_hits(network: Network, question: str, hits: Sequence[Hit]) -> list[Read]:
    """Read each hit alone; one of which no token can be read is left out."""
    judgments = judge_hits(network, question, hits)
    pairs = zip(hits, judgments, strict=True)
    return [Read(hit, judgment) for hit, judgment in pairs if len(judgment.offsets)]


def read_together(
    network: Network, question: str, read: Sequence[Read], scores: Sequence[float]
) -> list[Read]:
    """Read the best hits of the best one's document as one text, in the order of the document.

    A passage that was read so in part only counts as read alone.

    :param read: not empty.
    :param scores: one a hit, higher is better.
    :returns: all of them in their order, those with :attr:`Read.among` that were read together;
        the best one has it always, if need be from what was said of it alone.
    """
    places = _best_of_document(read, scores)
    found = list(read)
    for place, judgment in zip(places, _in_one_text(network, question, read, places), strict=True):
        if len(judgment.offsets) == len(read[place].alone.offsets):
            found[place] = replace(read[place], among=judgment)
    best = int(np.argmax(scores))
    found[best] = replace(found[best], among=found[best].judgment)
    return found


def _in_one_text(
    network: Network, question: str, read: Sequence[Read], places: Sequence[int]
) -> list[Judgment]:
    """Return what is said of each passage in the text of all, as far as that could be read."""
    if len(places) == 1:  # the text that was read already
        return [read[places[0]].alone]
    passages = [read[place].hit.passage for place in places]
    text, spans = head_of(passages[0]), []
    for passage in passages:
        spans.append(Span(len(text), len(text) + len(passage.text)))
        text += f"{passage.text}\n"
    (judgment,) = network.judge([(question, text)])
    return [judgment.within(span.start, span.end) for span in spans]


def _best_of_document(read: Sequence[Read], scores: Sequence[float]) -> list[int]:
    """Return the places of the best hits of the best one's document, in the order of its text."""
    order = sorted(range(len(read)), key=lambda place: -scores[place])
    document = read[order[0]].hit.passage.document.id
    chosen: list[int] = []
    tokens = 0
    for place in order:
        one = read[place]
        if one.hit.passage.document.id != document:
            continue
        tokens += len(one.alone.offsets)
        if chosen and tokens > TOGETHER_TOKENS:
            break
        chosen.append(place)
    return sorted(chosen, key=lambda place: read[place].hit.passage.span.start)


def signs(read: Read, margin: float | None = None) -> tuple[float, ...]:
    """Return what tells how well a hit answers: margin, relevance, fused score, cosine.

    :param margin: of another answer than the likeliest.
    """
    hit, judgment = read.hit, read.alone
    margin = judgment.best_span()[2] if margin is None else margin
    return margin, judgment.relevance, hit.score, hit.similarity


def signs_among(read: Read, answer: AnswerTokens | None = None) -> tuple[float, ...]:
    """Return the :func:`signs` of a hit, and its margin and evidence in the larger text.

    :param answer: another one than the likeliest there.
    """
    first, last, margin = answer or read.judgment.best_span()
    return *signs(read), margin, read.evidence(read.span(first, last))


def sentences_around(passage: Passage, answer: Span) -> Span:
    """Return the span from the first to the last sentence that the answer touches."""
    touched = [s for s in passage.sentences if s.start < answer.end and answer.start < s.end]
    if not touched:
        return passage.span
    return Span(min(touched[0].start, answer.start), max(touched[-1].end, answer.end))


def head_of(passage: Passage) -> str:
    """Return the line that stands above a passage when it is read: its document's title."""
    title = passage.document.title
    return f"{title}\n" if title and passage.role is not Role.TITLE else ""
