"""Who "he" is: what the words stand for by which a sentence leans on those before it.

Precision before recall. A pronoun is traced back through at most a few sentences, by agreement,
recency and preference for the subject and the speaker; whoever else could be meant makes the
search end without a result.
Source: Lappin and Leass 1994, "An Algorithm for Pronominal Anaphora Resolution", for the
preferences; they are applied here as filters, not added up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rag.article import DEFINITE, PRONOUN, WINDOW, Article, Leaning
from rag.mentions import (
    CALENDAR,
    FUNCTION_WORDS,
    HONORIFICS,
    NOT_PEOPLE,
    ROLES,
    SOMEBODY,
    SPEECH_VERBS,
    Mention,
    Person,
)
from rag.openings import head_to_drop
from rag.things import lean_on_head
from rag.types import Span

_HE = re.compile(r"\b(he|she|his|her|him|himself|herself)\b", re.IGNORECASE)
#: A word that may be a name; not an acronym, and not after a preposition of place.
_UNKNOWN_NAME = re.compile(
    r"(?<!\bin )(?<!\bat )(?<!\bnear )(?<!\bfrom )(?<!\bacross )(?<!\bon )\b[A-Z][a-zà-ÿ][\w\-]*"
)
#: Words that a reporter does not use: outside of quotation marks it is another who speaks.
_SPOKEN = re.compile(r"\b(?:I|[Ww]e|us|me|[Mm]y|[Oo]ur|[Yy]ou|[Yy]our)\b")
#: An opening mark whose quotation was not found, so that its end is not known.
_OPEN_MARK = re.compile(r"(?:^|[\s:(])[\"“‘'’](?=\w)")
#: A picture's caption among the sentences.
_POINTING = re.compile(r"\((?:left|right|cent(?:re|er)|above|below|pictured|l|r)\)|\bpictured\b")
_TWO_CAPITALS = re.compile(
    r"(?<!\bin )(?<!\bat )(?<!\bnear )(?<!\bfrom )(?<!\bto )"
    r"\b[A-Z][a-zà-ÿ][\w\-]* [A-Z][a-zà-ÿ][\w\-]*"
)
_SUBORDINATE = frozenset(
    "after before although though while when as since despite with in at by on for during if until"
    " because unlike like speaking asked along following".split()
)
_LOOSE_ROLE = re.compile(
    r"\b(?:an?|the|this|another|one|his|her|its|their|[\w]+[’']s) (?:[\w\-]+ ){0,3}?"
    rf"(?:{SOMEBODY})\b"
    r"(?! (?-i:(?:of |for )?[A-Z]))",
    re.IGNORECASE,
)


def find_leaning(article: Article, place: int) -> Leaning | None:
    """Find the words by which a sentence leans on what stood before it.

    :param place: the sentence's number, from 0.
    :returns: None for a sentence that stands alone.
    """
    span = article.sentences[place]
    if article.is_within_quotation(span):
        return Leaning(span, PRONOUN)
    skip = head_to_drop(article.words(place))
    start, words = span.start + skip, article.words(place)[skip:]
    head = lean_on_head(article, place, start, words)
    return head or _lean_on_person(article, place, start, words)


def _lean_on_person(article: Article, place: int, start: int, words: str) -> Leaning | None:
    pronoun = _HE.search(words)
    if not pronoun or _is_named_within(article, start, words, pronoun):
        return None
    span = Span(start + pronoun.start(), start + pronoun.end())
    if not _is_subject_or_early(words, pronoun):
        return Leaning(span, DEFINITE)
    near = article.words(place - 1) if place else ""
    if _SPOKEN.search(words) or _OPEN_MARK.search(words) or _OPEN_MARK.search(near):
        return Leaning(span, PRONOUN)
    gender = "f" if pronoun[0].lower() in ("she", "her", "herself") else "m"
    speaks = re.match(rf" (?:also |later )?(?:{SPEECH_VERBS})\b", words[pronoun.end() :])
    person = _person_before(article, place, gender, speaks=bool(speaks))
    return Leaning(span, PRONOUN, person.name if person else "")


def _is_subject_or_early(words: str, pronoun: re.Match[str]) -> bool:
    """Say whether nothing but a few words of no weight stands before "his" or "him"."""
    before = words[: pronoun.start()].lower().split()
    early = len(before) <= 1 and all(word in FUNCTION_WORDS for word in before)
    return pronoun[0].lower() in ("he", "she") or early


def _is_named_within(article: Article, start: int, words: str, pronoun: re.Match[str]) -> bool:
    """Say whether the sentence itself names whom its pronoun may stand for."""
    if article.people.between(start, start + pronoun.start()):
        return True
    before = words[: pronoun.start()]
    if _LOOSE_ROLE.search(before) or _may_name(before, article):
        return True
    first = words.split(maxsplit=1)[0].strip(",").lower()
    looks_ahead = first in _SUBORDINATE and pronoun.start() > 0
    return looks_ahead and bool(article.people.between(start + pronoun.end(), start + len(words)))


def _may_name(before: str, article: Article) -> bool:
    """Say whether a capitalised word, known or not, may name a person."""
    for match in _UNKNOWN_NAME.finditer(before):
        word = match[0].lower()
        if word in CALENDAR | NOT_PEOPLE:
            continue
        if match.start() or not (word in FUNCTION_WORDS or article.is_common(word)):
            return True
    return False


def _is_plain(word: str, article: Article) -> bool:
    """Say whether a word at a sentence's head has its capital from there alone."""
    known = FUNCTION_WORDS | CALENDAR | NOT_PEOPLE | ROLES | HONORIFICS.keys()
    return word in known or article.is_common(word)


