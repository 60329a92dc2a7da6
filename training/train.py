"""Train the reader: ``python -m training.train --data DIR --out DIR --hours 2``.

The learning rate warms up, stays constant, and falls to zero in the last part of the time given.
The constant part writes ``stable.pt``; ``--resume`` goes on from it, in another session too, and
the falling part writes ``reader.safetensors`` and leaves ``stable.pt`` alone. So a run can be
finished, tried, and yet be continued as if it had never been finished. Where no checkpoint is
left, ``--start`` begins from weights that were shipped: the same layers and heads, with fresh
moments of the optimizer. ``--train-teacher`` trains a larger network instead, and ``--lessons`` has
the reader learn from what that says (``training/lessons.py``, ``training/targets.py``).
"""

from __future__ import annotations

import argparse
import logging
import os
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from rag.weights import load_weights
from training.batches import Batch, Mixture, collate
from training.export import read_metadata
from training.held_out import HeldOut, figures
from training.lessons import Lesson, Lessons
from training.mixing import FOR_READER, FOR_TEACHER, prepare
from training.model import Dropout, base_folder, build
from training.targets import TAUGHT, labels, losses
from training.teacher import Network, TeacherNetwork

logger = logging.getLogger("training")
WARM_UP_STEPS, TEACHER_WARM_UP_STEPS = 300, 100
TEACHER_DATA = (
    "questions of squad1.1-train and squad2.0-train-unanswerable-part, hard negatives, altered and "
    "substituted ones, near misses, and ones from cnndm-a"
)
OTHER_DATA = (
    "questions that yes or no answers; claims, altered ones, and ones made of sentences and from "
    "cnndm-a"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """How long, how fast, and where to.

    :param hours: wall time of this run.
    :param decay_fraction: last part of it, in which the rate falls linearly to zero.
    :param peak: learning rate of the constant part.
    :param teacher_base: train the teacher, from this file, and not the reader.
    :param lessons: folder of a teacher's judgments that the reader learns beside the labels.
    """

    hours: float
    decay_fraction: float
    peak: float
    seed: int
    out: Path
    resume: bool
    start: Path | None
    compiled: bool
    dropout: float
    teacher_base: Path | None
    lessons: Path | None
    checkpoint_seconds: float = 600.0
    evaluate_seconds: float = 3600.0

    @property
    def seconds(self) -> float:
        """Return the wall time of this run."""
        return self.hours * 3600

    def rate(self, step: int, elapsed: float) -> float:
        """Return the learning rate at a step of the whole training and a second of this run."""
        falling = self.decay_fraction * self.seconds
        left = min(1.0, (self.seconds - elapsed) / falling) if falling else 1.0
        warm_up = TEACHER_WARM_UP_STEPS if self.teacher_base else WARM_UP_STEPS
        return self.peak * min(1.0, (step + 1) / warm_up) * max(0.0, left)

    def stable(self, elapsed: float) -> bool:
        """Tell whether the constant part still runs."""
        return elapsed < (1 - self.decay_fraction) * self.seconds


@dataclass(frozen=True, slots=True)
class Position:
    """Where in the data and the schedule training stands."""

    epoch: int = 0
    batch: int = 0
    step: int = 0
    examples: int = 0
    seconds: int = 0


class Training:
    """A run: network, optimizer, and position; it checkpoints and logs."""

    def __init__(self, plan: Plan, network: Network) -> None:
        self.plan = plan
        self.network = network
        self.lessons = Lessons(plan.lessons) if plan.lessons else None
        trained = [one for one in network.parameters() if one.requires_grad]
        self.optimizer = torch.optim.AdamW(trained, lr=plan.peak, weight_decay=0.01, fused=True)
        self.dropout = Dropout(plan.dropout) if plan.dropout else None
        self.position = Position()
        self.started_from = "the base"

    def start(self, path: Path) -> None:
        """Take up the layers and heads of a shipped file, and count its examples."""
        tensors = {name: torch.from_numpy(t.copy()) for name, t in load_weights(path).items()}
        self.network.load_state_dict(tensors)
        made = read_metadata(path)
        self.position = Position(examples=int(made["examples"]), seconds=int(made["train_seconds"]))
        self.started_from = f"weights of {made['examples']} examples, seed {made['seed']}"

    def save(self, path: Path) -> None:
        """Write a checkpoint beside the path, then rename it into place."""
        state = {
            "model": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "position": {name: getattr(self.position, name) for name in Position.__slots__},
            "rng": torch.get_rng_state(),
            "seed": self.plan.seed,
            "started_from": self.started_from,
        }
        beside = path.with_suffix(".part")
        torch.save(state, beside)
        os.replace(beside, path)

    def load(self, path: Path) -> None:
        """Take up a checkpoint; nothing but tensors and plain values is read from it."""
        state: dict[str, Any] = torch.load(path, weights_only=True)
        if state["seed"] != self.plan.seed:
            raise SystemExit(f"{path} was made with --seed {state['seed']}; give the same one")
        self.network.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        torch.set_rng_state(state["rng"])
        self.position = Position(**state["position"])
        self.started_from = state["started_from"]

    def export(self, path: Path) -> None:
        """Write the network alone, in float32, with how it was made."""
        made = {
            "base": "all-mpnet-base-v2"
            if self.plan.teacher_base
            else "all-MiniLM-L6-v2; its embeddings and their LayerNorm are unchanged, not here",
            "data": TEACHER_DATA if self.plan.teacher_base else f"{TEACHER_DATA}; {OTHER_DATA}",
            "started_from": self.started_from,
            "teacher": self._taught(),
            "seed": self.plan.seed,
            "peak_rate": self.plan.peak,
            "dropout": self.plan.dropout,
            "steps": self.position.step,
            "examples": self.position.examples,
            "train_seconds": self.position.seconds,
            "passes_finished": self.position.epoch,
        }
        beside = path.with_suffix(".part")
        save_file(
            {name: tensor.contiguous() for name, tensor in self.network.state_dict().items()},
            beside,
            {name: str(value) for name, value in made.items()},
        )
        os.replace(beside, path)

    def _taught(self) -> str:
        if not self.lessons:
            return "none"
        made = self.lessons.made
        return f"{TAUGHT} of the targets of questions; {made['base']}, {made['examples']} examples"

    def coming(self, mixture: Mixture) -> list[Lesson]:
        """Return what is left of the pass."""
        where = self.position
        if self.lessons:
            return self.lessons.epoch(mixture, where.epoch)[where.batch :]
        plan = mixture.epoch(self.plan.seed, where.epoch)
        return [Lesson(None, *planned) for planned in plan[where.batch :]]

    def step(self, lesson: Lesson, batch: Batch, rate: float) -> float:
        """Take one step and return the loss."""
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        targets = labels(batch)
        if self.lessons and lesson.number is not None:
            targets = targets.mixed(self.lessons.said(lesson.number, batch), batch)
        said = self.network(batch.ids, batch.types, batch.mask, self.dropout)
        loss = losses(said, batch, targets)
        loss.backward()  # type: ignore[no-untyped-call]  # torch gives it no types
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        return float(loss.detach())


def run(plan: Plan, training: Training, mixture: Mixture, held_out: HeldOut) -> None:
    """Train until the time is over; write checkpoints, figures and the finished network."""
    clock = Clock(plan, training, held_out)
    while not clock.over():
        for lesson in training.coming(mixture):
            batch = collate(lesson.pieces, lesson.length)
            loss = training.step(lesson, batch, clock.rate())
            clock.passed(loss, len(lesson.pieces), batch.claims)
            if clock.over():
                break
        else:
            epoch = training.position.epoch + 1
            training.position = replace(training.position, epoch=epoch, batch=0)
            logger.info("end of pass %d", epoch)
    training.export(plan.out / "reader.safetensors")
    logger.info("finished: %s %s", training.position, figures(training.network, held_out))


class Clock:
    """What happens by time: the learning rate, checkpoints, evaluation, and the end."""

    def __init__(self, plan: Plan, training: Training, held_out: HeldOut) -> None:
        self.plan = plan
        self.training = training
        self.held_out = held_out
        self.started = self.checkpointed = self.evaluated = self.logged = time.monotonic()
        self.before = training.position.seconds
        self.was_stable = plan.stable(0.0)
        self.seen = 0
        self.totals = {True: [0.0, 0], False: [0.0, 0]}

    def elapsed(self) -> float:
        """Return seconds of this run."""
        return time.monotonic() - self.started

    def over(self) -> bool:
        """Tell whether the time is spent."""
        return self.elapsed() >= self.plan.seconds

    def rate(self) -> float:
        """Return the learning rate of the step that comes."""
        return self.plan.rate(self.training.position.step, self.elapsed())

    def passed(self, loss: float, count: int, claims: bool) -> None:
        """Count a step, then do what is due."""
        where = self.training.position
        self.training.position = replace(
            where,
            batch=where.batch + 1,
            step=where.step + 1,
            examples=where.examples + count,
            seconds=self.before + int(self.elapsed()),
        )
        self.seen += count
        self.totals[claims][0] += loss
        self.totals[claims][1] += 1
        now = time.monotonic()
        stable = self.plan.stable(self.elapsed())
        due = now - self.checkpointed > self.plan.checkpoint_seconds
        if self.was_stable and (due or not stable):
            self.training.save(self.plan.out / "stable.pt")
            self.checkpointed = now
        self.was_stable = stable
        if now - self.logged > 60:
            self.log(now)
        if now - self.evaluated > self.plan.evaluate_seconds:
            logger.info("held out: %s", figures(self.training.network, self.held_out))
            self.evaluated = time.monotonic()

    def log(self, now: float) -> None:
        """Write one line a minute."""
        means = {
            name: total / max(1, steps)
            for name, (total, steps) in (
                ("questions", self.totals[False]),
                ("claims", self.totals[True]),
            )
        }
        logger.info(
            "%s rate %.2e, %.1f examples/s, loss questions %.3f claims %.3f",
            self.training.position,
            self.rate(),
            self.seen / (now - self.logged),
            means["questions"],
            means["claims"],
        )
        self.logged, self.seen = now, 0
        self.totals = {True: [0.0, 0], False: [0.0, 0]}


def arguments() -> tuple[Plan, Path]:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m training.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with qa/ and claims/")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints and log")
    parser.add_argument("--hours", type=float, default=2.0)
    parser.add_argument("--decay-fraction", type=float, default=0.2)
    parser.add_argument("--peak", type=float, default=2e-4, help="learning rate")
    parser.add_argument("--dropout", type=float, default=0.1, help="share of the states")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--resume", action="store_true", help="go on from OUT/stable.pt")
    parser.add_argument("--start", type=Path, help="begin from these shipped weights")
    parser.add_argument("--no-compile", dest="compiled", action="store_false")
    parser.add_argument(
        "--train-teacher",
        dest="teacher_base",
        type=Path,
        help="train the teacher instead, from this model.safetensors of all-mpnet-base-v2",
    )
    parser.add_argument("--lessons", type=Path, help="learn from a teacher's judgments too")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    return Plan(
        given.hours,
        given.decay_fraction,
        given.peak,
        given.seed,
        given.out,
        given.resume,
        given.start,
        given.compiled,
        given.dropout,
        given.teacher_base,
        given.lessons,
    ), given.data


def _network(plan: Plan) -> Network:
    """Build what is trained."""
    if not plan.teacher_base:
        return build(base_folder())
    network = TeacherNetwork()
    network.start(plan.teacher_base)
    return network


def main() -> None:
    """Run the command."""
    plan, data = arguments()
    plan.out.mkdir(parents=True, exist_ok=True)
    handlers: list[logging.Handler] = [
        logging.FileHandler(plan.out / "train.log"),
        logging.StreamHandler(),
    ]
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", handlers=handlers)
    logger.info("%s", plan)
    torch.manual_seed(plan.seed)
    network = _network(plan)
    training = Training(plan, network)
    mixture, held_out = prepare(data, FOR_TEACHER if plan.teacher_base else FOR_READER)
    if plan.resume:
        training.load(plan.out / "stable.pt")
        logger.info("resumed at %s", training.position)
    elif plan.start:
        training.start(plan.start)
        logger.info("began from %s", training.started_from)
    if plan.compiled:
        network.compile_layers()
    run(plan, training, mixture, held_out)


if __name__ == "__main__":
    main()
