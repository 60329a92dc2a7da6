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
from dataclasses import dataclass, replace

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
from rag.speech.attributions import find_attributions
from rag.speech.clauses import main_subject
from rag.speech.complements import has_predicate
from rag.speech.frames import Token, find_frames
from rag.speech.lexicon import DENIES, PREPOSITIONS, PRONOUNS, RELATIVES
from rag.speech.marks import find_quotes
from rag.things import lean_on_head
from rag.types import Span

_HE = re.compile(r"\b(he|she|his|her|him|himself|herself)\b", re.IGNORECASE)
_SHE = frozenset({"she", "her", "herself"})
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
#: How nouns for people end, and some that end otherwise.
_PERSON = (
    r"(?:[a-z]{2,}(?:er|or|ist|eer|man|ian|ugee|oyee|grant)|aide|ally|rival|partner|thief|burglar"
    r"|monk|nun|child|baby|infant|youth|teen|hostage|person)"
)
#: Somebody without a name, by the shape of the words: "a hiker called", "an Iraqi", "a fan who".
_UNNAMED = re.compile(
    rf"\b(?:(?:an?|the|another) (?:[a-z\-]+ ){{0,2}}?(?:{_PERSON}|[A-Z][a-z]+(?:an|i|ese|man))"
    r"(?=[,.;:)]|$| (?:[a-z]+ed|who|and|or|but|that|was|is|had|has|of|from|in|at|on|with|by|for|to"
    r"|after|before|as|when|while|during|outside|near)\b)"
    r"|(?:an?|the|another) (?:[\w\-]+ ){0,3}?(?!people)[a-z]+[a-rt-z],? who|someone|somebody)\b"
)
#: "Carter's former lawyer"
_OWNS_PERSON = re.compile(
    rf"[’']s? (?:(?!(?:an?|the|to|of|in|for|on|at) )[\w\-]+ ){{0,2}}(?:{_PERSON}|{SOMEBODY})\b"
)
#: Words for things, and comparatives, that end as words for people do.
_THINGS = frozenset(
    "letter paper newspaper number computer summer winter order power center door floor factor"
    " dinner matter border river water corner offer answer career quarter tower theater cancer over"
    " never ever after longer later earlier better further former other another larger".split()
)
#: What is told of the one just named: "is a", "as a".
_DESCRIBES = re.compile(
    r"(?:\b(?:is|was|be|been|became|become|as|like|remains?|role of)(?: \w+ly| also| now)?|^,) $"
)
#: A description right behind a name.
_APPOSED = re.compile(r"(?:, | \()(?:aged )?(?:\d+, )?(?:an? |the |his |her |its )[^,.;:)]*")
#: "An aide to Karl Oster", "the man who shot Karl Oster": the name is not the phrase's head.
_OF_ANOTHER = re.compile(
    r"\b(?:to|for|of|with|by|from|against|who [a-z ]+?) "
    rf"(?:(?:[A-Z][\w\-]*\.?|{'|'.join(sorted(ROLES))}) )*$"
)
_FEMALE, _MALE = ("woman", "girl", "mother", "actress"), ("man", "boy", "father")
#: Heads of phrases that stand for no one person: "the confidence", "there".
_ABSTRACT = ("tion", "sion", "ment", "ness", "ity", "nce", "ncy", "ing", "ship", "ism")
_ENDS_HEAD = PREPOSITIONS | RELATIVES
_NOBODY = PRONOUNS | NOT_PEOPLE | {"there", "this", "that"}
#: Behind a pronoun: who denies something was told of and did not tell it.
_DENIES = re.compile(rf" (?:has |had |have |also |later |[a-z]+ly )*{DENIES}\b")


@dataclass(frozen=True, slots=True)
class _Pronoun:
    """A "he" or "she": whether it tells who spoke or denied something, and leads its sentence."""

    gender: str
    speaks: bool
    denies: bool
    leads: bool


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
    used = _used(words, pronoun)
    person = _person_before(article, place, used)
    named = article.people.between(start, start + len(words))
    if person and any(mention.person == person for mention in named):
        return None
    name = person.name if person else ""
    if not name and used.leads and place:
        name = _unnamed_speaker(article, place - 1, used)
    return Leaning(span, weight, name)


