"""Sentence -> what it states, in forms that can be set against another sentence.

Its content words, the numbers with what they count, dates, names, and whether it denies.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from rag.mentions import CALENDAR, FUNCTION_WORDS, ROLES
from rag.results import DifferenceKind
from rag.values import CalendarDate, agree_rounded, find_dates, find_quantities

#: Share of the shorter sentence's content words that both need: to be compared at all, to differ
#: in a number or date, and to differ in a name or a negation. See ``benchmarks/agreement.py``.
COMPARED, FRAME, STRICT_FRAME = 0.5, 0.5, 0.7
#: Content words that both need at the least.
LEAST_SHARED = 3

#: Letters of a stem: "Somali" and "Somalia" are one.
_STEM = 6
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NAME = re.compile(r"\b[A-ZÀ-Þ][\w\-]*(?:(?: (?:of|de|von|van|al|bin))? [A-ZÀ-Þ][\w\-]*)*")
_NEGATION = re.compile(
    r"\b(?:not|never|no|nor|cannot|without|den(?:y|ies|ied)|refus(?:e|es|ed)|reject(?:s|ed)?)\b"
    r"|n[’']t\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:about|around|nearly|almost|some|approximately|roughly|close to)\s+\W?$", re.IGNORECASE
)
_LEAST = re.compile(r"\b(?:at least|more than|over)\s+\W?$", re.IGNORECASE)
_MOST = re.compile(
    r"\b(?:at most|up to|as many as|fewer than|less than|under)\s+\W?$", re.IGNORECASE
)
_PART = re.compile(r"\b(?:another|other|further|of the|additional)\s+$", re.IGNORECASE)
#: Two numbers of which one is rounded differ from this ratio on.
_APART = Decimal("1.15")
_WEEKDAY = re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_MONTH = re.compile(
    r"\b(?i:in|last|next|since|until|of|by) (?:early |mid-|late )?(January|February|March|April|May"
    r"|June|July|August|September|October|November|December)\b"
)
_ROLE = rf"(?i:{'|'.join(sorted(ROLES, key=len, reverse=True))})"
_PERSON = r"[A-ZÀ-Þ][\w\-]*(?: [A-ZÀ-Þ][\w\-]*)+"
_OFFICE = re.compile(
    rf"\b(?P<role1>{_ROLE}) (?P<name1>{_PERSON})"
    rf"|(?P<name2>{_PERSON}), (?:the |an? )?(?P<role2>{_ROLE})\b"
    rf"|\b(?P<role3>{_ROLE}) (?:of|for) [^,.;]{{2,60}}, (?P<name3>{_PERSON})"
)
_EMPTY = FUNCTION_WORDS | frozenset(
    "is was are were be been being has had have will would can could may might must should does"
    " did do said says told added according who which them him himself own than".split()
)


@dataclass(frozen=True, slots=True)
class Count:
    """A number and what it counts.

    :param nouns: stems of the words that may be what is counted.
    :param hedge: ``exact``, ``about``, ``least``, ``most``, or ``part`` for one of several.
    :param words: the number and the word after it, as the sentence has them.
    """

    value: Decimal
    nouns: frozenset[str]
    hedge: str
    words: str


@dataclass(frozen=True, slots=True)
class Proposition:
    """What a sentence states.

    :param content: stems of its words that mean something, names included, numbers not.
    :param times: its dates, each with its words.
    :param days: weekdays and months alone.
    :param holders: who holds which office: (office, name).
    """

    content: frozenset[str]
    counts: tuple[Count, ...]
    times: tuple[tuple[CalendarDate, str], ...]
    days: frozenset[str]
    names: frozenset[str]
    holders: tuple[tuple[str, str], ...]
    denies: bool


@dataclass(frozen=True, slots=True)
class Clash:
    """What two propositions hold against each other."""

    kind: DifferenceKind
    values: tuple[str, str]


def read_proposition(sentence: str) -> Proposition:
    """Read what a sentence states."""
    dates = find_dates(sentence)
    return Proposition(
        content=frozenset(stems(sentence)),
        counts=tuple(_counts(sentence)),
        times=tuple((date, sentence[date.span.start : date.span.end]) for date in dates),
        days=frozenset(m[0] for m in _WEEKDAY.finditer(sentence))
        | frozenset(m[1] for m in _MONTH.finditer(sentence)),
        names=frozenset(_names(sentence)),
        holders=tuple(_holders(sentence)),
        denies=len(_NEGATION.findall(sentence)) % 2 == 1,
    )


def may_agree(one: Proposition, other: Proposition) -> bool:
    """Say whether nothing of two propositions stands against their saying the same."""
    return (
        _share(one, other) >= COMPARED
        and one.denies == other.denies
        and not any(test(one, other) for test in _TESTS)
        and _values_within(one, other)
        and not have_other_names(one, other)
        and not (one.days and other.days and not one.days & other.days)
    )


def find_clash(one: Proposition, other: Proposition) -> Clash | None:
    """Return what two propositions hold against each other, when it is one thing alone."""
    if _share(one, other) < FRAME or have_other_names(one, other):
        return None
    found = [clash for test in _TESTS if (clash := test(one, other)) is not None]
    if len(found) != 1:
        return None
    by_denial = found[0].kind is DifferenceKind.NEGATION
    return found[0] if by_denial or one.denies == other.denies else None


def _share(one: Proposition, other: Proposition) -> float:
    """Return the share of the shorter one's content words that both have; 0 for too few."""
    shared = len(one.content & other.content)
    return shared / min(len(one.content), len(other.content)) if shared >= LEAST_SHARED else 0.0


