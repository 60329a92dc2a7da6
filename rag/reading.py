"""Question + hits -> list[Evidence]: where the answer stands, and how surely.

One small cross-encoder reads the question together with each passage and gives, from one forward
pass: where the answer starts and ends (against "not here"), whether the passage answers at all,
and which of its sentences carry the answer. How it was trained: ``docs/reader.md``.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.bert import BertGraph, BertShape, Weights, compile_graph
from rag.embedding import length_batches, load_tokenizer, packaged_model_folder
from rag.types import FOUND, Evidence, Hit, Passage, Role, Span
from rag.weights import (
    READER_CALIBRATION,
    READER_WEIGHTS,
    Curve,
    load_calibration,
    load_weights,
    shipped,
)

Floats = NDArray[np.float32]

#: Tokens of a question that are read.
MAX_QUESTION_TOKENS = 96
#: Tokens of question and passage together.
MAX_TOKENS = 384
#: Tokens of a short answer at most.
MAX_ANSWER_TOKENS = 30
#: Pairs in one batch.
BATCH_SIZE = 4
#: How sure a byline is as the answer to a question about the author.
BYLINE_SCORE = 0.95

_CLS, _SEP = 101, 102
_YES_OR_NO = re.compile(
    r"\s*(is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b",
    re.IGNORECASE,
)
_NO_SUBJECT = re.compile(r"\b(this|it|the (article|story|report|piece|text))\W*$", re.IGNORECASE)
_BYLINE = re.compile(r"(?i)\W*by\s*:?\s+([^\n|,]+?)\s*(?:[\n|,]|$)")
_AUTHORSHIP = re.compile(
    r"\bwho (wrote|authored|penned|is the (author|writer|reporter|journalist))\b"
    r"|\b(author|writer|byline) of (this|the) (article|story|report|piece|text)\b"
    r"|\bwhose byline\b|\bwhat is the byline\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Judgment:
    """What the network says of one passage.

    :param offsets: int64[tokens, 2], characters of each token in the passage's text.
    :param start: float32[tokens], logit that the answer starts at a token, less that of "not here".
    :param end: float32[tokens], the same for its last token.
    :param evidence: float32[tokens], logit that a token lies in a sentence that carries the answer.
    :param relevance: logit that the passage answers the question.
    :param support: logit that the passage supports the claim, where a claim was given.
    """

    offsets: NDArray[np.int64]
    start: Floats
    end: Floats
    evidence: Floats
    relevance: float
    support: float

    def after(self, character: int) -> Judgment:
        """Return the judgment of the text from a character on, offsets counted from there."""
        kept = self.offsets[:, 0] >= character
        return Judgment(
            self.offsets[kept] - character,
            self.start[kept],
            self.end[kept],
            self.evidence[kept],
            self.relevance,
            self.support,
        )

    def best_span(self) -> tuple[int, int, float]:
        """Return the first and last token of the likeliest answer, and its score.

        The score is the sum of both logits, less those of "not here": above 0, an answer is
        likelier than none. Source: Devlin et al. 2019, section 4.3.
        """
        table = self.start[:, None] + self.end[None, :]
        allowed = np.tril(np.triu(np.ones(table.shape, dtype=bool)), MAX_ANSWER_TOKENS - 1)
        first, last = np.unravel_index(int(np.where(allowed, table, -1e9).argmax()), table.shape)
        return int(first), int(last), float(table[first, last])


class Network(Protocol):
    """Judges passages; a test fake may replace it."""

    def judge(self, question: str, texts: Sequence[str]) -> list[Judgment]:
        """Return a judgment a text, in their order."""


class ReaderNetwork:
    """The cross-encoder on OpenVINO: layers and heads of our own, embeddings of MiniLM."""

    def __init__(self, folder: Path, weights: Weights, threads: int = 0) -> None:
        self._folder = folder
        self._weights = weights
        self._threads = threads
        self._tokenizer = load_tokenizer(folder / "tokenizer.json")
        self._lock = threading.Lock()

    def judge(self, question: str, texts: Sequence[str]) -> list[Judgment]:
        """Read a question (or a claim) with each text.

        :returns: a judgment a text, in their order.
        """
        if not texts:
            return []
        asked = self._tokenizer.encode(question, add_special_tokens=False)
        head = [_CLS, *asked.ids[:MAX_QUESTION_TOKENS], _SEP]
        room = MAX_TOKENS - len(head) - 1
        read = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        rows = [[*head, *encoding.ids[:room], _SEP] for encoding in read]
        found: dict[int, Judgment] = {}
        for places, ids, mask in length_batches(rows, BATCH_SIZE):
            types = mask.copy()
            types[:, : len(head)] = 0
            with self._lock:
                outputs = self._compiled([ids, mask, types])
                span, evidence, relevance, support = (outputs[n].copy() for n in range(4))
            for row, place in enumerate(places):
                inside = slice(len(head), len(rows[place]) - 1)
                null = span[row, 0]
                found[place] = Judgment(
                    np.asarray(read[place].offsets[:room], dtype=np.int64).reshape(-1, 2),
                    span[row, inside, 0] - null[0],
                    span[row, inside, 1] - null[1],
                    evidence[row, inside, 0],
                    float(relevance[row, 0]),
                    float(support[row, 0]),
                )
        return [found[place] for place in range(len(rows))]

    @cached_property
    def _compiled(self) -> Any:
        import openvino.opset15 as ops
        from safetensors import safe_open

        with safe_open(self._folder / "model.safetensors", framework="numpy") as file:
            table = {
                name: file.get_tensor(name)
                for name in file.keys()  # noqa: SIM118 - the file is no dict
                if name.startswith("embeddings")
            }
        graph = BertGraph(BertShape.from_file(self._folder / "config.json"), table, self._weights)
        states = graph.hidden_states()
        first = ops.gather(states, ops.constant(np.int64(0)), ops.constant(np.int64(1)))
        outputs = [
            graph.linear(states, self._weights, "span"),
            graph.linear(states, self._weights, "evidence"),
            graph.linear(first, self._weights, "relevance"),
            graph.linear(first, self._weights, "support"),
        ]
        return compile_graph(outputs, graph.parameters, threads=self._threads)


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
            return self.found.curve(margin, relevance, hit.score, hit.similarity)
        return self.given.curve(margin, relevance)


def load_network(path: Path, threads: int = 0) -> ReaderNetwork:
    """Open a network with the weights in a file.

    :raises ModelError: the file or those of the encoder are missing or damaged.
    """
    return ReaderNetwork(packaged_model_folder(), load_weights(path), threads)


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
    texts = [head + hit.passage.text for head, hit in zip(heads, hits, strict=True)]
    judgments = network.judge(question, texts)
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
        (judgment,) = self._network.judge(claim, [text])
        return self._calibration.support(judgment.support)

    def read(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """Find the sentences that answer a question.

        :returns: for each hit the sentence with the likeliest answer, and any other sentence that
            carries it, by falling score, ties by (document id, start).
        """
        judgments = judge_hits(self._network, question, hits)
        spoken = bool(_YES_OR_NO.match(question))
        found = bylines(question, hits) if asks_for_author(question) else []
        for hit, judgment in zip(hits, judgments, strict=True):
            if len(judgment.offsets):
                found += self._evidence(hit, judgment, short=not spoken)
        return sorted(found, key=_order)

    def _evidence(self, hit: Hit, judgment: Judgment, *, short: bool) -> list[Evidence]:
        first, last, margin = judgment.best_span()
        score = self._calibration.score(hit, margin, judgment.relevance)
        base = hit.passage.span.start
        answer = Span(base + int(judgment.offsets[first, 0]), base + int(judgment.offsets[last, 1]))
        told = _sentences_around(hit.passage, answer)
        found = [Evidence(hit, told, score, answer if short else None)]
        for sentence, logit in _sentence_logits(hit.passage, judgment):
            carried = self._calibration.evidence(logit)
            if carried > 0.5 and not told.contains(sentence):
                found.append(Evidence(hit, sentence, score * carried))
        return found


def asks_for_author(question: str) -> bool:
    """Say whether a question asks who wrote the document."""
    return bool(_AUTHORSHIP.search(question))


def bylines(question: str, hits: Sequence[Hit]) -> list[Evidence]:
    """Return the bylines among the hits as evidence of who wrote the document.

    Only that of the best hit's document, unless the question names no subject ("who wrote this?").
    """
    found = []
    for hit in hits:
        passage = hit.passage
        meant = passage.document.id == hits[0].passage.document.id or _NO_SUBJECT.search(question)
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
