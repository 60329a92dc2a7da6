"""Many people at once on one served page: how long an answer takes, and what the crowd hears.

Run: ``python -m benchmarks.people [--people 20] [--questions 3] [--passages 10000]
[--index FOLDER]``. Paragraphs and questions are those of
``../shared/data/qa/squad1.1-train.jsonl.gz``. The index is made first, outside the clock, and kept
when ``--index`` names a folder. Each person is a ``gradio_client`` of the endpoint ``ask`` who
reads for some seconds (at random, ``--thinking`` on average) between two questions. Then one asks
for a summary of many documents while the others ask on: does it hold them up? At last more ask than
the queue holds: how soon are they told? The load average is printed, since seconds on a shared
machine say little.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

from rag.library import Library

ROOT = Path(__file__).resolve().parent.parent
SQUAD = ROOT.parent / "shared" / "data" / "qa" / "squad1.1-train.jsonl.gz"
PARAGRAPHS_A_DOCUMENT = 20
QUEUE = 32
AT_ONCE = 4


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--questions", type=int, default=3, help="by each of them")
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--thinking", type=float, default=10.0, help="seconds between questions")
    parser.add_argument("--index", type=Path, help="kept there, and used when it is there")
    given = parser.parse_args()
    if not SQUAD.exists():
        raise SystemExit(f"{SQUAD} is missing: this benchmark needs its questions")
    with contextlib.ExitStack() as stack:
        folder = given.index or Path(stack.enter_context(tempfile.TemporaryDirectory())) / "index"
        questions = fill(folder, given.passages)
        base = stack.enter_context(served(folder))
        print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        report("alone", ask_all(base, questions, 1, 5, 0.0))
        crowd = ask_all(base, questions, given.people, given.questions, given.thinking)
        report(f"{given.people} people", crowd)
        slow = threading.Thread(target=summarise, args=(base,))
        slow.start()
        report("beside a long summary", ask_all(base, questions, 4, 3, 1.0))
        slow.join()
        overflow(base, questions)


def fill(folder: Path, passages: int) -> list[str]:
    """Make the index unless it is there; return questions about its paragraphs."""
    with gzip.open(SQUAD, "rt", encoding="utf-8") as rows:
        asked = {row["context"]: row["question"] for row in map(json.loads, rows)}
    contexts = random.Random(0).sample(list(asked), passages)
    if not (folder / "library.sqlite").exists():
        with tempfile.TemporaryDirectory() as home, Library(folder) as library:
            for number in range(0, passages, PARAGRAPHS_A_DOCUMENT):
                text = "\n\n".join(contexts[number : number + PARAGRAPHS_A_DOCUMENT])
                (Path(home) / f"{number:06}.txt").write_text(text, encoding="utf-8")
            library.add(home)
    with Library(folder, read_only=True) as library:
        print(f"{sum(info.passages for info in library.documents()):,} passages")
    return [asked[context] for context in contexts]


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the page; give its address once models are loaded."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = {**os.environ, "PORT": port, "RAG_INDEX": str(folder)}
    server = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=environment)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            with contextlib.suppress(httpx.HTTPError):
                httpx.get(base, timeout=30, trust_env=False)
                break
            time.sleep(0.2)
        ask_all(base, ["Is this ready?"], 1, 2, 0.0)
        yield base
    finally:
        server.terminate()
        server.wait(60)


def ask_all(
    base: str, questions: Sequence[str], people: int, each: int, thinking: float
) -> list[tuple[float, str]]:
    """Let people ask; return the seconds of each answer and the error, if there was one."""
    draw = random.Random(1)
    plans = [
        [(draw.expovariate(1 / thinking) if thinking else 0.0, draw.choice(questions))
         for _ in range(each)]
        for _ in range(people)
    ]  # fmt: skip

    def person(plan: list[tuple[float, str]]) -> list[tuple[float, str]]:
        ask = asker(base)
        heard = []
        for wait, question in plan:
            time.sleep(wait)
            started = time.perf_counter()
            error = ask(question)
            heard.append((time.perf_counter() - started, error))
        return heard

    with ThreadPoolExecutor(people) as pool:
        return [line for lines in pool.map(person, plans) for line in lines]


def asker(base: str) -> Callable[[str], str]:
    """Return a function that asks a question and returns the error, or an empty string."""
    from gradio_client import Client

    client = Client(base, verbose=False)

    def ask(question: str) -> str:
        try:
            answer: dict[str, Any] = client.predict(question=question, api_name="/ask")
        except Exception as error:  # noqa: BLE001  # whatever it is, it is counted
            return str(error)
        return "" if answer["status"] in ("answered", "not_found") else str(answer)

    return ask


def summarise(base: str) -> None:
    """Ask for a summary of fifty documents."""
    from gradio_client import Client

    client = Client(base, verbose=False)
    listed = client.predict(api_name="/list")["documents"][:50]
    started = time.perf_counter()
    client.predict(documents=[info["id"] for info in listed], api_name="/summarise")
    print(
        f"a summary of {len(listed)} documents beside them: {time.perf_counter() - started:.1f} s"
    )


def overflow(base: str, questions: Sequence[str]) -> None:
    """Ask more at once than may wait; print how many are told so, and how soon."""
    heard = ask_all(base, questions, AT_ONCE + QUEUE + 12, 1, 0.0)
    busy = [seconds for seconds, error in heard if "Busy" in error]
    other = [error for _, error in heard if error and "Busy" not in error]
    soon = f", the median after {statistics.median(busy):.2f} s" if busy else ""
    print(
        f"{len(heard)} at once: {len(busy)} told that it is busy{soon}; other errors {len(other)}"
    )


def report(name: str, heard: list[tuple[float, str]]) -> None:
    """Print the median and the 95th percentile of the seconds, and how many errors there were."""
    seconds = sorted(seconds for seconds, _ in heard)
    p95 = seconds[min(len(seconds) - 1, int(0.95 * len(seconds)))]
    errors = [error for _, error in heard if error]
    print(
        f"{name}: {len(heard)} answers, p50 {statistics.median(seconds):.2f} s, p95 {p95:.2f} s, "
        f"errors {len(errors)} {errors[:1] or ''}"
    )


if __name__ == "__main__":
    main()
