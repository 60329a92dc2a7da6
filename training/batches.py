"""Examples -> batches of a few fixed shapes, in an order that is a function of the seed alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


#: (length, pieces) for each batch.
Planned = list[tuple[int, list[Cut]]]


def _overlapping_start(example: Example, room: int) -> int:
    """Return where the window of ``room`` tokens begins that holds most tokens of the claim."""
    shared = np.isin(example.text.ids, example.question).astype(np.int64)
    sums = np.concatenate(([0], np.cumsum(shared)))
    return int(np.argmax(sums[room:] - sums[:-room]))


def cut(example: Example, limit: int, rng: np.random.Generator | None = None) -> Cut:
    """Cut an example to at most ``limit`` tokens, keeping its answer.

    :param rng: draws the window and drops question marks; without it the passage's beginning is
        kept, as far as the room allows, and questions stay whole.
    """
    question = example.question
    if rng and not example.row.is_claim and rng.random() < NO_MARK_SHARE:
        question = question[question != QUESTION_MARK]
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


def collate(pieces: Sequence[Cut], length: int) -> Batch:
    """Build the tensors of one batch, padded to ``length``."""
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


def _fixed(pieces: list[Cut], rng: np.random.Generator) -> Planned:
    """Deal pieces into batches of equal shape; what is left over is dropped until next time."""
    buckets: dict[int, list[Cut]] = {length: [] for length in LENGTHS}
    for number in rng.permutation(len(pieces)):
        piece = pieces[number]
        buckets[next(length for length in LENGTHS if piece.length <= length)].append(piece)
    dealt = []
    for length, bucket in buckets.items():
        size = TOKENS // length
        dealt += [(length, bucket[at : at + size]) for at in range(0, len(bucket) - size + 1, size)]
    return dealt


@dataclass(frozen=True, slots=True)
class Mixture:
    """Everything that is trained on.

    :param questions: answerable and unanswerable.
    :param negatives: for an answerable question, the same with a passage that does not answer.
    :param claims: with their evidence.
    :param windows: share of the examples that are cut to each of ``WINDOWS``.
    :param untaught: questions that the teacher is not asked.
    """

    questions: list[Example]
    negatives: list[tuple[Example, ...]]
    claims: list[Example]
    windows: tuple[float, float, float] = WINDOW_SHARES
    untaught: Sequence[Example] = ()

    def question_batches(self, seed: int, number: int) -> Planned:
        """Plan one pass over all questions and a share of the hard negatives."""
        rng = np.random.default_rng((seed, number))
        chosen = list(self.questions)
        for choices in self.negatives:
            if choices and rng.random() < NEGATIVE_SHARE:
                chosen.append(choices[rng.integers(len(choices))])
        return _shuffled(_fixed(self._cuts(chosen, rng), rng), rng)

    def other_batches(self, seed: int, number: int, share: float = 1.0) -> Planned:
        """Plan a pass, or a share of one, over what no teacher judges."""
        rng = np.random.default_rng((seed, number, 1))
        claims = [claim for claim in self.claims if rng.random() < share * CLAIM_SHARE]
        untaught = [question for question in self.untaught if rng.random() < share]
        plan = _fixed(self._cuts(claims, rng), rng) + _fixed(self._cuts(untaught, rng), rng)
        return _shuffled(plan, rng)

    def epoch(self, seed: int, number: int) -> Planned:
        """Plan one pass over the questions and the claims, in the order of training."""
        rng = np.random.default_rng((seed, number, 2))
        plan = self.question_batches(seed, number) + self.other_batches(seed, number)
        return _shuffled(plan, rng)

    def _cuts(self, examples: Sequence[Example], rng: np.random.Generator) -> list[Cut]:
        return [cut(example, int(rng.choice(WINDOWS, p=self.windows)), rng) for example in examples]


def _shuffled(plan: Planned, rng: np.random.Generator) -> Planned:
    return [plan[place] for place in rng.permutation(len(plan))]
