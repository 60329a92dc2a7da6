"""Questions about news, made from articles and their highlights.

A highlight tells what an article says in other words. One name or number of it becomes a question
word, and the stretch of the article that shares most words with the rest and holds the name or
number is where the answer stands. So the reader meets news, and questions that do not repeat the
words of the text. For some, a stretch that does not hold the answer makes a question without one.
Source of the idea: Hermann et al. 2015, "Teaching Machines to Read and Comprehend", section 2.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rag.evaluation.summaries import sentences_of
from rag.given_names import MEN, WOMEN
from training.altered import find_parts
from training.encoding import sentence_starts
from training.rows import Row, Split, lines_of

NEWS, NEWS_UNANSWERABLE = "news", "news-unanswerable"
#: Words in a stretch of an article, and how many of a highlight's it must share.
STRETCH = 100
LEAST_SHARE, LEAST_WORDS = 0.4, 3
UNANSWERABLE_SHARE = 0.35
HELD_OUT = 20  # one article in so many
_FIRST_NAME = re.compile(r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)+")
_LONGER = re.compile(r"(?:[A-Z][\w.'’]* |[-–:$£€])$")
_PERSON = re.compile(r"(?:mr|mrs|ms|dr|president|minister|senator|judge|coach|actor|singer)\.? $")
_SAYS = re.compile(r",? (?:\d+, )?(?:said|says|told|has|is|was|pleads?)\b")
_PLACE = re.compile(r"\b(?:in|at|near|from|outside|across) $")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A few sentences of an article, and the words in them that mean something."""

    text: str
    words: frozenset[str]


def read_news(path: Path, seed: int = 0) -> Split:
    """Make rows of every article of a file with ``id``, ``text`` and ``summary``."""
    draw = random.Random(seed)
    split = Split([], [])
    for line in lines_of(path):
        rows = split.held_out if is_held_out(str(line["id"])) else split.train
        rows += make_rows(str(line["id"]), str(line["text"]), str(line["summary"]), draw)
    return split


def is_held_out(key: str) -> bool:
    """Say whether an article is never trained on, whatever rows are made of it."""
    return zlib.crc32(key.encode()) % HELD_OUT == 0


def make_rows(title: str, text: str, summary: str, draw: random.Random) -> Iterator[Row]:
    """Make at most one answerable and one unanswerable question of each sentence of a summary."""
    stretches = cut(text)
    for highlight in sentences_of(summary):
        known = [part for part in askable(highlight) if _whole(part).search(text)]
        if not known:
            continue
        answer = draw.choice(known)
        asked = ask(highlight, answer)
        wanted = content_words(highlight) - content_words(answer)
        holding = [s for s in stretches if _whole(answer).search(s.text)]
        best = max(holding, key=lambda s: len(s.words & wanted), default=None)
        if best is None or len(best.words & wanted) < max(LEAST_WORDS, LEAST_SHARE * len(wanted)):
            continue
        start = _nearest(best.text, answer, wanted)
        yield Row(NEWS, title, asked, best.text, (answer,), start)
        others = [s for s in stretches if not s.words & content_words(answer) and s not in holding]
        other = max(others, key=lambda s: len(s.words & wanted), default=None)
        if other and len(other.words & wanted) >= 2 and draw.random() < UNANSWERABLE_SHARE:
            yield Row(NEWS_UNANSWERABLE, title, asked, other.text)


def askable(highlight: str) -> list[str]:
    """Return the names, years and numbers that stand as wholes, not as parts of a longer one."""
    parts = find_parts(highlight)
    first = _FIRST_NAME.match(highlight)
    found = [*parts.names, *parts.years, *parts.numbers, *([first.group()] if first else [])]
    return [
        part
        for part in dict.fromkeys(found)
        if not _LONGER.search(highlight[: highlight.index(part)])
        and highlight[highlight.index(part) + len(part) :][:1] not in ("-", "–", ":")
    ]


def ask(highlight: str, answer: str) -> str:
    """Return the highlight with a question word where the answer stands, in lower case."""
    start = highlight.index(answer)
    before, after = highlight[:start].lower(), highlight[start + len(answer) :].lower()
    if answer[0].isdigit():
        word = "what year" if re.fullmatch(r"[12]\d{3}", answer) else "how many"
    elif _PLACE.search(before):
        before, word = _PLACE.sub("", before), "where"
    else:
        is_person = answer.split()[0].lower() in MEN | WOMEN or _PERSON.search(before)
        word = "who" if is_person or _SAYS.match(after) else "what"
    return " ".join(f"{before}{word}{after}".rstrip(". \n").split()) + "?"


def cut(text: str) -> list[Stretch]:
    """Cut an article into stretches of whole sentences, each beginning with the last one's end."""
    held: list[str] = []
    found = []
    for sentence in sentences_of(text):
        held.append(sentence)
        if sum(len(one.split()) for one in held) >= STRETCH:
            found.append(" ".join(held))
            held = held[-1:]
    if held and len(held) > 1:
        found.append(" ".join(held))
    return [Stretch(one, content_words(one)) for one in found]


def content_words(text: str) -> frozenset[str]:
    """Return the words of four letters and more, and the numbers, without case."""
    return frozenset(re.findall(r"[^\W\d_]{4,}|\d+", text.lower()))


def _nearest(text: str, answer: str, wanted: frozenset[str]) -> int:
    """Return where the answer stands in the sentence that shares most words."""
    places = [match.start() for match in _whole(answer).finditer(text)]
    starts = [*sentence_starts(text), len(text)]

    def shared(place: int) -> int:
        end = next(start for start in starts if start > place)
        begin = max(start for start in starts if start <= place)
        return len(content_words(text[begin:end]) & wanted)

    return max(places, key=shared)


def _whole(part: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(part)}(?!\w)")
