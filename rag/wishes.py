"""A request for a summary, a timeline or quotations -> what it is to be about.

"Give me the main points on the strike" is about the strike; "sum it up" about everything. What is
left of a request without its words of asking is its subject. "Quote the mayor on the bridge" is
about what somebody says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.phrases import ARTICLES, FUNCTION, QUESTION_WORDS, WORD, content_words
from rag.question_forms import is_question
from rag.reports import DocumentInfo
from rag.types import Encoder, Span
from rag.verbs import has_verb

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
    what whats is are was were does did says say said going happened happening happens
    article articles artical document documents doc docs text texts file files report reports piece
    pieces story stories paper papers interview op-ed column release page pages material
    collection library content contents
    and or also just only overall altogether broadly generally simply basically
    hi hello hey thanks thank ok okay now then
    timeline time chronology chronological chronologically order ordered events event dates dated
    sequence when who whom which quotes quote quots quotations quotation citations citation quoted
    statements statement speakers speaker people persons person each everyone everybody
    latest new news newest update updated background know known there more
    talks deal deals stuff nice executive direct verbatim full detailed simple
    describe explain define elaborate compare contrast side reported saying collect gather
    unfold develop day days step start finish beginning talk talking name names
    general roughly situation reactions arguments pros cons advantages disadvantages figures
    headlines developments numbers reaction remarks remark comments comment wording utterances exact
    own voices literally
    """.split()
)
#: Words after which a subject stands: prepositions, and verbs of summing up.
_MARKERS = frozenset(
    """
    about bout re over on of regarding concerning for in into at with to by from behind around
    through against did
    summarise summarize sumarise sumarize summarising summarizing sum up resume recap recapitulate
    outline condense shorten boil distil distill digest tldr tl;dr dr explain describe quote
    article articles artical document text report piece story paper interview op-ed column
    """.split()
)
#: Those of them that one may stand after, though other words of its own stand before it.
_LATER = frozenset(
    "about bout re over on of regarding concerning by from around behind through against".split()
)
#: Words before a subject that are of it, though they may be of a request elsewhere; and after it.
_QUALIFYING = frozenset("new two three both all major latest".split())
#: Words that are of it as well where no others stand between it and a marker of what it is about.
_DESCRIBING = frozenset("short long general executive direct people side speed".split())
_ABOUT = _MARKERS - frozenset("for in into at with to did".split())
_TIMES = frozenset("today's yesterday's tomorrow's tonight's".split())
#: Names that are common words but for their capitals.
_CAPITALS = frozenset("US IT WHO".split())
_ABBREVIATIONS = frozenset("tldr tl dr pls plz".split())
_TRAILING = frozenset("talks deal deals developments said say".split())
_CLAUSE = re.compile(r"[,;:?!–—]\s|\.\s|\s-\s")
_VIEWS = frozenset("summary recap overview timeline chronology tldr quotes gist".split())
_DOCUMENT = re.compile(
    r"\s*\b(articles?|artical|documents?|docs?|texts?|files?|reports?|pieces?|stor(?:y|ies)|papers?"
    r"|interview|op-?ed|column|release)\b",
    re.IGNORECASE,
)
_NUMBER = (
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty"
    r"|fifty|hundred|dozen|few|couple)"
)
#: How long what is asked for is to be: "in 3 short bullet points", "in no more than 100 words".
_LENGTH = (
    r"\b(?:in|into|within|using|as)(?: (?:about|around|under|exactly|only|just|maximum|max|a|an"
    r"|(?:fewer|less|no more|not more) than|at most|up to))*"
    rf" {_NUMBER}(?:(?:-| - | to | or |–| ){_NUMBER})?"
    r"(?:[ -](?:short|brief|concise|clear|simple|plain|long|full|complete|key|main|bullet)){0,2}"
    r"[ -](?:words?|sentences?|bullets?|points?|paragraphs?|lines?)\b"
)
_AT_AN_END = re.compile(
    rf"(?i)^\W*{_LENGTH}\W*|\s+{_LENGTH}(?=(?:\W+(?:please|pls|thanks|max|maximum))*\W*$)"
)
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{3,})[\"”“»]")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a request is about.

    :param subject: its words, or None when it is about everything.
    :param names_document: whether it speaks of a document ("the article on ...", "the ... report").
    :param after: the word that the subject stands after, in lower case; empty where it stands first
        or is taken for a name.
    """

    subject: str | None
    names_document: bool
    after: str = ""


#: About everything.
_EVERYTHING = Wish(None, names_document=False)


def read_wish(message: str) -> Wish:
    """Return what a request for a summary, a timeline or quotations is about."""
    quoted = _QUOTED.search(message)
    if quoted:
        return Wish(quoted[1].strip(), names_document=True)
    message = _AT_AN_END.sub("", message)
    tokens = [Span(m.start(), m.end()) for m in WORD.finditer(message)]
    words = _words(message)
    is_name = [message[token.start].isupper() for token in tokens]
    kept = [place for place, word in enumerate(words) if _tells(word)]
    if not kept:
        return _EVERYTHING
    ends = _ends(message, tokens, words, kept)
    for place, end in zip(kept, ends, strict=True):
        start, after = _beginning(words, place, is_name)
        marked = after in (_MARKERS if place == kept[0] else _LATER)
        if not marked and not _stands_alone(words, is_name, place, end):
            continue
        start = start if marked else _with_head(words, place)
        subject = message[tokens[start].start : tokens[end - 1].end]
        if stems(subject):
            head, tail = message[: tokens[start].start], message[tokens[end - 1].end :]
            names_document = bool(_DOCUMENT.search(head) or _DOCUMENT.match(tail))
            return Wish(subject, names_document, after if marked else "")
    return _EVERYTHING


def _with_head(words: Sequence[str], place: int) -> int:
    """Return where a name's noun stands that a preposition joins it to: "drought in Spain"."""
    joined = place > 1 and words[place - 1] in ("in", "of", "at") and _tells(words[place - 2])
    return place - 2 if joined else place


