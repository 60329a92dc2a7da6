"""Paragraphs a second, queries, import time and memory: three peers and Footnote, in one run.

Run: ``python -m benchmarks.peers [--paragraphs 1000] [--queries 100] [--rounds 3] [--python EXE]``.

Beside time by the clock stands processor time, that of the process and its children, user and
system: it is what can be compared on a machine with other work. Two sizes (``--paragraphs 100
400``) part what a paragraph costs from what a start costs; ``taskset -c 0`` before the command
gives each system one core.

haystack-ai with sentence-transformers-haystack, llama-index with its FAISS store, and txtai, each
used as its own documentation shows, with the packaged model's files and the same paragraphs of
``../shared/data/retrieval/squad-paragraphs``. Each round runs them one after the other, each in a
process of its own; what is printed is the median over the rounds, and ratios within a round.

The peers are no requirement of the project. Install them into an environment of their own, over
``requirements.txt``: ``pip install -r benchmarks/requirements.txt``; ``--python`` names its
interpreter. A peer that is not there is named with that command.

Footnote is timed from files to a closed index: reading and parsing text files (the paragraphs of
one article a file), splitting, encoding, one transaction a document and both searches' indexes on
disk. The peers are timed from paragraphs in memory to an index in memory. Queries are answered by
what each offers as its retriever, for ten results.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import itertools
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.peer_systems import MODULES, SYSTEMS, Search, Work

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data" / "retrieval" / "squad-paragraphs"
INSTALL = "pip install -r benchmarks/requirements.txt"
#: The documented switches against telemetry, and against asking a model hub.
QUIET = {
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "true",
}


@dataclass(frozen=True)
class Measured:
    """What one system needed in one process."""

    import_seconds: float
    paragraphs: int
    index_seconds: float
    index_cpu_seconds: float
    query_p50_ms: float
    query_p95_ms: float
    query_cpu_ms: float
    peak_megabytes: float

    @property
    def paragraphs_a_second(self) -> float:
        """Return the speed of indexing by the clock."""
        return self.paragraphs / self.index_seconds

    @property
    def paragraphs_a_cpu_second(self) -> float:
        """Return the speed of indexing by the processor's time."""
        return self.paragraphs / self.index_cpu_seconds


def load_work(paragraphs: int, queries: int) -> Work:
    """Return the first articles' paragraphs, and queries that were asked about them."""
    from rag.embedding import packaged_model_folder

    with gzip.open(DATA / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][:paragraphs]
    with (DATA / "queries.jsonl").open(encoding="utf-8") as lines:
        asked = [json.loads(line)["text"] for line in lines][:queries]
    rows.sort(key=lambda row: row["title"])
    texts = [" ".join(row["text"].split()) for row in rows]
    return Work(str(packaged_model_folder()), [row["title"] for row in rows], texts, asked)


def measure(name: str, work: Work) -> Measured:
    """Measure one system in this process, which nothing else has used."""
    started = time.perf_counter()
    for module in MODULES[name]:
        importlib.import_module(module)
    imported = time.perf_counter()
    system = SYSTEMS[name](work)
    ready, used = time.perf_counter(), _cpu_seconds()
    search = system.index()
    indexed, used_indexed = time.perf_counter(), _cpu_seconds()
    for query in work.queries[:5]:
        search(query)
    used_before = _cpu_seconds()
    times = sorted(_milliseconds(search, query) for query in work.queries)
    used_querying = _cpu_seconds() - used_before
    peak = max(
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,
    )
    return Measured(
        import_seconds=imported - started,
        paragraphs=len(work.paragraphs),
        index_seconds=indexed - ready,
        index_cpu_seconds=used_indexed - used,
        query_p50_ms=statistics.median(times),
        query_p95_ms=times[int(0.95 * (len(times) - 1))],
        query_cpu_ms=1e3 * used_querying / len(times),
        peak_megabytes=peak / 1024,
    )


def _milliseconds(search: Search, query: str) -> float:
    started = time.perf_counter()
    search(query)
    return 1e3 * (time.perf_counter() - started)


