"""Lines that say who wrote an article."""

from __future__ import annotations

import re
from itertools import pairwise, takewhile

from rag.structure.dates import is_dateline
from rag.structure.shape import ends_sentence, is_capital, words

_LEAD = re.compile(
    r"^(?:(?:words|written|story|text|report(?:ed|ing)?|interview|article|analysis|review|compiled"
    r"|opinion|commentary)\s+)?by\s*:?\s+|^(?:author|authors|writer|words|text|reporter)\s*:\s*",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"^(?:additional\s+)?(?:reporting|editing|writing|edited|compiled|translated|translation"
    r"|produced|written|graphics?|research)\s+by\s+(?=[A-ZÀ-Þ])",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(
    r"\bcontributed\s+(?:reporting\s+)?(?:(?P<to>to)|from)\b"
    r"|\b(?:reported|reporting)\s+from\b[^.]*\.?$",
    re.IGNORECASE,
)
_THIS_REPORT = re.compile(r"this (?:report|story|article|piece)")
_THE_REPORT = re.compile(
    r"\s*(?:the|our)\s+(?:report|reporting|coverage|story|article|piece)\s*\.?$", re.IGNORECASE
)
_OUTLETS_OWN = re.compile(r"[’']s\s+(?=[A-ZÀ-Þ])")
_JOB = re.compile(
    r"\b(?:correspondents?|reporters?|editors?|writers?|columnists?|journalists?|contributors?"
    r"|staff|bureau|newsroom|desk|agency|news|press|photographers?)\b",
    re.IGNORECASE,
)
_CREDIT_WORDS = frozenset("by and in at of for from reporting editing writing additional".split())
#: Small words that may follow a name in a byline or a credit; any other goes on to a sentence.
_AFTER_NAME = _CREDIT_WORDS | frozenset("with the on to".split())
_CREDIT_VERBS = frozenset("also reported contributed".split())
_PLACES = frozenset(
    "park road street stadium city lane arena hall square bridge airport county university school"
    " hospital court house club united states news report".split()
)
_BIOGRAPHY = re.compile(
    r"^(?:is|was|are|has|covers?|writes?|reports?|teaches|leads|edits|works|can be)\b"
)
_PARTICLES = frozenset("de van von der den di da al el bin ibn la le dos du del ben ter af".split())
_NOT_NAMES = frozenset(
    "the a an this that these all now far way what when why how its his her their our my your"
    " january february march april june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday"
    " 's early late mid some no one two three next last".split()
)
#: Months that are given names as well, where a capitalised word follows.
_NAMES_OF_MONTHS = frozenset("april june august".split())
#: What an author writes about: where a job follows, it is no part of the name.
_BEATS = frozenset(
    "diplomatic political economics business science health education environment technology"
    " security defence defense legal world foreign senior chief staff special".split()
)
_NAME = re.compile(r"[^\W\d_][\w.’'\-]*")
_JOIN = re.compile(r"\s+(?:and|&)\s+|,\s*(?:and\s+)?|\s*/\s*")
_AFTER_NAMES = re.compile(
    r"^(?:$|[|·•/–—;\-]|,?\s*(?:in|for|at|from|of|and|with)\s+[A-ZÀ-Þ]"
    r"|,?\s*(?:[Pp]ublished|[Uu]pdated|[Pp]osted)\b|[,(]\s*[A-ZÀ-Þ0-9@]|@|\S+@)"
)
_MAX_LENGTH = 160


def read_byline(text: str) -> str | None:
    """Return the names of a line such as ``By Ann Lee and Bo Ek, Agency``, None for another."""
    lead = _LEAD.match(text)
    if not lead or len(text) > _MAX_LENGTH:
        return None
    names, rest = _read_names(text[lead.end() :].strip())
    if not names or not _may_follow(rest):
        return None
    return " and ".join(names)


def read_signature(text: str) -> str | None:
    """Return the name of a line such as ``Ann Lee, Science Editor``, None for another."""
    if len(text) > 90 or text.endswith((".", "?", "!")):
        return None
    match = re.match(r"([^,|–—·\-]+?)\s*(?:,|\||–|—|·|\s-\s)\s*(.+)$", text)
    if not match or not is_name(match[1]):
        return None
    return match[1].strip() if _JOB.search(match[2]) and len(words(match[2])) <= 7 else None


def is_name(text: str) -> bool:
    """Say whether ``text`` has the shape of a person's name: two to four capitalised words."""
    tokens = text.split()
    if not 2 <= len(tokens) <= 4 or tokens[0].lower() in _NOT_NAMES:
        return False
    if tokens[-1].lower() in _PLACES:
        return False
    named = all(_NAME.fullmatch(t) and (is_capital(t) or t in _PARTICLES) for t in tokens)
    return named and is_capital(tokens[0]) and is_capital(tokens[-1]) and not text.endswith("’s")


def is_job(text: str) -> bool:
    """Say whether a line says only what an author is or works for."""
    return len(words(text)) <= 7 and not text.endswith(".") and bool(_JOB.search(text))


def is_credit(text: str) -> bool:
    """Say whether a line names who else worked on the article."""
    if len(text) > 300:
        return False
    if _CREDIT.match(text):
        plain = [w for w in words(text) if w[0].islower() and w not in _CREDIT_WORDS]
        return len(plain) <= 4
    contributed = _CONTRIBUTED.search(text)
    if not contributed or len(text) > 200:
        return False
    return bool(_THIS_REPORT.search(text)) or _has_reporter(text, contributed)


def _has_reporter(text: str, contributed: re.Match[str]) -> bool:
    """Say whether an outlet's own people are the subject, and no more is said than from where."""
    before = text[: contributed.start()]
    outlet = _OUTLETS_OWN.search(before)
    closes_apposition = before.endswith(", ") and not contributed[0].lower().startswith("reporting")
    if not outlet or closes_apposition:
        return False
    allowed = _AFTER_NAME | _CREDIT_VERBS | _PARTICLES
    between = words(before[outlet.end() :])
    if not all(is_capital(w) or w in allowed or _JOB.fullmatch(w) for w in between):
        return False
    if contributed["to"]:
        return bool(_THE_REPORT.match(text[contributed.end() :]))
    rest = text[contributed.start() :]
    return any(map(is_capital, words(rest)[1:])) and not _goes_on(rest, allowed)


def is_biography(text: str, author: str | None) -> bool:
    """Say whether a closing paragraph tells who ``author`` is."""
    if not author or len(text) > 400:
        return False
    for name in author.split(" and "):
        if text.startswith(name) and _BIOGRAPHY.match(text[len(name) :].lstrip(" ,")):
            return True
    return False


def _read_names(text: str) -> tuple[list[str], str]:
    names: list[str] = []
    rest = text
    while rest:
        match = re.match(r"(?:[^\W\d_][\w.’'\-]*\s*)+", rest)
        tokens = _leading_name(match[0].split()) if match else []
        if not tokens:
            break
        pattern = r"\s+".join(re.escape(token) for token in tokens)
        end = re.match(pattern, rest)
        names.append(" ".join(tokens).rstrip("."))
        rest = rest[end.end() if end else len(rest) :]
        join = _JOIN.match(rest)
        following = rest[join.end() :] if join else ""
        is_joined = join and ("and" in join[0] or "&" in join[0] or _is_name_next(following))
        if not is_joined:
            break
        rest = following
    return names, rest.strip()


def _leading_name(tokens: list[str]) -> list[str]:
    kept: list[str] = []
    for number, token in enumerate(tokens):
        if not kept and token.lower() in _NOT_NAMES and not _opens_name(tokens):
            return []
        if not (is_capital(token) or token in _PARTICLES) or token.lower() in ("published", "and"):
            break
        if len(kept) >= 2 and token.lower() in _BEATS and _JOB.search(" ".join(tokens[number:])):
            break
        kept.append(token)
    while kept and not is_capital(kept[-1]):
        kept.pop()
    return kept if len(kept) <= 5 else []


def _opens_name(tokens: list[str]) -> bool:
    """Say whether an article or a month opens a name: "The Associated Press", "April Jones"."""
    first, rest = tokens[0], list(takewhile(is_capital, tokens[1:]))
    if not rest or not is_capital(first) or rest[0].lower() in _NOT_NAMES:
        return False
    if first.lower() == "the":
        return len(rest) > 1 and any(map(_JOB.fullmatch, (rest[0], rest[-1])))
    return first.lower() in _NAMES_OF_MONTHS


def _is_name_next(text: str) -> bool:
    """Say whether another person follows, rather than an agency, a place or a job."""
    head = re.split(r",|\band\b|&|\|", text)[0]
    return is_name(head.strip()) and not _JOB.search(head) and bool(re.search(r"\band\b|&", text))


def _goes_on(text: str, allowed: frozenset[str]) -> bool:
    """Say whether another small word than those follows a name, as a verb follows its subject."""
    return any(
        not before[0].islower()
        and word.isalpha()
        and word.islower()
        and word not in allowed
        and not _JOB.fullmatch(word)
        for before, word in pairwise(words(text))
    )


def _may_follow(rest: str) -> bool:
    if ends_sentence(rest) and _goes_on(rest, _AFTER_NAME | _PARTICLES):
        return False
    if rest.rstrip(". ") == "" or is_dateline(rest.strip(" ,|-–—·")):
        return True
    if _JOB.search(rest) and len(words(rest)) <= 7 and not rest.endswith("."):
        return True
    after = _AFTER_NAMES.match(rest)
    if not after or rest.endswith(".") and len(words(rest)) > 6:
        return False
    plain = [w for w in words(rest) if w[0].islower()]
    return len(plain) <= 3 or "@" in rest
