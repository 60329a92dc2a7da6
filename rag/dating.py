"""Text -> the dates that it names, and which days they are.

The expressions are a small grammar of what news writes; the calendar is python-dateutil's. What
is relative ("Thursday", "last month") is placed from the document's date, and left as said where
there is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

from rag.types import Span
from rag.values import MONTHS
from rag.views import Precision

_MONTHS = [month.title() for month in MONTHS]
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_MONTH = rf"(?:{'|'.join(_MONTHS)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?+)"
_WEEKDAY = rf"(?:{'|'.join(_WEEKDAYS.split())})"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:1[5-9]|20)\d\d"
_PART = r"(?:[Mm]orning|[Aa]fternoon|[Ee]vening|[Nn]ight)"
_LED = rf"(?:{_WEEKDAY},?\s+(?:the\s+)?)?"
_COUNTS = "one two three four five six seven eight nine ten eleven twelve".split()
_COUNT = rf"(?:an?|{'|'.join(_COUNTS)}|\d{{1,3}})"
_UNIT = r"(?:day|week|month|year|decade|century|centurie)"
_PERIOD = r"(?:week|weekend|month|year|decade|spring|summer|autumn|fall|winter)"
_BEFORE_MONTH = r"\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Ff]rom|of|[Dd]uring)\s+"
_EDGE = r"(?:[Ee]arly|[Ll]ate|[Mm]id)[-\s]+"

#: Kinds in the order in which they are tried at a place; the group of the same name is the date.
_KINDS = {
    "days": rf"{_MONTH}\s+{_DAY}\s*(?:-|–|to|and)\s*{_DAY}(?:,?\s+{_YEAR})?(?!\d)"
    rf"|{_DAY}\s*(?:-|–|to|and)\s*{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?",
    "full": rf"{_LED}(?:{_MONTH}\s+{_DAY},?\s+{_YEAR}|{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR})"
    rf"|{_YEAR}-\d\d-\d\d",
    "day": rf"{_LED}(?:{_MONTH}\s+{_DAY}(?![\d:])|{_DAY}\s+(?:of\s+)?{_MONTH}\b)"
    r"(?:,?\s+(?:of\s+)?(?:last|this|next)\s+year)?",
    "month_year": rf"(?:{_EDGE})?{_MONTH},?\s+(?:of\s+)?(?:{_YEAR}|(?:last|this|next)\s+year)",
    "weekday": rf"(?:(?:[Ll]ast|[Nn]ext|[Tt]his(?:\s+(?:past|coming))?|[Ll]ate|[Ee]arly)\s+)?"
    rf"{_WEEKDAY}(?:\s+{_PART})?",
    "near": rf"(?:(?:[Ee]arlier|[Ll]ater)\s+(?:today|yesterday)|(?:[Ll]ate|[Ee]arly)\s+yesterday"
    rf"|(?:[Yy]esterday|[Tt]omorrow)(?:\s+{_PART})?|[Tt]oday|[Tt]onight|[Ll]ast\s+night"
    r"|(?:[Ee]arl(?:y|ier)\s+|[Ll]ate\s+)?[Tt]his\s+(?:morning|afternoon|evening))",
    "last_month": rf"(?:{_EDGE})?(?:[Ll]ast|[Tt]his|[Nn]ext)\s+{_MONTH}",
    "period": rf"(?:(?:[Ee]arlier|[Ll]ater|[Ee]arly|[Ll]ate)\s+)?(?:[Ll]ast|[Tt]his|[Nn]ext)\s+"
    rf"{_PERIOD}",
    "ago": rf"(?:(?:[Aa]bout|[Aa]lmost|[Nn]early|[Aa]round)\s+)?{_COUNT}\s+{_UNIT}s?\s+ago"
    rf"|{_COUNT.replace('an?', '[Aa]n?').replace('one', '[Oo]ne')}\s+{_UNIT}s?\s+ago",
    "months": rf"{_MONTH}\s*(?:-|–|to|and)\s*{_MONTH}(?:,?\s+{_YEAR})?",
    "years": rf"{_YEAR}\s*[–-]\s*{_YEAR}",
    "decade": rf"(?:{_EDGE})?{_YEAR[:-2]}0s",
}
#: Kinds that are dates only after such a word: "in May", "since 2001".
_AFTER = {
    "month": (
        _BEFORE_MONTH,
        rf"(?:{_EDGE})?{_MONTH}(?!\w|,?\s+(?:of\s+)?(?:\d|(?:last|this|next)\s+year)"
        rf"|\s*(?:-|–|to)\s*{_MONTH})",
    ),
    "span_of_years": (r"\b(?:[Ff]rom|[Bb]etween)\s+", rf"{_YEAR}\s+(?:to|and|until)\s+{_YEAR}"),
    "year": (
        r"(?:\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Dd]uring|[Ff]rom|[Bb]efore|[Aa]fter|of|year)\s+"
        r"|\b(?:[Ii]n|[Ss]ince|[Dd]uring|[Bb]efore|[Aa]fter|[Aa]t|end of|start of)"
        r"\s+the\s+(?=\d{4}\s+[a-z])"
        r"|(?<=\d{4} and )|(?<=\d{4}, ))",
        rf"(?:{_EDGE})?(?:{_YEAR}(?![\d%]|[,.]\d)(?!(?<=1[5-8]\d\d)\s+[a-z]+s\b))",
    ),
}
_GRAMMAR = re.compile(
    "|".join(
        [rf"(?<![\w$£€.])(?P<{kind}>{pattern})(?!\w)" for kind, pattern in _KINDS.items()]
        + [rf"(?:{lead}(?P<{kind}>{pattern}))(?!\w)" for kind, (lead, pattern) in _AFTER.items()]
    )
)
#: Without one of these there is no date: most sentences need not be read for one.
_HINT = re.compile(
    rf"\d|day\b|{_MONTH}|\b(?:[Tt]o|[Ll]ast\s+)night|tomorrow|Tomorrow|\bago\b"
    rf"|(?:[Ll]ast|[Tt]his|[Nn]ext)\s+(?:{_PERIOD}|{_PART})"
)
_FULL = re.compile(rf"(?<![\w$£€.])(?:{_KINDS['full']})(?!\w)")
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}


@dataclass(frozen=True, slots=True)
class When:
    """An expression of the text that names a date.

    :param kind: which rule of the grammar found it.
    """

    span: Span
    said: str
    kind: str


#: First day, last day, and precision.
Days = tuple[date, date, Precision]


def find_dates(text: str, span: Span) -> Iterator[When]:
    """Yield the expressions of a stretch of text that name a date, in order."""
    if not _HINT.search(text, span.start, span.end):
        return
    for match in _GRAMMAR.finditer(text, span.start, span.end):
        kind = match.lastgroup or ""
        yield When(Span(*match.span(kind)), match[kind], kind)


def find_whole_dates(text: str) -> Iterator[When]:
    """Yield the expressions of a text that name a day with its year, in order."""
    for match in _FULL.finditer(text):
        yield When(Span(*match.span()), match[0], "full")


def place(when: When, base: date | None, *, is_future: bool) -> Days | None:
    """Return the days of an expression, None where they cannot be told.

    :param base: the document's date.
    :param is_future: what is told of lies ahead.
    """
    try:
        if when.kind in _ABSOLUTE and re.search(_YEAR, when.said):
            return _ABSOLUTE[when.kind](when.said)
        return None if base is None else _RELATIVE[when.kind](when.said, base, is_future)
    except (ValueError, OverflowError):  # the 31st of June; a year before the calendar begins
        return None


def _full(said: str) -> Days:
    from dateutil import parser

    bare = re.sub(rf"^{_WEEKDAY},?\s+(?:the\s+)?", "", said)
    day = parser.parse(bare.replace(" of ", " ")).date()
    return day, day, Precision.DAY


def _month_year(said: str) -> Days:
    return _month_of(int(re.findall(_YEAR, said)[-1]), _month_number(said))


def _years(said: str) -> Days:
    first, last = (int(year) for year in re.findall(_YEAR, said))
    return date(first, 1, 1), date(max(first, last), 12, 31), Precision.RANGE


def _decade(said: str) -> Days:
    start = int(re.findall(r"\d{4}", said)[0])
    return date(start, 1, 1), date(start + 9, 12, 31), Precision.RANGE


def _year(said: str) -> Days:
    return _year_of(int(said[-4:]))


def _day(said: str, base: date, is_future: bool) -> Days:
    month, number = _month_number(said), int(re.findall(r"\d{1,2}", said)[0])
    told = _named_year(said, base)
    if told is not None:
        years = [told]
    else:
        years = [base.year, base.year + 1] if is_future else [base.year, base.year - 1]
    for year in years:
        day = date(year, month, number)
        in_time = day >= base if is_future else day <= base + timedelta(1)
        if in_time or told is not None:
            return day, day, Precision.DAY
    day = date(years[-1], month, number)
    return day, day, Precision.DAY


def _whole_days(said: str) -> Days:
    year = int(re.findall(_YEAR, said)[-1])
    return _days(said, date(year, 12, 31), is_future=False)


def _days(said: str, base: date, is_future: bool) -> Days:
    first, last = re.findall(r"(?<!\d)\d{1,2}(?=\D|$)", said)[:2]
    start, _, _ = _day(f"{_month_name(said)} {first}", base, is_future)
    end = start.replace(day=int(last))
    if end < start:
        raise ValueError(said)
    return start, end, Precision.RANGE


def _whole_months(said: str) -> Days:
    return _months(said, date(int(re.findall(_YEAR, said)[-1]), 12, 31), is_future=False)


def _months(said: str, base: date, is_future: bool) -> Days:
    first, last = (_month_number(name) for name in re.findall(_MONTH, said)[:2])
    if is_future:
        year = base.year if last >= base.month else base.year + 1
    else:
        year = base.year if last <= base.month else base.year - 1
    start = date(year if first <= last else year - 1, first, 1)
    return start, _month_of(year, last)[1], Precision.RANGE


def _month_relative(said: str, base: date, is_future: bool) -> Days:
    month, told = _month_number(said), _named_year(said, base)
    if told is not None:
        return _month_of(told, month)
    words = said.lower().split()
    is_past = "last" in words or not ("next" in words or is_future)
    year = base.year
    if is_past and (month > base.month or (month == base.month and "last" in words)):
        year -= 1
    if not is_past and (month < base.month or (month == base.month and "next" in words)):
        year += 1
    return _month_of(year, month)


def _weekday(said: str, base: date, is_future: bool) -> Days:
    from dateutil.relativedelta import relativedelta, weekday

    words = said.split()
    name = next(word for word in words if word in _WEEKDAYS.split())
    led = words[0].lower()
    is_ahead = led == "next" or (led != "last" and (is_future or "coming" in words))
    start = base + timedelta({"next": 1, "last": -1}.get(led, 0))
    number = _WEEKDAYS.split().index(name)
    day = start + relativedelta(weekday=weekday(number, 1 if is_ahead else -1))
    return day, day, Precision.DAY


def _near(said: str, base: date, is_future: bool) -> Days:
    del is_future
    words = said.lower().split()
    step = -1 if "yesterday" in words or words[0] == "last" else 1 if "tomorrow" in words else 0
    day = base + timedelta(step)
    return day, day, Precision.DAY


def _period(said: str, base: date, is_future: bool) -> Days:
    del is_future
    words = said.lower().split()
    unit, step = words[-1], {"last": -1, "this": 0, "next": 1}[words[-2]]
    if unit in _SEASONS:
        return _season(base.year, unit, step, base)
    if unit == "year":
        return _year_of(base.year + step)
    if unit == "decade":
        return _decade(str((base.year // 10 + step) * 10))
    if unit == "month":
        month = base.year * 12 + base.month - 1 + step
        return _month_of(month // 12, month % 12 + 1)
    monday = base - timedelta(base.weekday()) + timedelta(7 * step)
    first, last = monday, monday + timedelta(6)
    if unit == "weekend":
        first = monday + timedelta(5)
    elif words[0] == "earlier" and step == 0:
        last = base
    elif words[0] == "later" and step == 0:
        first = base
    return first, last, Precision.RANGE


def _ago(said: str, base: date, is_future: bool) -> Days:
    del is_future
    from dateutil.relativedelta import relativedelta

    words = said.lower().split()
    unit, counted = words[-2].removesuffix("s"), words[-3]
    count = int(counted) if counted.isdigit() else 1
    count = _COUNTS.index(counted) + 1 if counted in _COUNTS else count
    if unit == "day":
        day = base - timedelta(count)
        return day, day, Precision.DAY
    if unit == "week":
        monday = base - timedelta(7 * count + base.weekday())
        return monday, monday + timedelta(6), Precision.RANGE
    if unit == "month":
        month = base - relativedelta(months=count)
        return _month_of(month.year, month.month)
    return _year_of(base.year - count * {"year": 1, "decade": 10}.get(unit, 100))


def _season(year: int, name: str, step: int, base: date) -> Days:
    start = date(year + step, _SEASONS[name], 1)
    if step == -1 and date(year, _SEASONS[name], 1) + timedelta(100) <= base:
        start = date(year, _SEASONS[name], 1)
    if step == 1 and date(year, _SEASONS[name], 1) > base:
        start = date(year, _SEASONS[name], 1)
    last = _month_of((start + timedelta(70)).year, (start + timedelta(70)).month)[1]
    return start, last, Precision.RANGE


def _named_year(said: str, base: date) -> int | None:
    step = re.search(r"(last|this|next)\s+year", said)
    return base.year + {"last": -1, "this": 0, "next": 1}[step[1]] if step else None


def _month_name(said: str) -> str:
    found = re.search(_MONTH, said)
    if found is None:
        raise ValueError(said)
    return found[0]


def _month_number(said: str) -> int:
    return [month[:3] for month in _MONTHS].index(_month_name(said)[:3]) + 1


def _month_of(year: int, month: int) -> Days:
    first = date(year, month, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    return first, after - timedelta(1), Precision.MONTH


def _year_of(year: int) -> Days:
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError(str(year))
    return date(year, 1, 1), date(year, 12, 31), Precision.YEAR


_ABSOLUTE: dict[str, Callable[[str], Days]] = {
    "full": _full,
    "years": _years,
    "span_of_years": _years,
    "decade": _decade,
    "month_year": _month_year,
    "days": _whole_days,
    "months": _whole_months,
    "year": _year,
}
_RELATIVE: dict[str, Callable[[str, date, bool], Days]] = {
    "days": _days,
    "months": _months,
    "day": _day,
    "month": _month_relative,
    "month_year": _month_relative,
    "last_month": _month_relative,
    "weekday": _weekday,
    "near": _near,
    "period": _period,
    "ago": _ago,
}