def _cpu_seconds() -> float:
    """Return what this process and its ended children have used, all threads together."""
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def measure_apart(name: str, paragraphs: int, given: argparse.Namespace) -> Measured:
    """Measure one system in a fresh process."""
    command = [given.python, "-m", "benchmarks.peers", "--one", name]
    sizes = ["--paragraphs", str(paragraphs), "--queries", str(given.queries)]
    environment = {**os.environ, **QUIET}
    ran = subprocess.run(
        [*command, *sizes], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return Measured(**json.loads(ran.stdout.splitlines()[-1]))


def is_installed(name: str, python: str) -> bool:
    """Say whether the interpreter has a system's packages."""
    tops = {module.split(".")[0] for module in MODULES[name]}
    code = f"import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, {sorted(tops)})))"
    return subprocess.run([python, "-c", code], cwd=ROOT, check=False).returncode == 0


#: What is printed of a system: the property, its head, its decimals, and which peer is the best.
COLUMNS: tuple[tuple[str, str, int, Callable[..., float]], ...] = (
    ("paragraphs_a_second", "paragraphs/s", 1, max),
    ("paragraphs_a_cpu_second", "a CPU second", 1, max),
    ("query_p50_ms", "query p50 ms", 1, min),
    ("query_p95_ms", "p95 ms", 1, min),
    ("query_cpu_ms", "CPU ms", 1, min),
    ("import_seconds", "import s", 2, min),
    ("peak_megabytes", "peak MB", 0, min),
)


def report(rounds: Sequence[dict[str, Measured]]) -> None:
    """Print each system's medians, and ours as a ratio to the best peer's."""
    print(f"{'':12} " + "  ".join(head for _, head, _, _ in COLUMNS))
    for name in rounds[0]:
        middles = [
            statistics.median(getattr(one[name], field) for one in rounds)
            for field, _, _, _ in COLUMNS
        ]
        cells = [
            f"{middle:{len(head)}.{digits}f}"
            for middle, (_, head, digits, _) in zip(middles, COLUMNS, strict=True)
        ]
        print(f"{name:12} " + "  ".join(cells))
    if len(rounds[0]) < 2:
        return
    print("footnote to the best of the peers, median of the ratios within a round:")
    for field, _, _, best in COLUMNS:
        _print_ratios(
            field, [{name: getattr(f, field) for name, f in one.items()} for one in rounds], best
        )


def report_slopes(
    small: Sequence[dict[str, Measured]], large: Sequence[dict[str, Measured]]
) -> None:
    """Print what one more paragraph costs each system, start-up left out, and the ratios."""
    slopes = [
        {
            name: (more.index_cpu_seconds - few[name].index_cpu_seconds)
            / (more.paragraphs - few[name].paragraphs)
            for name, more in many.items()
        }
        for few, many in zip(small, large, strict=True)
    ]
    print("CPU ms that one more paragraph costs, median of the rounds; and at no paragraph, s:")
    for name in slopes[0]:
        slope = statistics.median(one[name] for one in slopes)
        start = statistics.median(
            few[name].index_cpu_seconds - few[name].paragraphs * one[name]
            for few, one in zip(small, slopes, strict=True)
        )
        print(f"{name:12} {1e3 * slope:8.2f}  {start:6.2f}")
    if len(slopes[0]) > 1:
        _print_ratios(
            "paragraphs_a_cpu_second",
            [{name: 1 / slope for name, slope in one.items()} for one in slopes],
            max,
        )


def _print_ratios(
    field: str, rounds: Sequence[dict[str, float]], best: Callable[..., float]
) -> None:
    ratios = [
        one["footnote"] / best(value for name, value in one.items() if name != "footnote")
        for one in rounds
    ]
    spread = " ".join(f"{ratio:.2f}" for ratio in ratios)
    print(f"  {field:24} {statistics.median(ratios):5.2f}   ({spread})")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--paragraphs", type=int, nargs="+", default=[1000], help="one size or two")
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--python", default=sys.executable, help="the peers' interpreter")
    parser.add_argument("--one", choices=list(SYSTEMS), help="measure one in this process")
    given = parser.parse_args()
    if not DATA.is_dir():
        print(f"{DATA} is not there: nothing to measure with")
        return
    if given.one:
        work = load_work(given.paragraphs[0], given.queries)
        print(json.dumps(asdict(measure(given.one, work))))
        return
    present = [name for name in SYSTEMS if is_installed(name, given.python)]
    for name in SYSTEMS.keys() - set(present):
        print(f"{name} is not installed; run: {INSTALL}")
    sizes = sorted(given.paragraphs)
    print(f"{sizes} paragraphs of squad-paragraphs, {given.rounds} rounds", flush=True)
    rounds: dict[int, list[dict[str, Measured]]] = {size: [] for size in sizes}
    for number in range(1, given.rounds + 1):
        for size in sizes:
            rounds[size].append({})
        for name, size in itertools.product(present, sizes):
            found = rounds[size][-1][name] = measure_apart(name, size, given)
            print(
                f"round {number}: {name}, {size}: {found.paragraphs_a_second:.1f}/s, "
                f"{found.paragraphs_a_cpu_second:.1f} a CPU second",
                flush=True,
            )
    for size in sizes:
        print(f"\n{size} paragraphs")
        report(rounds[size])
    if len(sizes) > 1:
        print()
        report_slopes(rounds[sizes[0]], rounds[sizes[-1]])


if __name__ == "__main__":
    main()
