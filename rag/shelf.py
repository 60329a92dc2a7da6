"""Questions about the library itself, answered from its list of documents.

How many there are, which, from when, by whom, about what. Every number, title, author and date is
that of the list; a document that does not tell its date or author is said not to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from rag.filters import Filters
from rag.languages import code_of_language, name_of_language
from rag.phrases import content_words
from rag.reports import DocumentInfo
from rag.results import Reply
from rag.types import Hit
from rag.values import MONTHS

#: Documents whose titles stand in the sentence; all are in the reply's list.
TOLD = 8
#: Passages that are looked at for what documents are about, and the least cosine that counts.
LOOKED_AT, ABOUT = 30, 0.4

_MONTH = re.compile(rf"\b({'|'.join(MONTHS)})\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
_RELATIVE = re.compile(r"\b(this|last|previous|past) (year|month|week)\b", re.IGNORECASE)
_BY = re.compile(
    r"\b(?:written |authored |published )?by (?P<name>[^?.,!]+?)"
    r"(?= in\b| from\b| do\b| have\b| are\b| is\b| there\b|[?.,!]|$)"
    r"|\b(?:did|has|have) (?P<writer>[^?.,!]+?) (?:write|written|wrote)\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:about|on|regarding|concerning|dealing with|deals? with|covering) "
    r"(?:the )?(?P<what>[^?.!]+?)(?: (?:in|among) (?:your|the|my) \w+)?[\s?.!]*$",
    re.IGNORECASE,
)
_WORDING = r"(?:the )?(?:(?:words?|names?|terms?|phrase) )?"
_MENTIONING = re.compile(
    r"\b(?:mention(?:s|ing)?(?: of)?|refer(?:s|ring)? to|contain(?:s|ing)?) "
    rf"{_WORDING}(?P<what>[^?.!]+?)"
    r"(?: (?:anywhere|at all|in (?:it|them|there)|(?:in|among) (?:your|the|my) \w+))?[\s?.!]*$",
    re.IGNORECASE,
)
_MENTIONED = re.compile(
    rf"\b(?:is|are|was|were|do|does|did) {_WORDING}(?P<what>[^?.!]+?) "
    r"(?:ever )?(?:mentioned|named|appear|come up|occur|turn up|show up)\b",
    re.IGNORECASE,
)
_FROM = re.compile(r"\bfrom (?P<name>[A-Z][\w’'.-]+(?: [A-Z][\w’'.-]+)+)")
_SIGNS = {
    "newest": r"\b(newest|latest|most recent|last added|youngest)\b",
    "oldest": r"\b(oldest|earliest|least recent)\b",
    "undated": r"\b(no|without(?: an?y?)?|missing|lacks?(?: an?)?) dates?\b|\bundated\b",
    "anonymous": r"\b(no|without(?: an?y?)?|unknown) (?:authors?|bylines?)\b",
    "authors": r"\b(?:which|what|who (?:are|is)|list|name)\b.*\b(?:authors?|writers?)\b"
    r"|\bwho wrote (?:the|these|those|them|your|my)\b",
    "languages": r"\b(?:which|what|how many) languages?\b",
    "longest": r"\b(longest|biggest|largest)\b",
    "shortest": r"\b(shortest|smallest)\b",
    "count": r"\b(how many|number of|count|how big|how large|is .* empty)\b",
}
_SUPERLATIVES = frozenset({"newest", "oldest", "longest", "shortest"})


class Searching(Protocol):
    """What finds passages; a ``Library`` does."""

    def retrieve(
        self, query: str, top_k: int = 10, documents: Collection[str] | None = None
    ) -> list[Hit]:
        """Return the best passages."""

    def mentioning(self, words: str) -> frozenset[str]:
        """Return the ids of all documents that hold some words as they stand."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question about the library asks for.

    :param signs: names of ``_SIGNS`` that it shows.
    :param month: 1..12; with ``year`` None, of any year.
    :param about: what the documents should be about.
    :param mentioned: whether its words need but stand in them.
    """

    signs: frozenset[str]
    filters: Filters
    month: int | None = None
    about: str | None = None
    mentioned: bool = False

    @property
    def limits(self) -> bool:
        """Say whether it asks for some of the documents only."""
        some = bool(self.filters) or self.month is not None or self.about is not None
        return some or bool(self.signs & {"undated", "anonymous"})


def reply_about_library(
    message: str,
    documents: Sequence[DocumentInfo],
    library: Searching,
    today: date | None = None,
) -> Reply:
    """Answer a question about the library.

    :param documents: the list, oldest first.
    :param today: what "last month" counts from; the system's date when not given.
    """
    if not documents:
        return Reply(message, "library", "There are no documents in the library yet.")
    asked = read_question(message, today or date.today())
    chosen = list(_chosen(asked, documents, library))
    superlative = next(iter(sorted(asked.signs & _SUPERLATIVES)), None)
    if superlative and chosen:
        chosen, text = _superlative(superlative, chosen)
    elif "authors" in asked.signs and not asked.filters.author:
        text = _authors(chosen)
    elif "languages" in asked.signs:
        text = _languages(chosen)
    else:
        text = _list(asked, chosen, documents)
    return Reply(message, "library", text, tuple(chosen))


def read_question(message: str, today: date) -> Asked:
    """Return what a question about the library asks for."""
    signs = frozenset(
        name for name, sign in _SIGNS.items() if re.search(sign, message, re.IGNORECASE)
    )
    by = _BY.search(message)
    author = (by["name"] or by["writer"]).strip() if by else None
    month, since, until = _dates(message, today)
    language = code_of_language(message)
    if not author and not month and (sender := _FROM.search(message)):
        author = sender["name"]
    mentioned = _MENTIONING.search(message) or _MENTIONED.search(message)
    about = mentioned or _ABOUT.search(message)
    what = about["what"].strip() if about and content_words(about["what"]) else None
    if what and (_MONTH.fullmatch(what) or _YEAR.fullmatch(what)):
        what = None
    filters = Filters(since=since, until=until, author=author, language=language)
    month = month if since is None else None
    return Asked(signs, filters, month, what, bool(what and mentioned))


def _dates(message: str, today: date) -> tuple[int | None, str | None, str | None]:
    """Return month, and the first and last date that a message speaks of."""
    year, named = _YEAR.search(message), _MONTH.search(message)
    month = MONTHS.index(named[0].casefold()) + 1 if named and _is_month(message, named) else None
    if year:
        text = f"{year[0]}-{month:02d}" if month else year[0]
        return month, text, text
    relative = _RELATIVE.search(message)
    if relative and not month:
        return None, *_relative(relative[1].casefold(), relative[2].casefold(), today)
    return month, None, None


def _is_month(message: str, named: re.Match[str]) -> bool:
    """Say whether "may" or "march" is a month there: with a capital, or after a preposition."""
    if named[0].casefold() not in ("may", "march", "august") or named[0][0].isupper():
        return True
    return bool(re.search(r"\b(?:from|in|of|since|for|during) $", message[: named.start()]))


def _relative(which: str, unit: str, today: date) -> tuple[str, str]:
    """Return the first and last date of "last month", as ISO 8601 or a part of it."""
    back = which != "this"
    if unit == "year":
        return (str(today.year - back),) * 2
    if unit == "month":
        first = today.replace(day=1)
        day = first - timedelta(days=1) if back else first
        return (f"{day:%Y-%m}",) * 2
    monday = today - timedelta(days=today.weekday() + 7 * back)
    return monday.isoformat(), (monday + timedelta(days=6)).isoformat()


def _chosen(
    asked: Asked, documents: Sequence[DocumentInfo], library: Searching
) -> Iterator[DocumentInfo]:
    """Yield the documents that a question asks for, in the order of the list."""
    ids = asked.filters.choose(documents)
    if asked.about:
        ids &= _bearing_on(asked.about, documents, library, words_alone=asked.mentioned)
    for info in documents:
        of_month = asked.month is None or (info.published or "")[5:7] == f"{asked.month:02d}"
        undated = "undated" not in asked.signs or not info.published
        anonymous = "anonymous" not in asked.signs or not info.author
        if info.id in ids and of_month and undated and anonymous:
            yield info


def _bearing_on(
    subject: str, documents: Sequence[DocumentInfo], library: Searching, *, words_alone: bool
) -> frozenset[str]:
    """Return ids of documents that hold the subject's words, in singular or plural, or are near it.

    :param words_alone: whether only those that hold its words are asked for.
    """
    words = set(content_words(subject))
    found = {info.id for info in documents if words <= set(content_words(info.title))}
    for written in {subject, f"{subject}s", subject.removesuffix("s")}:
        found |= library.mentioning(written)
    if words_alone:
        return frozenset(found)
    for hit in library.retrieve(subject, LOOKED_AT, [info.id for info in documents]):
        worded = words <= set(content_words(hit.passage.embedded_text))
        if worded or hit.similarity >= ABOUT:
            found.add(hit.passage.document.id)
    return frozenset(found)


def _superlative(sign: str, documents: Sequence[DocumentInfo]) -> tuple[list[DocumentInfo], str]:
    """Return the newest, oldest, longest or shortest document, and a sentence about it."""
    if sign in ("longest", "shortest"):
        pick = max if sign == "longest" else min
        best = pick(documents, key=lambda info: info.characters)
        return [best], f"The {sign} document is {_titled(best)}, with {best.characters} characters."
    dated = [info for info in documents if info.published]
    if not dated:
        last = documents[-1 if sign == "newest" else 0]
        added = "last" if sign == "newest" else "first"
        return [last], f"No document tells its date; {_titled(last)} was added {added}."
    pick = max if sign == "newest" else min
    when = pick(info.published or "" for info in dated)
    best_ones = [info for info in dated if info.published == when]
    rest = len(documents) - len(dated)
    more = f" ({_counted(rest)} tell{'s' if rest == 1 else ''} no date.)" if rest else ""
    subject = f"The {sign} document is" if len(best_ones) == 1 else f"The {sign} documents are"
    return best_ones, f"{subject} {_titles(best_ones)}.{more}"


def _authors(documents: Sequence[DocumentInfo]) -> str:
    counts = Counter(info.author for info in documents if info.author)
    if not counts:
        return "No document names its author."
    names = ", ".join(f"{name} ({count})" if count > 1 else name for name, count in counts.items())
    rest = len(documents) - counts.total()
    more = f" {_counted(rest)} name{'s' if rest == 1 else ''} none." if rest else ""
    return f"The documents name as their authors: {names}.{more}"


def _languages(documents: Sequence[DocumentInfo]) -> str:
    counts = Counter(name_of_language(info.language) for info in documents if info.language)
    if not counts:
        return "No document tells its language."
    names = ", ".join(f"{name} ({count})" for name, count in counts.most_common())
    return f"The documents' languages: {names}."


def _list(asked: Asked, chosen: Sequence[DocumentInfo], documents: Sequence[DocumentInfo]) -> str:
    """Return how many documents fit, and which."""
    if not asked.limits:
        return f"There {_are(len(chosen))} in the library: {_titles(chosen)}."
    if chosen:
        some = f"{len(chosen)} of the {_counted(len(documents))}"
        told = "The one document" if len(documents) == 1 else some
        fitting = _fitting(asked, one=len(chosen) == 1)
        return f"{told} in the library {fitting}: {_titles(chosen)}."
    unknown = sum(not info.published for info in documents)
    undated = bool(asked.month or asked.filters.since) and unknown
    more = f" {_counted(unknown)} tell{'s' if unknown == 1 else ''} no date." if undated else ""
    none = "No document" if len(documents) == 1 else f"None of the {_counted(len(documents))}"
    return f"{none} in the library {_fitting(asked, one=True)}.{more}"


def _fitting(asked: Asked, *, one: bool) -> str:
    """Say what the chosen documents are and do: "are from May and mention storms"."""
    kind = _kind(asked)
    parts = [f"{'is' if one else 'are'} {kind}"] if kind else []
    if asked.about and asked.mentioned:
        parts.append(f"mention{'s' if one else ''} {asked.about}")
    return " and ".join(parts)


def _kind(asked: Asked) -> str:
    """Say what the chosen documents have in common, in words that follow "are"."""
    filters = asked.filters
    parts = []
    if asked.month:
        parts.append(f"from {MONTHS[asked.month - 1].title()}")
    if filters.since:
        parts.append(f"from {_spoken(filters.since)}")
        if filters.until and filters.until != filters.since:
            parts[-1] += f" to {_spoken(filters.until)}"
    if filters.author:
        parts.append(f"by {filters.author}")
    if filters.language:
        parts.append(f"in {name_of_language(filters.language)}")
    if asked.about and not asked.mentioned:
        parts.append(f"on {asked.about}")
    if "undated" in asked.signs:
        parts.append("without a date")
    if "anonymous" in asked.signs:
        parts.append("without an author")
    return " ".join(parts)


def _titles(documents: Sequence[DocumentInfo]) -> str:
    told = "; ".join(_titled(info) for info in documents[:TOLD])
    rest = len(documents) - TOLD
    return f"{told}; and {rest} more" if rest > 0 else told


def _titled(info: DocumentInfo) -> str:
    when = f" ({_spoken(info.published)})" if info.published else ""
    return f"“{info.title or info.source}”{when}"


def _spoken(when: str) -> str:
    """Return a date, month or year in words."""
    year, *rest = when[:10].split("-")
    if not rest:
        return year
    number = int(rest[0])
    if not 1 <= number <= 12:
        return when  # a file's own claim, kept as it was by an earlier version
    month = MONTHS[number - 1].title()
    return f"{int(rest[1])} {month} {year}" if len(rest) > 1 else f"{month} {year}"


def _are(count: int) -> str:
    return f"{'is' if count == 1 else 'are'} {_counted(count)}"


def _counted(count: int) -> str:
    return f"{count} document{'' if count == 1 else 's'}"
