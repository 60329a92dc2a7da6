"""What the teacher says of the examples of a pass, written down once for the reader to learn from.

``python -m training.lessons --teacher TEACHER/reader.safetensors --data DIR --out LESSONS`` judges
the batches of a pass in their order and goes on where the last call ended. The teacher takes as
long over an example as the reader does, so a reader that finds its judgments in a file learns from
twice as many in the same time, and from the same ones again at no cost.
Source: Beyer et al. 2022, "Knowledge distillation: A good teacher is patient and consistent".
"""

from __future__ import annotations

import argparse
import logging
import os
import time
import warnings
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.numpy import save_file
from safetensors.torch import load_file
from torch import Tensor, nn

from rag.streams import GROUP, Streams
from rag.weights import quantise
from training.batches import Batch, Cut, Mixture, collate
from training.export import read_metadata
from training.mixing import FOR_READER, prepare
from training.model import Judgments
from training.teacher import TeacherNetwork

logger = logging.getLogger("training")
SHARD = 50  # batches in a file
Judging = Callable[[list[Batch]], list[Judgments]]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A batch that is to come, and the number of its judgments; None where there are none."""

    number: int | None
    length: int
    pieces: list[Cut]


class Lessons:
    """The judgments of one teacher on the first batches of a pass.

    :param folder: files of ``SHARD`` batches each, named by the number of the first.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def count(self) -> int:
        """Return how many batches are judged, from the first on."""
        first = 0
        while self._path(first).exists():
            first += SHARD
        return first

    @cached_property
    def made(self) -> dict[str, str]:
        """Return how they were made: seed of the pass, base and examples of the teacher.

        :raises SystemExit: there are none.
        """
        if not self.count:
            raise SystemExit(f"{self.folder} holds no judgments; run training.lessons first")
        return read_metadata(self._path(0))

    def epoch(self, mixture: Mixture, number: int) -> list[Lesson]:
        """Return them in an order of their own; between them stands what no teacher judges."""
        seed = int(self.made["seed"])
        plan = mixture.question_batches(seed, 0)
        judged = plan[: self.count]
        lessons = [Lesson(place, *planned) for place, planned in enumerate(judged)]
        others = mixture.other_batches(seed, number, len(judged) / len(plan))
        lessons += [Lesson(None, *planned) for planned in others]
        order = np.random.default_rng((seed, number, 3)).permutation(len(lessons))
        return [lessons[place] for place in order]

    def said(self, number: int, batch: Batch) -> Judgments:
        """Return what the teacher says of a batch of questions.

        :raises SystemExit: what it judged were other tokens.
        """
        with safe_open(self._path(number - number % SHARD), "np") as shard:
            tokens, relevance, summed = (
                shard.get_tensor(f"{number}.{name}") for name in ("tokens", "relevance", "sum")
            )
        if summed != checksum(batch.ids):
            raise SystemExit(f"{self.folder} is of other data; run training.lessons anew")
        scores = torch.from_numpy(tokens).float()
        no_claims = torch.zeros(len(scores))
        return Judgments(
            scores[:, :, :2], torch.from_numpy(relevance).float(), scores[:, :, 2], no_claims
        )

    def keep(
        self, first: int, judged: Sequence[tuple[Batch, Judgments]], made: dict[str, str]
    ) -> None:
        """Write the judgments of ``SHARD`` batches.

        :param first: number of the first of them.
        """
        tensors: dict[str, NDArray[Any]] = {}
        for number, (batch, said) in enumerate(judged, first):
            tokens = torch.cat((said.span, said.evidence[:, :, None]), dim=2)
            tensors[f"{number}.tokens"] = tokens.half().numpy()
            tensors[f"{number}.relevance"] = said.relevance.half().numpy()
            tensors[f"{number}.sum"] = np.array(checksum(batch.ids), np.int64)
        beside = self._path(first).with_suffix(".part")
        save_file(tensors, beside, made)
        os.replace(beside, self._path(first))

    def _path(self, first: int) -> Path:
        return self.folder / f"{first:06d}.safetensors"


def checksum(ids: Tensor) -> int:
    """Return the CRC-32 of tokens."""
    return zlib.crc32(ids.numpy().tobytes())


