"""Question + hits -> list[Evidence]: where the answer stands, and how surely.

What the network says of each passage (``rag/judging.py``) becomes sentences with offsets and
probabilities that mean what they say. How both were fitted: ``docs/reader.md``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rag.judged import (
    AnswerTokens,
    Read,
    head_of,
    read_hits,
    read_together,
    sentences_around,
    signs,
    signs_among,
)
from rag.judging import Network, load_network
from rag.question_forms import asks_for_author, asks_for_several, is_yes_or_no, names_no_subject
from rag.types import FOUND, NAMED, Evidence, Hit, Role, Span
from rag.verifying import verified_signs
from rag.weights import READER_CALIBRATION, READER_WEIGHTS, Curve, load_calibration, shipped

#: How sure a byline is as the answer to a question about the author.
BYLINE_SCORE = 0.95
#: Answers looked for in one passage where a question asks for several.
MOST_ANSWERS = 4

_BYLINE = re.compile(r"(?i)\W*by\s*:?\s+([^\n|,]+?)\s*(?:[\n|,]|$)")


@dataclass(frozen=True, slots=True)
class Bars:
    """What scores mean in one situation, and when they are too low.

    :param curve: raw scores -> probability that the span answers the question.
    :param least: for each strictness, the probability below which there is no answer.
    """

    curve: Curve
    least: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the network's logits mean.

    :param given: for a text that was handed over; weighs margin and relevance.
    :param order: for hits of a library, which of them answers best; weighs
        :func:`rag.judged.signs`.
    :param among: for hits of one document that were read together; weighs
        :func:`rag.judged.signs_among`. Neither curve falls to 0.
    :param found: for the best of those, looked at again; weighs
        :func:`rag.verifying.verified_signs`.
    :param evidence: sentence logit -> probability that the sentence carries the answer.
    :param support: support logit -> probability that the passage supports the claim.
    :param supported: the probability from which a claim counts as supported.
    """

    given: Bars
    order: Curve
    among: Curve
    found: Bars
    evidence: Curve
    support: Curve
    supported: float

    @classmethod
    def from_dict(cls, shape: Mapping[str, Any]) -> Calibration:
        """Read the JSON form, as ``training`` writes it."""
        given, found = (
            Bars(Curve.from_dict(shape[name]["curve"]), shape[name]["thresholds"])
            for name in ("answer", "found")
        )
        return cls(
            given,
            Curve.from_dict(shape["found"]["order"]),
            Curve.from_dict(shape["found"]["among"]),
            found,
            evidence=Curve.from_dict(shape["evidence"]["curve"]),
            support=Curve.from_dict(shape["support"]["curve"]),
            supported=shape["support"]["threshold"],
        )

    def bars(self, hits: Sequence[Hit]) -> Bars:
        """Return the bars for where the hits come from."""
        return self.found if any(hit.origin == FOUND for hit in hits) else self.given

    def score(self, read: Read, answer: AnswerTokens) -> float:
        """Return how likely it is that a passage answers the question so, 0..1.

        :param answer: in what was said last of the passage.
        """
        margin = answer[2]
        if read.hit.origin != FOUND:
            return self.given.curve.of(margin, read.alone.relevance)
        if read.among:
            return self.among.of(*signs_among(read, answer))
        return self.order.of(*signs(read, margin))


def load_reader(threads: int = 0) -> CrossEncoderReader:
    """Open the shipped reader.

    :raises ModelError: its files or those of the encoder are missing or damaged.
    """
    path = shipped(READER_WEIGHTS)
    shape = load_calibration(shipped(READER_CALIBRATION), path)
    return CrossEncoderReader(load_network(path, threads), Calibration.from_dict(shape))