def _ends(
    message: str, tokens: Sequence[Span], words: Sequence[str], kept: Sequence[int]
) -> list[int]:
    """Return the word after the subject that each telling word is of.

    It ends with its clause, but for one name after another.
    """
    ends: list[int] = []
    for last, telling in zip(reversed(kept), (None, *reversed(kept[1:])), strict=True):
        if telling is not None:
            between = message[tokens[last].end : tokens[telling].start]
            if not _CLAUSE.search(between) or message[tokens[telling].start].isupper():
                ends.append(ends[-1])
                continue
        end = last + 1
        while words[end : end + 1] and words[end] in _TRAILING:
            end += 1
        ends.append(end)
    return ends[::-1]


def _beginning(words: Sequence[str], place: int, is_name: Sequence[bool]) -> tuple[int, str]:
    """Return where a subject begins that a word is of, and the word that it stands after.

    "What the mayor says" begins with its question word, "the new bridge" after its article, and
    "short film" with a word of asking, where that is not "main" before a name.
    """
    described = _before(words, place, _QUALIFYING | _DESCRIBING)
    begins = _before(words, described, ARTICLES | _TIMES)
    fits = is_name[described] or not (is_name[place] or words[place].endswith("ed"))
    if fits and begins and words[begins - 1] in _ABOUT:
        return described, words[begins - 1]
    start = _before(words, place, _QUALIFYING)
    begins = _before(words, start, ARTICLES | QUESTION_WORDS | _TIMES)
    asks = words[begins] in QUESTION_WORDS
    return begins if asks else start, words[begins - 1] if begins else ""


def _before(words: Sequence[str], place: int, passed: frozenset[str]) -> int:
    """Return the first of the words right before a place that may be passed over."""
    while place and words[place - 1] in passed:
        place -= 1
    return place


def _stands_alone(words: Sequence[str], is_name: Sequence[bool], place: int, end: int) -> bool:
    """Say whether a word begins a subject that no preposition stands before.

    It is an owner ("the mayor's words"), or a name ("what Powell said"), or the request begins
    with it and ends with what is wanted ("strike timeline").
    """
    if re.search(r"'s$|s'$", words[place]):
        return True
    if is_name[place] and (place or is_name[1:2] == [True]):
        return True
    return place == 0 and not _VIEWS.isdisjoint(words[end : end + 1])


def _tells(word: str) -> bool:
    """Say whether a word may be of the subject, not of the asking."""
    plain = {word, word.removesuffix("'s")}
    return not plain & (_REQUEST | FUNCTION) and "n't" not in word


def _words(text: str) -> list[str]:
    """Return the words of a message in lower case, but for names that their capitals tell: "US".

    Where other words of asking are in capitals ("SUM IT UP"), these tell nothing.
    """
    written = [word.replace("’", "'") for word in WORD.findall(text)]
    words = [word.casefold() for word in written]
    shouted = any(
        len(word) > 1
        and word.isupper()
        and word not in _CAPITALS
        and low not in _ABBREVIATIONS
        and not _tells(low)
        for word, low in zip(written, words, strict=True)
    )
    if shouted:
        return words
    names = [word.removesuffix("'s") in _CAPITALS for word in written]
    return [w if n else low for w, n, low in zip(written, names, words, strict=True)]


@dataclass(frozen=True, slots=True)
class Naming:
    """What a message names that is no question and no sentence: "Qatar gas", "list the games".

    :param subject: its words.
    :param bare: whether the message has no others, but for an article.
    """

    subject: str
    bare: bool


def read_naming(message: str) -> Naming | None:
    """Return what a message names; None when it asks or states something, or names nothing."""
    tokens = [Span(m.start(), m.end()) for m in WORD.finditer(message)]
    words = _words(message)
    is_name = [message[token.start].isupper() for token in tokens]
    kept = [place for place, word in enumerate(words) if _tells(word)]
    if not kept or is_question(message) or has_verb(message):
        return None
    start, _ = _beginning(words, kept[0], is_name)
    end = kept[-1] + 1
    others = [word for word in (*words[:start], *words[end:]) if word not in ARTICLES]
    return Naming(message[tokens[start].start : tokens[end - 1].end], bare=not others)


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
    asked = stems(wish.subject)
    shares = [len(asked & stems(info.title)) / max(len(asked), 1) for info in documents]
    whole = [info for info, share in zip(documents, shares, strict=True) if asked and share == 1]
    titled = [info for info in whole if len(asked) >= 0.6 * len(stems(info.title))]
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
    asked = stems(subject)
    return bool(asked) and 2 * len(asked & stems(text)) >= len(asked)


def without_asking(text: str) -> str:
    """Return the words that are not of asking, without an owner's "s": "the mayor's words"."""
    plain = (re.sub(r"['’]s?$", "", word) for word in WORD.findall(text))
    return " ".join(word for word in plain if all(map(_tells, _words(word))))


def stems(text: str) -> set[str]:
    """Return the first letters of the words that tell, so that "strikes" is like "strike"."""
    plain = {re.sub(r"(?:ies|es|s|ed|ing)$", "", word)[:8] for word in content_words(text)}
    return plain | (_CAPITALS & set(WORD.findall(text)))
