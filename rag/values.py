"""What a text states in figures and dates, in forms that can be compared.

"22", "twenty-two" and "22.0" are one quantity; "Oct. 7", "7 October" and "October 7, 2023" agree,
as far as each goes. Nothing is resolved against today: "Thursday" is not a date here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from rag.types import Span

MONTHS = (
    "january february march april may june july august september october november december"
).split()
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES = {
    "hundred": Decimal(100),
    "thousand": Decimal(1000),
    "million": Decimal(10) ** 6,
    "billion": Decimal(10) ** 9,
    "trillion": Decimal(10) ** 12,
}
_WORDS = {
    **{word: Decimal(number) for number, word in enumerate(_SMALL)},
    **{word: Decimal(10 * number) for number, word in enumerate(_TENS, start=2)},
    "dozen": Decimal(12),
}

_MONTH = r"(?P<month{0}>" + "|".join(rf"{m[:3]}(?:{m[3:]})?" for m in MONTHS) + r"|sept)\.?"
_DAY = r"(?P<day{0}>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year{0}>[12]\d{{3}})"
_DATE = re.compile(
    r"\b(?:"
    + "|".join(
        (
            rf"{_YEAR.format(1)}-(?P<month1>[01]\d)-(?P<day1>[0-3]\d)",
            rf"{_DAY.format(2)}\s+(?:of\s+)?{_MONTH.format(2)}(?:,?\s+{_YEAR.format(2)})?",
            rf"{_MONTH.format(3)}\s+{_DAY.format(3)}(?!\d)(?:,?\s+{_YEAR.format(3)})?",
            rf"{_MONTH.format(4)},?\s+(?:of\s+)?{_YEAR.format(4)}",
            _YEAR.format(5),
        )
    )
    + r")(?![\d,.]\d|\w)",
    re.IGNORECASE,
)
_NUMBER_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_SCALE_WORD = "|".join(_SCALES)
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_NUMBER = re.compile(
    rf"(?<![\w.,-])(?:(?P<digits>{_DIGITS})(?:[\s-]+(?P<scale>{_SCALE_WORD}))?"
    rf"|(?P<words>(?:an?\s+(?=hundred|thousand|million|billion|trillion|dozen))?"
    rf"(?:{_NUMBER_WORD}|{_SCALE_WORD})(?:(?:[\s-]+(?:and\s+)?)(?:{_NUMBER_WORD}|{_SCALE_WORD}))*))"
    r"(?![\w]|[.,]\d)(?P<percent>\s*(?:%|per\s?cent\b))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it stands in a text.

    :param value: what it amounts to.
    :param percent: whether it is a share of a hundred.
    :param span: its characters in the text that was read.
    """

    value: Decimal
    percent: bool
    span: Span


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """A date as far as the text gives it; a part that it does not give is None."""

    year: int | None
    month: int | None
    day: int | None
    span: Span

    def agrees_with(self, other: CalendarDate) -> bool:
        """Say whether no part that both give differs, and they share one at least."""
        pairs = [
            (mine, theirs)
            for mine, theirs in (
                (self.year, other.year),
                (self.month, other.month),
                (self.day, other.day),
            )
            if mine is not None and theirs is not None
        ]
        return bool(pairs) and all(mine == theirs for mine, theirs in pairs)


def find_dates(text: str) -> tuple[CalendarDate, ...]:
    """Return the dates of a text in their order; a year alone is one, from 1000 to 2999."""
    found = []
    for match in _DATE.finditer(text):
        parts = {name[:-1]: value for name, value in match.groupdict().items() if value}
        month = parts.get("month")
        found.append(
            CalendarDate(
                int(parts["year"]) if "year" in parts else None,
                _month_number(month) if month else None,
                int(parts["day"]) if "day" in parts else None,
                Span(*match.span()),
            )
        )
    return tuple(found)


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Return the numbers of a text in their order, but for those that are parts of dates."""
    dates = [date.span for date in find_dates(text)]
    found = []
    for match in _NUMBER.finditer(text):
        span = Span(*match.span())
        if any(date.start < span.end and span.start < date.end for date in dates):
            continue
        if match["digits"]:
            value = Decimal(match["digits"].replace(",", ""))
            value *= _SCALES[match["scale"].casefold()] if match["scale"] else 1
        else:
            value = _spelled(match["words"])
        found.append(Quantity(value, bool(match["percent"]), span))
    return tuple(found)


def _month_number(text: str) -> int:
    if text.isdigit():
        return int(text)
    return next(n for n, name in enumerate(MONTHS, start=1) if name[:3] == text[:3].casefold())


def _spelled(text: str) -> Decimal:
    """Return what number words amount to: "two hundred and five thousand" is 205,000."""
    whole, part = Decimal(0), Decimal(0)
    for word in re.findall(r"[a-z]+", text.casefold()):
        if word in _WORDS:
            part = part * 12 if word == "dozen" and part else part + _WORDS[word]
        elif word == "hundred":
            part = (part or Decimal(1)) * 100
        elif word in _SCALES:
            whole += (part or Decimal(1)) * _SCALES[word]
            part = Decimal(0)
    return whole + part
