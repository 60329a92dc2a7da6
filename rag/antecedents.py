"""Who "he" is: what the words stand for by which a sentence leans on those before it.

Precision before recall. A pronoun is traced back through at most a few sentences, by agreement,
recency and preference for the subject and the speaker; whoever else could be meant makes the
search end without a result.
Source: Lappin and Leass 1994, "An Algorithm for Pronominal Anaphora Resolution", for the
preferences; they are applied here as filters, not added up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.article import DEFINITE, PRONOUN, WINDOW, Article, Leaning
from rag.mentions import (
    CALENDAR,
    FUNCTION_WORDS,
    HONORIFICS,
    KIN,
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
#: A word of so many letters has a capital in a title.
_LONGER = 4
#: Words that may stand before "he": "On Sunday morning, he".
_EARLY = 3
_SPEAKS = rf" (?:also |later )?(?:{SPEECH_VERBS})\b"
#: A word that may be a name; not an acronym, and not after a preposition of place.
_UNKNOWN_NAME = re.compile(
    r"(?<!\bin )(?<!\bat )(?<!\bnear )(?<!\bfrom )(?<!\bacross )\b[A-Z][a-zà-ÿ][\w\-]*"
)
#: What leads a sentence as its subject.
_LEADS = re.compile(r"(?:He|She)\b")
#: Somebody without a name who speaks.
_SPEAKER = re.compile(rf"([Tt]he (?:[a-z\-]+ )?([a-z\-]+)) (?:also |later )?(?:{SPEECH_VERBS})\b")
#: Words that a reporter does not use: outside of quotation marks it is another who speaks.
_SPOKEN = re.compile(r"\b(?:I|[Ww]e|us|me|[Mm]y|[Oo]ur|[Yy]ou|[Yy]our)\b")
#: An opening mark whose quotation was not found, so that its end is not known.
_OPEN_MARK = re.compile(r"(?:^|[\s:(])[\"“‘'’](?=\w)")
#: Quoted words about a person, of whom the next sentence may go on.
_SOMEBODY_QUOTED = re.compile(r"\b(?:[Hh]e|[Ss]he|[Hh]is|[Hh]er|[Hh]im)\b|[A-Z][a-z]+ [A-Z][a-z]+")
#: A picture's caption among the sentences.
_POINTING = re.compile(r"\((?:left|right|cent(?:re|er)|above|below|pictured|l|r)\)|\bpictured\b")
#: Nobody is called "a North Carolina" or "the Bali Nine": a name after an article is a thing's.
_TWO_CAPITALS = re.compile(
    r"(?<!\bin )(?<!\bat )(?<!\bnear )(?<!\bfrom )(?<!\bto )(?<!\b[Aa] )(?<!\b[Aa]n )(?<!\b[Tt]he )"
    r"\b[A-Z][a-zà-ÿ][\w\-]* [A-Z][a-zà-ÿ][\w\-]*"
)
#: "Her mother", but not "her mother Ilse".
_RELATIVE = re.compile(rf"\b(?:his|her|their|[\w]+[’']s?) ({'|'.join(KIN)})\b(?! [A-Z])")
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
    weight = PRONOUN if _is_early(words, pronoun) else DEFINITE
    near = article.words(place - 1) if place else ""
    if _SPOKEN.search(words) or _OPEN_MARK.search(words) or _OPEN_MARK.search(near):
        return Leaning(span, weight)
    gender = "f" if pronoun[0].lower() in ("she", "her", "herself") else "m"
    speaks = re.match(_SPEAKS, words[pronoun.end() :])
    leads = _LEADS.match(words) is not None
    person = _person_before(article, place, gender, speaks=bool(speaks), leads=leads)
    named = article.people.between(start, start + len(words))
    if person and any(mention.person == person for mention in named):
        return None
    name = person.name if person else ""
    if not name and leads and place:
        name = _unnamed_speaker(article, place - 1)
    return Leaning(span, weight, name)


def _is_early(words: str, pronoun: re.Match[str]) -> bool:
    """Say whether a pronoun begins what the reporter says, or tells who spoke."""
    before = words[: pronoun.start()]
    if pronoun[0].lower() not in ("he", "she"):
        return not before or before.lower().strip() in FUNCTION_WORDS
    if before.endswith(", ") and before.count(",") == 1 and _opens_clause(before):
        return True
    speaks = re.match(_SPEAKS, words[pronoun.end() :])
    return len(before.split()) <= _EARLY or "#" in before and bool(speaks)


def _is_named_within(article: Article, start: int, words: str, pronoun: re.Match[str]) -> bool:
    """Say whether the sentence itself names whom its pronoun may stand for."""
    if article.people.between(start, start + pronoun.start()):
        return True
    before = words[: pronoun.start()]
    if _LOOSE_ROLE.search(before) or _may_name(before, article):
        return True
    looks_ahead = _opens_clause(words) and pronoun.start() > 0
    return looks_ahead and bool(article.people.between(start + pronoun.end(), start + len(words)))


def _opens_clause(words: str) -> bool:
    """Say whether words begin with those of a clause before the main one."""
    return words.split(maxsplit=1)[0].strip(",").lower() in _SUBORDINATE


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
    leads = _subject(article.masked, span, named) is not None
    if first and not leads and not _is_plain(first[0].lower(), article):
        return True
    known = [range(m.span.start - span.start, m.span.end - span.start) for m in named]
    for match in _TWO_CAPITALS.finditer(words, head_to_drop(words)):
        inner = {word.lower() for word in match[0].split()}
        if inner & (CALENDAR | NOT_PEOPLE | FUNCTION_WORDS | ROLES | HONORIFICS.keys()):
            continue
        if not any(match.start() in place or match.end() - 1 in place for place in known):
            return True
    return False


def _person_before(
    article: Article,
    place: int,
    gender: str,
    *,
    speaks: bool,
    leads: bool = False,
    window: int = WINDOW,
) -> Person | None:
    """Return whom a pronoun stands for, None when it could be more than one.

    It stands for the subject or the speaker of the sentence before, if nobody else is told of
    there; for the speaker, if both sentences tell who spoke; and for whom the same word stands for
    that leads both sentences.

    :param speaks: whether the pronoun tells who spoke.
    :param leads: whether it is the first word of its sentence.
    """
    for back in range(1, min(window, place) + 1):
        span, words = article.sentences[place - back], article.words(place - back)
        if not any(c.isalpha() for c in words) or _POINTING.search(words):
            continue  # all of it is quoted, or a caption
        if _SPOKEN.search(words) or not speaks and _quotes_of_somebody(article, span):
            return None
        named = article.people.between(span.start, span.end)
        known = dict.fromkeys(mention.person for mention in named if mention.person)
        fitting = [p for p in known if article.gender_of(p) in ("", gender)]
        chained = _chained(article, place - back, gender)
        speaker = _speaker(article.masked, span, named)
        if speaks and speaker in fitting:
            return speaker
        if leads and chained and _LEADS.match(words):
            return chained
        if chained and chained not in fitting:
            fitting.insert(0, chained)
        leading = (chained, speaker, _subject(article.masked, span, named))
        is_sure = len(fitting) == 1 and not _is_doubtful(
            article, words, span, named, fitting, gender
        )
        return fitting[0] if is_sure and fitting[0] in leading else None
    return None


def _unnamed_speaker(article: Article, place: int) -> str:
    """Return who spoke, as the subject of a sentence that tells of nobody else."""
    span, words = article.sentences[place], article.words(place)
    match = _SPEAKER.match(words, head_to_drop(words))
    rest = words[match.end() :] if match else ""
    others = _LOOSE_ROLE.search(rest) or _HE.search(rest) or _TWO_CAPITALS.search(rest)
    if not match or others or article.people.between(span.start, span.end):
        return ""
    return "" if match[2] in NOT_PEOPLE or match[2].endswith("s") else match[1]


def _quotes_of_somebody(article: Article, span: Span) -> bool:
    """Say whether a sentence quotes words about somebody, of whom the next one may go on."""
    text = article.document.text[span.start : span.end]
    quoted = (text[q.start() : q.end()] for q in re.finditer("#+", article.words_of(span)))
    return any(_SOMEBODY_QUOTED.search(part) and not _is_title(part) for part in quoted)


def _is_title(quoted: str) -> bool:
    """Say whether quoted words are a name of a work: all longer ones have capitals."""
    longer = [word for word in re.findall(r"\w+", quoted) if len(word) >= _LONGER]
    return all(word[0].isupper() for word in longer)


def _is_doubtful(
    article: Article,
    words: str,
    span: Span,
    named: Sequence[Mention],
    fitting: Sequence[Person],
    gender: str,
) -> bool:
    """Say whether somebody else than those named may be meant."""
    return (
        any(mention.person is None for mention in named)
        or _tells_of_relative(words, gender)
        or _has_unknown_name(article, words, span, named)
        or article.tells_of_both_genders
        and any(not article.gender_of(person) for person in fitting)
    )


def _tells_of_relative(words: str, gender: str) -> bool:
    """Say whether a relative of that gender is told of who is not named."""
    return any(KIN[match[1]] in ("", gender) for match in _RELATIVE.finditer(words))


def _chained(article: Article, place: int, gender: str) -> Person | None:
    """Return whom the same pronoun in an earlier sentence stands for."""
    span = article.sentences[place]
    words = article.words(place)
    pronoun = _HE.search(words)
    if not pronoun or not _leans_on_person(words, gender):
        return None
    if _is_named_within(article, span.start, words, pronoun):
        return None
    speaks = re.match(_SPEAKS, words[pronoun.end() :])
    return _person_before(article, place, gender, speaks=bool(speaks), window=2)


def _leans_on_person(words: str, gender: str) -> bool:
    pronouns = ("she", "her", "herself") if gender == "f" else ("he", "his", "him", "himself")
    return any(match[0].lower() in pronouns for match in _HE.finditer(words))


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
    leads = all(
        w.lower() in ROLES or w[0].isupper() and w.lower() not in FUNCTION_WORDS for w in before
    )
    return first.person if leads else None
