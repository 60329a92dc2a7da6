"""``training.targets`` and ``training.teacher``: what is learnt from labels and from a teacher."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from training.batches import CLS, SEP, Batch
from training.model import Judgments
from training.targets import TAUGHT, labels, losses
from training.teacher import TeacherNetwork

LENGTH = 12


@pytest.fixture
def batch() -> Batch:
    """Return two questions of three tokens; the first is answered by tokens 6 to 7."""
    ids = torch.full((2, LENGTH), 2000)
    ids[:, 0], ids[:, 4], ids[0, 11] = CLS, SEP, SEP
    ids[1, 9], ids[1, 10:] = SEP, 0
    scored = torch.zeros((2, LENGTH), dtype=torch.bool)
    scored[:, 0] = scored[0, 5:11] = scored[1, 5:9] = True
    evidence = torch.zeros((2, LENGTH))
    evidence[0, 5:9] = 1
    return Batch(
        claims=False,
        ids=ids,
        types=torch.zeros_like(ids),
        mask=ids > 0,
        scored=scored,
        starts=torch.tensor([6, 0]),
        ends=torch.tensor([7, 0]),
        evidence=evidence,
        supported=torch.tensor([1.0, 0.0]),
    )


def judgments(span: torch.Tensor) -> Judgments:
    """Return judgments with these places, and 0 everywhere else."""
    return Judgments(span, torch.zeros(2), torch.zeros((2, LENGTH)), torch.zeros(2))


def test_labels_name_the_first_and_the_last_token(batch: Batch) -> None:
    """A question without an answer points at the first place."""
    said = labels(batch)
    assert said.places.shape == (2, LENGTH, 2)
    assert said.places.nonzero().tolist() == [[0, 6, 0], [0, 7, 1], [1, 0, 0], [1, 0, 1]]
    assert said.relevance.tolist() == [1, 0]


def test_a_teacher_is_mixed_in_where_a_span_may_lie(batch: Batch) -> None:
    """What is mixed are chances still, and none falls on the question or the padding."""
    torch.manual_seed(0)
    said = judgments(torch.randn((2, LENGTH, 2)))
    mixed = labels(batch).mixed(said, batch)
    assert torch.allclose(mixed.places.sum(dim=1), torch.ones((2, 2)))
    assert not mixed.places[~batch.scored].any()
    assert mixed.places[0, 6, 0] > 1 - TAUGHT > mixed.places[0, 7, 0] > 0
    assert mixed.relevance[0] == pytest.approx(1 - TAUGHT / 2)
    assert mixed.evidence[1, 6] == pytest.approx(TAUGHT / 2)


def test_the_loss_is_least_where_the_targets_are_said(batch: Batch) -> None:
    """Saying what the targets say beats saying nothing, and that beats saying another place."""
    targets = labels(batch)
    right = judgments(20 * targets.places)
    wrong = judgments(20 * targets.places.roll(1, dims=1))
    nothing = judgments(torch.zeros((2, LENGTH, 2)))
    found = [float(losses(said, batch, targets)) for said in (right, nothing, wrong)]
    assert found == sorted(found) and found[0] < found[1] < found[2]


def test_of_claims_support_alone_is_learnt(batch: Batch) -> None:
    """The loss of claims rests on nothing else."""
    claims = replace(batch, claims=True)
    said = judgments(torch.randn((2, LENGTH, 2)))
    assert float(losses(said, claims, labels(claims))) == pytest.approx(0.6931, abs=1e-4)


def test_a_teacher_reads_the_readers_batches(batch: Batch) -> None:
    """What stands behind the padding changes nothing of what is said of the tokens before it."""
    torch.manual_seed(0)
    teacher = TeacherNetwork()
    with torch.no_grad():
        said = teacher(batch.ids, batch.types, batch.mask)
        alone = teacher(batch.ids[1:, :10], batch.types[1:, :10], batch.mask[1:, :10])
    assert said.span.shape == (2, LENGTH, 2) and said.evidence.shape == (2, LENGTH)
    assert torch.allclose(said.span[1, :10], alone.span[0], atol=0.05)
    assert said.relevance[1] == pytest.approx(float(alone.relevance[0]), abs=0.05)


def test_a_teacher_begins_from_its_own_base_only(tmp_path: Path) -> None:
    """Another file is refused by name."""
    other = tmp_path / "model.safetensors"
    other.write_bytes(b"something else")
    with pytest.raises(SystemExit, match="is not the model"):
        TeacherNetwork().start(other)
