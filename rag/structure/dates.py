"""Lines that say when: publication dates and datelines."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?P<month{0}>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY = r"(?P<day{0}>\d{{1,2}})(?:st|nd|rd|th)?"
_FULL = re.compile(
    "|".join(
        (
            rf"\b{_DAY.format(1)}\s+(?:of\s+)?{_MONTH.format(1)},?\s+(?P<year1>\d{{4}})\b",
            rf"\b{_MONTH.format(2)}\s+{_DAY.format(2)},?\s+(?P<year2>\d{{4}})\b",
            r"\b(?P<year3>\d{4})[-/.](?P<month3>\d{1,2})[-/.](?P<day3>\d{1,2})(?=\D|$)",
            r"\b(?P<day4>\d{1,2})(?P<mark>[./])(?P<month4>\d{1,2})[./](?P<year4>\d{4})\b",
        )
    ),
    re.IGNORECASE,
)
_PARTIAL = re.compile(
    rf"\b(?:{_MONTH.format(5)}\s+{_DAY.format(5)}"
    rf"|{_DAY.format(6)}\s+(?:of\s+)?{_MONTH.format(6)})\b(?!\s*\d)",
    re.IGNORECASE,
)
_MONTH_OF_YEAR = re.compile(
    rf"\b{_MONTH.format(7)},?\s+(?:of\s+)?(?P<year7>\d{{4}})\b", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")
#: Characters around a number within which the rest of a date stands, and to spare.
_REACH = 32
_LABEL = re.compile(
    r"^(?:(?:first|last|originally)\s+)?(?:published|posted|updated|modified|issued|created|date"
    r"|dated|released)\b(?:\s+(?:on|at))?\s*[:\-–—]?",
    re.IGNORECASE,
)
#: Such a word wherever it stands: one line may say when twice.
_ANY_LABEL = re.compile(
    r"\b(?:(?:first|last|originally)\s+)?(?:published|posted|updated|modified|issued|created"
    r"|released)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\bT?\d{1,2}[:.h]\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?m\.?)?Z?|\b\d{1,2}\s*[ap]\.?m\b\.?"
    r"|\b(?:UTC|GMT)?[+\-]\d{1,2}(?::?\d{2})?\b|\b(?:UTC|GMT|BST|C?EST|EDT|CET|PST|PDT|CST|CDT|MST"
    r"|MDT|IST|AEDT|AEST|JST|ET|PT)\b",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"\b(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\b\.?", re.IGNORECASE
)
_AGO = re.compile(r"^(?:an?|\d+)\s+(?:min(?:ute)?|hour|hr|day|week|month)s?\s+ago$", re.IGNORECASE)
_PLACE = re.compile(r"^[A-ZÀ-Þ][A-ZÀ-Þ.'’\-]+(?:[ ,/]+[A-ZÀ-Þ][\w.'’\-]*){0,4}(?:\s*\([\w ]+\))?$")
_OPENING = re.compile(
    r"^[A-ZÀ-Þ][A-ZÀ-Þ.'’\-/ ]{2,30}(?:,\s*[A-ZÀ-Þ][\w.]+(?:\s+\d{1,2})?(?:,\s*\d{4})?)?"
    r"\s*(?:\([^()]{2,40}\))?\s*[-–—]{1,2}\s+\S"
)
_MAX_LENGTH = 120


def find_date(text: str) -> str | None:
    """Return the first full date of ``text`` as ISO 8601, None when there is none for certain.

    ``3/5/2024`` is not certain: half the world reads it the other way round.
    """
    for match in _FULL.finditer(text):
        found = _whole_date(match)
        if found:
            return found
    return None


def named_dates(text: str) -> list[str]:
    """Return the dates that a text names, as ISO 8601, each once.

    A whole date as ``2025-05-14``, a month of a year as ``2025-05``, a day of no year as
    ``--05-14``; a date that can be read two ways is left out.
    """
    text = _around_numbers(text)
    if not text:
        return []
    whole = [found for match in _FULL.finditer(text) if (found := _whole_date(match))]
    rest = _FULL.sub(" ", text)
    months = [
        f"{match['year7']}-{_month(match['month7']):02d}" for match in _MONTH_OF_YEAR.finditer(rest)
    ]
    days = [found for match in _PARTIAL.finditer(rest) if (found := _day_of_month(match))]
    return list(dict.fromkeys([*whole, *months, *days]))


def _around_numbers(text: str) -> str:
    """Return what stands near a number: a fraction of most texts, and all that may be a date."""
    stretches: list[list[int]] = []
    for match in _DIGITS.finditer(text):
        start, end = max(match.start() - _REACH, 0), match.end() + _REACH
        if stretches and start <= stretches[-1][1]:
            stretches[-1][1] = end
        else:
            stretches.append([start, end])
    return " | ".join(text[start:end] for start, end in stretches)


def _whole_date(match: re.Match[str]) -> str | None:
    found = {key[:-1]: value for key, value in match.groupdict().items() if value}
    day, number = int(found["day"]), _month(found["month"])
    if match["mark"] == "/" and number <= 12 and day <= 12 and number != day:
        return None
    if match["mark"] == "/" and number > 12:
        number, day = day, number
    try:
        return date(int(found["year"]), number, day).isoformat()
    except ValueError:
        return None


def _day_of_month(match: re.Match[str]) -> str | None:
    """Return a day of no year; "may" in small letters is a verb."""
    month, day = match["month5"] or match["month6"], int(match["day5"] or match["day6"])
    if month == "may" or not 1 <= day <= 31:
        return None
    return f"--{_month(month):02d}-{day:02d}"


def _month(text: str) -> int:
    return int(text) if text.isdigit() else _MONTHS.index(text[:3].lower()) + 1


def has_label(text: str) -> bool:
    """Say whether a line begins with a word such as ``Published`` or ``Updated``."""
    return bool(_LABEL.match(text))


def labelled_parts(text: str) -> list[str]:
    """Part a line before each word such as "Published" or "Updated"."""
    starts = [match.start() for match in _ANY_LABEL.finditer(text)]
    parts = [text[start:end] for start, end in pairwise([0, *starts, len(text)])]
    return [part.strip(" |·•;,-–—") for part in parts if part]


def is_update(text: str) -> bool:
    """Say whether a line dates a later version of the article."""
    return bool(re.match(r"(?:last\s+)?(?:updated|modified)", text, re.IGNORECASE))


def is_dateline(text: str) -> bool:
    """Say whether ``text`` holds a date and nothing else but a label, a time and a place."""
    if len(text) > _MAX_LENGTH:
        return False
    rest = _LABEL.sub("", text).strip()
    if _AGO.match(rest):
        return True
    dated = _PARTIAL.sub(" ", _FULL.sub(" ", rest))
    if dated == rest:
        return False
    bare = _WEEKDAY.sub(" ", _CLOCK.sub(" ", dated))
    bare = re.sub(r"\b(?:at|on)\b", " ", _ANY_LABEL.sub(" ", bare), flags=re.IGNORECASE)
    bare = re.sub(r"\s+", " ", bare).strip(" ,.;:|-–—·•()")
    return not bare or bool(_PLACE.match(bare))


def opens_with_place(text: str) -> bool:
    """Say whether a paragraph begins as ``LONDON, March 3 (Agency) - `` does."""
    return bool(_OPENING.match(text))


def find_opening_date(text: str) -> str | None:
    """Return the full date in a paragraph's ``LONDON, March 3, 2024 - ``, None without one."""
    opening = _OPENING.match(text)
    return find_date(opening[0]) if opening else None
