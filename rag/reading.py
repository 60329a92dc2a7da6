"""Question + hits -> list[Evidence]: where the answer stands, and how surely.

What the network says of each passage (``rag/judging.py``) becomes sentences with offsets and
probabilities that mean what they say. How both were fitted: ``docs/reader.md``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.judging import Judgment, Network, load_network
from rag.question_forms import asks_for_author, asks_for_several, is_yes_or_no, names_no_subject
from rag.types import FOUND, Evidence, Hit, Passage, Role, Span
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
    :param found: for hits of a library, where the best of many counts; weighs margin, relevance,
        and the hit's fused score and cosine.
    :param evidence: sentence logit -> probability that the sentence carries the answer.
    :param support: support logit -> probability that the passage supports the claim.
    :param supported: the probability from which a claim counts as supported.
    """

    given: Bars
    found: Bars
    evidence: Curve
    support: Curve
    supported: float

    def bars(self, hits: Sequence[Hit]) -> Bars:
        """Return the bars for where the hits come from."""
        return self.found if any(hit.origin == FOUND for hit in hits) else self.given

    def score(self, hit: Hit, margin: float, relevance: float) -> float:
        """Return how likely it is that the passage answers the question with that span, 0..1."""
        if hit.origin == FOUND:
            return self.found.curve.of(margin, relevance, hit.score, hit.similarity)
        return self.given.curve.of(margin, relevance)


def load_reader(threads: int = 0) -> CrossEncoderReader:
    """Open the shipped reader.

    :raises ModelError: its files or those of the encoder are missing or damaged.
    """
    path = shipped(READER_WEIGHTS)
    shape = load_calibration(shipped(READER_CALIBRATION), path)
    given, found = (
        Bars(Curve.from_dict(shape[name]["curve"]), shape[name]["thresholds"])
        for name in ("answer", "found")
    )
    calibration = Calibration(
        given,
        found,
        evidence=Curve.from_dict(shape["evidence"]["curve"]),
        support=Curve.from_dict(shape["support"]["curve"]),
        supported=shape["support"]["threshold"],
    )
    return CrossEncoderReader(load_network(path, threads), calibration)


def judge_hits(network: Network, question: str, hits: Sequence[Hit]) -> list[Judgment]:
    """Read a question with each hit, in the light of its document's title.

    The title stands before the passage, as it does in half of the training rows: "the talks" of a
    third paragraph are those of the headline. The answer is looked for in the passage alone.

    :returns: a judgment a hit, in their order, offsets counted from the passage's start.
    """
    heads = [_head(hit.passage) for hit in hits]
    judgments = network.judge(
        [(question, head + hit.passage.text) for head, hit in zip(heads, hits, strict=True)]
    )
    return [judged.after(len(head)) for judged, head in zip(judgments, heads, strict=True)]


def _head(passage: Passage) -> str:
    title = passage.document.title
    return f"{title}\n" if title and passage.role is not Role.TITLE else ""


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
        return self.support(claim, _head(hit.passage) + hit.passage.text) >= self.supported

    def read(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """Find the sentences that answer a question.

        :returns: for each hit the sentence with the likeliest answer, and any other sentence that
            carries it, by falling score, ties by (document id, start).
        """
        judgments = judge_hits(self._network, question, hits)
        answers = MOST_ANSWERS if asks_for_several(question) else 1
        short = not is_yes_or_no(question)
        found = bylines(question, hits) if asks_for_author(question) else []
        for hit, judgment in zip(hits, judgments, strict=True):
            if len(judgment.offsets):
                found += self._evidence(hit, judgment, answers, short=short)
        return sorted(found, key=_order)

    def _evidence(
        self, hit: Hit, judgment: Judgment, answers: int, *, short: bool
    ) -> list[Evidence]:
        found: list[Evidence] = []
        base = hit.passage.span.start
        for first, last, margin in judgment.best_spans(answers):
            score = self._calibration.score(hit, margin, judgment.relevance)
            start, end = judgment.offsets[first, 0], judgment.offsets[last, 1]
            answer = Span(base + int(start), base + int(end))
            told = _sentences_around(hit.passage, answer)
            if not any(known.span.contains(told) for known in found):
                found.append(Evidence(hit, told, score, answer if short else None))
        best = found[0].score
        for sentence, logit in _sentence_logits(hit.passage, judgment):
            carried = self._calibration.evidence.of(logit)
            if carried > 0.5 and not any(known.span.contains(sentence) for known in found):
                found.append(Evidence(hit, sentence, best * carried))
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


def _sentences_around(passage: Passage, answer: Span) -> Span:
    """Return the span from the first to the last sentence that the answer touches."""
    touched = [s for s in passage.sentences if s.start < answer.end and answer.start < s.end]
    if not touched:
        return passage.span
    return Span(min(touched[0].start, answer.start), max(touched[-1].end, answer.end))


def _sentence_logits(passage: Passage, judgment: Judgment) -> list[tuple[Span, float]]:
    """Return each sentence with the mean evidence logit of its tokens."""
    starts = passage.span.start + judgment.offsets[:, 0]
    found = []
    for sentence in passage.sentences:
        inside = (starts >= sentence.start) & (starts < sentence.end)
        if inside.any():
            found.append((sentence, float(judgment.evidence[inside].mean())))
    return found


def _order(item: Evidence) -> tuple[float, str, int]:
    return -item.score, item.hit.passage.document.id, item.span.start
