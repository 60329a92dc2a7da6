"""Where sentences end: rag/sentences.py, nupunkt alone, and a plain rule, on news.

Run: ``python -m benchmarks.sentences [--split valid]``. The sentences of each article of
``../shared/data/summaries/bbc-{train,valid}`` are joined by blanks and found again. Who split them
is not said; lists, and dots in a row, are cut anywhere, so nobody reaches 100. The BBC writes "Mr",
"Dr" and "US" without a stop: on its news the plain rule cannot fail where it fails elsewhere. Which
words are short forms was read off ``bbc-train``, ``cnndm-a`` and ``squad1.1-train``; ``valid`` was
not looked at.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from nupunkt import sent_spans

from rag.sentences import find_sentences
from rag.types import Span
from training.rows import lines_of

SUMMARIES = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "summaries"
_STOP = re.compile(r"[.!?][\"”’)\]]*\s+(?=[\"“‘(\[]*[A-Z])")

#: Text -> where its sentences begin.
Starts = Callable[[str], set[int]]

WAYS: dict[str, Starts] = {
    "stop, blank, capital": lambda text: {match.end() for match in _STOP.finditer(text)},
    "nupunkt": lambda text: {start for start, _ in sent_spans(text)},
    "rag.sentences": lambda text: {s.start for s in find_sentences(text, Span(0, len(text)))},
}


def read(path: Path) -> Iterator[tuple[str, set[int]]]:
    """Hand on each article in one line, and where its sentences begin, without the first."""
    for line in lines_of(path):
        sentences = line["sentences"]
        assert isinstance(sentences, list)
        text, starts = "", set()
        for sentence in sentences:
            text += " " if text else ""
            starts.add(len(text))
            text += " ".join(sentence.split())
        yield text, starts - {0}


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sentences", description=__doc__)
    parser.add_argument("--split", choices=("train", "valid"), default="valid")
    split = parser.parse_args().split
    path = SUMMARIES / f"bbc-{split}.jsonl.gz"
    if not path.exists():
        print(f"{path} is not there: nothing to measure with")
        return 1
    articles = list(read(path))
    print(
        f"{len(articles)} articles of {path.name}, {sum(len(s) for _, s in articles)} ends within"
    )
    for name, starts_of in WAYS.items():
        found = [starts_of(text) - {0} for text, _ in articles]
        right = sum(len(ours & wanted) for ours, (_, wanted) in zip(found, articles, strict=True))
        precision = right / sum(map(len, found))
        recall = right / sum(len(wanted) for _, wanted in articles)
        print(f"{name:22} precision {100 * precision:.2f}  recall {100 * recall:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
