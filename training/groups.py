"""A question with several passages, of which one answers it at most: what it meets in a library.

Read one by one, passages are judged each by itself, and nothing says that the sentence which holds
the answer must score higher than one that only sounds like it. Groups are for that: their scores
are weighed against each other (``training.targets.among``).
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]
from tokenizers import Tokenizer

from rag.sentences import find_sentences
from rag.types import Span
from training.batches import SIZE
from training.encoding import Example, encode
from training.rows import HARD_NEGATIVE, Row

Group = tuple[Row, ...]
#: Sentences of a paragraph of news, at the least and the most.
SENTENCES = (1, 3)
#: Of the paragraphs nearest to a question, those of its article and of others that are drawn from.
NEAREST, NEAREST_ELSEWHERE = 6, 5
#: Characters of a text that several of them make, at the least and the most.
CHARACTERS = (400, 1100)
#: Groups in which one paragraph is of another article.
ELSEWHERE_SHARE = 0.5


def of_article(answerable: Sequence[Row], found: Sequence[Sequence[str]]) -> list[Group]:
    """Return each question with its passage and those of its article that look right.

    :param found: for each question the passages that :func:`training.negatives.find` returned.
    """
    return [
        (row, *(Row(HARD_NEGATIVE, row.title, row.question, passage) for passage in passages))
        for row, passages in zip(answerable, found, strict=True)
        if len(passages) == SIZE - 1
    ]


def of_written(
    rows: Sequence[Row], times: int, draw: random.Random, headlines: Mapping[str, str]
) -> list[Group]:
    """Return each written question with paragraphs of its article and of others, under headlines.

    :param rows: each with the whole article for its passage.
    :param times: groups of each question.
    :param headlines: by article; what stands above each paragraph, but for those of a group in
        which one tells the answer.
    """
    near = _Near(rows, draw)
    groups = []
    for number, row in enumerate(rows):
        for _ in range(times):
            pieces = near.drawn(number, draw)
            if len(pieces) == SIZE:
                groups.append(_group(row, pieces, headlines))
    return groups


def joined(
    rows: Sequence[Row], times: int, draw: random.Random, headlines: Mapping[str, str]
) -> list[Row]:
    """Return each written question with paragraphs of its article in one text, as they are read.

    :param times: texts of each question; of one without an answer, half as many.
    :param headlines: as in :func:`of_written`.
    """
    near = _Near(rows, draw)
    return [
        _one_text(row, near.among(number, draw), headlines)
        for number, row in enumerate(rows)
        for _ in range(times if row.answers else times // 2)
    ]


def encode_groups(tokenizer: Tokenizer, groups: Sequence[Group]) -> list[tuple[Example, ...]]:
    """Tokenise groups; one with a row whose answer covers no token is left out."""
    flat = encode(tokenizer, [row for group in groups for row in group])
    by_row = {id(example.row): example for example in flat}
    found = (tuple(by_row[id(row)] for row in group if id(row) in by_row) for group in groups)
    return [group for group in found if len(group) == SIZE]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A paragraph of an article."""

    title: str
    span: Span
    text: str


def _paragraphs(title: str, text: str, draw: random.Random) -> list[_Piece]:
    """Cut an article into paragraphs of a few whole sentences."""
    sentences = find_sentences(text, Span(0, len(text)))
    found, at = [], 0
    while at < len(sentences):
        last = min(at + draw.randint(*SENTENCES), len(sentences)) - 1
        span = Span(sentences[at].start, sentences[last].end)
        found.append(_Piece(title, span, text[span.start : span.end]))
        at = last + 1
    return found


