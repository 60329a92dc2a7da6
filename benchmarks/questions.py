"""Right footnotes, right answers and declines, on hand-written questions about real articles.

Run: ``python -m benchmarks.questions [--set report-3|report-2|report|dev] [--json] [--verbose]``.
The questions are those of ``tests/data/questions`` (its README describes the rows). They are asked
of a throw-away index that holds ``seeds/`` and, when ``../shared/docs/wikinews`` is there, those
articles too; when it is not, only the questions about the article in ``seeds/`` are asked, of that
article alone.

What is counted, in per cent:

right footnote
    of the questions that a document answers: answered, with a citation from that document whose
    quotation holds an evidence string of the row, or is held by one (words compared, without case,
    accents and punctuation).
right answer
    of the same: the short answer or a statement holds one of the row's answers, as whole words;
    "yes" and "no" count only as the first word.
short answer
    of the same: the short answer alone holds one.
near
    of the same that are declined: one of the sentences shown with the decline holds, or is held by,
    an evidence string.
declined
    of the questions that no document answers: the answer has the status ``not_found``.

``--verbose`` lists the failures; of the others, which nobody tunes on, only their ids.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import statistics
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.environment import prepare_environment
from rag.library import Library
from rag.reports import AddOutcome
from rag.results import Answer, AnswerStatus
from rag.types import Evidence

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "tests" / "data" / "questions"
SEEDS = ROOT / "seeds"
WIKINEWS = ROOT.parent / "shared" / "docs" / "wikinews"


@dataclass(frozen=True, slots=True)
class Question:
    """A row of a question file; ``answers`` is empty when no document answers.

    :param origin: ``article`` or ``wikinews``, the row's ``set``.
    :param file: name of the file that it is about, if any.
    :param evidence: verbatim parts of the sentences that carry the answer.
    """

    id: str
    origin: str
    file: str | None
    text: str
    answers: tuple[str, ...]
    evidence: tuple[str, ...]
    kind: str

    @property
    def answerable(self) -> bool:
        """Say whether a document answers."""
        return bool(self.answers)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question, the answer given, and how long it took."""

    question: Question
    answer: Answer
    milliseconds: float

    @property
    def right(self) -> bool:
        """Say whether the footnote is right, or the question rightly declined."""
        if self.question.answerable:
            return has_right_footnote(self.question, self.answer)
        return self.answer.status is AnswerStatus.NOT_FOUND


