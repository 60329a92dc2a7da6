"""A paragraph -> frames: sentences in which each quotation is one token."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.sentences import find_sentences
from rag.speech.lexicon import PRONOUNS, VERBS
from rag.speech.marks import Quote
from rag.types import Span

_WORD = re.compile(
    r"(?:[A-Z]\.){2,}|(?:Mr|Mrs|Ms|Dr|St|Sen|Rep|Gov|Gen|Col|Sgt|Lt|Capt|Prof|Rev|Jr|Sr|No|[A-Z])\."
    r"|[^\W_]+(?:[-‑.'’&/]+[^\W_]+)*[’'](?=\s[a-z])|[^\W_]+(?:[-‑.,'’&/][^\W_]+)*|'{2,}|[^\s]"
)


#: Tokens ``first`` (included) to ``last`` (excluded) of a frame.
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a mark, or a whole quotation.

    :param word: the text in lower case; empty for a quotation.
    """

    text: str
    word: str
    start: int
    end: int
    quote: Quote | None = None

    @property
    def is_word(self) -> bool:
        """Say whether it holds a letter or digit and is no quotation."""
        return self.quote is None and self.text[0].isalnum()

    @property
    def is_capital(self) -> bool:
        """Say whether it is a word that begins with a capital letter."""
        return self.is_word and self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class Frame:
    """A sentence with what is quoted in it, however many sentences that holds."""

    span: Span
    tokens: tuple[Token, ...]

    @property
    def is_quotation(self) -> bool:
        """Say whether it is one quotation and nothing else."""
        return bool(self.tokens) and all(t.quote or not t.is_word for t in self.tokens)


@dataclass(frozen=True, slots=True)
class Attribution:
    """What one verb of saying attributes, in tokens of a frame.

    :param speaker: tokens of the subject.
    :param verb: tokens of the verb, or of "according to".
    :param content: token ranges of what was said; a parenthetic verb cuts it in two.
    :param is_quoted: nothing but quotation is attributed.
    """

    speaker: Range
    verb: Range
    content: tuple[Range, ...]
    is_quoted: bool = False


def find_frames(text: str, span: Span, quotes: Sequence[Quote]) -> tuple[Frame, ...]:
    """Split a paragraph into frames, in order."""
    edges = list(_edges(text, span, quotes))
    starts = [quote.span.start for quote in quotes]
    frames: list[Frame] = []
    for left, right in zip([span.start, *edges], edges, strict=False):
        frame = _frame(text, Span(left, right), quotes, starts)
        if frames and _belongs(frames[-1], frame):
            frame = _frame(text, Span(frames.pop().span.start, right), quotes, starts)
        if frame.tokens:
            frames.append(frame)
    return tuple(frames)


def _edges(text: str, span: Span, quotes: Sequence[Quote]) -> Iterator[int]:
    """Yield where sentences end: not inside a quotation, and after one that ends a sentence."""
    starts = [quote.span.start for quote in quotes]
    edges = {span.end}
    for sentence in find_sentences(text, span)[:-1]:
        place = bisect_right(starts, sentence.end) - 1
        if place < 0 or sentence.end >= quotes[place].span.end:
            edges.add(sentence.end)
    for quote in quotes:
        if text[quote.inner.end - 1] in ".!?…":
            edges.add(quote.span.end)
        if text[max(span.start, quote.span.start - 4) : quote.span.start].rstrip()[-1:] in (
            ".",
            "!",
            "?",
        ):
            edges.add(quote.span.start)
    for edge in sorted(edges):
        rest = text[edge : min(edge + 2, span.end)].lstrip()[:1]
        if edge > span.start and not rest.islower() and rest not in (",", ";", ":", ".", ")"):
            yield edge


def _frame(text: str, span: Span, quotes: Sequence[Quote], starts: Sequence[int]) -> Frame:
    inside = quotes[bisect_right(starts, span.start - 1) : bisect_right(starts, span.end - 1)]
    tokens: list[Token] = []
    place = span.start
    for quote in inside:
        tokens += _words(text, place, quote.span.start)
        tokens.append(Token(text[quote.span.start], "", quote.span.start, quote.span.end, quote))
        place = quote.span.end
    tokens += _words(text, place, span.end)
    if not tokens:
        return Frame(span, ())
    return Frame(Span(tokens[0].start, tokens[-1].end), tuple(tokens))


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    for match in _WORD.finditer(text, start, end):
        found = match[0]
        if not found.startswith("''"):  # wiki italics
            yield Token(found, found.lower().replace("’", "'"), match.start(), match.end())


def _belongs(before: Frame, frame: Frame) -> bool:
    """Say whether a frame tells who spoke the quotation that ended just before: “...?” X asked."""
    if not before.is_quotation or not frame.tokens:
        return False
    if not (frame.tokens[0].is_capital or frame.tokens[0].word in PRONOUNS):
        return False
    quote = before.tokens[-1].quote
    ends_sentence = quote is not None and not quote.is_open and before.span.end == quote.span.end
    for place, token in enumerate(frame.tokens[:7]):
        if not token.is_word:
            return False
        if place and token.word in VERBS:
            after = frame.tokens[place + 1].word if place + 1 < len(frame.tokens) else "."
            return ends_sentence and after in (".", ",", "to", "in", "on", "as", "after", "outside")
    return False