def _used(words: str, pronoun: re.Match[str]) -> _Pronoun:
    gender = "f" if pronoun[0].lower() in _SHE else "m"
    after, leads = words[pronoun.end() :], _LEADS.match(words) is not None
    denies = _DENIES.match(after) is not None
    return _Pronoun(gender, bool(re.match(_SPEAKS, after)) and not denies, denies, leads)


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
    article: Article, place: int, pronoun: _Pronoun, window: int = WINDOW
) -> Person | None:
    """Return whom a pronoun stands for, None when it could be more than one.

    It stands for the subject or the speaker of the sentence before, if nobody else is told of
    there; for the speaker, if both sentences tell who spoke; and for whom the same word stands for
    that leads both sentences.
    """
    for back in range(1, min(window, place) + 1):
        span, words = article.sentences[place - back], article.words(place - back)
        if not any(c.isalpha() for c in words) or _POINTING.search(words):
            continue  # all of it is quoted, or a caption
        if _SPOKEN.search(words) or not pronoun.speaks and _quotes_of_somebody(article, span):
            return None
        named = article.people.between(span.start, span.end)
        known = dict.fromkeys(mention.person for mention in named if mention.person)
        fitting = [p for p in known if article.gender_of(p) in ("", pronoun.gender)]
        chained = _chained(article, place - back, pronoun.gender)
        speaker = _speaker(article.masked, span, named)
        if pronoun.speaks and speaker in fitting:
            return speaker
        if pronoun.leads and chained and _LEADS.match(words):
            is_unsure = not pronoun.speaks and _tells_of_another(article, span, pronoun)
            return None if is_unsure else chained
        if chained and chained not in fitting:
            fitting.insert(0, chained)
        leading = (chained, speaker, _subject(article.masked, span, named))
        if len(fitting) != 1 or fitting[0] not in leading:
            return None
        return None if _is_doubtful(article, span, pronoun, fitting[0]) else fitting[0]
    return None


def _unnamed_speaker(article: Article, place: int, pronoun: _Pronoun) -> str:
    """Return who spoke, as the subject of a sentence that tells of nobody else."""
    span, words = article.sentences[place], article.words(place)
    match = _SPEAKER.match(words, head_to_drop(words))
    rest = words[match.end() :] if match else ""
    others = _LOOSE_ROLE.search(rest) or _HE.search(rest) or _TWO_CAPITALS.search(rest)
    if not match or others or article.people.between(span.start, span.end):
        return ""
    reports = not pronoun.speaks and _reports_of_another(article, span, span.start)
    return "" if reports or match[2] in NOT_PEOPLE or match[2].endswith("s") else match[1]


def _quotes_of_somebody(article: Article, span: Span) -> bool:
    """Say whether a sentence quotes words about somebody, of whom the next one may go on."""
    text = article.document.text[span.start : span.end]
    quoted = (text[q.start() : q.end()] for q in re.finditer("#+", article.words_of(span)))
    return any(_SOMEBODY_QUOTED.search(part) and not _is_title(part) for part in quoted)


def _is_title(quoted: str) -> bool:
    """Say whether quoted words are a name of a work: all longer ones have capitals."""
    longer = [word for word in re.findall(r"\w+", quoted) if len(word) >= _LONGER]
    return all(word[0].isupper() for word in longer)


def _is_doubtful(article: Article, span: Span, pronoun: _Pronoun, person: Person) -> bool:
    """Say whether somebody else than the only one who fits may be meant."""
    words, named = article.words_of(span), article.people.between(span.start, span.end)
    return (
        any(mention.person is None for mention in named)
        or any(KIN[match[1]] in ("", pronoun.gender) for match in _RELATIVE.finditer(words))
        or _has_unknown_name(article, words, span, named)
        or article.tells_of_both_genders
        and not article.gender_of(person)
        or _tells_of_another(article, span, pronoun)
    )


