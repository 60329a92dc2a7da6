"""``training.lessons``: what a teacher says, written down and read again."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from training.batches import Batch, Mixture, collate
from training.encoding import encode, load_tokenizer
from training.lessons import SHARD, Judge, Lessons, write
from training.model import Judgments, base_folder
from training.rows import ANSWERABLE, Row
from training.teacher import TeacherNetwork

MADE = {"seed": "3", "base": "a teacher", "examples": "7"}


def tell(batches: list[Batch]) -> list[Judgments]:
    """Say each token's number for start, end and evidence; twice the first for relevance."""
    return [
        Judgments(torch.stack((ids, ids), dim=2), 2 * ids[:, 0], ids, torch.zeros(len(ids)))
        for ids in ((batch.ids / 100).half().float() for batch in batches)
    ]


@pytest.fixture(scope="module")
def mixture() -> Mixture:
    """Return 200 short questions, each with a passage of its own."""
    rows = [
        Row(
            ANSWERABLE,
            "Harbour",
            f"who opened harbour {number}?",
            f"Anna Weiss opened harbour {number}.",
            ("Anna Weiss",),
            0,
        )
        for number in range(200)
    ]
    return Mixture(encode(load_tokenizer(base_folder()), rows), [], [])


@pytest.fixture
def lessons(tmp_path: Path, mixture: Mixture) -> Lessons:
    """Return the judgments of a whole pass."""
    written = Lessons(tmp_path)
    write(written, mixture, tell, MADE, hours=1)
    return Lessons(tmp_path)


def test_what_is_said_is_read_again(lessons: Lessons, mixture: Mixture) -> None:
    """Each batch gets the judgments of its own tokens."""
    coming = lessons.epoch(mixture, 0)
    assert len(coming) == 200 // 40 and lessons.count == SHARD
    for lesson in coming:
        assert lesson.number is not None
        batch = collate(lesson.pieces, lesson.length)
        said = lessons.said(lesson.number, batch)
        (told,) = tell([batch])
        assert torch.equal(said.span, told.span) and torch.equal(said.evidence, told.evidence)
        assert torch.equal(said.relevance, told.relevance)


def test_each_pass_has_an_order_of_its_own(lessons: Lessons, mixture: Mixture) -> None:
    """The same batches come again, and the order is a function of the pass."""
    orders = [[one.number for one in lessons.epoch(mixture, number)] for number in (0, 1, 2, 0)]
    assert orders[0] == orders[3] and len({tuple(order) for order in orders}) > 1
    assert all(set(order) == set(range(5)) for order in orders)


def test_judgments_of_other_tokens_are_refused(lessons: Lessons, mixture: Mixture) -> None:
    """A batch that was made of other data is not taught wrongly."""
    lesson = next(one for one in lessons.epoch(mixture, 0) if one.number == 0)
    batch = collate(lesson.pieces, lesson.length)
    batch.ids[0, 2] += 1
    with pytest.raises(SystemExit, match="is of other data"):
        lessons.said(0, batch)


def test_a_call_goes_on_where_the_last_ended(lessons: Lessons, mixture: Mixture) -> None:
    """What is judged is not judged again."""
    before = {path: path.stat().st_mtime_ns for path in lessons.folder.iterdir()}
    write(lessons, mixture, tell, MADE, hours=1)
    assert {path: path.stat().st_mtime_ns for path in lessons.folder.iterdir()} == before


def test_an_empty_folder_says_what_to_do(tmp_path: Path, mixture: Mixture) -> None:
    """One sentence, with the command."""
    with pytest.raises(SystemExit, match=r"run training\.lessons first"):
        Lessons(tmp_path).epoch(mixture, 0)


def test_the_graph_says_what_the_network_says() -> None:
    """On two shapes, with padding; the network has one layer here, so that it is soon converted."""
    torch.manual_seed(0)
    teacher = TeacherNetwork()
    teacher.body.encoder.layer = teacher.body.encoder.layer[:1]
    batches = []
    for rows, length in ((3, 24), (2, 40)):
        ids = torch.randint(2000, 20000, (rows, length))
        ids[0, length - 5 :] = 0
        zeros = torch.zeros((rows, length))
        none = torch.zeros(rows, dtype=torch.long)
        mask = ids > 0
        batches.append(
            Batch(False, ids, torch.zeros_like(ids), mask, mask, none, none, zeros, zeros[:, 0])
        )
    for batch, said in zip(batches, Judge(teacher).judge(batches), strict=True):
        with torch.no_grad():
            wanted = teacher(batch.ids, batch.types, batch.mask)
        assert torch.allclose(said.span[batch.mask], wanted.span[batch.mask], atol=0.05)
        assert torch.allclose(said.evidence[batch.mask], wanted.evidence[batch.mask], atol=0.05)
        assert torch.allclose(said.relevance, wanted.relevance, atol=0.05)
