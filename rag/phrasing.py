"""What was found, in a language model's words: only such as have passed the gate.

The model is given the numbered sentences that carry the answer, and writes. Each sentence is split
off while the model goes on, and checked (``rag/checking.py``). One that fails gives way to the
documents' own sentence, or is dropped; either way it is told what was withheld and why. If nothing
passes, or the model fails, the answer stands as it was found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Generator as Writer
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from rag.agreement import Supports
from rag.answering import one_line
from rag.article import Article
from rag.checking import Gate, Passed, Written, read_markers
from rag.editing import stand_alone
from rag.errors import GeneratorError
from rag.facts import find_missing, new_words, telling_words
from rag.phrased import Phrasing, Withheld
from rag.prompts import (
    Source,
    answer_messages,
    follow_up_messages,
    is_echo,
    origin,
    summary_messages,
)
from rag.results import Answer, Difference, Statement, Summary
from rag.sentences import find_sentences
from rag.summarising import MAX_WORDS, measure_coverage
from rag.types import Citation, Evidence, Generator, Message, Passage, Span, Stop

#: Sentences that a model is given for an answer, at most.
MOST_SOURCES = 8
#: Further evidence is given to a model only when it is at least this share as sure as the best.
FURTHER_SHARE = 0.3
#: Sentences of a model that are read, at most, for each that was found.
MOST_WRITTEN = 3
#: Characters of the next sentence that must have come before one is taken as ended.
LOOK_AHEAD = 12
#: The longest question that a model may make of a follow-up, in characters.
LONGEST_QUESTION = 300
STOPPED = "The model was stopped; what it had written by then was checked."
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_SEVERAL = re.compile(r"\[\d{1,3}(?:\s*[,;&–-]\s*\d{1,3})+\]")


Growing = TypeVar("Growing", Answer, Summary)
Watch = Callable[[tuple[Statement, ...], Phrasing], None]


@dataclass(frozen=True, slots=True)
class Pen:
    """Who writes, and who checks and looks on.

    :param watch: called with the answer or summary as far as it has grown, each time something
        was admitted or withheld.
    """

    generator: Generator
    supports: Supports
    stop: Stop
    watch: Callable[[Any], None]

    def seen_as(self, shown: Callable[[Growing], Growing]) -> Pen:
        """Return the same pen; who looks on sees what is made of each growing answer."""
        return replace(self, watch=lambda growing: self.watch(shown(growing)))


def phrase_answer(
    answer: Answer, sources: Sequence[Source], families: Mapping[str, str], pen: Pen
) -> Answer:
    """Put an answer in the model's words; one that declines, or differs, stays as it is.

    :param sources: numbered from 1, best first; those of the answer's statements are among them.
    :param families: document id -> what names the documents that print the same text.
    """
    if not answer.statements or answer.differences:
        return answer
    gate = Gate(sources, pen.supports, answer.question, answer.short_answer or "")

    def grown(statements: tuple[Statement, ...], phrasing: Phrasing) -> Answer:
        return replace(answer, statements=statements, phrasing=phrasing)

    draft = Draft(answer.statements, sources, families, pen, lambda *far: pen.watch(grown(*far)))
    draft.write(answer_messages(answer.question, sources), gate)
    return grown(draft.finished(), draft.phrasing)


def phrase_summary(
    summary: Summary, passages: Sequence[Sequence[Passage]], focus: str, pen: Pen
) -> Summary:
    """Put a summary in the model's words, but for the sides of its differences.

    :param passages: those of each document, by which its coverage is measured anew.
    """
    sides = {n for difference in summary.differences for n in difference.statements}
    told = [s for n, s in enumerate(summary.statements, start=1) if n not in sides]
    if not told:
        return summary
    apart = tuple(s for n, s in enumerate(summary.statements, start=1) if n in sides)

    def grown(statements: tuple[Statement, ...], phrasing: Phrasing) -> Summary:
        moved = len(statements) - len(told)
        shown = (*statements, *_numbered_on(statements, apart))
        return replace(
            summary,
            statements=shown,
            coverage=measure_coverage(passages, shown),
            differences=tuple(_moved(d, moved) for d in summary.differences),
            phrasing=phrasing,
        )

    sources = number_sources(told)
    draft = Draft(told, sources, {}, pen, lambda *far: pen.watch(grown(*far)))
    gate = Gate(sources, pen.supports, short_answer="")
    draft.write(summary_messages(sources, focus, MAX_WORDS), gate)
    return grown(draft.finished(), draft.phrasing)


def _moved(difference: Difference, by: int) -> Difference:
    one, other = difference.statements
    return replace(difference, statements=(one + by, other + by))


def phrase_question(
    question: str, history: Sequence[str], generator: Generator, stop: Stop
) -> str | None:
    """Complete a follow-up by the model; None where what it writes cannot be trusted.

    Its question may hold no name, number or date that the conversation does not, and must keep the
    words of the one that was asked.
    """
    try:
        written = "".join(generator.write(follow_up_messages(question, history), stop))
    except GeneratorError:
        return None
    lines = [line.strip(' "“”') for line in _THOUGHT.sub("", written).split("\n") if line.strip()]
    asked = lines[0].removeprefix("Question:").strip() if len(lines) == 1 else ""
    said = "\n".join([*history, question])
    kept = len(new_words(question, asked)) <= telling_words(question) // 2
    if not asked or len(asked) > LONGEST_QUESTION or not kept:
        return None
    if find_missing(asked, said) or new_words(asked, said):
        return None
    return asked


def number_sources(
    statements: Sequence[Statement],
    evidence: Sequence[Evidence] = (),
    articles: Mapping[str, Article] | None = None,
) -> tuple[Source, ...]:
    """Number what a model is given: the statements, then further evidence that is nearly as sure.

    :param evidence: best first.
    :param articles: by document id; their sentences are told who "he" is.
    """
    given = [
        (s.text if s.edits else _clear(s.citations[0].evidence, articles or {}), s.citations)
        for s in statements
    ]
    sources = [
        Source(n, text, tuple(c.evidence for c in citations))
        for n, (text, citations) in enumerate(given, start=1)
    ]
    known = {_place(item) for s in sources for item in s.evidence}
    least = FURTHER_SHARE * evidence[0].score if evidence else 0.0
    for item in evidence:
        if len(sources) < MOST_SOURCES and item.score >= least and _place(item) not in known:
            known.add(_place(item))
            sources.append(Source(len(sources) + 1, _clear(item, articles or {}), (item,)))
    return tuple(sources)


def _place(item: Evidence) -> tuple[str, Span]:
    """Return where evidence stands: its document and its characters there."""
    return item.hit.passage.document.id, item.span


def _clear(item: Evidence, articles: Mapping[str, Article]) -> str:
    """Return a sentence as it may stand alone, on one line."""
    article = articles.get(item.hit.passage.document.id)
    if article is None or item.span not in article.sentences:
        return one_line(item.text)
    return stand_alone(article, item.span).text


class Draft:
    """The statements of an answer while a model writes them.

    :param found: the documents' own statements, which stand in for what fails.
    """

    def __init__(
        self,
        found: Sequence[Statement],
        sources: Sequence[Source],
        families: Mapping[str, str],
        pen: Pen,
        watch: Watch,
    ) -> None:
        self._found = list(found)
        self._sources = sources
        self._families = families
        self._pen = pen
        self._watch = watch
        self._shown: list[tuple[str, tuple[Evidence, ...], Statement | None]] = []
        self._withheld: list[Withheld] = []
        self._notice = ""

    @property
    def phrasing(self) -> Phrasing:
        """Return how the model took part, once it has finished."""
        return Phrasing(self._pen.generator.name, tuple(self._withheld), self._notice)

    def write(self, messages: Sequence[Message], gate: Gate) -> None:
        """Let the model write; keep what passes, tell what does not."""
        most = MOST_WRITTEN * max(len(self._found), 2)
        with closing(self._pieces(messages)) as pieces:
            for count, sentence in enumerate(split_sentences(pieces), start=1):
                written = self._without_origin(read_markers(sentence))
                if written.text and not is_echo(written.text):
                    self._admit(written, gate)
                if self._pen.stop.is_told or count == most:
                    break
        if self._pen.stop.is_told:
            self._notice = STOPPED

    def finished(self) -> tuple[Statement, ...]:
        """Return the statements to show: with the best that was found, or just what was found."""
        if all(own is not None for _, _, own in self._shown):
            return tuple(self._found)
        best = self._found[0]
        if _place(best.citations[0].evidence) not in self._cited():
            self._show_own(best)
        return self._statements()

    def _pieces(self, messages: Sequence[Message]) -> Writer[str, None, None]:
        """Hand on what the model writes; its failing becomes the notice."""
        try:
            yield from self._pen.generator.write(messages, self._pen.stop)
        except GeneratorError as error:
            self._notice = str(error)

    def _without_origin(self, written: Written) -> Written:
        """Leave out the document's name that a model repeats before its sentence."""
        for source in self._sources:
            if written.text.startswith(origin(source)):
                return replace(written, text=written.text.removeprefix(origin(source)).strip())
        return written

    def _admit(self, written: Written, gate: Gate) -> None:
        verdict = gate.check(written)
        if isinstance(verdict, Passed):
            evidence = tuple(item for source in verdict.sources for item in source.evidence)
            if not any(text == verdict.text for text, _, _ in self._shown):
                self._shown.append((verdict.text, evidence, None))
        else:
            own = self._own_for(written)
            if own is not None:
                self._show_own(own)
            self._withheld.append(
                Withheld(written.text, verdict.reason, verdict.words, own is not None)
            )
        told = replace(self.phrasing, finished=False)
        self._watch(self._statements(), told)

    def _own_for(self, written: Written) -> Statement | None:
        """Return the documents' own statement nearest to a sentence, if it is not shown yet."""
        cited = {_place(s.evidence[0]) for s in self._sources if s.number in written.numbers}
        shown = self._cited()
        left = [s for s in self._found if _place(s.citations[0].evidence) not in shown]
        named = [s for s in left if _place(s.citations[0].evidence) in cited]
        half = telling_words(written.text) / 2
        alike = [s for s in left if len(new_words(written.text, s.text)) <= half]
        return next(iter([*named, *alike]), None)

    def _cited(self) -> set[tuple[str, Span]]:
        """Return where everything stands that is cited so far."""
        return {_place(item) for _, evidence, _ in self._shown for item in evidence}

    def _show_own(self, own: Statement) -> None:
        self._shown.append((own.text, tuple(c.evidence for c in own.citations), own))

    def _statements(self) -> tuple[Statement, ...]:
        """Return what is shown, its footnotes numbered from 1 in the order of their first use."""
        cite = _Footnotes(self._families)
        return tuple(
            Statement(
                text,
                tuple(cite(item) for item in evidence),
                own.edits if own else (),
                phrased=own is None,
            )
            for text, evidence, own in self._shown
        )


