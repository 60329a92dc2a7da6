"""What the gate lets through: ``python -m benchmarks.gate --data DIR``.

Four measures, each on rows that nothing was trained or tuned on but for the half that ``--tune``
reads:

``claims``
    Held-out claims, each as a model's sentence that cites its evidence: how many unsupported ones
    pass, and how many supported ones are kept. A question of halueval-qa stands before its answer,
    as the question of a user does.
``altered``
    Sentences of the Wikinews articles in ``--articles``, shortened as a model would, with a number,
    date, name or quotation changed by a script: how many are stopped. The same sentences unchanged
    say what the gate costs.
``citations``
    The same sentences with a citation that does not exist, and with that of another sentence: how
    many are cited anew to what bears them, or stopped.
``cost``
    Milliseconds a sentence.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from rag.asking import plain_document
from rag.checking import Gate, Passed, Written
from rag.facts import telling_words
from rag.mentions import CALENDAR
from rag.phrased import Missing
from rag.prompts import Source
from rag.reading import CrossEncoderReader, load_reader
from rag.types import GIVEN, Evidence, Hit, Passage, Role, Span
from rag.values import MONTHS
from training.altered import find_parts
from training.rows import Row, read_all
from training.sentences import shortened

ALTERED = 500
SOURCES = 6  # sentences that a model is given


@dataclass(frozen=True, slots=True)
class Trial:
    """A model's sentence and what it was given.

    :param number: of the source that it should cite.
    """

    sources: tuple[Source, ...]
    text: str
    number: int
    question: str = ""


def sources_of(texts: Sequence[str], title: str = "") -> tuple[Source, ...]:
    """Number texts as sources, each a document's sentence."""
    made = []
    for number, text in enumerate(texts, start=1):
        document = plain_document(text, title)
        span = Span(0, len(text))
        passage = Passage(document, span, 1, Role.BODY, "", None, (span,))
        evidence = Evidence(Hit(passage, 1.0, number, GIVEN), span, 1.0)
        made.append(Source(number, " ".join(text.split()), (evidence,)))
    return tuple(made)


def judged(
    reader: CrossEncoderReader, trial: Trial, cited: Iterable[int] | None = None
) -> Passed | Missing:
    """Let the gate check a trial's sentence, with the right citation when none is given."""
    gate = Gate(trial.sources, reader.support, trial.question)
    numbers = (trial.number,) if cited is None else tuple(cited)
    return gate.check(Written(trial.text, numbers))


def claim_trials(rows: Sequence[Row]) -> list[tuple[Trial, bool, str]]:
    """Return claims as trials, with whether they are supported and their source's name."""
    made = []
    for row in rows:
        question, mark, answer = row.question.rpartition("? ")
        asked = f"{question}?" if mark and row.source == "halueval-qa" else ""
        trial = Trial(sources_of([row.passage]), answer if asked else row.question, 1, asked)
        made.append((trial, bool(row.supported), row.source))
    return made


def measure_claims(reader: CrossEncoderReader, rows: Sequence[Row]) -> dict[str, object]:
    """Return for each set the share of unsupported claims that pass, and of supported ones kept."""
    passed: dict[tuple[str, bool], list[bool]] = {}
    for trial, supported, name in claim_trials(rows):
        went = isinstance(judged(reader, trial), Passed)
        passed.setdefault((name, supported), []).append(went)
    return {
        name: {
            "n": len(passed[name, False]) + len(passed[name, True]),
            "unsupported_passed": _percent(passed[name, False]),
            "supported_kept": _percent(passed[name, True]),
        }
        for name in sorted({name for name, _ in passed})
    }


def article_trials(folder: Path, count: int) -> list[Trial]:
    """Take sentences of articles, with the sentences around each as what a model is given."""
    from rag.sentences import find_sentences

    rng = random.Random(0)
    found = []
    for path in sorted(folder.rglob("*.txt")):
        text = path.read_text(encoding="utf-8")
        lines = [line for line in text.split("\n") if len(line) > 80]
        sentences = [
            line[span.start : span.end]
            for line in lines
            for span in find_sentences(line, Span(0, len(line)))
        ]
        told = [s for s in sentences if 8 <= len(s.split()) <= 45 and s[-1:] in '.!?"”']
        for place, sentence in enumerate(told):
            near = told[max(0, place - 3) : place + 3]
            sources = sources_of(near[:SOURCES], path.stem)
            number = near.index(sentence) + 1
            if number <= len(sources):
                found.append(Trial(sources, shortened(sentence, rng), number))
    rng.shuffle(found)
    return found[: 4 * count]


