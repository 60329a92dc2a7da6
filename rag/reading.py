"""Question + hits -> list[Evidence]: which sentences answer, and how surely.

``SimilarityReader`` weighs what the encoder and the words say of each sentence. Its weights were
fitted by ``training/similarity_reader.py`` on rows described in ``docs/reader.md``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.types import Encoder, Evidence, Hit, Role, Span, Vectors

#: What each column of ``features`` measures, in order.
FEATURES = (
    "cosine of question and sentence",
    "cosine of question and passage",
    "share of the question's words in the sentence",
    "share of the question's words in the passage, its title and heading",
    "share of the question's names and numbers in the passage, its title and heading",
    "the sentence holds words of the kind that is asked for",
    "the question names a kind",
)
#: How sure a byline is as the answer to a question about the author.
BYLINE_SCORE = 0.95

_WORD = re.compile(r"\w+")
_NAME = r"[^\W\d_a-z][\w’'-]*\w"
_NUMBER = r"\b\d[\d.,]*\b|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?" \
    r"|thousands?|millions?|billions?|half)\b"  # fmt: skip
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_TIME = rf"\b(?:(?:\d{{1,2}}\s+)?{_MONTH}(?:\s+\d{{1,2}})?(?:,?\s+\d{{4}})?|{_DAY}|[12]\d{{3}}s?" \
    r"|(?:earlier|later|last|this|next)\s+(?:week|month|year|spring|summer|autumn|winter)" \
    r"|yesterday|today|tomorrow|\d{1,2}:\d{2})\b"  # fmt: skip
_STOPWORDS = frozenset(
    "a about an and are as at be been being but by can could did do does for from had has have he "
    "her his how if in into is it its many me much of on or said say says she should so some such "
    "that the their them there these they this those to was we were what when where which who whom "
    "whose why will with would you your".split()
)


class Kind(StrEnum):
    """What kind of words a question asks for."""

    PERSON = "person"
    PLACE = "place"
    TIME = "time"
    NUMBER = "number"
    REASON = "reason"
    OTHER = "other"


_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.NUMBER, re.compile(r"\bhow (many|much|old|long|far|often|large|big|tall)\b|\bwhat "
                             r"(percent\w*|number|share|age)\b", re.I)),  # fmt: skip
    (Kind.TIME, re.compile(r"\bwhen\b|\b(what|which) (year|date|day|month|time|century)\b", re.I)),
    (Kind.PLACE, re.compile(r"\bwhere\b|\b(what|which) (country|city|place|town|state)\b", re.I)),
    (Kind.REASON, re.compile(r"\bwhy\b|\bwhat (caused|reason)\b", re.I)),
    (Kind.PERSON, re.compile(r"\bwho(m|se)?\b", re.I)),
)
_SIGNS = {
    Kind.PERSON: re.compile(_NAME),
    Kind.PLACE: re.compile(rf"\b(?:in|at|near|from|to|into|of|across|outside)\s+(?:the\s+)?{_NAME}"),
    Kind.TIME: re.compile(_TIME, re.I),
    Kind.NUMBER: re.compile(_NUMBER, re.I),
    Kind.REASON: re.compile(
        r"\b(because|due to|since|after|aimed at|in order to|so that|owing to|as a result|"
        r"following|amid|over|to prevent|for fear)\b", re.I),  # fmt: skip
}
_AUTHORSHIP = re.compile(
    r"\bwho (wrote|authored|penned|is the (author|writer|reporter|journalist))\b"
    r"|\b(by|author of|writer of|byline of) (this|the) (article|story|report|piece|text)\b"
    r"|\bwhose byline\b|\bwhat is the byline\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class ReaderWeights:
    """The fitted logistic regression and the bars for declining, by strictness."""

    coefficients: tuple[float, ...]
    intercept: float
    bars: dict[str, float]


@cache
def load_weights() -> ReaderWeights:
    """Read the shipped weights of ``SimilarityReader``."""
    path = files("rag") / "models" / "similarity_reader.json"
    shape: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return ReaderWeights(tuple(shape["coefficients"]), shape["intercept"], shape["bars"])


class SimilarityReader:
    """Ranks the sentences of the hits by a logistic regression over seven measures."""

    def __init__(self, encoder: Encoder, weights: ReaderWeights | None = None) -> None:
        self._encoder = encoder
        self._weights = weights or load_weights()

    def bar(self, strictness: str) -> float:
        """Return the score, 0..1, below which the documents are said not to answer."""
        return self._weights.bars[strictness]

    def read(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """Score every sentence of the hits.

        :returns: evidence by falling score, ties by (document id, start).
        """
        places = [(hit, span) for hit in hits for span in hit.passage.sentences]
        if not places:
            return []
        table = self.features(question, places)
        weights = np.asarray(self._weights.coefficients)
        scores = 1 / (1 + np.exp(-(table @ weights + self._weights.intercept)))
        kind = kind_of(question)
        found = [
            Evidence(hit, span, float(score), _short_answer(kind, question, hit, span))
            for (hit, span), score in zip(places, scores, strict=True)
        ]
        if asks_for_author(question):
            found = [*bylines(hits), *found]
        return sorted(found, key=_order)

    def features(
        self, question: str, places: Sequence[tuple[Hit, Span]]
    ) -> NDArray[np.float64]:
        """Return float64[n, 7]: the measures named in ``FEATURES`` for each (hit, sentence)."""
        texts = [hit.passage.document.slice(span) for hit, span in places]
        vectors = self._encoder.encode([question, *texts])
        cosines = vectors[1:] @ vectors[0]
        return _measure(question, places, texts, cosines)


def kind_of(question: str) -> Kind:
    """Say what kind of words a question asks for."""
    return next((kind for kind, sign in _KINDS if sign.search(question)), Kind.OTHER)


def asks_for_author(question: str) -> bool:
    """Say whether a question asks who wrote the document."""
    return bool(_AUTHORSHIP.search(question))


def bylines(hits: Sequence[Hit]) -> list[Evidence]:
    """Return the bylines among the hits as evidence of who wrote the document."""
    found = []
    for hit in hits:
        if hit.passage.role is Role.BYLINE:
            span = hit.passage.span
            named = re.search(r"(?i)^\W*by[:\s]+(.+)$", hit.passage.text.splitlines()[0])
            start = span.start + (named.start(1) if named else 0)
            end = span.start + (named.end(1) if named else len(hit.passage.text))
            found.append(Evidence(hit, span, BYLINE_SCORE, Span(start, end)))
    return found


def _measure(
    question: str, places: Sequence[tuple[Hit, Span]], texts: Sequence[str], cosines: Vectors
) -> NDArray[np.float64]:
    asked = stems(question)
    named = _stem_set(re.findall(rf"(?<!^)(?<!^[\"“‘'])\b{_NAME}|\b\d[\d.,]*\b", question))
    kind = kind_of(question)
    around = {id(hit): stems(hit.passage.embedded_text) for hit, _ in places}
    rows = []
    for (hit, _), text, cosine in zip(places, texts, cosines, strict=True):
        passage = around[id(hit)]
        rows.append(
            (
                float(cosine),
                hit.similarity,
                _share(asked, stems(text)),
                _share(asked, passage),
                _share(named, passage),
                float(bool(_new_words(kind, question, text))),
                float(kind is not Kind.OTHER),
            )
        )
    return np.asarray(rows, dtype=np.float64)


def stems(text: str) -> frozenset[str]:
    """Return the stems of a text's words, accents folded, without the commonest words."""
    return _stem_set(word for word in _WORD.findall(text) if word.casefold() not in _STOPWORDS)


