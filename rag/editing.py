"""Statements that stand alone, by marked edits of the source's words and nothing else.

A dateline and a dangling "However" go; "He" is followed by [who that is], where that is sure; a
surname is given its first name where it is first told; a sentence from the midst of a quotation
gets its speaker. Each edit is kept with the words that it replaced, so that taking all of them away
leaves the source's words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answering import one_line
from rag.antecedents import find_leaning
from rag.article import Article, Leaning
from rag.attributing import attribute_statement, within_marks
from rag.mentions import SPEECH_VERBS, Mention
from rag.openings import head_to_drop
from rag.quotes import paragraph_of, quotations_near
from rag.results import Edit, Statement
from rag.speech.marks import find_quotes
from rag.types import Document, Span

_HOWEVER = re.compile(r", (?:however|meanwhile|moreover|furthermore|therefore|nevertheless)(?=, )")
_CONTRACTION = re.compile(r"[’'](?:s|d|ll|re|ve)\b")
_MARKS = '"“”„«»'
_OWNERS = frozenset({"his", "its", "their"})


@dataclass(frozen=True, slots=True)
class Edited:
    """A sentence as it may be shown by itself.

    :param text: the sentence on one line, its edits made.
    """

    text: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True, order=True)
class _Change:
    """Characters of the document that are shown differently."""

    start: int
    end: int
    shown: str


def stand_alone(article: Article, span: Span, told: Collection[str] = ()) -> Edited:
    """Make a sentence stand alone, as far as that is sure.

    :param span: one of the article's sentences.
    :param told: names that were given in full before.
    """
    place = article.place_of(span)
    leaning = find_leaning(article, place)
    changes = [*_drops(article, place), *_named_in_full(article, span, leaning, told)]
    if leaning and leaning.is_found:
        changes.append(_bracket(article, leaning))
    text, edits = _apply(article.document.text, span, sorted(changes))
    return Edited(text, edits)


def dependence(article: Article, span: Span) -> float:
    """Return how much a sentence leans on others after all that can be mended, 0..1.

    0 stands alone; 1 begins with a pronoun that nobody could resolve, or lies inside a quotation
    that began before it.
    """
    leaning = find_leaning(article, article.place_of(span))
    return leaning.weight if leaning and not leaning.is_found else 0.0


def find_claims(document: Document, spans: Iterable[Span], *, is_verbatim: bool) -> set[Span]:
    """Return those of some sentences that would tell a claim of somebody's as what is so.

    They lie inside a quotation, and nobody would be shown to say so.

    :param is_verbatim: whether they stay as they are; else a known speaker is put before them.
    """
    by_paragraph: dict[int, list[Span]] = {}
    for span in spans:
        by_paragraph.setdefault(paragraph_of(document, span), []).append(span)
    claims: set[Span] = set()
    for place, within in by_paragraph.items():
        quotes = find_quotes(document.text, document.paragraphs[place].span)
        quoted = [span for span in within if any(q.span.contains(span) for q in quotes)]
        said = () if is_verbatim or not quoted else tuple(quotations_near(document, quoted[0]))
        for span in quoted:
            words = within_marks(document, span)
            around = [q for q in said if any(part.contains(words) for part in q.content)]
            if not around or any(quotation.name is None for quotation in around):
                claims.add(span)
    return claims


def edit_statements(
    statements: Sequence[Statement], articles: Mapping[str, Article]
) -> tuple[Statement, ...]:
    """Make each statement stand alone; the sentence is that of its first citation.

    :param articles: by document id; a statement of another document stays as it is.
    """
    told: set[str] = set()
    edited = []
    for statement in statements:
        first = statement.citations[0].evidence
        article = articles.get(first.hit.passage.document.id)
        if article is not None and first.span in article.sentences:
            made = stand_alone(article, first.span, told)
            statement = replace(statement, text=made.text, edits=made.edits)
            if _is_quoted(article, first.span):
                statement = attribute_statement(statement)
            told |= {m.person.name for m in _people_in(article, first.span) if m.person}
        edited.append(statement)
    return tuple(edited)


def _is_quoted(article: Article, span: Span) -> bool:
    """Say whether a sentence gives words in quotation marks, or lies between them."""
    is_claim = bool(find_claims(article.document, [span], is_verbatim=True))
    return is_claim or any(mark in article.document.slice(span) for mark in _MARKS)


def _drops(article: Article, place: int) -> list[_Change]:
    span, words = article.sentences[place], article.words(place)
    head = head_to_drop(words)
    changes = []
    if head:
        first = article.document.text[span.start + head]
        changes.append(_Change(span.start, span.start + head + 1, first.upper()))
    inner = _HOWEVER.search(words, head)
    if inner and not re.search(r"[;:]", words[: inner.start()]):
        comma = "," if "," in words[head : inner.start()] else ""
        end = inner.end() + (0 if comma else 1)
        changes.append(_Change(span.start + inner.start(), span.start + end, ""))
    return changes


def _bracket(article: Article, leaning: Leaning) -> _Change:
    """Return the change that says what the leaning words stand for."""
    text = article.document.text
    word = text[leaning.span.start : leaning.span.end]
    if leaning.before:
        last = leaning.span.end - len(word.split()[-1])
        return _Change(last, last, f"[{one_line(leaning.before)}] ")
    name = one_line(leaning.antecedent)
    if name.split()[0] in ("The", "A", "An", "Both", "Several", "Many", "Some"):
        name = name[0].lower() + name[1:]
    if _owns(text, leaning.span):
        mark = "’" if "’" in text else "'"
        name = f"{name}{mark}" if name.endswith("s") else f"{name}{mark}s"
    contracted = _CONTRACTION.match(text, leaning.span.end)
    end = contracted.end() if contracted else leaning.span.end
    return _Change(end, end, f" [{name}]")


def _owns(text: str, span: Span) -> bool:
    """Say whether a pronoun is a possessive; "her" is one before a word that is no preposition."""
    word = text[span.start : span.end].lower()
    after = re.match(r" ([a-z]+)", text[span.end : span.end + 20])
    functions = ("to", "in", "on", "at", "for", "and", "from", "with", "as", "by", "after")
    if word != "her" or after is None:
        return word in _OWNERS or text[span.start : span.end] == "Her"
    return after[1] not in functions and not after[1].endswith("ing")


def _people_in(article: Article, span: Span) -> list[Mention]:
    return article.people.between(span.start, span.end)


def _named_in_full(
    article: Article, span: Span, leaning: Leaning | None, told: Collection[str]
) -> list[_Change]:
    """Return the change that gives the first name to the speaker or subject of a sentence."""
    text = article.masked
    given = leaning.antecedent if leaning else ""
    for mention in _people_in(article, span):
        name = mention.person.name if mention.person else ""
        word = text[mention.span.start : mention.span.end]
        if name in {*told, given, word} or not name.endswith(f" {word}"):
            continue
        spoke = re.match(rf" (?:{SPEECH_VERBS})\b", text[mention.span.end : mention.span.end + 20])
        if mention.span.start == span.start or spoke:
            first = name.removesuffix(word)
            start = mention.span.start
            return [_Change(start, start, f"[{first.strip()}] ")]
    return []


def _apply(text: str, span: Span, changes: Sequence[_Change]) -> tuple[str, tuple[Edit, ...]]:
    """Return the sentence on one line with the changes made, and the edits that they are."""
    line = one_line(text[span.start : span.end])
    pieces: list[str] = []
    edits: list[Edit] = []
    place = length = 0
    for change in changes:
        start, end = (_on_one_line(text, span, at) for at in (change.start, change.end))
        if start < place:
            continue
        pieces += [line[place:start], change.shown]
        length += start - place
        edits.append(Edit(length, change.shown, line[start:end]))
        length += len(change.shown)
        place = end
    return "".join([*pieces, line[place:]]), tuple(edits)


def _on_one_line(text: str, span: Span, at: int) -> int:
    """Return where a character of the document stands in its sentence on one line."""
    return len(one_line(f"{text[span.start : at]}|")) - 1
