"""Documents -> events: sentences that report what happened, or will happen, at a date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from rag.dating import Days, When, find_dates, find_whole_dates, place
from rag.quotes import attribute
from rag.sentences import find_sentences
from rag.speech.marks import find_quotes
from rag.types import NARRATIVE_ROLES, Document, Span
from rag.views import Event, Precision, Quotation

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
#: Words that put the verb beside them ahead of the day on which it is told.
_AHEAD = frozenset(
    """will 'll would shall scheduled due expected set planned slated plans planning upcoming
    expects coming tomorrow going intends ahead""".split()
)
_PAST = frozenset(
    """was were had did has have been became began broke brought built bought came chose drew drove
    ate fell fought found flew gave got went grew held hit kept knew led left lost made met paid put
    ran said saw sent shot spoke stood took taught thought threw told won wrote rose sold spent
    struck swore withdrew died beat felt drowned sank hurt cut struck""".split()
)
#: Verbs whose present is used of what is arranged: "the talks begin on Monday".
_ARRANGED = frozenset(
    """begin start open close meet take travel arrive face run play return visit launch end expire
    vote decide host leave depart resume appear air premiere""".split()
)
_MODAL = frozenset("to may could can must should might".split())
_POINTING = (_MODAL - {"to"}) | {"is", "are", "likely", "unlikely"}
#: After a modal they tell of what was, or was not: "may have died", "could only watch".
_NOT_OPEN = frozenset(
    "have not no never only barely hardly see hear feel confirm announce reveal report".split()
)
#: Between a modal and a date they tie the date to what was: "may resign after the defeat on".
_BACK = frozenset("after since despite because but ;".split())
#: The same where they are not the modal's verb: "may be the girl seen on", not "may be seen on".
_BACK_LATER = frozenset(
    """over seen heard known taken given shown done gone stolen driven written thrown beaten hidden
    chosen broken attack attacks shooting killing killings death deaths murder crash explosion blast
    bombing fire accident collapse defeat""".split()
)
#: Names that are like modals but for their capital.
_NAMES = frozenset("May Can".split())
_AUXILIARIES = frozenset("was were had did said have has".split())
_BEFORE_NOUN = frozenset(
    "the a an his her its their our my this that these those of for and".split()
)
_PRESENT = frozenset("is are am be being does do".split())
_WHO = frozenset("which that who it he she".split())
_SMALL = frozenset("of the a an and in on at for to".split())
#: Before a day they make a name of it.
_NAMED_DAYS = frozenset("Black Good Super Bloody Cyber Ash Palm Holy Giving Shrove Maundy".split())
#: Before a date they make a habit, a length of time or a comparison of it.
_NO_EVENT = re.compile(
    r"(?:\b(?:every|each|most|per|than|over|for|within|throughout|past|with|born(?: on| in)?)"
    r"|\bcompared (?:to|with)\b(?:[^.,;]|\.\d){0,40}"
    r"|\b(?:born|copyright|published|updated|posted|©)\b[^.]{0,12}"
    r"|\bsame (?:period|time|day|week|month|stage|point)(?: of| in| the)?"
    r"|\bin comparison\b[^.,;]{0,40}"
    r"|\bfirst\b[^.,;]{0,60} since|\b(?:months?|years?|quarter) to)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_LENGTHS = frozenset({"period", "years", "decade"})
#: How far from the document's date a day is its own year's, whatever year the text gives it.
_NEAR = timedelta(31)
_OPENING = re.compile(r"^[A-ZÀ-Þ][^.!?]{2,60}?\s[-–—]{1,2}\s")


def find_events(documents: Iterable[Document]) -> list[Event]:
    """Return the events of documents by date; those without a known date come last.

    Ties are broken by the end of the time, then by the order of the documents and of their text.
    """
    events = [event for document in documents for event in _events(document)]
    return sorted(events, key=_when)


def _when(event: Event) -> tuple[bool, str, str]:
    return (event.first is None, event.first or "", event.last or "")


def _events(document: Document) -> Iterator[Event]:
    """Yield the events of a document; a sentence that it repeats is told once."""
    seen: set[tuple[str, str]] = set()
    for event in _with_speakers(document, list(_read(document))):
        if (event.text, event.date) not in seen:
            seen.add((event.text, event.date))
            yield event


def _read(document: Document) -> Iterator[Event]:
    base, years = _published(document), _years_of_days(document.text)
    for number, paragraph in enumerate(document.paragraphs, start=1):
        if paragraph.role not in NARRATIVE_ROLES:
            continue
        opening = _OPENING.match(document.slice(paragraph.span))
        start = paragraph.span.start + (opening.end() if opening else 0)
        for sentence in find_sentences(document.text, paragraph.span):
            for when in find_dates(document.text, sentence):
                if when.span.start >= start and _tells_event(document.text, sentence, when):
                    is_ahead = _is_ahead(document.text, sentence, when)
                    near = _base(when, base, years.get(_bare(when.said)), is_ahead=is_ahead)
                    days = place(when, near, is_future=is_ahead)
                    yield _event(document, number, sentence, when, days)


def _with_speakers(document: Document, events: Sequence[Event]) -> Iterator[Event]:
    """Yield the events, with who says so where the date stands in a quotation, if that is told."""
    paragraphs = {event.paragraph: document.paragraphs[event.paragraph - 1] for event in events}
    quotes = {n: find_quotes(document.text, p.span) for n, p in paragraphs.items()}
    claims = {e.said for e in events if any(q.span.contains(e.said) for q in quotes[e.paragraph])}
    spoken: dict[int, list[Quotation]] = {}
    for quotation in attribute(document) if claims else ():
        spoken.setdefault(quotation.paragraph, []).append(quotation)
    for event in events:
        around = [
            quotation
            for quotation in spoken.get(event.paragraph, ())
            if event.said in claims and any(p.contains(event.said) for p in quotation.content)
        ]
        inner = min(around, key=lambda q: (sum(map(len, q.content)), q.span), default=None)
        yield replace(event, speaker=inner.speaker, name=inner.name) if inner else event


def _years_of_days(text: str) -> dict[str, date]:
    """Return the whole dates of a text by their day: "October 18" is that of "October 18, 2008"."""
    found: dict[str, date] = {}
    for when in find_whole_dates(text):
        days = place(when, None, is_future=False)
        if days is not None:
            found.setdefault(_bare(when.said), days[0])
    return found


def _base(when: When, base: date | None, own: date | None, *, is_ahead: bool) -> date | None:
    """Return the date from which one is placed: the document's, or the text's own of that day.

    The document's serves what lies ahead, when the text's own is past, and a day so near to it
    that it is told without its year; neither where the text's own is as near.
    """
    if own is None or base is None:
        return own or base
    if abs(own - base) <= _NEAR:
        return own
    days = place(when, base, is_future=is_ahead)
    is_near = days is not None and abs(days[0] - base) <= _NEAR
    return base if is_near or (is_ahead and own < base) else own


def _bare(said: str) -> str:
    return re.sub(r",?\s+\d{4}$", "", said)


def _published(document: Document) -> date | None:
    try:
        return date.fromisoformat((document.published or "")[:10])
    except ValueError:
        return None


def _event(document: Document, number: int, sentence: Span, when: When, days: Days | None) -> Event:
    first, last = (days[0].isoformat(), days[1].isoformat()) if days else (None, None)
    return Event(
        document=document,
        paragraph=number,
        span=sentence,
        said=when.span,
        first=first,
        last=last,
        precision=days[2] if days else Precision.UNKNOWN,
    )


def _tells_event(text: str, sentence: Span, when: When) -> bool:
    """Say whether a sentence tells of something at a date, and does not only name the date."""
    before = text[sentence.start : when.span.start]
    after = text[when.span.end : sentence.end]
    if not _has_verb(before + " " + after):
        return False
    if _NO_EVENT.search(before) and _is_length(when, before):
        return False
    if _is_name(before, when, after) or _in_brackets(before, after):
        return False
    if when.said in ("today", "Today") and not _is_day_of_telling(before, after):
        return False
    return not _in_title(before, after)


def _is_length(when: When, before: str) -> bool:
    """Say whether the word before makes a length of this kind of date: not of "over Monday"."""
    word = before.split()[-1].lower() if before.split() else ""
    if when.kind == "ago":
        return False
    return when.kind in _LENGTHS or word not in ("with", "for", "over", "past")


def _has_verb(words: str) -> bool:
    found = _WORD.findall(words)
    finite = _PAST | _PRESENT | _AHEAD | _ARRANGED | (_MODAL - {"to"})
    return any(
        word.lower() in finite
        or word.endswith(("ed", "n't", "n’t"))
        or (word.endswith("s") and len(word) > 3 and (before[0].isupper() or before in _WHO))
        for before, word in pairwise(["", *found])
        if before or word.lower() in finite
    )


def _is_name(before: str, when: When, after: str) -> bool:
    """Say whether a date is part of a name: "Black Friday", "The Sunday Times", "USA Today"."""
    last = before.split()[-1] if before.split() else ""
    following = _WORD.match(after.lstrip())
    is_followed = following is not None and following[0][0].isupper() and after[:1] == " "
    if when.kind == "weekday":
        return last in _NAMED_DAYS or (is_followed and last.lower() in ("the", "a", "''the"))
    if when.kind == "near" and when.said[0].isupper():
        return bool(last) and last[-1] not in ".!?\"”’':;—–-)*="
    if when.kind in ("month", "year", "month_year"):
        return after.startswith(("-", "’s", "'s")) and when.kind == "year"
    return when.kind in ("period", "last_month") and after.startswith(("'s ", "’s "))


def _in_brackets(before: str, after: str) -> bool:
    return before.count("(") > before.count(")") and ")" in after


def _in_title(before: str, after: str) -> bool:
    """Say whether a date stands in a short quotation of capitalised words, a title."""
    opening = max(before.rfind(mark) for mark in '"“‘')
    closing = min((i for mark in '"”’' if (i := after.find(mark)) >= 0), default=-1)
    if opening < 0 or closing < 0 or before[opening] == '"' and before.count('"') % 2 == 0:
        return False
    if before[opening] != '"' and max(before.rfind("”"), before.rfind("’")) > opening:
        return False
    words = (before[opening + 1 :] + " " + after[:closing]).split()
    return len(words) <= 6 and all(w[0].isupper() or w.lower() in _SMALL for w in words)


def _is_day_of_telling(before: str, after: str) -> bool:
    """Say whether "today" is the day of the news and not these days."""
    words = [word.lower() for word in _WORD.findall(before + " " + after)]
    if (before.count('"') % 2 or before.rfind("“") > before.rfind("”")) or re.search(
        r"\b(?:of|even|until|still|and) $", before, re.IGNORECASE
    ):
        return False
    if after.startswith(("'s", "’s")):
        return not before.endswith("in ")
    if re.match(r"\W+(?:have|has|is|are|there)\b", after):
        return False
    told = any(w in _PAST or w in _AHEAD or w.endswith("ed") for w in words)
    return told or any(w.endswith("ing") for w in words) or bool(_ARRANGED & set(words))


def _is_ahead(text: str, sentence: Span, when: When) -> bool:
    """Say whether what is told at a date lies ahead, by the nearest verb, those before it first."""
    if when.said.startswith(("tomorrow", "Tomorrow")):
        return True
    left = _words(text[sentence.start : when.span.start])
    right = _words(text[when.span.end : sentence.end])
    if right and _tense(right, 0) is False and left and left[-1] not in ("and", "or"):
        return False
    tenses = [_looks_ahead(left, at) or _tense(left, at) for at in reversed(range(len(left)))]
    tenses += [_tense(right, at) for at in range(len(right))]
    return next((tense for tense in tenses if tense is not None), False)


def _looks_ahead(left: Sequence[str], at: int) -> bool:
    """Say whether a modal or a present before a date sets it ahead: "may vote", "is to", "is"."""
    word = left[at]
    if word not in _POINTING:
        return False
    rest = left[at + 1 :]
    if word in ("is", "are") and rest in ([], ["on"], ["in"], ["for"]):
        return True
    if word in ("likely", "unlikely"):
        is_open = rest[:1] == ["to"] and not {"is", "are"}.isdisjoint(left[max(at - 3, 0) : at])
    elif word in ("is", "are"):
        is_open = rest[:1] == ["to"] and rest[1:2] != ["blame"]
    else:
        is_open = bool(rest)
    is_back = not (_BACK.isdisjoint(rest) and _BACK_LATER.isdisjoint(rest[2:]))
    return is_open and not is_back and _NOT_OPEN.isdisjoint(rest[:2])


def _tense(words: Sequence[str], at: int) -> bool | None:
    """Return whether a word is a verb of the future (True) or of the past (False)."""
    word, near = words[at], words[max(at - 3, 0) : at]
    before = near[-1] if near else ""
    if word in _AHEAD:
        return word != "set" or (at + 1 < len(words) and words[at + 1] in ("to", "for"))
    if word.removesuffix("s") in _ARRANGED and before != "to":
        is_plain = not word.endswith("s")
        is_verb = before.endswith("s") if is_plain else before not in _BEFORE_NOUN
        return True if is_verb and not before.endswith("'s") else None
    if word == "following":
        return False
    if not (word in _PAST or (word.endswith("ed") and len(word) > 4)):
        return None
    is_open = any(other in _AHEAD or other in _MODAL for other in near) and "have" not in near
    return is_open and word not in _AUXILIARIES


def _words(text: str) -> list[str]:
    """Return the words of a text in small letters, but for names that are like modals."""
    words = re.findall(r"[^\W_]+(?:[-'’][^\W_]+)*|;", text)
    return [word if word in _NAMES else word.lower() for word in words]