def _values_within(one: Proposition, other: Proposition) -> bool:
    """Say whether the numbers of the one with fewer are all among the other's."""
    values = sorted(({c.value for c in p.counts} for p in (one, other)), key=len)
    return values[0] <= values[1]


def have_other_names(one: Proposition, other: Proposition) -> bool:
    """Say whether each names something that the other does not, holders of an office aside."""
    held = {word for p in (one, other) for _, name in p.holders for word in name.split()}
    mine, theirs = (
        {
            name
            for name in a.names - held
            if not any(_alike(name, known) for known in b.content | b.names)
        }
        for a, b in ((one, other), (other, one))
    )
    return bool(mine and theirs) and not (
        _is_short_for(mine, theirs) or _is_short_for(theirs, mine)
    )


def _alike(name: str, other: str) -> bool:
    """Say whether two words may be forms of one name: Turkey, Turkish."""
    return name[:4].lower() == other[:4].lower()


def _is_short_for(acronyms: Iterable[str], names: Iterable[str]) -> bool:
    """Say whether the one names are acronyms of the others: EU, European Union."""
    initials = Counter(name[0] for name in names)
    letters = Counter("".join(acronyms))
    return all(name.isupper() for name in acronyms) and letters == initials


def _number_clash(one: Proposition, other: Proposition) -> Clash | None:
    for mine in one.counts:
        for theirs in other.counts:
            nouns = mine.nouns & theirs.nouns
            if not nouns or agree_rounded(mine.value, theirs.value):
                continue
            alone = all(sum(bool(c.nouns & nouns) for c in p.counts) == 1 for p in (one, other))
            if alone and cannot_both_hold(mine, theirs):
                return Clash(DifferenceKind.NUMBER, (mine.words, theirs.words))
    return None


def cannot_both_hold(mine: Count, theirs: Count) -> bool:
    """Say whether two numbers exclude each other, their hedges allowed for."""
    hedges = {mine.hedge, theirs.hedge}
    if hedges <= {"exact", "about"} and "about" in hedges:
        low, high = sorted((mine.value, theirs.value))
        return low > 0 and high / low >= _APART
    return len(hedges) == 1 and hedges != {"part"}


def _hedge(before: str) -> str:
    patterns = {"about": _ABOUT, "least": _LEAST, "most": _MOST, "part": _PART}
    return next((name for name, found in patterns.items() if found.search(before)), "exact")


