"""What leads a sentence in before its subject: "However", "On Thursday", "Speaking to us"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.speech.complements import has_predicate, word_at
from rag.speech.frames import Token
from rag.speech.lexicon import (
    ADVERBS,
    CONJUNCTIONS,
    DATE_WORDS,
    DETERMINERS,
    FINITE,
    MONTHS,
    NOUN_LIKE,
    PREPOSITIONS,
    PRONOUNS,
    SUBORDINATORS,
    TITLES,
    VERBS,
)
from rag.speech.phrases import is_weekday

#: What ends a stretch of a sentence.
STOPS = frozenset(",;:()[]—–-.!?")
_MARKS = frozenset(",;:")
_DASHES = frozenset("—–-")
_OPENERS = SUBORDINATORS - {"that"}
_DIGITS = re.compile(r"\d{1,2}(?:st|nd|rd|th)?|\d{4}")
#: At the head of a sentence they tell what its subject was asked.
_ASKED = frozenset({"asked", "pressed", "questioned", "quizzed"})
_DAY = DATE_WORDS | {"day", "time"}
_DAY_OPENERS = DETERMINERS | {"same", "following", "previous"}
_DEFINITE = frozenset("the his her its their our my".split())
_NO_ADVERBS = frozenset(
    """emily kelly sally molly holly polly dolly billy willy milly tilly lily elly nelly shelly
    wally beverly kimberly carly karly reilly scully connolly donnelly italy sicily july family
    assembly ally rally bully supply monopoly anomaly""".split()
)
#: Irregular past forms that are no common noun or adjective.
_PAST = frozenset(
    """became began broke brought built bought came chose did drew drove ate fell fought found flew
    gave got went grew held kept knew led left lost made met paid ran saw sent shot spoke stood took
    taught thought threw told understood won wrote said rose sold spent sat struck swore
    withdrew put set cut hit let shut spread quit cast beat burst read""".split()
)


def leads(tokens: Sequence[Token], comma: int) -> bool:
    """Say whether what stands before a comma only leads a sentence in: "On Thursday, ..."."""
    start = _lead_start(tokens, comma)
    return start < comma and is_aside(tokens, start, comma)


def opens_sentence(tokens: Sequence[Token], comma: int) -> bool:
    """Say whether nothing but leads stands before a comma, back to where the clause begins."""
    start = _lead_start(tokens, comma)
    opens = word_at(tokens, start - 1) != "," or word_at(tokens, start) in CONJUNCTIONS
    return leads(tokens, comma) and (opens or opens_sentence(tokens, start - 1))


def is_aside(tokens: Sequence[Token], start: int, stop: int) -> bool:
    """Say whether a stretch holds no subject: "But on Thursday", "Asked about the talks"."""
    while start < stop and tokens[start].word in CONJUNCTIONS:
        start += 1
    if start >= stop or _opens_with_participle(tokens, start, stop):
        return True
    if after_dates(tokens, start, stop) > start:
        return False
    first, words = tokens[start].word, [token.word for token in tokens[start:stop]]
    return (
        first in PREPOSITIONS | ADVERBS | DATE_WORDS | _OPENERS | _ASKED
        or is_adverb(tokens, start)
        or words[-1] in ("ago", "later")
        or _is_day(words)
    )


def after_dates(tokens: Sequence[Token], start: int, stop: int) -> int:
    """Return where a subject begins after "But now" or "On 3 May", ``start`` when none does."""
    place = start
    while place < stop:
        token = tokens[place]
        is_first_word = place == start and token.word in DATE_WORDS
        opens = token.word in PREPOSITIONS - {"at"} and _opens_date(tokens, place + 1)
        is_small = token.word in CONJUNCTIONS or is_adverb(tokens, place)
        if token.word == "once" or not (opens or is_small or is_first_word or is_date(token)):
            break
        place += 1
    if not start < place < stop:
        return start
    first, rest = tokens[place], [token.word for token in tokens[place:stop]]
    opens = first.is_capital or first.word in PRONOUNS | _DEFINITE
    is_time = first.word in _DAY or rest[-1] == "time" or _is_day(rest)
    return place if opens and not is_time else start


def _lead_start(tokens: Sequence[Token], comma: int) -> int:
    """Return where what may lead in begins; a quotation can stand inside it."""
    marks = [i for i in range(comma) if tokens[i].word in _MARKS | _DASHES]
    return marks[-1] + 1 if marks else 0


def stretch_start(tokens: Sequence[Token], end: int) -> int:
    """Return where the words between marks begin that end before ``end``."""
    start = end
    while start > 0 and not tokens[start - 1].quote and tokens[start - 1].word not in _MARKS:
        start -= 1
    return start


def is_date(token: Token) -> bool:
    """Say whether a word or number can be part of a date."""
    if token.is_capital and not (is_weekday(token) or token.word in MONTHS):
        return False
    return token.word in DATE_WORDS or token.word == "ago" or bool(_DIGITS.fullmatch(token.word))


def is_adverb(tokens: Sequence[Token], place: int) -> bool:
    """Say whether a word is an adverb by its form: in -ly, and no name such as "Emily"."""
    word = word_at(tokens, place)
    if not word.endswith("ly") or word in _NO_ADVERBS:
        return word in ADVERBS
    opens = place == 0 or tokens[place - 1].word in STOPS - {","}
    return opens or not tokens[place].is_capital


def is_past(token: Token) -> bool:
    """Say whether a word has the form of a past tense."""
    return token.word.endswith("ed") or token.word in _PAST


def opens_phrase(token: Token) -> bool:
    """Say whether a noun phrase can begin with a word: a name or an article."""
    return token.is_capital or token.word in DETERMINERS


def _is_day(words: Sequence[str]) -> bool:
    """Say whether words say when, as "the next day" does."""
    return words[-1] in _DAY and all(word in _DAY | _DAY_OPENERS for word in words)


def _opens_with_participle(tokens: Sequence[Token], start: int, stop: int) -> bool:
    """Say whether a stretch opens as "Speaking to us" and not as "Beijing denied the report"."""
    word, after = tokens[start].word, start + 1
    if not word.endswith("ing") or word in TITLES:
        return False
    if word in ("being", "having", "getting") or not tokens[start].is_capital:
        return True
    if after < stop:
        following = tokens[after]
        is_verb = is_past(following) or following.word in VERBS.keys() - NOUN_LIKE
        has_object = word_at(tokens, after + 1) in DETERMINERS | {":"}
        is_predicate = following.word in FINITE or (is_verb and has_object)
        return following.is_capital or not is_predicate
    marks = [i for i in range(stop, len(tokens)) if tokens[i].word in STOPS][:2]
    parted = [tokens[i].word for i in marks] == [",", ","]
    return not (parted and has_predicate(tokens, marks[1], marks[1] + 2))


def _opens_date(tokens: Sequence[Token], place: int) -> bool:
    """Say whether a date begins, and no number of things."""
    if place >= len(tokens) or not is_date(tokens[place]):
        return False
    text = tokens[place].text
    return not text[0].isdigit() or len(text) == 4 or word_at(tokens, place + 1) in MONTHS