class _Footnotes:
    """Numbers evidence from 1; the same words get the same number."""

    def __init__(self, families: Mapping[str, str]) -> None:
        self._families = families
        self._known: dict[tuple[str, Span], Citation] = {}

    def __call__(self, item: Evidence) -> Citation:
        document, _ = key = _place(item)
        if key not in self._known:
            family = self._families.get(document, document)
            first = next(
                (
                    citation.number
                    for (other, _), citation in self._known.items()
                    if other != document and self._families.get(other, other) == family
                ),
                None,
            )
            self._known[key] = Citation(len(self._known) + 1, item, first)
        return self._known[key]


def split_sentences(pieces: Iterable[str]) -> Iterator[str]:
    """Split what a model writes into sentences, each as soon as it has ended.

    A sentence ends with its line, or when the next has begun; its markers belong to it. What a
    model thinks aloud (``<think>``) is left out.
    """
    text, place = "", 0
    for piece in pieces:
        text += piece
        ready = _inert_thoughts(text)
        for sentence, end in _ended(ready, place):
            place = end
            yield sentence
    ready = _THOUGHT.sub("", text)
    for line in ready[place:].split("\n"):
        yield from (line[s.start : s.end] for s in _sentences(line))


def _inert_thoughts(text: str) -> str:
    """Return the text as far as it cannot be the beginning of a thought."""
    told = _THOUGHT.sub("", text)
    open_tag = re.search(r"<[a-z]{0,8}\Z", told, re.IGNORECASE)
    return told[: open_tag.start()] if open_tag else told


def _ended(text: str, place: int) -> Iterator[tuple[str, int]]:
    """Yield each sentence after ``place`` that has ended, with where the next begins."""
    while (line_end := text.find("\n", place)) >= 0:
        for span in _sentences(text[place:line_end]):
            yield text[place + span.start : place + span.end], line_end + 1
        place = line_end + 1
    spans = _sentences(text[place:])
    for span, following in zip(spans, spans[1:], strict=False):
        if len(text) - place - following.start >= LOOK_AHEAD:
            yield text[place + span.start : place + span.end], place + following.start


def _sentences(line: str) -> tuple[Span, ...]:
    """Return the sentences of a line; "[1, 2]" stays with the one that it follows."""
    whole = _SEVERAL.sub(lambda match: "[1]".rjust(len(match[0])), line)
    return find_sentences(whole, Span(0, len(line)))


def _numbered_on(shown: Sequence[Statement], apart: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return statements with their footnotes numbered after those that are shown before."""
    last = max((c.number for s in shown for c in s.citations), default=0)
    moved = []
    for statement in apart:
        citations = []
        for citation in statement.citations:
            last += 1
            citations.append(replace(citation, number=last, copy_of=None))
        moved.append(replace(statement, citations=tuple(citations)))
    return tuple(moved)