def read_questions(half: str) -> list[Question]:
    """Return the rows of one part, such as ``report`` or ``dev``, in the order of the file."""
    lines = (QUESTIONS / f"questions-{half}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_question(json.loads(line)) for line in lines]


def _question(row: dict[str, Any]) -> Question:
    return Question(
        id=row["id"],
        origin=row["set"],
        file=row["file"],
        text=row["question"],
        answers=tuple(row["answers"]),
        evidence=tuple(row["evidence"]),
        kind=row["kind"],
    )


def fold(text: str) -> str:
    """Return the words of a text: no case, accents or punctuation, one blank between words.

    A comma between digits is dropped, so that ``45,000`` is one word.
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", plain)
    return " ".join(re.findall(r"[^\W_]+", plain))


def holds(text: str, part: str) -> bool:
    """Say whether the folded words of ``part`` stand in ``text``, in a row and whole."""
    return bool(fold(part)) and f" {fold(part)} " in f" {fold(text)} "


def has_right_footnote(question: Question, answer: Answer) -> bool:
    """Say whether the question is answered with a citation that overlaps its evidence."""
    return any(_is_evidence(question, citation.evidence) for citation in answer.citations)


def has_evidence_near(question: Question, answer: Answer) -> bool:
    """Say whether a decline shows a sentence that overlaps the question's evidence."""
    return any(_is_evidence(question, item) for item in answer.near)


def _is_evidence(question: Question, item: Evidence) -> bool:
    return Path(item.hit.passage.document.source).name == question.file and any(
        holds(item.text, evidence) or holds(evidence, item.text) for evidence in question.evidence
    )


def has_right_answer(question: Question, answer: Answer) -> bool:
    """Say whether the short answer or a statement holds one of the acceptable answers."""
    said = " ".join(statement.text for statement in answer.statements)
    return has_right_short_answer(question, answer) or _any_holds(said, question, answer)


def has_right_short_answer(question: Question, answer: Answer) -> bool:
    """Say whether the short answer alone holds one of the acceptable answers."""
    return _any_holds(answer.short_answer or "", question, answer)


def _any_holds(said: str, question: Question, answer: Answer) -> bool:
    if answer.status is not AnswerStatus.ANSWERED:
        return False
    return any(
        fold(said).split(" ")[0] == fold(wanted)
        if fold(wanted) in ("yes", "no")
        else holds(said, wanted)
        for wanted in question.answers
    )


@contextmanager
def open_library(paths: Sequence[Path]) -> Iterator[Library]:
    """Yield a library over a throw-away index of these files and folders."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Library(Path(folder) / "index") as library,
    ):
        reports = library.add(paths)
        failed = [f"{r.source}: {r.reason}" for r in reports if r.outcome is AddOutcome.FAILED]
        if failed:
            raise SystemExit("not indexed: " + "; ".join(failed))
        yield library


def ask_all(questions: Sequence[Question], ask: Callable[[str], Answer]) -> list[Outcome]:
    """Ask every question once, in order."""
    outcomes = []
    for question in questions:
        started = time.perf_counter()
        answer = ask(question.text)
        outcomes.append(Outcome(question, answer, 1e3 * (time.perf_counter() - started)))
    return outcomes


def measure(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return the figures that the module's docstring describes, and milliseconds a question.

    A rate of no questions is ``None``.
    """
    answerable = [outcome for outcome in outcomes if outcome.question.answerable]
    unanswerable = [outcome for outcome in outcomes if not outcome.question.answerable]
    answered = [o for o in outcomes if o.answer.status is AnswerStatus.ANSWERED]
    times = sorted(outcome.milliseconds for outcome in outcomes)
    return {
        "n": len(outcomes),
        "answerable": len(answerable),
        "right_footnote": _rate(o.right for o in answerable),
        "right_answer": _rate(has_right_answer(o.question, o.answer) for o in answerable),
        "short_answer": _rate(has_right_short_answer(o.question, o.answer) for o in answerable),
        "answered": _rate(o.answer.status is AnswerStatus.ANSWERED for o in answerable),
        "near": _rate(
            has_evidence_near(o.question, o.answer)
            for o in answerable
            if o.answer.status is AnswerStatus.NOT_FOUND
        ),
        "declined": _rate(o.right for o in unanswerable),
        "citations_per_answer": (
            sum(len(o.answer.citations) for o in answered) / len(answered) if answered else None
        ),
        "median_ms": statistics.median(times) if times else None,
        "p95_ms": times[math.ceil(0.95 * len(times)) - 1] if times else None,
        "kinds": {
            kind: {"n": len(group), "right": _rate(o.right for o in group)}
            for kind, group in _by_kind(outcomes).items()
        },
    }


def _rate(hits: Iterator[bool]) -> float | None:
    counted = list(hits)
    return 100 * sum(counted) / len(counted) if counted else None


def _by_kind(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    kinds = sorted({outcome.question.kind for outcome in outcomes})
    return {kind: [o for o in outcomes if o.question.kind == kind] for kind in kinds}


def describe_failure(outcome: Outcome, half: str) -> str:
    """Return one line: the id and kind, and for ``dev`` what was asked and what was said."""
    question, answer = outcome.question, outcome.answer
    line = f"{question.id} ({question.kind})"
    if half != "dev":
        return line
    said = answer.text if answer.status is AnswerStatus.ANSWERED else "declined"
    wanted = " / ".join(question.answers) or "to be declined"
    return (
        f"{line} {question.text}\n    wanted: {wanted}\n"
        f"    short answer: {answer.short_answer}, confidence {answer.confidence:.2f}\n"
        f"    said: {said}"
    )


def _print_report(figures: dict[str, Any]) -> None:
    print(
        f"{figures['n']} questions of the {figures['set']} half, {figures['documents']} documents"
    )
    for name in ("right_footnote", "right_answer", "short_answer", "answered", "near", "declined"):
        print(f"{name.replace('_', ' '):20} {_shown(figures[name])} %")
    for name in ("citations_per_answer", "median_ms", "p95_ms"):
        print(f"{name.replace('_', ' '):20} {_shown(figures[name])}")
    print("right footnote or declined, by kind")
    for kind, group in figures["kinds"].items():
        print(f"  {kind:20} {_shown(group['right'])} % of {group['n']}")


def _shown(value: float | None) -> str:
    return "     -" if value is None else f"{value:6.1f}"


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parts = ("report-3", "report-2", "report", "dev")
    parser.add_argument("--set", choices=parts, default="report", dest="half")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--verbose", action="store_true", help="list the failures")
    given = parser.parse_args()
    prepare_environment()
    questions, paths = read_questions(given.half), [SEEDS]
    if WIKINEWS.is_dir():
        paths.append(WIKINEWS)
    else:
        questions = [question for question in questions if question.origin == "article"]
    if not questions:
        raise SystemExit(f"the {given.half} half needs {WIKINEWS}, which is not there")
    with open_library(paths) as library:
        library.warm_up()
        outcomes = ask_all(questions, library.ask)
        documents = len(library.documents())
    figures = {"set": given.half, "documents": documents, **measure(outcomes)}
    failures = [describe_failure(o, given.half) for o in outcomes if not o.right]
    if given.json:
        print(json.dumps({**figures, "failures": failures} if given.verbose else figures))
        return
    _print_report(figures)
    if given.verbose:
        print(f"{len(failures)} failures", *failures, sep="\n")


if __name__ == "__main__":
    main()
