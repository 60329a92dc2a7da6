"""What a library of 10,000, 100,000 and 1,000,000 passages costs: bytes, milliseconds, memory.

Run: ``python -m benchmarks.scale [--passages 10000 100000] [--questions 200]``. How the passages
and their vectors are made stands in ``benchmarks/scale_passages.py``; the libraries are built
once, under ``build/scale``, and measured in a process each. A million passages are asked for by
``--passages 1000000`` and take the better part of an hour; an interrupted building is gone on
with. A question goes through ``Library.retrieve`` as a user's does; the stages are then timed one
by one. CPU time is that of the whole process; wall time beside it says how busy the machine was.
Recall is against an exact search of all stored vectors.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.scale_passages import CACHE, DATA, made_documents, questions
from rag.config import Config
from rag.index import Index
from rag.library import Library
from rag.types import Vectors

DEPTH = 50


def build(count: int) -> Path:
    """Make the library of so many passages, unless it is there, and return its folder."""
    folder = CACHE / f"index-{count}"
    done = folder / "built"
    if done.exists():
        return folder
    from rag.config import EncoderConfig
    from rag.embedding import load_encoder

    encoder = load_encoder(EncoderConfig())
    started, stored = time.perf_counter(), 0
    kind = {"fingerprint": encoder.fingerprint, "dimension": encoder.dimension}
    with Index.open(folder, write=True, **kind) as index:  # type: ignore[arg-type]  # names match
        index._store._writer.execute("PRAGMA synchronous = OFF")  # type: ignore[union-attr]  # write=True
        for document, passages, vectors, digest in made_documents(count):
            index.put(document, passages, vectors, content_hash=digest)
            stored += len(passages)
            if stored % 20_000 == 0:
                _say(f"{stored:,} passages in {time.perf_counter() - started:.0f} s")
    _say(f"{count:,} passages built in {time.perf_counter() - started:.0f} s")
    done.touch()
    return folder


def measure(count: int, asked: int) -> dict[str, Any]:
    """Return the figures of one library; to be called in a process of its own."""
    folder = build(count)
    found: dict[str, Any] = {"passages": count, "bytes": _bytes(folder)}
    texts = questions(asked + 20)
    started = time.perf_counter()
    library = Library(folder, config=Config(), read_only=True)
    vectors = library._encoder.encode(texts)
    found["models_s"] = time.perf_counter() - started
    found["open_s"] = _open_seconds(folder, library, vectors[0], texts[0])
    library.ask(texts[0])
    for text in texts[asked:]:
        library.retrieve(text)
    texts, vectors = texts[:asked], vectors[:asked]
    found["retrieve"] = _times(library.retrieve, texts)
    found["retrieve again"] = _times(library.retrieve, texts)
    found |= _stages(library, texts, vectors)
    found["memory"] = _memory()
    index = library._index
    ours = [[id_ for id_, _ in index.search_vectors(row, DEPTH)] for row in vectors]
    exact, flat = _exact(index, vectors)
    for depth in (10, DEPTH):
        same = [
            len(set(a[:depth]) & set(b[:depth].tolist())) for a, b in zip(ours, exact, strict=True)
        ]
        found[f"recall@{depth}"] = 100 * statistics.mean(same) / min(depth, count)
    found["flat"] = flat
    found["filtered"] = _filtered(index, vectors)
    library.close()
    found |= _add_one(folder)
    return found


def _open_seconds(folder: Path, library: Library, vector: Vectors, text: str) -> dict[str, float]:
    encoder = library._encoder
    marks, cpu = [time.perf_counter()], time.process_time()
    index = Index.open(
        folder, fingerprint=encoder.fingerprint, dimension=encoder.dimension, write=False
    )
    index.search_vectors(vector, 10)
    marks.append(time.perf_counter())
    index.search_words(text, 10)
    marks.append(time.perf_counter())
    index.close()
    spent = time.process_time() - cpu
    return {"vectors": marks[1] - marks[0], "words": marks[2] - marks[1], "cpu": spent}


def _stages(library: Library, texts: Sequence[str], vectors: Vectors) -> dict[str, Any]:
    index = library._index
    rows = list(vectors)
    near = [[id_ for id_, _ in index.search_vectors(row, DEPTH)] for row in rows]
    return {
        "encode": _times(lambda text: library._encoder.encode([text]), texts),
        "dense": _times(lambda row: index.search_vectors(row, DEPTH), rows),
        "words": _times(lambda text: index.search_words(text, DEPTH), texts),
        "fetch vectors": _times(index.vectors, near),
        "fetch passages": _times(lambda ids: index.passages(ids[:10]), near),
    }


def _times(work: Callable[[Any], object], values: Sequence[Any]) -> dict[str, float]:
    walls, cpus = [], []
    for value in values:
        started, cpu = time.perf_counter(), time.process_time()
        work(value)
        cpus.append(1e3 * (time.process_time() - cpu))
        walls.append(1e3 * (time.perf_counter() - started))
    figures = {}
    for name, some in (("wall", walls), ("cpu", cpus)):
        figures[f"{name}_p50"] = statistics.median(some)
        figures[f"{name}_p95"] = statistics.quantiles(some, n=20)[-1]
    return figures


def _exact(index: Index, vectors: Vectors) -> tuple[list[Any], dict[str, float]]:
    """Return the nearest ids of each query, and the times of a plain IndexFlatIP."""
    import faiss

    plain = faiss.IndexFlatIP(vectors.shape[1])
    parts = []
    with index._store.reading() as snapshot:
        for ids, rows in snapshot.vectors_after(0):
            plain.add(rows)
            parts.append(ids)
    ids = np.concatenate(parts)
    places = plain.search(vectors, DEPTH)[1]
    faiss.omp_set_num_threads(1)
    times = _times(lambda row: plain.search(row[None, :], DEPTH), list(vectors)[:50])
    return [ids[row] for row in places], times


def _filtered(index: Index, vectors: Vectors) -> dict[str, Any]:
    """Search among the documents of the first tenth of passages and among few of them."""
    documents = [info.id for info in index.documents()]
    figures: dict[str, Any] = {}
    for name, chosen in (("a tenth", documents[::10]), ("10 documents", documents[:10])):
        with index._store.reading() as snapshot:
            ids = snapshot.ids_of(chosen)
            rows = np.concatenate(
                [snapshot.vectors(ids[s : s + 4096].tolist()) for s in range(0, len(ids), 4096)]
            )
        same = []
        for vector in vectors[:50]:
            best = set(ids[np.argsort(-(rows @ vector), kind="stable")[:10]].tolist())
            found = {id_ for id_, _ in index.search_vectors(vector, DEPTH, chosen)[:10]}
            same.append(len(best & found) / len(best))
        times = _times(
            partial(index.search_vectors, top_k=DEPTH, documents=chosen), list(vectors)[:50]
        )
        figures[name] = {"recall@10": 100 * statistics.mean(same), **times}
    return figures


def _add_one(folder: Path) -> dict[str, float]:
    """Add a document of 20 passages, five times, and take it out again; return median seconds."""
    from rag.config import EncoderConfig
    from rag.embedding import load_encoder

    encoder = load_encoder(EncoderConfig())
    document, passages, vectors, _ = next(iter(made_documents(20)))
    walls, cpus = [], []
    for number in range(5):
        key = f"{number:012}"
        made = replace(document, id=key, source=key)
        moved = [replace(passage, document=made) for passage in passages]
        kind = {"fingerprint": encoder.fingerprint, "dimension": encoder.dimension}
        started, cpu = time.perf_counter(), time.process_time()
        with Index.open(folder, write=True, **kind) as index:  # type: ignore[arg-type]  # names match
            index.put(made, moved, vectors, content_hash=key)
        walls.append(time.perf_counter() - started)
        cpus.append(time.process_time() - cpu)
        with Index.open(folder, write=True, **kind) as index:  # type: ignore[arg-type]  # names match
            index.remove(key)
    return {"add_one_s": statistics.median(walls), "add_one_cpu_s": statistics.median(cpus)}


def _memory() -> dict[str, float]:
    """Return MiB of this process: resident, its share of what is shared, and its own."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]
    kib = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    names = {"resident": "Rss", "proportional": "Pss", "anonymous": "Anonymous"}
    return {name: kib[field] / 1024 for name, field in names.items()}


