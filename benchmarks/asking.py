"""Milliseconds of an answer in a library of a thousand paragraphs.

Run: ``python -m benchmarks.asking [--paragraphs 1000] [--questions 60]``. The paragraphs and
questions are those of ``../shared/data/retrieval/squad-paragraphs``, each paragraph a document.
Prints the median and the 95th percentile of retrieval, reading, and all of it.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path

from benchmarks.reader import FOLDER, read_lines
from rag.environment import prepare_environment
from rag.library import Library


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--paragraphs", type=int, default=1000)
    parser.add_argument("--questions", type=int, default=60)
    given = parser.parse_args()
    if not FOLDER.is_dir():
        raise SystemExit(f"the paragraphs of {FOLDER} are needed, and are not there")
    prepare_environment()
    with tempfile.TemporaryDirectory() as folder, Library(Path(folder) / "index") as library:
        files = Path(folder) / "files"
        files.mkdir()
        for number, row in enumerate(read_lines("corpus")[: given.paragraphs]):
            text = f"{row.get('title') or ''}\n\n{row['text']}\n".lstrip()
            (files / f"{number:05}.txt").write_text(text, encoding="utf-8")
        library.add(files)
        library.warm_up()
        asked = [str(row["text"]) for row in read_lines("queries")[: given.questions]]
        timings = [library.ask(question).timings_ms for question in asked]
    print(f"{given.paragraphs} paragraphs, {len(timings)} questions, ms: median, 95th percentile")
    for stage in ("retrieval", "reading", "total"):
        spent = [one[stage] for one in timings]
        late = statistics.quantiles(spent, n=20)[-1]
        print(f"{stage:9} {statistics.median(spent):6.0f} {late:6.0f}")


if __name__ == "__main__":
    main()
