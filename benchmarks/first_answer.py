"""From a cold process to the first cited answer, and where the time goes.

Run: ``python benchmarks/first_answer.py [--runs 5]``. An index of ``seeds/`` is made first, outside
the clock; each run is a new process. Prints the median of each stage in seconds and the peak
memory.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "Where were the talks held?"

CHILD = """
import json, resource, sys, time
sys.path.insert(0, {root!r})
clock = time.perf_counter
marks = [("start", clock())]
import rag
marks.append(("import rag", clock()))
library = rag.Library({index!r}, read_only=True)
marks.append(("open index, tokenizer and checksum", clock()))
library.retrieve({question!r})
marks.append(("encoder and retrieval", clock()))
library.warm_up()
marks.append(("reader", clock()))
answer = library.ask({question!r})
marks.append(("ask", clock()))
assert answer.citations, "the benchmark's question was not answered"
stages = {{name: now - before for (_, before), (name, now) in zip(marks, marks[1:])}}
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({{"stages": stages, "memory": memory, "total": marks[-1][1] - marks[0][1]}}))
"""


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = str(Path(folder) / "index")
        subprocess.run(
            [sys.executable, "-m", "rag", "--index", index, "add", "seeds"],
            check=True,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        code = CHILD.format(root=str(ROOT), index=index, question=QUESTION)
        runs = [_run(code) for _ in range(given.runs)]
    for stage in runs[0]["stages"]:
        print(f"{stage:38}{statistics.median(run['stages'][stage] for run in runs):8.2f} s")
    print(f"{'in all':38}{statistics.median(run['total'] for run in runs):8.2f} s")
    print(f"{'peak memory':38}{statistics.median(run['memory'] for run in runs):8.0f} MiB")


def _run(code: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, cwd=ROOT, capture_output=True, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
