"""Text of a query -> what it asks for beside its words: phrases, dates, and itself as it stands.

Nothing in a query is an operator but double quotes, straight or curly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from rag.structure.dates import named_dates

_QUOTED = re.compile(r'(?<!\w)["“”„«»]\s*([^"“”„«»]*\w[^"“”„«»]*?)\s*["“”«»](?!\w)')
#: A text of more words was pasted, not typed: its quotation marks are its author's.
_MOST_WORDS = 32
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:[,'’\u00a0\u2009\u202f]\d{3})+(?!\d)")
_GROUP_MARK = re.compile(r"\d[,'’\u00a0\u2009\u202f]\d{3}")
_NUMBER = re.compile(r"\W*(\d{1,3}(?:[ .]\d{3}){1,5}|\d{4,15})\W*")
_YEAR = re.compile(r"(?<![\w./-])(?:1[5-9]|20)\d\d(?![\w./-]*\d)")
_DAY_OR_YEAR = re.compile(r"\d{1,4}(?:st|nd|rd|th)?")
#: Words around a date that ask for nothing but what is of that date, and the names of months.
_FRAME = frozenset(
    """
    a about all an and any are article articles as at day date dated document documents file files
    find for from give in is list me month news of on page pages piece pieces paper papers publish
    published report reports show story stories text texts that the these this those was were what
    which with written year
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    monday tuesday wednesday thursday friday saturday sunday
    """.split()
)


class Held(Enum):
    """Where a passage holds the whole of a query."""

    OWN = "in its own words"
    ABOVE = "in its title or heading, or as the date of its document"


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for.

    :param text: the words, without quotation marks.
    :param phrases: what stood in quotation marks; each must appear. None in a text of more than 32
        words: its quotation marks are its author's.
    :param forms: the query as a whole, in each way it may be written; a passage that holds one of
        them comes first.
    :param dates: dates it names, as ``named_dates`` writes them; a bare year too when ``dated``.
    :param dated: whether it asks for nothing but dates.
    """

    text: str
    phrases: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    dated: bool = False


def parse_query(text: str) -> Query:
    """Read what a user typed."""
    text = well_formed(text)
    typed = len(text.split()) <= _MOST_WORDS
    phrases = tuple(match[1] for match in _QUOTED.finditer(text)) if typed else ()
    bare = _QUOTED.sub(lambda match: f" {match[1]} ", text).strip() if phrases else text
    dates = tuple(named_dates(bare.title()))  # in a query, "14 may" is a day
    years = () if dates else tuple(_YEAR.findall(bare))
    dated = bool(dates or years) and _asks_for_dates_alone(bare)
    forms = (*_forms(bare), *years) if dated else _forms(bare)
    return Query(bare, phrases, forms, dates or (years if dated else ()), dated)


def words_in_a_row(phrase: str) -> re.Pattern[str]:
    """Return what matches the words of a phrase, in any case, whatever marks stand between them.

    A phrase without words is nowhere.
    """
    words = r"\W+".join(re.findall(r"\w+", phrase))
    return re.compile(rf"(?i)(?<!\w){words}(?!\w)" if words else r"(?!)")


def well_formed(text: str) -> str:
    """Return the text with ``?`` for half a surrogate pair: UTF-8 and tokenizers take none."""
    return text.encode("utf-8", "replace").decode("utf-8")


def join_digits(text: str) -> str:
    """Return the text with 1,234 as 1234, so that a number is one word however it is written."""
    if not _GROUP_MARK.search(text):
        return text
    return _GROUPED.sub(lambda match: re.sub(r"\D", "", match[0]), text)


def unquoted(text: str) -> str:
    """Return the text without its quotation marks, so that no word of it must appear."""
    return re.sub(r'["“”„«»]', " ", text)


def _forms(text: str) -> tuple[str, ...]:
    """Return the text, and a number written with and without gaps between its thousands."""
    number = _NUMBER.fullmatch(join_digits(text))
    if number is None:
        return (text,)
    digits = re.sub(r"\D", "", number[1])
    return tuple(dict.fromkeys((text, digits, f"{int(digits):,}".replace(",", " "))))


def _asks_for_dates_alone(text: str) -> bool:
    words = re.findall(r"\w+", text.casefold())
    return all(word in _FRAME or _DAY_OR_YEAR.fullmatch(word) for word in words)