def _bytes(folder: Path) -> dict[str, int]:
    sizes = {"database": 0, "vectors": 0, "words": 0}
    for path in folder.rglob("*"):
        if path.is_file():
            name = path.relative_to(folder).parts[0]
            kind = name.split("-")[0] if name.startswith(("vectors-", "words-")) else "database"
            sizes[kind] += path.stat().st_size
    return sizes


def report(rows: Sequence[dict[str, Any]]) -> str:
    """Return the figures as a table in Markdown."""
    lines = [("", *(f"{row['passages']:,}" for row in rows)), ("---", *("---:" for _ in rows))]

    def line(name: str, cells: Iterable[str]) -> None:
        lines.append((name, *cells))

    for kind in ("database", "vectors", "words"):
        line(f"{kind}, MB (bytes a passage)", [_size(r, kind) for r in rows])
    line("all files, GB", [f"{sum(r['bytes'].values()) / 1e9:.2f}" for r in rows])
    stages = (
        "retrieve",
        "retrieve again",
        "encode",
        "dense",
        "words",
        "fetch vectors",
        "fetch passages",
    )
    for stage in stages:
        line(f"{stage}: CPU ms p50 / p95", [_pair(r[stage], "cpu") for r in rows])
    for stage in stages:
        line(f"{stage}: wall ms p50 / p95", [_pair(r[stage], "wall") for r in rows])
    line("plain IndexFlatIP: CPU ms p50 / p95", [_pair(r["flat"], "cpu") for r in rows])
    line("plain IndexFlatIP: wall ms p50 / p95", [_pair(r["flat"], "wall") for r in rows])
    line("dense / IndexFlatIP, CPU", [_ratio(r["dense"], r["flat"]) for r in rows])
    for stage in stages[:2]:
        line(f"growth of {stage}, CPU", [_ratio(r[stage], rows[0][stage]) for r in rows])
    line("recall@10 / @50, %", [f"{r['recall@10']:.1f} / {r['recall@50']:.1f}" for r in rows])
    for name in ("a tenth", "10 documents"):
        line(
            f"among {name}: recall@10, %", [f"{r['filtered'][name]['recall@10']:.1f}" for r in rows]
        )
        line(f"among {name}: CPU ms p50 / p95", [_pair(r["filtered"][name], "cpu") for r in rows])
    line("opening vectors / words, wall s (CPU s)", [_opened(r["open_s"]) for r in rows])
    for kind in ("resident", "proportional", "anonymous"):
        line(f"memory, {kind}, MiB", [f"{r['memory'][kind]:.0f}" for r in rows])
    line(
        "adding a document of 20 passages, wall s (CPU s)",
        [f"{r['add_one_s']:.2f} ({r['add_one_cpu_s']:.2f})" for r in rows],
    )
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _size(row: dict[str, Any], kind: str) -> str:
    size = row["bytes"][kind]
    return f"{size / 1e6:.0f} ({size / row['passages']:.0f})"


def _pair(times: dict[str, float], kind: str) -> str:
    return f"{times[f'{kind}_p50']:.1f} / {times[f'{kind}_p95']:.1f}"


def _ratio(times: dict[str, float], others: dict[str, float]) -> str:
    return f"{times['cpu_p50'] / others['cpu_p50']:.2f}"


def _opened(seconds: dict[str, float]) -> str:
    return f"{seconds['vectors']:.2f} / {seconds['words']:.2f} ({seconds['cpu']:.2f})"


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--one", action="store_true", help="measure in this process, as JSON")
    given = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"{DATA} is missing: the passages are made from what is there")
    if given.one:
        sys.stdout.write(json.dumps(measure(given.passages[0], given.questions)))
        return
    rows = []
    for count in given.passages:
        command = [sys.executable, "-m", "benchmarks.scale", "--one", "--passages", str(count)]
        done = subprocess.run(
            [*command, "--questions", str(given.questions)], check=True, stdout=subprocess.PIPE
        )
        rows.append(json.loads(done.stdout))
        (CACHE / f"figures-{count}.json").write_text(done.stdout.decode())
    print(report(rows))


if __name__ == "__main__":
    main()