def _stem_set(words: Any) -> frozenset[str]:
    return frozenset(_analyzer().analyze(" ".join(words)))


@cache
def _analyzer() -> Any:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase())
    return builder.filter(Filter.ascii_fold()).filter(Filter.stemmer("english")).build()


def _share(wanted: frozenset[str], there: frozenset[str]) -> float:
    return len(wanted & there) / len(wanted) if wanted else 1.0


def _new_words(kind: Kind, question: str, text: str) -> list[re.Match[str]]:
    """Return the stretches of the kind asked for that the question does not itself hold."""
    if kind is Kind.OTHER:
        return []
    known = question.casefold()
    return [m for m in _SIGNS[kind].finditer(text) if m.group().casefold() not in known]


def _short_answer(kind: Kind, question: str, hit: Hit, span: Span) -> Span | None:
    """Return the one stretch of the kind asked for; none when there are several, or no kind."""
    if kind not in (Kind.TIME, Kind.NUMBER):
        return None
    text = hit.passage.document.slice(span)
    found = _new_words(kind, question, text)
    if len(found) != 1:
        return None
    return Span(span.start + found[0].start(), span.start + found[0].end())


def _order(item: Evidence) -> tuple[float, str, int]:
    return -item.score, item.hit.passage.document.id, item.span.start
