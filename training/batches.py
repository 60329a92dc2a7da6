"""Examples -> batches of a few fixed shapes, in an order that is a function of the seed alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from training.encoding import Example, Numbers

LENGTHS = (96, 128, 160, 192, 224, 288)
TOKENS = 3840
#: Windows that examples are cut to, and the share of the reader's examples that get each.
WINDOWS, WINDOW_SHARES = (128, 192, 288), (0.4, 0.4, 0.2)
NEGATIVE_SHARE = 0.25
CLAIM_SHARE = 0.15
NO_MARK_SHARE = 0.15
#: Passages of a question that is read with several.
GROUP_SIZE = 4
CLS, SEP, QUESTION_MARK = 101, 102, 1029


@dataclass(frozen=True, slots=True)
class Cut:
    """The part of an example that fits into a batch row: passage tokens [start, end)."""

    example: Example
    question: Numbers
    start: int
    end: int

    @property
    def length(self) -> int:
        """Return tokens with [CLS] and both [SEP]."""
        return len(self.question) + self.end - self.start + 3

    @property
    def offset(self) -> int:
        """Return what is added to a passage token's number to get its place in the row."""
        return len(self.question) + 2 - self.start


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of one step; ``scored`` marks [CLS] and the passage, where a span may lie.

    :param claims: whether the rows are claims (support) or questions (the other heads).
    :param starts: int64[batch], place of the answer's first token, 0 for "not here".
    :param ends: int64[batch], place of its last token.
    :param evidence: float32[batch, length], 1 in the sentences that hold the answer.
    :param supported: float32[batch].
    :param group: rows that follow each other with one question and different passages.
    """

    claims: bool
    ids: Tensor
    types: Tensor
    mask: Tensor
    scored: Tensor
    starts: Tensor
    ends: Tensor
    evidence: Tensor
    supported: Tensor
    group: int = 1


class Planned(NamedTuple):
    """A batch that is to come.

    :param length: tokens of a row.
    :param pieces: what its rows hold.
    :param group: as in :class:`Batch`.
    """

    length: int
    pieces: list[Cut]
    group: int = 1


Plan = list[Planned]


def _overlapping_start(example: Example, room: int) -> int:
    """Return where the window of ``room`` tokens begins that holds most tokens of the claim."""
    shared = np.isin(example.text.ids, example.question).astype(np.int64)
    sums = np.concatenate(([0], np.cumsum(shared)))
    return int(np.argmax(sums[room:] - sums[:-room]))


def cut(
    example: Example,
    limit: int,
    rng: np.random.Generator | None = None,
    question: Numbers | None = None,
) -> Cut:
    """Cut an example to at most ``limit`` tokens, keeping its answer.

    :param rng: draws the window; without it the passage's beginning is kept, as far as the room
        allows.
    :param question: what is asked, where it is not the example's own words.
    """
    question = example.question if question is None else question
    room = limit - len(question) - 3
    total = len(example.text.ids)
    if total <= room:
        return Cut(example, question, 0, total)
    start = 0
    if example.row.is_claim:
        start = _overlapping_start(example, room)
    elif rng:
        low, high = 0, total - room
        if example.first >= 0:
            low = min(max(0, example.last + 1 - room), high)
            high = max(low, min(example.first, high))
        start = int(rng.integers(low, high + 1))
    return Cut(example, question, start, start + room)


def _label(batch: Batch, place: int, piece: Cut) -> None:
    example = piece.example
    if example.row.supported is not None:
        batch.supported[place] = float(example.row.supported)
    if piece.start <= example.first and example.last < piece.end and example.first >= 0:
        batch.starts[place] = example.first + piece.offset
        batch.ends[place] = example.last + piece.offset
        sentences = example.text.sentences
        inside = (sentences >= sentences[example.first]) & (sentences <= sentences[example.last])
        begin = len(piece.question) + 2
        batch.evidence[place, begin : piece.length - 1] = torch.from_numpy(
            inside[piece.start : piece.end].astype(np.float32)
        )


def collate(planned: Planned) -> Batch:
    """Build the tensors of one batch."""
    length, pieces, group = planned
    shape = (len(pieces), length)
    whole = {name: torch.zeros(shape, dtype=torch.long) for name in ("ids", "types")}
    marks = {name: torch.zeros(shape, dtype=torch.bool) for name in ("mask", "scored")}
    spans = {name: torch.zeros(len(pieces), dtype=torch.long) for name in ("starts", "ends")}
    batch = Batch(
        pieces[0].example.row.is_claim,
        **whole,
        **marks,
        **spans,
        evidence=torch.zeros(shape),
        supported=torch.zeros(len(pieces)),
        group=group,
    )
    for place, piece in enumerate(pieces):
        passage = piece.example.text.ids[piece.start : piece.end]
        row = np.concatenate(([CLS], piece.question, [SEP], passage, [SEP]))
        begin = len(piece.question) + 2
        batch.ids[place, : len(row)] = torch.from_numpy(row.astype(np.int64))
        batch.types[place, begin : len(row)] = 1
        batch.mask[place, : len(row)] = True
        batch.scored[place, begin : len(row) - 1] = True
        batch.scored[place, 0] = True
        _label(batch, place, piece)
    return batch


def _fixed(groups: Sequence[Sequence[Cut]], rng: np.random.Generator, group: int = 1) -> Plan:
    """Deal groups of pieces into batches of equal shape; what is left over waits for next time.

    :param group: pieces of each.
    """
    buckets: dict[int, list[Sequence[Cut]]] = {length: [] for length in LENGTHS}
    for number in rng.permutation(len(groups)):
        longest = max(piece.length for piece in groups[number])
        buckets[next(length for length in LENGTHS if longest <= length)].append(groups[number])
    dealt = []
    for length, bucket in buckets.items():
        size = TOKENS // length // group
        for at in range(0, len(bucket) - size + 1, size):
            pieces = [piece for pieces in bucket[at : at + size] for piece in pieces]
            dealt.append(Planned(length, pieces, group))
    return dealt


@dataclass(frozen=True, slots=True)
class Mixture:
    """Everything that is trained on.

    :param questions: answerable and unanswerable.
    :param negatives: for an answerable question, the same with a passage that does not answer.
    :param claims: with their evidence.
    :param windows: share of the examples that are cut to each of ``WINDOWS``.
    :param untaught: questions that the teacher is not asked.
    :param groups: questions with several passages each, which no teacher judges
        (``training/groups.py``).
    :param joined: questions with a text of several paragraphs, which no teacher judges and which
        are cut to the largest window only.
    """

    questions: list[Example]
    negatives: list[tuple[Example, ...]]
    claims: list[Example]
    windows: tuple[float, float, float] = WINDOW_SHARES
    untaught: Sequence[Example] = ()
    groups: Sequence[tuple[Example, ...]] = ()
    joined: Sequence[Example] = ()

    def question_batches(self, seed: int, number: int) -> Plan:
        """Plan one pass over all questions and a share of the hard negatives."""
        rng = np.random.default_rng((seed, number))
        chosen = list(self.questions)
        for choices in self.negatives:
            if choices and rng.random() < NEGATIVE_SHARE:
                chosen.append(choices[rng.integers(len(choices))])
        return _shuffled(self._alone(chosen, rng), rng)

    def other_batches(self, seed: int, number: int, share: float = 1.0) -> Plan:
        """Plan a pass, or a share of one, over what no teacher judges."""
        rng = np.random.default_rng((seed, number, 1))
        claims = [claim for claim in self.claims if rng.random() < share * CLAIM_SHARE]
        untaught = [question for question in self.untaught if rng.random() < share]
        plan = self._alone(claims, rng) + self._alone(untaught, rng)
        cuts = [self._cuts(group, rng) for group in self.groups if rng.random() < share]
        whole = [
            [cut(one, WINDOWS[-1], rng, _asked(one, rng))]
            for one in self.joined
            if rng.random() < share
        ]
        return _shuffled(plan + _fixed(cuts, rng, GROUP_SIZE) + _fixed(whole, rng), rng)

    def epoch(self, seed: int, number: int) -> Plan:
        """Plan one pass over the questions and the claims, in the order of training."""
        rng = np.random.default_rng((seed, number, 2))
        plan = self.question_batches(seed, number) + self.other_batches(seed, number)
        return _shuffled(plan, rng)

    def _alone(self, examples: Sequence[Example], rng: np.random.Generator) -> Plan:
        return _fixed([self._cuts((example,), rng) for example in examples], rng)

    def _cuts(self, examples: Sequence[Example], rng: np.random.Generator) -> list[Cut]:
        """Cut the examples of one question or claim to one limit, which is drawn."""
        limit, question = int(rng.choice(WINDOWS, p=self.windows)), _asked(examples[0], rng)
        return [cut(example, limit, rng, question) for example in examples]


def _asked(example: Example, rng: np.random.Generator) -> Numbers:
    """Return a claim, or a question with or without its mark."""
    words = example.question
    if example.row.is_claim or rng.random() >= NO_MARK_SHARE:
        return words
    return words[words != QUESTION_MARK]


def _shuffled(plan: Plan, rng: np.random.Generator) -> Plan:
    return [plan[place] for place in rng.permutation(len(plan))]
