"""Which documents a search may look at: chosen by id, folder, date, author and language."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from rag.errors import NotInLibraryError, RagError
from rag.reports import DocumentInfo

#: What is said when no document fulfils the filters, or none of them has a word of the question.
NOTHING_CHOSEN = "No document that the filters let through says anything of it; widen them."
#: What is said when the list of documents to ask is empty.
NONE_NAMED = "No document was named: name some, or leave the list out to ask all of them."

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]+)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Filters:
    """What every document must fulfil that is searched; what is None is not asked for.

    A document that does not tell its date, author or language fulfils no filter on it.

    :param documents: ids, one of which it has.
    :param folder: it lies in there, or deeper; as ``list`` shows sources, or a path on this disk.
    :param since: its date, or a later one: ``2025-05-14``, ``2025-05`` or ``2025``.
    :param until: its date, or an earlier one; a month or year counts to its end.
    :param author: stands in its author's name as whole words; case and accents do not count.
    :param language: its code, such as ``en``; ``en`` takes in ``en-GB``.
    :raises RagError: a date or language is none, or nothing lies between the dates.
    """

    documents: tuple[str, ...] | None = None
    folder: str | None = None
    since: str | None = None
    until: str | None = None
    author: str | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        since = first_day(self.since) if self.since else None
        until = last_day(self.until) if self.until else None
        if since and until and since > until:
            raise RagError(f"nothing lies between {self.since} and {self.until}; swap the dates")
        if self.language and not _LANGUAGE.fullmatch(self.language):
            raise RagError(f"{self.language!r} is no language code; write one such as en or de")

    def __bool__(self) -> bool:
        return self != Filters()

    def choose(
        self,
        documents: Iterable[DocumentInfo],
        folders: Collection[str] = (),
        sources: Mapping[str, Collection[str]] | None = None,
    ) -> frozenset[str]:
        """Return the ids of the documents that fulfil every filter.

        :param documents: the whole library.
        :param folders: other names of the folder, each as good as its own.
        :param sources: of each document by its id; one in the folder is enough. Where they are not
            given, the one that its description names counts.
        :raises NotInLibraryError: an id is not that of a document.
        """
        known = {info.id: info for info in documents}
        for key in self.documents or ():
            if key not in known:
                raise NotInLibraryError(
                    f"no document has the id {key}; `python -m rag list` shows those there are"
                )
        named = {_parts(name) for name in (self.folder, *folders) if name}
        ids = known if self.documents is None else self.documents
        names = {key: (sources or {}).get(key, (known[key].source,)) for key in ids}
        return frozenset(key for key in ids if self._fits(known[key], names[key], named))

    def _fits(
        self, info: DocumentInfo, sources: Iterable[str], folders: Collection[tuple[str, ...]]
    ) -> bool:
        places = [_parts(source) for source in sources]
        return (
            (not folders or any(p[: len(parts)] == parts for p in places for parts in folders))
            and (not self.since or first_day(self.since) <= (info.published or "")[:10])
            and (not self.until or "" < (info.published or "")[:10] <= last_day(self.until))
            and (not self.author or _is_named(info.author, self.author))
            and (not self.language or _speaks(info.language, self.language))
        )


def first_day(text: str) -> str:
    """Return the first day of a date, month or year, as ISO 8601.

    :raises RagError: it is none.
    """
    year, month, day = _numbers(text)
    return _iso(text, year, month or 1, day or 1)


def last_day(text: str) -> str:
    """Return the last day of a date, month or year, as ISO 8601.

    :raises RagError: it is none.
    """
    year, month, day = _numbers(text)
    month = month or 12
    if not day and 1 <= month <= 12 and year:
        day = calendar.monthrange(year, month)[1]
    return _iso(text, year, month, day)


def _numbers(text: str) -> tuple[int, int, int]:
    match = _DATE.fullmatch(text.strip())
    if match is None or not text.isascii():
        raise _no_date(text)
    year, month, day = (int(group) if group else 0 for group in match.groups())
    return year, month, day


def _iso(text: str, year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError as error:
        raise _no_date(text) from error


def _no_date(text: str) -> RagError:
    return RagError(f"{text!r} is no date; write 2025-05-14, 2025-05 or 2025")


def _parts(path: str) -> tuple[str, ...]:
    return PurePath(path).parts


def _is_named(author: str | None, wanted: str) -> bool:
    """Say whether an author's name has the wanted words; marks alone name nobody."""
    name = _folded(wanted)
    return bool(name) and f" {name} " in f" {_folded(author)} "


def _folded(name: str | None) -> str:
    letters = unicodedata.normalize("NFKD", name or "").casefold()
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", bare))


def _speaks(spoken: str | None, wanted: str) -> bool:
    given, asked = ((code or "").replace("_", "-").casefold() for code in (spoken, wanted))
    return given == asked or given.startswith(f"{asked}-")
