"""Question + hits -> list[Evidence]: where the answer stands, and how surely.

What the network says of each passage (``rag/judging.py``) becomes sentences with offsets and
probabilities that mean what they say. How both were fitted: ``docs/reader.md``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rag.judging import Judgment, Network, load_network
from rag.question_forms import asks_for_author, asks_for_several, is_yes_or_no, names_no_subject
from rag.types import FOUND, Evidence, Hit, Passage, Role, Span
from rag.verifying import lead, left_out
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
    :param order: for hits of a library, which of them answers best; weighs :func:`signs`.
    :param found: for the best hit of a library, looked at again; weighs :func:`verified_signs`.
    :param evidence: sentence logit -> probability that the sentence carries the answer.
    :param support: support logit -> probability that the passage supports the claim.
    :param supported: the probability from which a claim counts as supported.
    """

    given: Bars
    order: Curve
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
            found,
            evidence=Curve.from_dict(shape["evidence"]["curve"]),
            support=Curve.from_dict(shape["support"]["curve"]),
            supported=shape["support"]["threshold"],
        )

    def bars(self, hits: Sequence[Hit]) -> Bars:
        """Return the bars for where the hits come from."""
        return self.found if any(hit.origin == FOUND for hit in hits) else self.given

    def score(self, hit: Hit, margin: float, relevance: float) -> float:
        """Return how likely it is that the passage answers the question with that span, 0..1."""
        if hit.origin == FOUND:
            return self.order.of(margin, relevance, hit.score, hit.similarity)
        return self.given.curve.of(margin, relevance)


def load_reader(threads: int = 0) -> CrossEncoderReader:
    """Open the shipped reader.

    :raises ModelError: its files or those of the encoder are missing or damaged.
    """
    path = shipped(READER_WEIGHTS)
    shape = load_calibration(shipped(READER_CALIBRATION), path)
    return CrossEncoderReader(load_network(path, threads), Calibration.from_dict(shape))


def judge_hits(network: Network, question: str, hits: Sequence[Hit]) -> list[Judgment]:
    """Read a question with each hit, in the light of its document's title.

    The title stands before the passage, as it does in half of the training rows: "the talks" of a
    third paragraph are those of the headline. The answer is looked for in the passage alone.

    :returns: a judgment a hit, in their order, offsets counted from the passage's start.
    """
    return judge_pairs(network, [(question, hit) for hit in hits])


def judge_pairs(network: Network, pairs: Sequence[tuple[str, Hit]]) -> list[Judgment]:
    """Read each question with its hit; see :func:`judge_hits`."""
    heads = [_head(hit.passage) for _, hit in pairs]
    judgments = network.judge(
        [
            (question, head + hit.passage.text)
            for head, (question, hit) in zip(heads, pairs, strict=True)
        ]
    )
    return [judged.after(len(head)) for judged, head in zip(judgments, heads, strict=True)]


def signs(hit: Hit, judgment: Judgment) -> tuple[float, ...]:
    """Return what tells how well a hit answers: margin, relevance, fused score, cosine."""
    return judgment.best_span()[2], judgment.relevance, hit.score, hit.similarity


def verified_signs(
    network: Network, question: str, read: Sequence[tuple[Hit, Judgment]], place: int
) -> tuple[float, ...]:
    """Return the :func:`signs` of the best of some hits, and what a second look adds to them.

    That is how much of what the question speaks of neither the sentence with the answer nor the
    title has; how much more relevant the hit is than any with another answer; and how relevant the
    sentence is, read by itself.

    :param place: which of the hits is the best.
    """
    hit, judgment = read[place]
    document = hit.passage.document
    told = document.slice(sentences_around(hit.passage, answer_of(hit, judgment)))
    (alone,) = network.judge([(question, told)])
    missing = left_out(question, f"{document.title}\n{told}")
    said = [known.passage.document.slice(answer_of(known, other)) for known, other in read]
    ahead = lead([judged.relevance for _, judged in read], said, place)
    return *signs(hit, judgment), missing, ahead, alone.relevance


def answer_of(hit: Hit, judgment: Judgment) -> Span:
    """Return where the likeliest answer of a hit stands in its document."""
    first, last, _ = judgment.best_span()
    return _span(hit, judgment, first, last)


def _span(hit: Hit, judgment: Judgment, first: int, last: int) -> Span:
    base = hit.passage.span.start
    return Span(base + int(judgment.offsets[first, 0]), base + int(judgment.offsets[last, 1]))


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
        read = [
            (hit, judgment)
            for hit, judgment in zip(hits, judgments, strict=True)
            if len(judgment.offsets)
        ]
        found = [
            item
            for hit, judgment in read
            for item in self._evidence(hit, judgment, answers, short=short)
        ]
        sure = self._sure(question, sorted(found, key=_order), read)
        named = bylines(question, hits) if asks_for_author(question) else []
        return sorted([*named, *sure], key=_order)

    def _evidence(
        self, hit: Hit, judgment: Judgment, answers: int, *, short: bool
    ) -> list[Evidence]:
        found: list[Evidence] = []
        for first, last, margin in judgment.best_spans(answers):
            score = self._calibration.score(hit, margin, judgment.relevance)
            answer = _span(hit, judgment, first, last)
            told = sentences_around(hit.passage, answer)
            if not any(known.span.contains(told) for known in found):
                found.append(Evidence(hit, told, score, answer if short else None))
        best = found[0].score
        for sentence, logit in _sentence_logits(hit.passage, judgment):
            carried = self._calibration.evidence.of(logit)
            if carried > 0.5 and not any(known.span.contains(sentence) for known in found):
                found.append(Evidence(hit, sentence, best * carried))
        return found

    def _sure(
        self, question: str, found: Sequence[Evidence], read: Sequence[tuple[Hit, Judgment]]
    ) -> list[Evidence]:
        """Look at the best hit of a library again, and let all else be as much surer or less."""
        if not found or found[0].hit.origin != FOUND or not found[0].score:
            return list(found)
        best = found[0]
        place = next(number for number, (hit, _) in enumerate(read) if hit is best.hit)
        columns = verified_signs(self._network, question, read, place)
        sure = self._calibration.found.curve.of(*columns)
        return [replace(item, score=item.score * sure / best.score) for item in found]


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


def sentences_around(passage: Passage, answer: Span) -> Span:
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