class CrossEncoderReader:
    """Reads each hit with the network and ranks the sentences that answer."""

    def __init__(self, network: Network, calibration: Calibration) -> None:
        self._network = network
        self._calibration = calibration

    def bar(self, strictness: str, hits: Sequence[Hit]) -> float:
        """Return the score, 0..1, below which these hits are said not to answer."""
        return self._calibration.bars(hits).least[strictness]

    @property
    def supported(self) -> float:
        """Return the probability from which a claim counts as supported, 0..1."""
        return self._calibration.supported

    def support(self, claim: str, text: str) -> float:
        """Return how likely it is that a text supports a claim, 0..1."""
        (judgment,) = self._network.judge([(claim, text)])
        return self._calibration.support.of(judgment.support)

    def confirms(self, question: str, answer: str, hit: Hit) -> bool:
        """Say whether a hit's passage supports this answer to the question."""
        claim = f"{question} {answer}"
        return self.support(claim, head_of(hit.passage) + hit.passage.text) >= self.supported

    def read(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """Find the sentences that answer a question.

        :returns: for each hit the sentence with the likeliest answer, and any other sentence that
            carries it, by falling score; of equal ones that of the better hit first.
        """
        answers = MOST_ANSWERS if asks_for_several(question) else 1
        short = not is_yes_or_no(question)
        read = read_hits(self._network, question, [hit for hit in hits if hit.origin != NAMED])
        if any(one.hit.origin == FOUND for one in read):
            weighed = self._look_closer(question, read)
        else:
            weighed = [(one, 1.0) for one in read]
        found = [
            replace(item, score=item.score * weight)
            for one, weight in weighed
            for item in self._evidence(one, answers, short=short)
        ]
        named = bylines(question, hits) if asks_for_author(question) else []
        return sorted([*named, *found], key=lambda item: -item.score)

    def _look_closer(self, question: str, read: Sequence[Read]) -> list[tuple[Read, float]]:
        """Read the best document of a library as one text, and look at its best hit once more.

        :returns: the hits, that one first, each with a factor of its scores: all are as much surer
            or less as the best one is, and none of another document comes before it.
        """
        order, among = self._calibration.order, self._calibration.among
        sums = [order.sum(*signs(one)) for one in read]
        top = int(np.argmax(sums))
        elsewhere = order.of(*signs(read[top]))
        read = read_together(self._network, question, read, sums)
        sums = [
            among.sum(*signs_among(one)) if one.among else total
            for one, total in zip(read, sums, strict=True)
        ]
        ranked = sorted(range(len(read)), key=lambda n: (read[n].among is None, -sums[n]))
        best = ranked[0]
        here = among.of(*signs_among(read[best]))
        columns = verified_signs(self._network, question, read, best)
        sure = self._calibration.found.curve.of(*columns)
        return [(read[n], sure / (here if read[n].among else elsewhere)) for n in ranked]

    def _evidence(self, read: Read, answers: int, *, short: bool) -> list[Evidence]:
        found: list[Evidence] = []
        best = 1.0
        for tokens in read.judgment.best_spans(answers):
            answer = read.span(*tokens[:2])
            told = sentences_around(read.hit.passage, answer)
            if not any(known.span.contains(told) for known in found):
                best = min(best, self._calibration.score(read, tokens))
                found.append(Evidence(read.hit, told, best, answer if short else None))
        best = found[0].score
        for sentence, logit in read.sentence_logits():
            carried = self._calibration.evidence.of(logit)
            if carried > 0.5 and not any(known.span.contains(sentence) for known in found):
                found.append(Evidence(read.hit, sentence, best * carried))
        return found


def bylines(question: str, hits: Sequence[Hit]) -> list[Evidence]:
    """Return the bylines among the hits as evidence of who wrote the document.

    Only that of the best hit's document, unless the question names no subject ("who wrote this?").
    """
    found = []
    for hit in hits:
        passage = hit.passage
        meant = passage.document.id == hits[0].passage.document.id or names_no_subject(question)
        if passage.role is Role.BYLINE and meant:
            named = _BYLINE.match(passage.text)
            start, end = named.span(1) if named else (0, len(passage.span))
            answer = Span(passage.span.start + start, passage.span.start + end)
            found.append(Evidence(hit, passage.span, BYLINE_SCORE, answer))
    return found
