"""A request for a summary, a timeline or quotations -> what it is to be about.

"Give me the main points on the strike" is about the strike; "sum it up" about everything. What is
left of a request without its words of asking is its subject.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.phrases import ARTICLES, FUNCTION, QUESTION_WORDS, WORD, content_words
from rag.reports import DocumentInfo
from rag.types import Encoder, Span

#: Cosine of subject and title from which a document is meant that shares too few words with it,
#: and by how much it must be ahead of the next.
LIKE, AHEAD = 0.45, 0.08

_REQUEST = frozenset(
    """
    a an the me us my i i'd we you your it its this that these those them there here all any some
    every everything anything whole entire lot bit
    can could would will please pls plz kindly be so kind as to want need like wish get give gimme
    make do write provide prepare create produce draw draft show tell present offer put let lay go
    have has had take run through walk read skim find extract pull collect out list
    summarise summarize summarised summarized summarising summarizing summary summaries sum
    sumarize sumarise summery sumary resume recap recapitulate overview outline abstract synopsis
    precis précis digest tl;dr tldr tl dr rundown brief briefly briefing gist essence essentials
    essential condense condensed shorten boil down distil distill short shortly quick quickly
    nutshell
    highlights highlight takeaway takeaways bottom line long story key main major most important
    points point ideas idea facts fact messages message things thing details account
    catch fill bring up speed date in into on of about regarding concerning for from with at by
    paragraph sentence sentences words few two three couple version one
    what what's whats is are was were does did says say said going happened happening happens
    article articles artical document documents doc docs text texts file files report reports piece
    pieces story stories paper papers interview op-ed column release page pages material
    collection library content contents
    and or also just only overall altogether broadly generally simply basically
    hi hello hey thanks thank ok okay now then
    timeline time chronology chronological chronologically order ordered events event dates dated
    sequence when who whom which quotes quote quots quotations quotation citations citation quoted
    statements statement speakers speaker people persons person each everyone everybody
    latest new news newest update updated background know known there
    talks deal deals stuff nice executive direct verbatim full detailed simple time's
    """.split()
)
#: Words after which a subject stands: prepositions, and verbs of summing up.
_MARKERS = frozenset(
    """
    about on of regarding concerning for in into at with to
    summarise summarize sumarise sumarize summarising summarizing sum up resume recap recapitulate
    outline condense shorten boil distil distill digest tldr tl;dr dr explain
    article articles artical document text report piece story paper interview op-ed column
    """.split()
)
_VIEWS = frozenset("summary recap overview timeline chronology tldr quotes gist".split())
_DOCUMENT = re.compile(
    r"\b(articles?|artical|documents?|docs?|texts?|files?|reports?|pieces?|stor(?:y|ies)|papers?"
    r"|interview|op-?ed|column|release)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{3,})[\"”“»]")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a request is about.

    :param subject: its words, or None when it is about everything.
    :param names_document: whether it speaks of a document ("the article on ...").
    """

    subject: str | None
    names_document: bool


def read_wish(message: str) -> Wish:
    """Return what a request for a summary, a timeline or quotations is about."""
    quoted = _QUOTED.search(message)
    if quoted:
        return Wish(quoted[1].strip(), names_document=True)
    tokens = [Span(m.start(), m.end()) for m in WORD.finditer(message)]
    words = [message[t.start : t.end].casefold().replace("’", "'") for t in tokens]
    kept = [place for place, word in enumerate(words) if _tells(word)]
    if not kept:
        return Wish(None, names_document=False)
    start, end = kept[0], kept[-1] + 1
    if words[end:] == ["said"] or words[end:] == ["say"]:
        end += 1
    begins = start
    while begins and words[begins - 1] in ARTICLES | QUESTION_WORDS:
        begins -= 1
    marked = begins > 0 and words[begins - 1] in _MARKERS
    if not marked and not (begins == 0 and words[end : end + 1] and words[end] in _VIEWS):
        return Wish(None, names_document=False)
    if words[begins] in QUESTION_WORDS:
        start = begins
    subject = message[tokens[start].start : tokens[end - 1].end]
    head = message[: tokens[start].start]
    return Wish(subject, names_document=bool(_DOCUMENT.search(head)))


def _tells(word: str) -> bool:
    """Say whether a word may be of the subject, not of the asking."""
    return word not in _REQUEST and word not in FUNCTION and "n't" not in word


def matching_documents(
    wish: Wish, documents: Sequence[DocumentInfo], encoder: Encoder
) -> list[DocumentInfo]:
    """Return the document that a request names by words of its title; none when it names none.

    A title that holds all words of the subject is meant, if it is the only one; where the request
    speaks of a document, the title that is nearest to the subject is meant, if it is near enough
    and well ahead of the next.
    """
    if wish.subject is None or not documents:
        return []
    asked = _stems(wish.subject)
    shares = [len(asked & _stems(info.title)) / max(len(asked), 1) for info in documents]
    whole = [info for info, share in zip(documents, shares, strict=True) if asked and share == 1]
    titled = [info for info in whole if len(asked) >= 0.6 * len(_stems(info.title))]
    if len(titled) == 1:
        return titled
    if not wish.names_document:
        return []
    if len(whole) == 1:
        return whole
    vectors = encoder.encode([wish.subject, *(info.title for info in documents)])
    cosines = vectors[1:] @ vectors[0] + 0.2 * np.array(shares, dtype=np.float32)
    ranked = np.argsort(-cosines, kind="stable")
    best = float(cosines[ranked[0]])
    ahead = best - float(cosines[ranked[1]]) if len(ranked) > 1 else best
    return [documents[int(ranked[0])]] if best >= LIKE and ahead >= AHEAD else []


def shares_words(subject: str, text: str) -> bool:
    """Say whether a text holds at least half of the words that tell in a subject."""
    asked = _stems(subject)
    return bool(asked) and 2 * len(asked & _stems(text)) >= len(asked)


def _stems(text: str) -> set[str]:
    """Return the first letters of the words that tell, so that "strikes" is like "strike"."""
    return {re.sub(r"(?:ies|es|s|ed|ing)$", "", word)[:8] for word in content_words(text)}
