"""Rows of a view -> those that a request asks for, and what they have in common.

"Quotes from the mayor on the bridge" asks for what the mayor says, and of that for what is on the
bridge; "quotes about the mayor" for what anybody says about the mayor.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from rag.views import Event, Quotation
from rag.wishes import Wish, shares_words, stems, without_asking

Row = TypeVar("Row", Event, Quotation)

#: What the rows are called, one and more.
EVENTS = ("sentence with a date", "sentences with a date")
QUOTATIONS = ("statement with its speaker", "statements with their speakers")
STATEMENTS = ("statement", "statements")
#: After these, a subject is what is spoken of, not who speaks.
_ABOUT = frozenset("about on regarding concerning to in into for at around behind through".split())
_TOPIC = re.compile(r"(?i)\b(?:about|on|regarding|concerning)\s+")
_SEVERAL = re.compile(r"(?i)\s*(?:,|&|\band\b|\bor\b|\bversus\b|\bvs\b)\s*")


def rows_asked_for(wish: Wish, rows: Sequence[Row]) -> tuple[tuple[Row, ...], str]:
    """Return the rows that a request asks for, in their order, and a sentence that counts them."""
    quotations = [row for row in rows if isinstance(row, Quotation)]
    named = EVENTS if len(quotations) < len(rows) else QUOTATIONS
    if wish.subject is None:
        return tuple(rows), f"{_counted(rows, named)}."
    if quotations and wish.after not in _ABOUT:
        speakers, topic = _speakers_and_topic(wish.subject)
        if any(_is_by(row, name) for row in rows for name in speakers):
            return _said_by(speakers, topic, rows)
    on = tuple(row for row in rows if _shares(wish.subject, row))
    return on, f"{_counted(on, named)} on {wish.subject}."


def _said_by(
    speakers: Sequence[str], topic: str, rows: Sequence[Row]
) -> tuple[tuple[Row, ...], str]:
    """Return what speakers say on a topic; all that they say where there is no topic."""
    said = tuple(
        row
        for row in rows
        if any(_is_by(row, name) for name in speakers) and (not topic or _shares(topic, row))
    )
    silent = [name for name in speakers if not any(_is_by(row, name) for row in said)]
    heard = [name for name in speakers if name not in silent]
    on = f" with words of “{topic}”" if topic else ""
    by = f" by {' and '.join(heard or silent)}"
    rest = f"; none by {' and '.join(silent)}" if heard and silent else ""
    return said, f"{_counted(said, STATEMENTS)}{by}{on}{rest}."


def _speakers_and_topic(subject: str) -> tuple[list[str], str]:
    """Return whose words are asked for and on what: "Gatland", "the scrum"."""
    found = _TOPIC.search(subject)
    who, topic = (subject[: found.start()], subject[found.end() :]) if found else (subject, "")
    speakers = [without_asking(name) for name in _SEVERAL.split(who)]
    return [name for name in speakers if name], topic.strip()


def _is_by(row: Event | Quotation, name: str) -> bool:
    if not isinstance(row, Quotation):
        return False
    words = stems(row.speaker_name) | stems(row.document.slice(row.speaker))
    return bool(stems(name)) and stems(name) <= words


def _shares(subject: str, row: Event | Quotation) -> bool:
    return shares_words(subject, f"{row.document.title} {row.text}")


def _counted(rows: Sequence[Event | Quotation], named: tuple[str, str]) -> str:
    return f"{len(rows) or 'No'} {named[0] if len(rows) == 1 else named[1]}"