def _has_unknown_name(article: Article, words: str, span: Span, named: Sequence[Mention]) -> bool:
    """Say whether a sentence begins with a name that is not known, or has two words like one."""
    first = _UNKNOWN_NAME.match(words, head_to_drop(words))
    starts = {m.span.start - span.start for m in named}
    if first and first.start() not in starts and not _is_plain(first[0].lower(), article):
        return True
    known = [range(m.span.start - span.start, m.span.end - span.start) for m in named]
    for match in _TWO_CAPITALS.finditer(words):
        inner = {word.lower() for word in match[0].split()}
        if inner & (CALENDAR | NOT_PEOPLE | FUNCTION_WORDS | ROLES | HONORIFICS.keys()):
            continue
        if not any(match.start() in place or match.end() - 1 in place for place in known):
            return True
    return False


def _person_before(
    article: Article, place: int, gender: str, *, speaks: bool, window: int = WINDOW
) -> Person | None:
    """Return whom a pronoun stands for, None when it could be more than one."""
    for back in range(1, min(window, place) + 1):
        span = article.sentences[place - back]
        words = article.words(place - back)
        named = article.people.between(span.start, span.end)
        fitting = list(dict.fromkeys(m.person for m in named if m.person and m.person.fits(gender)))
        chained = _chained(article, place - back, gender)
        if chained and chained not in fitting:
            fitting.insert(0, chained)
        if _SPOKEN.search(words):
            return None
        if _POINTING.search(words):
            continue
        doubtful = (
            any(m.person is None for m in named)
            or _has_loose_role(words, span, named)
            or _has_unknown_name(article, words, span, named)
        )
        if not fitting and not doubtful and not _leans_on_person(words, gender):
            continue
        if (
            len(fitting) == 1
            and not doubtful
            and _stands_out(article, place - back, fitting[0], chained, gender, is_near=back == 1)
        ):
            return fitting[0]
        return _preferred(article, place - back, fitting, chained, speaks=speaks and back == 1)
    return None


def _stands_out(
    article: Article,
    place: int,
    person: Person,
    chained: Person | None,
    gender: str,
    *,
    is_near: bool,
) -> bool:
    """Say whether a sentence is about the one person that it names."""
    span = article.sentences[place]
    named = article.people.between(span.start, span.end)
    leads = person in (chained, _subject(article.masked, span, named))
    if leads or person == _speaker(article.masked, span, named):
        return True
    first = next(m.span.start for m in named if m.person == person)
    before = article.masked[span.start : first]
    return is_near and not _leans_on_person(before, gender) and not _may_name(before, article)


def _chained(article: Article, place: int, gender: str) -> Person | None:
    """Return whom the same pronoun in an earlier sentence stands for."""
    span = article.sentences[place]
    words = article.words(place)
    pronoun = _HE.search(words)
    if not pronoun or not _leans_on_person(words, gender):
        return None
    if _is_named_within(article, span.start, words, pronoun):
        return None
    return _person_before(article, place, gender, speaks=False, window=2)


def _leans_on_person(words: str, gender: str) -> bool:
    pronouns = ("she", "her", "herself") if gender == "f" else ("he", "his", "him", "himself")
    return any(match[0].lower() in pronouns for match in _HE.finditer(words))


def _preferred(
    article: Article,
    place: int,
    fitting: Sequence[Person],
    chained: Person | None,
    *,
    speaks: bool,
) -> Person | None:
    """Return the speaker or the subject among several, where it stands out."""
    span = article.sentences[place]
    named = article.people.between(span.start, span.end)
    speaker = _speaker(article.masked, span, named)
    if speaks and speaker in fitting:
        return speaker
    subject = chained or _subject(article.masked, span, named)
    if subject not in fitting or subject is None:
        return None
    if len(fitting) == 1:
        return subject
    counts = Counter(
        m.person for m in article.people.between(article.sentences[0].start, span.end) if m.person
    )
    rivals = [person for person in fitting if person != subject]
    return subject if all(counts[subject] >= 2 * counts[p] + 1 for p in rivals) else None


def _speaker(masked: str, span: Span, named: Sequence[Mention]) -> Person | None:
    for mention in named:
        after = masked[mention.span.end : span.end]
        before = masked[span.start : mention.span.start]
        spoke = re.match(rf",? (?:also |later |had |has )?(?:{SPEECH_VERBS})\b", after)
        inverted = re.search(r"\b(?:said|says|added|explained) (?:[A-Z]\w+\.? )*$", before)
        if spoke or inverted and re.match(r"\s*(?:[,.;:]|$)", after):
            return mention.person
    return None


def _subject(masked: str, span: Span, named: Sequence[Mention]) -> Person | None:
    """Return the person whose name, with titles before it, begins the sentence."""
    if not named:
        return None
    first = named[0]
    start = span.start + head_to_drop(masked[span.start : span.end])
    before = masked[start : first.span.start].split()
    leads = all(w[0].isupper() and w.lower() not in FUNCTION_WORDS for w in before)
    is_owner = masked[first.span.end : first.span.end + 2] in ("’s", "'s")
    return first.person if leads and not is_owner else None


def _has_loose_role(words: str, span: Span, named: Sequence[Mention]) -> bool:
    """Say whether a sentence tells of somebody whom it does not name."""
    ends = [mention.span.end - span.start for mention in named]
    return any(
        not any(0 <= match.start() - end <= 2 for end in ends)
        for match in _LOOSE_ROLE.finditer(words)
    )