class _Near:
    """Which paragraphs look as if they answered a question (TF-IDF cosine), and do not."""

    def __init__(self, rows: Sequence[Row], draw: random.Random) -> None:
        articles = {row.title: row.passage for row in rows}
        pieces = [one for key, text in articles.items() for one in _paragraphs(key, text, draw)]
        self._rows, self._pieces = rows, pieces
        self._own: dict[str, list[int]] = defaultdict(list)
        for place, piece in enumerate(pieces):
            self._own[piece.title].append(place)
        vectorizer = TfidfVectorizer(stop_words="english", sublinear_tf=True)
        self._vectors = vectorizer.fit_transform([piece.text for piece in pieces])
        self._questions = vectorizer.transform([row.question for row in rows])

    def drawn(self, number: int, draw: random.Random) -> list[_Piece]:
        """Return the paragraph that answers a question, if any, and others that do not."""
        held, wrong = self._split(number)
        missing = SIZE - len(held)
        chosen = draw.sample(wrong[:NEAREST], min(missing, len(wrong[:NEAREST])))
        if len(chosen) < missing or draw.random() < ELSEWHERE_SHARE:
            chosen = [*chosen[: missing - 1], *self._elsewhere(number)[:1]]
        return [*held, *chosen]

    def among(self, number: int, draw: random.Random) -> list[_Piece]:
        """Return the paragraph that answers a question, if any, with others, in their order."""
        held, wrong = self._split(number)
        most = draw.randint(*CHARACTERS)
        chosen = list(held)
        for piece in draw.sample(wrong[:NEAREST], len(wrong[:NEAREST])):
            if sum(len(one.text) for one in chosen) + len(piece.text) <= most or not chosen:
                chosen.append(piece)
        return sorted(chosen, key=lambda piece: piece.span.start)

    def _split(self, number: int) -> tuple[list[_Piece], list[_Piece]]:
        """Return the paragraph of the article that answers, and the others, nearest first."""
        row = self._rows[number]
        own = self._own[row.title]
        order = np.argsort(-self._similar(number)[own], kind="stable")
        others = [self._pieces[own[place]] for place in order]
        return _held(row, [self._pieces[place] for place in own]), _without(row, others)

    def _elsewhere(self, number: int) -> list[_Piece]:
        row = self._rows[number]
        similar = self._similar(number)
        similar[self._own[row.title]] = -1
        order = np.argsort(-similar, kind="stable")[:NEAREST_ELSEWHERE]
        return _without(row, [self._pieces[place] for place in order])

    def _similar(self, number: int) -> NDArray[np.float64]:
        found: NDArray[np.float64] = (self._vectors @ self._questions[number].T).toarray()[:, 0]
        return found


def _without(row: Row, pieces: Sequence[_Piece]) -> list[_Piece]:
    """Return the paragraphs that do not have the answer's words."""
    return [piece for piece in pieces if not any(a in piece.text for a in row.answers)]


def _held(row: Row, pieces: Sequence[_Piece]) -> list[_Piece]:
    """Return the paragraph with the answer; where that goes across two, both in one."""
    if not row.answers:
        return []
    end = row.start + len(row.answers[0])
    touched = [one for one in pieces if one.span.start < end and row.start < one.span.end]
    span = Span(min(one.span.start for one in touched), max(one.span.end for one in touched))
    return [_Piece(row.title, span, row.passage[span.start : span.end])]


def _group(row: Row, pieces: Sequence[_Piece], headlines: Mapping[str, str]) -> Group:
    heads = _heads(row, pieces, headlines)
    rows = []
    for place, (head, piece) in enumerate(zip(heads, pieces, strict=True)):
        if row.answers and not place:
            start = len(head) + row.start - piece.span.start
            rows.append(replace(row, passage=head + piece.text, start=start))
        else:
            rows.append(Row(HARD_NEGATIVE, row.title, row.question, head + piece.text))
    return tuple(rows)


def _one_text(row: Row, pieces: Sequence[_Piece], headlines: Mapping[str, str]) -> Row:
    text = _heads(row, pieces, headlines)[0]
    start = -1
    for piece in pieces:
        if piece.span.start <= row.start < piece.span.end:
            start = len(text) + row.start - piece.span.start
        text += f"{piece.text}\n"
    return replace(row, passage=text, start=start)


def _heads(row: Row, pieces: Sequence[_Piece], headlines: Mapping[str, str]) -> list[str]:
    """Return what stands above each paragraph: its headline; nothing where one tells the answer."""
    heads = [f"{headlines[piece.title]}\n" for piece in pieces]
    told = any(answer in head for head in heads for answer in row.answers)
    return [""] * len(pieces) if told else heads
