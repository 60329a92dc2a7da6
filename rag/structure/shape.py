"""The outer form of a line: words, capitals, sentence ends."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+(?:[’'.\-]\w+)*")
_SENTENCE_END = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*\s*(?:\[\w{1,3}\]\s*)*$")
_FULL_STOP = re.compile(r"[.。।…][\s\"'”’»)\]]*$|[,;]$")
_CONJUNCTION = re.compile(r"(?:and|but|or|so|now|because|then|yet)\b", re.IGNORECASE)
_QUOTES = {'"': '"', "“": "”", "‘": "’", "«": "»", "'": "'"}
_INNER_END = re.compile(r"[a-z0-9\"”’)][.!?][\"”’)]*\s+[\"“‘(]*[A-ZÀ-Þ]")
_REPORTED = re.compile(
    r"\b(?:said|says|told|added|asked|according|announced|explained|warned|wrote|claimed)\b", re.I
)
_LONG = 120
_LEAD = 60
_HEADING_WORDS = 14
_HEADING_LENGTH = 100
_HEADLINE_WORDS = 30
_HEADLINE_LENGTH = 220


def words(text: str) -> list[str]:
    """Return the words of ``text``, with inner apostrophes, hyphens and points."""
    return _WORD.findall(text)


def ends_sentence(text: str) -> bool:
    """Say whether ``text`` closes with a stop, a question or an exclamation mark."""
    return bool(_SENTENCE_END.search(text[-40:]))


def is_prose(text: str) -> bool:
    """Say whether ``text`` reads as running text: it ends as a sentence, or is long."""
    if len(text) >= _LONG:
        return True
    return len(words(text)) >= 4 and (ends_sentence(text) or bool(_INNER_END.search(text)))


def leads(text: str) -> bool:
    """Say whether ``text`` is prose that can stand below a heading."""
    return is_prose(text) and len(text) >= _LEAD or ends_sentence(text)


def reports_speech(text: str) -> bool:
    """Say whether ``text`` has a verb of saying, which labels and calls to act do not have."""
    return bool(_REPORTED.search(text))


def is_heading_shape(text: str) -> bool:
    """Say whether ``text`` could be a subheading: short, no full stop, no list or label."""
    if len(text) > _HEADING_LENGTH or "\n" in text or "\t" in text:
        return False
    tokens = words(text)
    if not tokens or len(tokens) > _HEADING_WORDS or _FULL_STOP.search(text):
        return False
    if _is_stray_speech(text, len(tokens)):
        return False
    first = text.lstrip("\"'“‘«¿¡([=# ")[:1]
    if not (first.isupper() or first.isdigit() or first.isalpha() and not first.islower()):
        return False
    return not is_label_and_value(text)


def _is_stray_speech(text: str, length: int) -> bool:
    """Say whether a short line is a question, a call or half a quotation of the story."""
    opening, closing = _QUOTES.get(text[0], ""), text[-1]
    if opening and opening not in text[1:] or closing in '"”»' and text[0] not in '"“«':
        return closing not in '"”»' or text.count("“") != text.count("”") or length > 8
    if text.rstrip("\"”’'»")[-1:] in ("?", "!", "？"):
        return length > 10 or bool(_CONJUNCTION.match(text))
    return False


def is_label_and_value(text: str) -> bool:
    """Say whether ``text`` is a line such as ``Final score: 2-1`` or ``Contact: Ann, a@b.c``."""
    label, colon, value = text.partition(":")
    return bool(colon and value.strip()) and (
        any(c.isdigit() for c in value) or "@" in value or len(words(label)) == 1
    )


def is_headline_shape(text: str) -> bool:
    """Say whether ``text`` could be the title: one line, not too long, no full stop."""
    if len(text) > _HEADLINE_LENGTH or "\n" in text or text[:1] in "-•*{|<":
        return False
    if not 1 <= len(words(text)) <= _HEADLINE_WORDS or _INNER_END.search(text) and len(text) > 90:
        return False
    return not _FULL_STOP.search(text) and any(c.isalpha() for c in text)


def is_capital(word: str) -> bool:
    """Say whether ``word`` begins with a capital letter."""
    return word[:1].isupper()
