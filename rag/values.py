"""What a text states in figures and dates, in forms that can be compared.

"22", "twenty-two" and "22.0" are one quantity; "Oct. 7", "7 October" and "October 7, 2023" agree,
as far as each goes, and so do days of one period. Nothing is resolved against today: "Thursday" is
not a date here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

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
#: In small letters, and without a year, these are verbs.
_NO_VERB = r"(?!(?-i:may|march)\b(?!(?:\s+[0-3]?\d(?:st|nd|rd|th)?)?,?\s+[12]\d{3}\b))"
_IN_YEAR = "|".join(
    rf"(?<=\b{word}\s\d{{4}})"
    for word in "in since by until till from during before after the early late year and spring "
    "summer autumn fall winter".split()
)
#: "1200 people" and "2500 troops" are no years; nor, in the years of news, are "2000 people".
_COUNTED = (
    r"(?<=1[0-8]\d\d|2[1-9]\d\d)\s+(?-i:(?!(?:is|was|has|as|its|his|this|sees)\b)[a-z]+s)\b"
    r"|(?<!\b[Oo]f\s(?:19|20)\d\d)\s+(?-i:people)\b"
)
_DATE = re.compile(
    r"\b(?:"
    + "|".join(
        (
            rf"{_YEAR.format(1)}-(?P<month1>[01]\d)-(?P<day1>[0-3]\d)",
            rf"{_DAY.format(2)}\s+(?:of\s+)?{_NO_VERB}{_MONTH.format(2)}(?:,?\s+{_YEAR.format(2)})?",
            rf"{_NO_VERB}{_MONTH.format(3)}\s+{_DAY.format(3)}(?!\d)(?:,?\s+{_YEAR.format(3)})?",
            rf"{_MONTH.format(4)},?\s+(?:of\s+)?{_YEAR.format(4)}",
            rf"{_YEAR.format(5)}(?:{_IN_YEAR}|(?!{_COUNTED}))",
        )
    )
    + r")(?![\d,.]\d|\w)",
    re.IGNORECASE,
)
_MULTIPLES = {**_SCALES, "dozen": Decimal(12)}
_SUFFIXES = {
    "k": Decimal(1000),
    **dict.fromkeys(("m", "mn"), Decimal(10) ** 6),
    **dict.fromkeys(("bn", "b"), Decimal(10) ** 9),
    **dict.fromkeys(("tn", "trn"), Decimal(10) ** 12),
}
#: These stand for much else, but not after a sum of money.
_OF_MONEY = frozenset({"k", "m", "mn", "b"})
_NUMBER_WORD = "|".join(sorted((*_WORDS, *_SCALES), key=len, reverse=True))
_FIRST_WORD = "|".join(sorted(_WORDS.keys() - {"dozen"}, key=len, reverse=True))
_SCALE_WORD = "|".join(_MULTIPLES)
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = rf"(?:[\s-]+(?P<scale{{0}}>{_SCALE_WORD})|(?P<suffix{{0}}>{'|'.join(_SUFFIXES)}))(?!\w)"
_NUMBER = re.compile(
    rf"(?:(?<![\w.,-])|(?<=\d-)(?=(?:{_DIGITS}){_SCALE.format(1)}))"
    r"(?:(?P<fraction>(?<!\bfirst\s)(?<!\bsecond\s)(?:an?[\s-]+|one[\s-]+)?half"
    r"(?:[\s-]+(?:of[\s-]+)?an?)?|(?:an?[\s-]+|(?:one|three)[\s-]+)?quarters?[\s-]+of[\s-]+an?"
    rf"|an?[\s-]+quarter|quarter(?=-))(?=[\s-]+(?:{_SCALE_WORD})\b)"
    rf"|(?P<digits>{_DIGITS})"
    rf"|(?P<words>(?:an?\s+(?:{_SCALE_WORD})|{_FIRST_WORD})"
    rf"(?:[\s-]+(?:and\s+)?(?:{_NUMBER_WORD}))*))"
    rf"(?P<half>[\s-]+and[\s-]+a[\s-]+half\b(?!\s+(?:of|the)\b))?(?:{_SCALE.format('')})?"
    r"(?![\w]|[.,]\d)(?P<percent>\s*(?:%|per\s?cent\b))?",
    re.IGNORECASE,
)
_SIGN = r"[$£€¥₹]\s?"
_MONEY = re.compile(
    rf"{_SIGN}(?:[\d.,]+(?:{'|'.join(_SUFFIXES)})?(?:[-–]|\s+to\s+))?$", re.IGNORECASE
)
#: Characters before a number or date in which what belongs to it stands.
_REACH = 24
_RANGE = re.compile(rf"(?:[-–]|\s+(?:to|or)\s+)(?:{_SIGN})?", re.IGNORECASE)
_BETWEEN = re.compile(rf"\bbetween\s+(?:{_SIGN})?$", re.IGNORECASE)
#: What stands between the first day of a period and the last, and between two days of a month.
_TILL = r"(?:\s*[-–—]\s*|\s+(?:to|until|till|through)\s+)"
_AND_DAY = rf"(?:{_TILL}|\s+(?:and|or)\s+|\s*&\s*)(?:the\s+)?"
_ORDINAL = r"(?:st|nd|rd|th)?"
_DAYS_BEFORE = re.compile(
    rf"(?<![\w.,$£€¥₹])(?P<day>[0-3]?\d){_ORDINAL}(?:,\s+[0-3]?\d{_ORDINAL})*,?{_AND_DAY}$",
    re.IGNORECASE,
)
#: "March 12 and 13 people": there a number follows, and no day.
_DAYS_AFTER = re.compile(
    rf"(?:,\s+[0-3]?\d{_ORDINAL})*,?{_AND_DAY}(?P<day>[0-3]?\d){_ORDINAL}"
    r"(?![\w%]|[.,]\d|\s+(?!(?:in|at|on|of|by|for|with|and|this|last|next)\b)[^\W\d_])",
    re.IGNORECASE,
)
#: Currencies by their signs; letters before a sign tell whose dollars they are.
_CURRENCIES = {
    **dict.fromkeys(("us$", "usd", "us dollar", "dollar"), "$"),
    **dict.fromkeys(("aud", "australian dollar"), "a$"),
    **dict.fromkeys(("cad", "canadian dollar"), "c$"),
    **dict.fromkeys(("gbp", "pound"), "£"),
    **dict.fromkeys(("eur", "euro"), "€"),
    **dict.fromkeys(("jpy", "yen"), "¥"),
    **dict.fromkeys(("inr", "rupee"), "₹"),
}
_CODES = "|".join(name for name in _CURRENCIES if len(name) == 3 and name.isalpha())
_CURRENCY_BEFORE = re.compile(rf"(?:(?:\b[a-z]{{1,2}})?[$£€¥₹]|\b(?:{_CODES}))\s?$", re.IGNORECASE)
_CURRENCY_AFTER = re.compile(
    rf"\s*(?P<name>(?:(?:US|Australian|Canadian)\s)?(?:dollar|pound|euro|rupee)(?=s?\b)|yen\b"
    rf"|[$£€¥₹]|(?:{_CODES})\b)s?",
    re.IGNORECASE,
)
#: Numbers further apart than this share of the larger are two, however one is rounded: to its one
#: digit, 1.4 million is one million.
_ROUNDED_BY = Decimal("0.05")
#: The least number that is taken for a rounded one.
LEAST_ROUNDED = 1000


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it stands in a text.

    :param value: what it amounts to.
    :param percent: whether it is a share of a hundred.
    :param span: its characters in the text that was read; those of the whole range where two
        numbers share a scale ("5 to 6 million").
    """

    value: Decimal
    percent: bool
    span: Span


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """A date as far as the text gives it; a part that it does not give is None.

    :param span: its characters, without those of the period's other end.
    :param other_end: month and day at the other end of several days: (3, 12) for the 14 March of
        "12-14 March".
    """

    year: int | None
    month: int | None
    day: int | None
    span: Span
    other_end: tuple[int, int] | None = None

    def agrees_with(self, other: CalendarDate) -> bool:
        """Say whether no part that both give differs, and they share one; a day is in a period."""
        if None not in (self.month, self.day, other.month, other.day):
            (first, last), (start, end) = self._days(), other._days()
            is_one_year = None in (self.year, other.year) or self.year == other.year
            return is_one_year and first <= end and start <= last
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

    def _days(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Return the first and the last day, each as month and day."""
        own = self.month or 0, self.day or 0
        other = self.other_end or own
        return min(own, other), max(own, other)


def find_dates(text: str) -> tuple[CalendarDate, ...]:
    """Return the dates of a text in their order; a year alone is one, from 1000 to 2999."""
    found: list[CalendarDate] = []
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
    for place, date in enumerate(found):
        if date.month and date.day:
            beside = [*found[max(place - 1, 0) : place], *found[place + 1 : place + 2]]
            found[place] = replace(date, other_end=_other_end(text, date, beside))
    return tuple(found)


def _other_end(
    text: str, date: CalendarDate, beside: Sequence[CalendarDate]
) -> tuple[int, int] | None:
    """Return month and day at the other end of the period that a date begins or ends."""
    before = _DAYS_BEFORE.search(text[max(date.span.start - _REACH, 0) : date.span.start])
    after = _DAYS_AFTER.match(text, date.span.end)
    opens_with_day = text[date.span.start].isdigit()
    if date.month and (found := before if opens_with_day else after):
        return date.month, int(found["day"])
    for other in beside:
        first, last = sorted((date, other), key=lambda one: one.span)
        joint = text[first.span.end : last.span.start]
        lead = text[max(first.span.start - _REACH, 0) : first.span.start]
        is_between = joint.strip().casefold() == "and" and _BETWEEN.search(lead)
        if other.month and other.day and (is_between or re.fullmatch(_TILL, joint, re.I)):
            return other.month, other.day
    return None


def currency_of(text: str, span: Span) -> str:
    """Return the currency that stands beside a number, by its sign; empty where none does."""
    before, after = _currencies(text, span)
    name = (before[0] if before else after["name"] if after else "").strip().casefold()
    return _CURRENCIES.get(name, name)


def with_currency(text: str, span: Span) -> Span:
    """Widen the span of a number by the currency that stands beside it."""
    before, after = _currencies(text, span)
    start = span.start - len(before[0]) if before else span.start
    return Span(start, after.end() if after else span.end)


def _currencies(text: str, span: Span) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    before = text[max(span.start - _REACH, 0) : span.start]
    return _CURRENCY_BEFORE.search(before), _CURRENCY_AFTER.match(text, span.end)


def agree_rounded(one: Decimal, other: Decimal) -> bool:
    """Say whether two numbers are one, or one is the other rounded: 1,213,400 is 1.2 million.

    Below a thousand numbers are taken for counted: 98 is not 100.

    For what two documents tell; what is told after a document has to have its very number.
    """
    if one == other:
        return True
    coarse, fine = sorted((one, other), key=_last_place, reverse=True)
    place = _last_place(coarse)
    is_near = abs(one - other) <= _ROUNDED_BY * max(one, other)
    unit = Decimal(10) ** place
    is_rounded = place >= 2 and coarse >= LEAST_ROUNDED
    return (
        is_rounded and is_near and (fine / unit).to_integral_value(ROUND_HALF_UP) == coarse / unit
    )


def _last_place(number: Decimal) -> int:
    """Return the power of ten of the last digit that is no zero: 5 for 1,200,000."""
    plain = number.normalize()
    return plain.adjusted() - len(plain.as_tuple().digits) + 1


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Return the numbers of a text in their order, but for those that are parts of dates."""
    dates = [date.span for date in find_dates(text)]
    found: list[Quantity] = []
    is_bare = False
    for match in _NUMBER.finditer(text):
        span = Span(*match.span())
        is_dated = any(date.start < span.end and span.start < date.end for date in dates)
        if is_dated or _is_unit(match):
            continue
        value, scale = _read(match)
        if is_bare and _share_scale(text, found[-1], span, value / scale, scale):
            span = Span(found[-1].span.start, span.end)
            found[-1] = replace(found[-1], value=_whole(found[-1].value * scale), span=span)
        found.append(Quantity(value, bool(match["percent"]), span))
        is_bare = scale == 1 and not match["percent"]
    return tuple(found)


def _is_unit(match: re.Match[str]) -> bool:
    """Say whether letters after digits are a unit ("5m" of rope) rather than a scale."""
    before = match.string[max(match.start() - _REACH, 0) : match.start()]
    return (match["suffix"] or "").casefold() in _OF_MONEY and not _MONEY.search(before)


def _share_scale(text: str, low: Quantity, span: Span, number: Decimal, scale: Decimal) -> bool:
    """Say whether a number's scale is also that of the one before: "5 to 6 million"."""
    if scale == 1 or low.value >= number:
        return False
    joint = text[low.span.end : span.start]
    is_between = joint.strip(" $£€¥₹").casefold() == "and"
    lead = text[max(low.span.start - _REACH, 0) : low.span.start]
    return bool(_RANGE.fullmatch(joint) or is_between and _BETWEEN.search(lead))


def _read(match: re.Match[str]) -> tuple[Decimal, Decimal]:
    """Return what a number amounts to, and the scale that it ends in, 1 where there is none."""
    scale = Decimal(1)
    if match["scale"] or match["suffix"]:
        scale = {**_MULTIPLES, **_SUFFIXES}[(match["scale"] or match["suffix"]).casefold()]
    if match["fraction"]:
        words = match["fraction"].casefold()
        parts = 2 if "half" in words else 3 if "three" in words else 1
        return _whole(scale * parts / 4), scale
    if match["digits"]:
        value, own = Decimal(match["digits"].replace(",", "")), Decimal(1)
    else:
        value, own = _spelled(match["words"]), _last_scale(match["words"])
    if match["half"]:
        value += own / 2
    return _whole(value * scale), scale * own


def _whole(value: Decimal) -> Decimal:
    """Return 3,500,000 for 3,500,000.0."""
    whole = value.to_integral_value()
    return whole if whole == value else value


def _last_scale(text: str) -> Decimal:
    """Return the product of the scales that number words end in."""
    scale = Decimal(1)
    for word in reversed(re.findall(r"[a-z]+", text.casefold())):
        if word not in _MULTIPLES:
            break
        scale *= _MULTIPLES[word]
    return scale


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