def alter(trial: Trial, others: Sequence[str], rng: random.Random) -> tuple[str, str] | None:
    """Change a number, date, name or quotation; half of them to another of the same sources.

    :param others: names and numbers of other articles.
    :returns: what was changed, and the sentence.
    """
    kinds = [("number", _number), ("date", _date), ("name", _name), ("quotation", _quotation)]
    rng.shuffle(kinds)
    for kind, change in kinds:
        made = change(trial, others, rng)
        if made is not None and made != trial.text:
            return kind, made
    return None


def _number(trial: Trial, others: Sequence[str], rng: random.Random) -> str | None:
    numbers = re.findall(r"(?<![\w.,])\d[\d,]*(?![\d.,]*\d)", trial.text)
    if not numbers:
        return None
    number = rng.choice(numbers)
    near = _rivals(trial, number) if rng.random() < 0.5 else []
    other = rng.choice(near) if near else str(int(number.replace(",", "")) + rng.randint(1, 40))
    return re.sub(rf"(?<!\w){re.escape(number)}(?!\w)", other, trial.text, count=1)


def _date(trial: Trial, others: Sequence[str], rng: random.Random) -> str | None:
    titled = [month.title() for month in MONTHS]
    months = [m for m in titled if re.search(rf"\b{m} \d|\d {m}", trial.text)]
    days = [day for day in _DAYS if re.search(rf"\b{day}\b", trial.text)]
    if not months and not days:
        return None
    former = rng.choice([*months, *days])
    names = titled if former in months else _DAYS
    return trial.text.replace(former, rng.choice([n for n in names if n != former]), 1)


_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def _name(trial: Trial, others: Sequence[str], rng: random.Random) -> str | None:
    names = [n for n in find_parts(trial.text).names if _is_name(n)]
    first = re.match(r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)+", trial.text)
    names += [first[0]] if first and _is_name(first[0]) else []
    if not names:
        return None
    name = rng.choice(names)
    near = _rivals(trial, name) if rng.random() < 0.5 else []
    return trial.text.replace(name, rng.choice(near or list(others)), 1)


def _is_name(text: str) -> bool:
    """Say whether capitalised words name something: "The" and "October" do not."""
    return all(word not in CALENDAR for word in text.lower().split()) and telling_words(text) > 0


def _quotation(trial: Trial, others: Sequence[str], rng: random.Random) -> str | None:
    quoted = re.search(r"[“\"]([^“”\"]{12,})[”\"]", trial.text)
    if quoted is None:
        return None
    words = quoted[1].split()
    if len(words) < 3:
        return None
    place = rng.randrange(1, len(words) - 1)  # without its ends it is still a quotation
    other = [] if rng.random() < 0.5 else [rng.choice(others).split()[0].lower()]
    changed = [*words[:place], *other, *words[place + 1 :]]
    return trial.text.replace(quoted[1], " ".join(changed), 1)


def _rivals(trial: Trial, part: str) -> list[str]:
    """Return names, or numbers, of the sources that the sentence does not have."""
    known = find_parts(" x ".join(source.text for source in trial.sources))
    return [
        one
        for one in known.like(part)
        if one not in trial.text and part not in one and (one[0].isdigit() or _is_name(one))
    ]


def measure_altered(
    reader: CrossEncoderReader, trials: Sequence[Trial], count: int
) -> dict[str, object]:
    """Return how many altered sentences are stopped, and how many unaltered ones are kept.

    An altered sentence that is cited anew to another source still has to be borne by it: it is
    counted as stopped only when it is not shown. Where there are too few sentences, they are
    altered a second time, in another way.
    """
    rng = random.Random(1)
    others = sorted({n for t in trials for n in find_parts(t.text).names if _is_name(n)})
    stopped: dict[str, list[bool]] = {}
    kept: list[bool] = []
    through = []
    seen: set[str] = set()
    for place, trial in enumerate(chain(trials, trials)):
        if len(seen) == count:
            break
        made = alter(trial, others, rng)
        if made is None or made[1] in seen:
            continue
        kind, text = made
        seen.add(text)
        if place < len(trials):
            kept.append(isinstance(judged(reader, trial), Passed))
        altered = Trial(trial.sources, text, trial.number)
        went = isinstance(judged(reader, altered), Passed)
        stopped.setdefault(kind, []).append(not went)
        if went:
            through.append({"kind": kind, "was": trial.text, "became": text})
    return {
        "n": len(seen),
        "stopped": _percent([one for part in stopped.values() for one in part]),
        **{f"stopped_{kind}": _percent(part) for kind, part in sorted(stopped.items())},
        "unaltered_kept": _percent(kept),
        "through": through[:12],
    }


