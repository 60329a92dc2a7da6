"""Questions about news as people ask them, written for this project in words of their own.

``training/written.tsv`` has a row a question: the id of an article of ``cnndm-a``, the question,
and the first and last character of its answer in the article (its blanks made single), or -1 and -1
where the article does not say. The file holds no text of the articles. Its writers were to ask what
one who has not just read the sentence would ask, the later ones each in a manner of their own: from
the highlights alone, hastily, as a fact-checker, in pairs of which one has no answer, and others.
SQuAD's questions share the words of their paragraphs, and the sets that are made by rules share
those of a highlight.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rag.evaluation.summaries import sentences_of
from rag.sentences import find_sentences
from rag.types import Span
from training.news import content_words, is_held_out
from training.rows import Row, Split, heading, lines_of

WRITTEN, WRITTEN_UNANSWERABLE = "written", "written-unanswerable"
FILE = Path(__file__).with_suffix(".tsv")
#: Words of the windows that are cut from an article, at the least and the most.
WINDOW_WORDS = (30, 120)
#: Of the windows that share most words with a question, those that are drawn from.
NEAREST = 3


def read_written(articles: Path) -> Split:
    """Return a row a question, its passage the whole article; held out are whole articles.

    :param articles: ``cnndm-a.jsonl.gz``; those that are held out are those of ``read_news``.
    """
    asked: dict[str, list[tuple[str, int, int]]] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        key, question, first, last = line.split("\t")
        asked.setdefault(key, []).append((question.lower(), int(first), int(last)))
    split = Split([], [])
    for article in lines_of(articles):
        key, text = str(article["id"]), " ".join(str(article["text"]).split())
        rows = split.held_out if is_held_out(key) else split.train
        for question, start, end in asked.get(key, ()):
            answers = (text[start:end],) if start >= 0 else ()
            source = WRITTEN if answers else WRITTEN_UNANSWERABLE
            rows.append(Row(source, key, question, text, answers, start))
    return split


def read_headlines(articles: Path) -> dict[str, str]:
    """Return id -> the first highlight of each article, which stands for the headline it had."""
    return {str(one["id"]): sentences_of(str(one["summary"]))[0] for one in lines_of(articles)}


def windows_of(
    rows: Sequence[Row], times: int, draw: random.Random, headlines: Mapping[str, str]
) -> list[Row]:
    """Cut windows of whole sentences out of the articles of questions.

    :param times: windows a question. One with an answer also comes with a window that does not hold
        it, once for each two with it.
    :param headlines: by article; they stand above half of the windows, as in use above each, but
        for those that tell the answer.
    """
    return [
        _headed(window, question, headlines.get(question.title, ""))
        for question in rows
        for window in _windows(question, times, draw)
    ]


def _headed(window: Row, question: Row, headline: str) -> Row:
    head = heading(headline, window.passage)
    if not headline or any(answer in head for answer in question.answers):
        return window
    start = len(head) + window.start if window.answers else -1
    return replace(window, passage=head + window.passage, start=start)


def _windows(row: Row, times: int, draw: random.Random) -> Iterator[Row]:
    sentences = find_sentences(row.passage, Span(0, len(row.passage)))
    wanted = content_words(row.question)
    near = sorted(
        range(len(sentences)),
        key=lambda place: -len(wanted & content_words(_text(row, sentences[place]))),
    )
    end = row.start + len(row.answers[0]) if row.answers else -1
    held = [n for n, s in enumerate(sentences) if s.start < end and row.start < s.end]
    others = [n for n in near if not any(a in _text(row, sentences[n]) for a in row.answers)]
    for number in range(times):
        if row.answers:
            window = _around(row.passage, sentences, held[0], held[-1], draw)
            start = row.start - window.start
            yield Row(WRITTEN, row.title, row.question, _text(row, window), row.answers, start)
            if number % 2:
                continue
        if not others:
            continue
        place = draw.choice(others[:NEAREST])
        text = _text(row, _around(row.passage, sentences, place, place, draw))
        if not any(answer in text for answer in row.answers):
            yield Row(WRITTEN_UNANSWERABLE, row.title, row.question, text)


def _around(
    text: str, sentences: Sequence[Span], first: int, last: int, draw: random.Random
) -> Span:
    """Return a window of so many words around some sentences, as far as there are others."""
    words = draw.randint(*WINDOW_WORDS)
    while len(text[sentences[first].start : sentences[last].end].split()) < words:
        before, after = first > 0, last + 1 < len(sentences)
        if not before and not after:
            break
        if before and (not after or draw.random() < 0.5):
            first -= 1
        else:
            last += 1
    return Span(sentences[first].start, sentences[last].end)


def _text(row: Row, span: Span) -> str:
    return row.passage[span.start : span.end]
