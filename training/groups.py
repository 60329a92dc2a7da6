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
from training.batches import GROUP_SIZE
from training.encoding import Example, encode
from training.negatives import holds
from training.rows import HARD_NEGATIVE, Row

Group = tuple[Row, ...]
#: Sentences of a paragraph of news, at the least and the most.
SENTENCES = (1, 3)
#: Of the paragraphs nearest to a question, those that are drawn from, of its article and of others.
NEAREST, NEAREST_ELSEWHERE = 6, 5
#: Characters of a text that several of them make, at the least and the most.
CHARACTERS = (400, 1100)
#: Groups in which one paragraph is of another article, though there are enough of its own.
ELSEWHERE_SHARE = 0.5
#: Questions without an answer that lose their headlines, as many as of the others.
UNTITLED = 0.04


def of_article(answerable: Sequence[Row], found: Sequence[Sequence[str]]) -> list[Group]:
    """Return each question with its passage and those of its article that look right.

    :param found: for each question the passages that :func:`training.negatives.find` returned.
    """
    return [
        (
            row,
            *(
                Row(HARD_NEGATIVE, row.title, row.question, one)
                for one in passages[: GROUP_SIZE - 1]
            ),
        )
        for row, passages in zip(answerable, found, strict=True)
        if len(passages) >= GROUP_SIZE - 1
    ]


def of_written(
    rows: Sequence[Row], times: int, draw: random.Random, headlines: Mapping[str, str]
) -> list[Group]:
    """Return each written question with paragraphs of its article and of others, under headlines.

    :param rows: each with the whole article for its passage.
    :param times: groups of each question.
    :param headlines: by article; what stands above each paragraph, but for some groups, among them
        those in which one tells the answer.
    """
    if not times:
        return []
    near = _Near(rows, draw)
    groups = []
    for number, row in enumerate(rows):
        for _ in range(times):
            pieces = near.apart(number, draw)
            if len(pieces) == GROUP_SIZE:
                groups.append(_group(row, pieces, _heads(row, pieces, headlines, draw)))
    return groups


def joined(
    rows: Sequence[Row], times: int, draw: random.Random, headlines: Mapping[str, str]
) -> list[Row]:
    """Return each written question with paragraphs of its article in one text, as they are read.

    :param times: texts of each question; of one without an answer, half as many.
    :param headlines: as in :func:`of_written`.
    """
    if not times:
        return []
    near = _Near(rows, draw)
    texts = []
    for number, row in enumerate(rows):
        for _ in range(times if row.answers else times // 2):
            pieces = near.together(number, draw)
            texts.append(_one_text(row, pieces, _heads(row, pieces, headlines, draw)[0]))
    return texts


def encode_groups(tokenizer: Tokenizer, groups: Sequence[Group]) -> list[tuple[Example, ...]]:
    """Tokenise groups; one with a row whose answer covers no token is left out."""
    flat = encode(tokenizer, [row for group in groups for row in group])
    by_row = {id(example.row): example for example in flat}
    found = (tuple(by_row[id(row)] for row in group if id(row) in by_row) for group in groups)
    return [group for group in found if len(group) == GROUP_SIZE]


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

    def apart(self, number: int, draw: random.Random) -> list[_Piece]:
        """Return the paragraph that answers a question, if any, and others without its answer."""
        row = self._rows[number]
        held, others = self._split(number)
        wrong = [piece for piece in others if not holds(piece.text, row.answers)][:NEAREST]
        missing = GROUP_SIZE - len(held)
        chosen = draw.sample(wrong, min(missing, len(wrong)))
        if len(chosen) < missing or draw.random() < ELSEWHERE_SHARE:
            elsewhere = [one for one in self._elsewhere(number) if not holds(one.text, row.answers)]
            chosen = [*chosen[: missing - 1], *draw.sample(elsewhere, min(1, len(elsewhere)))]
        return [*held, *chosen]

    def together(self, number: int, draw: random.Random) -> list[_Piece]:
        """Return the paragraph that answers a question, if any, with others, in their order.

        What the answer names may stand in the others too, as it does in use.
        """
        held, others = self._split(number)
        most = draw.randint(*CHARACTERS)
        chosen = list(held)
        for piece in draw.sample(others[:NEAREST], len(others[:NEAREST])):
            if sum(len(one.text) for one in chosen) + len(piece.text) <= most or not chosen:
                chosen.append(piece)
        return sorted(chosen, key=lambda piece: piece.span.start)

    def _split(self, number: int) -> tuple[list[_Piece], list[_Piece]]:
        """Return the paragraph of the article that answers, and the others, nearest first."""
        places = self._own[self._rows[number].title]
        held = _held(self._rows[number], [self._pieces[place] for place in places])
        order = np.argsort(-self._similar(number, places), kind="stable")
        others = [self._pieces[places[place]] for place in order]
        inside = held[0].span if held else Span(0, 0)
        return held, [one for one in others if not inside.contains(one.span)]

    def _elsewhere(self, number: int) -> list[_Piece]:
        similar = self._similar(number)
        similar[self._own[self._rows[number].title]] = -1
        order = np.argsort(-similar, kind="stable")[:NEAREST_ELSEWHERE]
        return [self._pieces[place] for place in order]

    def _similar(self, number: int, places: Sequence[int] | None = None) -> NDArray[np.float64]:
        vectors = self._vectors if places is None else self._vectors[places]
        found: NDArray[np.float64] = (vectors @ self._questions[number].T).toarray()[:, 0]
        return found


def _held(row: Row, pieces: Sequence[_Piece]) -> list[_Piece]:
    """Return the paragraph with the answer; where that goes across two, both in one."""
    if not row.answers:
        return []
    end = row.start + len(row.answers[0])
    touched = [one for one in pieces if one.span.start < end and row.start < one.span.end]
    span = Span(min(one.span.start for one in touched), max(one.span.end for one in touched))
    return [_Piece(row.title, span, row.passage[span.start : span.end])]


def _group(row: Row, pieces: Sequence[_Piece], heads: Sequence[str]) -> Group:
    rows = []
    for place, (head, piece) in enumerate(zip(heads, pieces, strict=True)):
        if row.answers and not place:
            start = len(head) + row.start - piece.span.start
            rows.append(replace(row, passage=head + piece.text, start=start))
        else:
            rows.append(Row(HARD_NEGATIVE, row.title, row.question, head + piece.text))
    return tuple(rows)


def _one_text(row: Row, pieces: Sequence[_Piece], head: str) -> Row:
    text, start = head, -1
    for piece in pieces:
        if piece.span.start <= row.start < piece.span.end:
            start = len(text) + row.start - piece.span.start
        text += f"{piece.text}\n"
    return replace(row, passage=text, start=start)


def _heads(
    row: Row, pieces: Sequence[_Piece], headlines: Mapping[str, str], draw: random.Random
) -> list[str]:
    """Return what stands above each paragraph: its headline; nothing where one tells the answer.

    Nor for as many questions without an answer, so that a missing headline tells nothing.
    """
    heads = [f"{headlines[piece.title]}\n" for piece in pieces]
    told = any(holds(head, row.answers) for head in heads)
    return [""] * len(pieces) if told or (not row.answers and draw.random() < UNTITLED) else heads
