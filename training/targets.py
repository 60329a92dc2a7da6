"""What the heads should say of a batch, and how far from it they are.

The labels say it, or the labels mixed with what a teacher says: where two answers are as good, or
a passage answers in a way, its judgment is a better one than theirs.
Source: Hinton et al. 2015, "Distilling the Knowledge in a Neural Network".
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from training.batches import Batch
from training.model import Judgments

RELEVANCE_WEIGHT, EVIDENCE_WEIGHT = 0.3, 0.5
#: Share of the teacher in what the reader should say; the rest are the labels.
TAUGHT = 0.7


@dataclass(frozen=True, slots=True)
class Targets:
    """What the heads should say, as chances.

    :param places: float32[batch, length, 2], where the answer starts and ends.
    :param relevance: float32[batch].
    :param evidence: float32[batch, length].
    :param support: float32[batch].
    """

    places: Tensor
    relevance: Tensor
    evidence: Tensor
    support: Tensor

    def mixed(self, said: Judgments, batch: Batch) -> Targets:
        """Return these, mixed with what a teacher says of a batch of questions."""
        return Targets(
            torch.lerp(self.places, scored_places(said, batch).softmax(dim=1), TAUGHT),
            torch.lerp(self.relevance, said.relevance.sigmoid(), TAUGHT),
            torch.lerp(self.evidence, said.evidence.sigmoid(), TAUGHT),
            self.support,
        )


def scored_places(said: Judgments, batch: Batch) -> Tensor:
    """Return the logits of start and end with those outside of the passage and [CLS] removed."""
    return said.span.masked_fill(~batch.scored[:, :, None], -1e4)


def labels(batch: Batch) -> Targets:
    """Return what the rows' labels say."""
    ends = torch.stack((batch.starts, batch.ends), dim=-1)
    places = functional.one_hot(ends, batch.ids.shape[1]).transpose(1, 2).float()
    return Targets(places, (batch.starts > 0).float(), batch.evidence, batch.supported)


def losses(said: Judgments, batch: Batch, targets: Targets) -> Tensor:
    """Return the loss of a batch: support for claims, else span, relevance and evidence."""
    binary = functional.binary_cross_entropy_with_logits
    if batch.claims:
        return binary(said.support, targets.support)
    # Cross-entropy takes the classes second: [batch, length, 2].
    place = functional.cross_entropy(scored_places(said, batch), targets.places)
    relevance = binary(said.relevance, targets.relevance)
    weight = batch.scored.float()
    weight[:, 0] = 0
    evidence = binary(said.evidence, targets.evidence, weight, reduction="sum") / weight.sum()
    return place + RELEVANCE_WEIGHT * relevance + EVIDENCE_WEIGHT * evidence