def _date_clash(one: Proposition, other: Proposition) -> Clash | None:
    if len(one.times) == len(other.times) == 1:
        (mine, said), (theirs, told) = one.times[0], other.times[0]
        parts = ((mine.year, theirs.year), (mine.month, theirs.month), (mine.day, theirs.day))
        differ = any(a is not None and b is not None and a != b for a, b in parts)
        if differ and not mine.agrees_with(theirs):
            return Clash(DifferenceKind.DATE, (said, told))
    if not (one.times or other.times) and len(one.days) == len(other.days) == 1:
        (day,), (other_day,) = one.days, other.days
        is_one_kind = day.endswith("day") == other_day.endswith("day")
        if day != other_day and is_one_kind:
            return Clash(DifferenceKind.DATE, (day, other_day))
    return None


def _name_clash(one: Proposition, other: Proposition) -> Clash | None:
    if _share(one, other) < STRICT_FRAME:
        return None
    for office, name in one.holders:
        for other_office, other_name in other.holders:
            apart = not set(name.lower().split()) & set(other_name.lower().split())
            if office == other_office and apart:
                return Clash(DifferenceKind.NAME, (name, other_name))
    return None


def _negation_clash(one: Proposition, other: Proposition) -> Clash | None:
    if one.denies == other.denies or _share(one, other) < STRICT_FRAME:
        return None
    if not _values_within(one, other):
        return None
    values = ("not so", "so") if one.denies else ("so", "not so")
    return Clash(DifferenceKind.NEGATION, values)


_TESTS: tuple[Callable[[Proposition, Proposition], Clash | None], ...] = (
    _number_clash,
    _date_clash,
    _name_clash,
    _negation_clash,
)


def _holders(sentence: str) -> Iterable[tuple[str, str]]:
    for match in _OFFICE.finditer(sentence):
        found = {key[:-1]: value for key, value in match.groupdict().items() if value}
        yield found["role"].lower(), found["name"]


def _counts(sentence: str) -> Iterable[Count]:
    for found in find_quantities(sentence):
        before, after = sentence[: found.span.start], sentence[found.span.end :]
        following = re.match(r"[\s-]*((?:[^\W\d_]+[\s-]+){0,2}[^\W\d_]+)", after)
        nouns = {stem(word) for word in _WORD.findall(following[1])[:2]} if following else set()
        owner = re.search(r"([^\W\d_]+) of (?:\w+ ){0,1}$", before)
        nouns |= {stem(owner[1])} if owner else set()
        sign = re.search(r"[$£€]\s?$", before)
        nouns = {sign[0].strip()} if sign else {"%"} if found.percent else nouns
        word = _WORD.findall(following[1])[0] if following and not found.percent else ""
        value = sentence[found.span.start : found.span.end]
        yield Count(
            found.value,
            frozenset(nouns - _EMPTY),
            _hedge(before),
            f"{sign[0].strip() if sign else ''}{value} {word}".strip(),
        )


def stems(sentence: str) -> Iterable[str]:
    """Yield the stems of the words that mean something, numbers and negations left out."""
    numbers = [found.span for found in find_quantities(sentence)]
    for match in _WORD.finditer(sentence):
        word = match[0].lower()
        counted = any(span.start <= match.start() < span.end for span in numbers)
        if not counted and word not in _EMPTY | CALENDAR and not _NEGATION.fullmatch(word):
            yield stem(word)


def _names(sentence: str) -> Iterable[str]:
    """Return the capitalised words, but for the first and those of the calendar."""
    for match in _NAME.finditer(sentence):
        for word in match[0].split():
            first = match.start() == 0 and word == match[0].split()[0]
            is_name = word.lower() not in CALENDAR | FUNCTION_WORDS | ROLES
            if word[0].isupper() and is_name and not first:
                yield word


def is_denial(word: str) -> bool:
    """Say whether a word denies: "not", "never", "refused"."""
    return bool(_NEGATION.search(word))


def stem(word: str) -> str:
    """Cut the ending of a word: enough to match "seized" and "seize", "boats" and "boat"."""
    word = word.lower()
    for ending in ("ings", "ing", "ied", "ies", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)[:_STEM]
    return word[:_STEM]