class Judge:
    """The teacher on OpenVINO, which is converted when it is first asked.

    Its matrices are rounded to int8, as those of what is shipped.
    """

    def __init__(self, teacher: TeacherNetwork) -> None:
        self._teacher = teacher
        self._streams = Streams(self._build)

    def judge(self, batches: list[Batch]) -> list[Judgments]:
        """Return what the teacher says of batches of questions."""
        arrays = [[batch.ids.numpy(), batch.mask.numpy()] for batch in batches]
        found = []
        for said in self._streams.run(arrays):
            span, relevance, evidence = map(torch.from_numpy, said)
            found.append(Judgments(span, relevance, evidence, torch.zeros(len(span))))
        return found

    def _build(self) -> tuple[list[Any], list[Any]]:
        import openvino

        example = (torch.ones((2, 16), dtype=torch.long), torch.ones((2, 16), dtype=torch.bool))
        with warnings.catch_warnings():  # torch says that what OpenVINO traces with will go
            warnings.simplefilter("ignore")
            graph = openvino.convert_model(_Traced(self._teacher), example_input=example)
        _round_matrices(graph)
        return graph.get_results(), graph.get_parameters()


def _round_matrices(graph: Any) -> None:
    """Put int8 with a scale a row in the place of each weight matrix of a layer."""
    import openvino.opset15 as ops

    for product in graph.get_ordered_ops():
        if product.get_type_name() != "MatMul":
            continue
        matrix = product.input_value(1).get_node()
        while matrix.get_type_name() == "Convert":
            matrix = matrix.input_value(0).get_node()
        if matrix.get_type_name() != "Constant" or min(matrix.data.shape) < GROUP:
            continue
        rounded, scales = quantise(matrix.data.astype(np.float32))
        rows = ops.convert(ops.constant(rounded), "f32")
        smaller = ops.multiply(rows, ops.constant(scales[:, None]))
        product.input(1).replace_source_output(smaller.output(0))


class _Traced(nn.Module):
    """The teacher as OpenVINO takes it: tensors in, tensors out."""

    def __init__(self, teacher: TeacherNetwork) -> None:
        super().__init__()
        self.teacher = teacher

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return span, relevance and evidence."""
        said = self.teacher.say(self.teacher.read(ids, mask))
        return said.span, said.relevance, said.evidence


def write(
    lessons: Lessons, mixture: Mixture, judge: Judging, made: dict[str, str], hours: float
) -> None:
    """Judge batches until the time or the pass is over.

    :param made: how it is done, with the ``seed`` of the pass.
    """
    ends = time.monotonic() + 3600 * hours
    plan = mixture.question_batches(int(made["seed"]), 0)
    for first in range(lessons.count, len(plan), SHARD):
        if time.monotonic() > ends:
            break
        began = time.monotonic()
        batches = [collate(pieces, length) for length, pieces in plan[first : first + SHARD]]
        lessons.keep(first, list(zip(batches, judge(batches), strict=True)), made)
        rate = sum(len(batch.ids) for batch in batches) / (time.monotonic() - began)
        logger.info("batch %d of %d, %.1f examples/s", first + SHARD, len(plan), rate)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m training.lessons", description=__doc__)
    parser.add_argument("--teacher", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True, help="folder with qa/ and claims/")
    parser.add_argument("--out", type=Path, required=True, help="folder of the judgments")
    parser.add_argument("--seed", type=int, default=0, help="of the pass")
    parser.add_argument("--hours", type=float, default=1.0)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    given.out.mkdir(parents=True, exist_ok=True)
    teacher = TeacherNetwork()
    teacher.load_state_dict(load_file(given.teacher))
    read = read_metadata(given.teacher)
    made = {"seed": str(given.seed), "base": read["base"], "examples": read["examples"]}
    lessons = Lessons(given.out)
    if lessons.count and lessons.made != made:
        raise SystemExit(f"{given.out} holds other judgments ({lessons.made}); name another folder")
    mixture, _ = prepare(given.data, FOR_READER)
    write(lessons, mixture, Judge(teacher).judge, made, given.hours)


if __name__ == "__main__":
    main()