def measure_citations(
    reader: CrossEncoderReader, trials: Sequence[Trial], count: int
) -> dict[str, object]:
    """Return how many sentences with a wrong citation end up rightly cited, or stopped."""
    ends: Counter[str] = Counter()
    for trial in [t for t in trials if len(t.sources) > 1][:count]:
        wrong = trial.number % len(trial.sources) + 1
        for name, cited in (("invented", [99]), ("swapped", [wrong]), ("none", [])):
            verdict = judged(reader, trial, cited)
            if isinstance(verdict, Missing):
                ends[f"{name}_stopped"] += 1
            else:
                right = trial.number in {source.number for source in verdict.sources}
                ends[f"{name}_{'right' if right else 'wrong'}"] += 1
    return dict(sorted(ends.items()))


def measure_cost(reader: CrossEncoderReader, trials: Sequence[Trial]) -> dict[str, float]:
    """Return milliseconds a sentence, by the clock and of the processor."""
    judged(reader, trials[0])
    started, used = time.perf_counter(), time.process_time()
    for trial in trials:
        judged(reader, trial)
    count = len(trials)
    return {
        "ms_per_sentence": round(1e3 * (time.perf_counter() - started) / count, 2),
        "cpu_ms_per_sentence": round(1e3 * (time.process_time() - used) / count, 2),
    }


def tune(reader: CrossEncoderReader, rows: Sequence[Row]) -> list[dict[str, float]]:
    """Return what each least support would cost, on halueval-qa after the facts were checked."""
    told: list[tuple[bool, float]] = []
    for trial, supported, name in claim_trials(rows):
        if name != "halueval-qa":
            continue
        heard: list[float] = []

        def support(claim: str, text: str, heard: list[float] = heard) -> float:
            heard.append(reader.support(claim, text))
            return 1.0

        verdict = Gate(trial.sources, support, trial.question).check(Written(trial.text, (1,)))
        passed = isinstance(verdict, Passed)
        told.append((supported, (heard[-1] if heard else 1.0) if passed else -1.0))
    return [
        {
            "least": least / 100,
            "unsupported_passed": _percent([s >= least / 100 for real, s in told if not real]),
            "supported_kept": _percent([s >= least / 100 for real, s in told if real]),
        }
        for least in (50, 60, 70, 80, *range(85, 100))
    ]


def _percent(marks: Sequence[bool]) -> float:
    return round(100 * sum(marks) / len(marks), 2) if marks else float("nan")


def halves(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Divide claims by their evidence: what is tuned on, and what is reported."""
    texts = sorted({row.passage for row in rows})
    random.Random(0).shuffle(texts)
    first = set(texts[: len(texts) // 2])
    return [r for r in rows if r.passage in first], [r for r in rows if r.passage not in first]


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gate", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--articles", type=Path, default=Path("../shared/docs/wikinews"))
    parser.add_argument("--tune", action="store_true", help="print what each least support costs")
    parser.add_argument("--limit", type=int, default=10_000, help="held-out claims that are read")
    given = parser.parse_args()
    reader = load_reader()
    _, claims = read_all(given.data)
    rows = random.Random(0).sample(claims.held_out, len(claims.held_out))
    tuned, reported = halves(rows[: given.limit])
    if given.tune:
        for row in tune(reader, tuned):
            print(json.dumps(row))
        return
    trials = article_trials(given.articles, ALTERED)
    for name, told in (
        ("claims", measure_claims(reader, reported)),
        ("altered", measure_altered(reader, trials, ALTERED)),
        ("citations", measure_citations(reader, trials, ALTERED)),
        ("cost", measure_cost(reader, trials[:200])),
    ):
        print(name, json.dumps(told, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