def _tells_of_another(article: Article, span: Span, pronoun: _Pronoun) -> bool:
    """Say whether a sentence tells of somebody else than whom it names first."""
    named = article.people.between(span.start, span.end)
    first = _HE.search(article.words_of(span))
    end = named[0].span.end if named else span.start + (first.end() if first else 0)
    rest = article.masked[end : span.end]
    return (
        _brings_in_unnamed(rest, pronoun.gender)
        or not pronoun.speaks
        and _reports_of_another(article, span, end)
        or pronoun.denies
        and _may_name(rest, article)
    )


def _brings_in_unnamed(words: str, gender: str) -> bool:
    """Say whether words behind a name tell of somebody of that gender who is not named."""
    apposed = _APPOSED.match(words)
    words = words[apposed.end() :] if apposed else words
    for pattern in (_LOOSE_ROLE, _UNNAMED):
        for match in pattern.finditer(words):
            noun = re.sub(r"\W+who$", "", match[0]).split()[-1].lower()
            told = "f" if noun.endswith(_FEMALE) else "m" if noun.endswith(_MALE) else ""
            before, after = words[: match.start()], words[match.end() :]
            is_other = noun not in _THINGS and not after.startswith(("'s", "’s"))
            describes = _DESCRIBES.search(before) or " as " in match[0]
            if is_other and not describes and KIN.get(noun, told) in ("", gender):
                return True
    return False


def _reports_of_another(article: Article, span: Span, end: int) -> bool:
    """Say whether somebody reports of another than the one named before ``end``."""
    text = article.document.text
    told = (
        frame.tokens[slice(*part)]
        for frame in find_frames(text, span, find_quotes(text, span))
        for attribution in find_attributions(frame)
        for part in attribution.content
    )
    return any(_has_subject(part) and not part[0].start < end <= part[-1].end for part in told)


def _has_subject(tokens: Sequence[Token]) -> bool:
    """Say whether words are a clause whose subject may be one person, and no pronoun."""
    opens = {token.word for token in tokens[:2]}  # "he was", "what he thought"
    subject = main_subject(tokens, len(tokens)) if has_predicate(tokens, 0, len(tokens)) else None
    if subject is None or opens & PRONOUNS:
        return False
    ends = (i for i in range(subject[0] + 1, subject[1]) if tokens[i].word in _ENDS_HEAD)
    head = tokens[next(ends, subject[1]) - 1]
    is_plural = head.word.endswith("s") and not head.is_capital
    return not (is_plural or head.word.endswith(_ABSTRACT) or head.word in _NOBODY)


def _chained(article: Article, place: int, gender: str) -> Person | None:
    """Return whom the same pronoun in an earlier sentence stands for."""
    start, words = article.sentences[place].start, article.words(place)
    pronoun = _HE.search(words)
    genders = {"f" if match[0].lower() in _SHE else "m" for match in _HE.finditer(words)}
    if not pronoun or gender not in genders or _is_named_within(article, start, words, pronoun):
        return None
    used = replace(_used(words, pronoun), gender=gender, leads=False)
    return _person_before(article, place, used, window=2)


def _speaker(masked: str, span: Span, named: Sequence[Mention]) -> Person | None:
    for mention in named:
        after = masked[mention.span.end : span.end]
        before = masked[span.start : mention.span.start]
        if _OF_ANOTHER.search(before):
            continue
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
    owned = _OWNS_PERSON.match(masked, first.span.end, span.end)
    if owned and owned[0].split()[-1] not in _THINGS:
        return None
    start = span.start + head_to_drop(masked[span.start : span.end])
    before = masked[start : first.span.start].split()
    leads = all(
        w.lower() in ROLES or w[0].isupper() and w.lower() not in FUNCTION_WORDS for w in before
    )
    return first.person if leads else None
