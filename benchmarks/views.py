"""How much of the timeline and of who said what is right, and how much of it is found.

    python -m benchmarks.views [FOLDER] [--misses | --growth]

Compares both views of hand-annotated articles (``tests/data/views/``, whose README says what was
marked) with the annotations. A row of the timeline is right when its words of date lie at a marked
event and mean the same date; a quotation, when half of what is marked or shown as said is common
to both, and the speaker is right: a name of the annotation, or a pronoun left as it was said.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from rag.quotes import attribute
from rag.timeline import find_events
from rag.types import Document, Paragraph, Role, Span
from rag.views import Event, Quotation

ROOT = Path(__file__).resolve().parent.parent
ANNOTATED = ROOT / "tests" / "data" / "views" / "first"
DATA = ROOT.parent / "shared" / "data" / "summaries"


@dataclass(slots=True)
class Score:
    """Counts of one view.

    :param unnamed: right rows whose speaker stayed a pronoun.
    """

    right: int = 0
    shown: int = 0
    marked: int = 0
    unnamed: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Return which percentage of the rows is right."""
        return 100 * self.right / max(self.shown, 1)

    @property
    def recall(self) -> float:
        """Return which percentage of what is marked is found."""
        return 100 * self.right / max(self.marked, 1)

    def add(
        self,
        name: str,
        rows: Sequence[Any],
        marks: Sequence[dict[str, Any]],
        fits: Callable[[Any, dict[str, Any]], bool],
    ) -> None:
        """Match rows with marks, each at most once."""
        left = list(marks)
        for row in rows:
            mark = next((mark for mark in left if fits(row, mark)), None)
            if mark is None:
                self.misses.append(f"{name} wrong: {_shown(row)}")
                continue
            left.remove(mark)
            self.right += 1
            self.unnamed += isinstance(row, Quotation) and row.name is None
        self.misses += [f"{name} missing: {mark}" for mark in left]
        self.shown += len(rows)
        self.marked += len(marks)


def measure(folder: Path) -> tuple[Score, Score]:
    """Return the scores of the timeline and of the quotations of a folder's articles."""
    events, quotes = Score(), Score()
    for path in sorted(folder.glob("*.json")):
        marked = json.loads(path.read_text(encoding="utf-8"))
        document = _document(path, marked)
        text = document.text
        events.add(
            path.stem,
            find_events([document]),
            marked["events"],
            partial(_is_event, text=text),
        )
        quotes.add(
            path.stem,
            attribute(document),
            marked["quotes"],
            partial(_is_quotation, text=text),
        )
    return events, quotes


def _document(path: Path, marked: dict[str, Any]) -> Document:
    """Return the article beside its annotation, or the row of the data that it names."""
    if "row" in marked:
        text, first = _row(marked["data"], marked["row"]), Role.BODY
    else:
        text, first = path.with_suffix(".txt").read_text(encoding="utf-8"), Role.TITLE
    lines = [Span(m.start(), m.end()) for m in re.finditer(r"\S(?:.*\S)?", text)]
    paragraphs = (Paragraph(lines[0], first), *(Paragraph(span) for span in lines[1:]))
    published = marked["published"]
    return Document(path.stem, path.stem, path.name, text, paragraphs, published=published)


def _row(name: str, number: int) -> str:
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        row = json.loads(next(itertools.islice(lines, number, None)))
    return str(row["text"]) if "text" in row else "\n".join(row["sentences"])


def _is_event(row: Event, mark: dict[str, Any], text: str) -> bool:
    if "said" in mark:
        before, said, after = re.split(r"[\[\]]", mark["said"])
        start = text.index(before + said + after) + len(before)
        place = Span(start, start + len(said))
    else:
        place = Span(mark["start"], mark["end"])
    return _shared(row.said, place) > 0 and row.date == mark["date"]


def _is_quotation(row: Quotation, mark: dict[str, Any], text: str) -> bool:
    if "text" in mark:
        head, *tail = mark["text"].split(" ... ")
        start = text.index(head)
        end = text.index(tail[0], start) + len(tail[0]) if tail else start + len(head)
        names = mark["speaker"]
    else:
        start, end = mark["start"], mark["end"]
        names = [text[first:last] for first, last in mark["speaker"]]
    whole = Span(row.content[0].start, row.content[-1].end)
    both = _shared(whole, Span(start, end))
    is_same = both >= (len(whole) + end - start - both) / 2
    return is_same and (row.name is None or _is_named(row, names))


def _is_named(row: Quotation, names: Sequence[str]) -> bool:
    shown = [set(_words(row.speaker_name)), set(_words(row.document.slice(row.speaker)))]
    return any(
        words and (words <= set(_words(name)) or set(_words(name)) <= words)
        for name in names
        for words in shown
    )


def _words(name: str) -> Iterator[str]:
    small = {"the", "a", "an", "mr", "ms", "mrs"}
    yield from (w for w in re.findall(r"[^\W_]+", name.casefold()) if w not in small)


def _shared(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _shown(row: Event | Quotation) -> str:
    if isinstance(row, Event):
        return f"{row.date} ({row.document.slice(row.said)}) {row.text[:90]}"
    return f"{row.speaker_name} {row.document.slice(row.verb)}: {row.text[:90]}"


def print_growth(folder: Path) -> None:
    """Print how long both views take for one paragraph of all the articles, and for more of it."""
    articles = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    text = " ".join(" ".join(articles).split())
    for times in (1, 4, 16, 64):
        longer = " ".join([text] * times)
        document = Document("d", "", "", longer, (Paragraph(Span(0, len(longer))),))
        started = time.perf_counter()
        find_events([document])
        middle = time.perf_counter()
        attribute(document)
        print(
            f"{len(longer):>9,} characters: timeline {middle - started:.2f} s, "
            f"quotes {time.perf_counter() - middle:.2f} s"
        )


def main() -> None:
    """Print precision and recall of both views."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ANNOTATED)
    parser.add_argument("--misses", action="store_true", help="print what is wrong or missing")
    parser.add_argument("--growth", action="store_true", help="print seconds for longer texts")
    arguments = parser.parse_args()
    if arguments.growth:
        print_growth(arguments.folder)
        return
    for name, score in zip(("timeline", "quotes"), measure(arguments.folder), strict=True):
        print(
            f"{name}: precision {score.precision:.1f} % ({score.right} of {score.shown}), "
            f"recall {score.recall:.1f} % ({score.right} of {score.marked})"
        )
        if name == "quotes":
            print(f"  of the right ones, {score.unnamed} leave the speaker a pronoun")
        if arguments.misses:
            print("\n".join(f"  {miss}" for miss in score.misses))


if __name__ == "__main__":
    main()
