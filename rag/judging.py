"""The reader's network: a question and a text -> what it says of the text, in raw scores.

One forward pass of the cross-encoder gives where the answer starts and ends (against "not here"),
whether the text answers at all, which of its words stand in a sentence that carries the answer,
and whether the text supports a claim put in the question's place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from rag.bert import BertGraph, BertShape, Weights
from rag.embedding import length_batches, load_tokenizer, packaged_model_folder
from rag.streams import Streams
from rag.weights import load_stored

Floats = NDArray[np.float32]
#: A question (or a claim) and the text that it is read with.
Pair = tuple[str, str]

#: Tokens of a question that are read.
MAX_QUESTION_TOKENS = 96
#: Tokens of question and passage together.
MAX_TOKENS = 384
#: Tokens of a short answer at most.
MAX_ANSWER_TOKENS = 30
#: Answers among which one is chosen.
LIKELIEST = 20
#: Tokens of a batch: few, so that the passages of a question keep every core busy to the end.
BATCH_TOKENS = 256

_CLS, _SEP = 101, 102


@dataclass(frozen=True)  # no slots: what is asked for again and again is kept
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

    def within(self, start: int, end: int) -> Judgment:
        """Return the judgment of a part of the text, offsets counted from the part's start."""
        kept = (self.offsets[:, 0] >= start) & (self.offsets[:, 1] <= end)
        return Judgment(
            self.offsets[kept] - start,
            self.start[kept],
            self.end[kept],
            self.evidence[kept],
            self.relevance,
            self.support,
        )

    def best_span(self) -> tuple[int, int, float]:
        """Return the first and last token of the best answer, and the score of the likeliest.

        The score is the sum of both logits, less those of "not here": above 0, an answer is
        likelier than none. Source: Devlin et al. 2019, section 4.3.
        """
        return self._best_span

    @cached_property
    def _best_span(self) -> tuple[int, int, float]:
        return self.best_spans(1)[0]

    def best_spans(self, most: int) -> list[tuple[int, int, float]]:
        """Return the best answers that share no token, best first; see :meth:`best_span`."""
        ends = np.pad(self.end, (0, MAX_ANSWER_TOKENS - 1), constant_values=-np.inf)
        scores = self.start[:, None] + sliding_window_view(ends, MAX_ANSWER_TOKENS)
        firsts = np.arange(len(self.start))[:, None]
        lasts = firsts + np.arange(MAX_ANSWER_TOKENS)
        found: list[tuple[int, int, float]] = []
        while len(found) < most and np.isfinite(scores).any():
            first, last = choose_span(scores)
            found.append((first, last, float(scores.max())))
            scores = np.where((firsts <= last) & (lasts >= first), -np.inf, scores)
        return found


def choose_span(scores: Floats) -> tuple[int, int]:
    """Return the first and last token of the answer that is expected to share most with the truth.

    Of the likeliest answers it is the one whose F1 over tokens with all of them, weighed by how
    likely they are, is highest: it is seldom the likeliest that is a word too short or too long.
    Source: Kumar and Byrne 2004, "Minimum Bayes-Risk Decoding for Statistical Machine Translation".

    :param scores: float32[tokens, lengths], the logit of the answer that starts at a token and has
        so many tokens more; -inf where there is none.
    """
    flat = scores.ravel()
    count = min(LIKELIEST, flat.size)
    places = np.sort(np.argpartition(-flat, count - 1)[:count])
    first, more = np.divmod(places, scores.shape[1])
    last = first + more
    likely = np.exp(flat[places] - flat.max())
    shared = np.minimum(last[:, None], last) - np.maximum(first[:, None], first) + 1
    agreement = 2 * np.maximum(shared, 0) / (more[:, None] + more + 2)
    best = int((agreement @ likely).argmax())
    return int(first[best]), int(last[best])


class Network(Protocol):
    """Judges passages; a test fake may replace it."""

    def judge(self, pairs: Sequence[Pair]) -> list[Judgment]:
        """Return a judgment a pair, in their order."""


class ReaderNetwork:
    """The cross-encoder on OpenVINO: layers and heads of our own, embeddings of MiniLM."""

    def __init__(self, folder: Path, weights: Weights, threads: int = 0) -> None:
        self._folder = folder
        self._weights = weights
        self._tokenizer = load_tokenizer(folder / "tokenizer.json")
        self._streams = Streams(self._graph, threads)

    def judge(self, pairs: Sequence[Pair]) -> list[Judgment]:
        """Read each question (or claim) with its text.

        :returns: a judgment a pair, in their order.
        """
        heads, read = self._heads([asked for asked, _ in pairs]), self._read(pairs)
        rooms = [MAX_TOKENS - len(head) - 1 for head in heads]
        rows = [
            [*head, *encoding.ids[:room], _SEP]
            for head, encoding, room in zip(heads, read, rooms, strict=True)
        ]
        found: dict[int, Judgment] = {}
        batches = length_batches(rows, BATCH_TOKENS)
        inputs = [[ids, mask, _types(heads, places, mask)] for places, ids, mask in batches]
        for (places, _, _), outputs in zip(batches, self._streams.run(inputs), strict=True):
            span, evidence, relevance, support = outputs
            for row, place in enumerate(places):
                inside = slice(len(heads[place]), len(rows[place]) - 1)
                null = span[row, 0]
                offsets = read[place].offsets[: rooms[place]]
                found[place] = Judgment(
                    np.asarray(offsets, dtype=np.int64).reshape(-1, 2),
                    span[row, inside, 0] - null[0],
                    span[row, inside, 1] - null[1],
                    evidence[row, inside, 0],
                    float(relevance[row, 0]),
                    float(support[row, 0]),
                )
        return [found[place] for place in range(len(rows))]

    def _heads(self, asked: Sequence[str]) -> list[list[int]]:
        """Return the tokens that stand before each text."""
        different = list(dict.fromkeys(asked))
        encoded = self._tokenizer.encode_batch(different, add_special_tokens=False)
        heads = {
            words: [_CLS, *encoding.ids[:MAX_QUESTION_TOKENS], _SEP]
            for words, encoding in zip(different, encoded, strict=True)
        }
        return [heads[words] for words in asked]

    def _read(self, pairs: Sequence[Pair]) -> list[Any]:
        """Return each text's tokens and their offsets."""
        found: list[Any] = self._tokenizer.encode_batch(
            [text for _, text in pairs], add_special_tokens=False
        )
        return found

    def _graph(self) -> tuple[list[Any], list[Any]]:
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
        return outputs, graph.parameters


def _types(
    heads: Sequence[list[int]], places: Sequence[int], mask: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return 1 for each token of a text, 0 for what stands before it and for padding."""
    types = mask.copy()
    for row, place in enumerate(places):
        types[row, : len(heads[place])] = 0
    return types


def load_network(path: Path, threads: int = 0) -> ReaderNetwork:
    """Open a network with the weights in a file.

    :raises ModelError: the file or those of the encoder are missing or damaged.
    """
    return ReaderNetwork(packaged_model_folder(), load_stored(path), threads)
