"""Noun phrases: where one ends, and what kind of name it is."""

from __future__ import annotations

from collections.abc import Sequence

from rag.speech.frames import Range, Token
from rag.speech.lexicon import (
    ADVERBS,
    CONJUNCTIONS,
    DATE_WORDS,
    DETERMINERS,
    FINITE,
    ING,
    ORGANISATION_WORDS,
    PREPOSITIONS,
    PRONOUNS,
    SUBORDINATORS,
    TITLES,
    VERBS,
)


def phrase_after(tokens: Sequence[Token], start: int) -> Range | None:
    """Return the noun phrase that begins at ``start``, as after "according to" or "..." said."""
    if start >= len(tokens) or not tokens[start].is_word:
        return None
    first = tokens[start].word
    if first in PREPOSITIONS | SUBORDINATORS | CONJUNCTIONS | DATE_WORDS | ADVERBS | FINITE:
        return None
    ends = frozenset(
        "who whom whose which when while as in on at during after before to that where but".split()
    )
    end = start
    while end < len(tokens) and tokens[end].is_word and tokens[end].word not in ends:
        if end > start and (tokens[end].word in FINITE or _is_when(tokens, end)):
            break
        if end > start and _tells_how(tokens, end):
            break
        if tokens[end].word == "and" and not joins_names(tokens, end):
            break
        if end > start and tokens[end].word in PRONOUNS and not tokens[end].is_capital:
            break
        end += 1
    if tokens[start].word in PRONOUNS | {"him", "her", "them"}:
        end = start + 1
    return (start, end) if end > start else None


def _is_when(tokens: Sequence[Token], place: int) -> bool:
    """Say whether a weekday ends a noun phrase: not in "a statement released Thursday by ..."."""
    after = tokens[place + 1].word if place + 1 < len(tokens) else ""
    return is_weekday(tokens[place]) and after not in ("by", "from")


def _tells_how(tokens: Sequence[Token], place: int) -> bool:
    """Say whether a word goes with the verb: "said Weiss later", "said Weiss adding that ..."."""
    word = tokens[place].word
    if VERBS.get(word, ("", ""))[1] == ING:
        return True
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    ends = after is None or not after.is_word or after.word in PREPOSITIONS | DATE_WORDS
    return word in ADVERBS and ends


def is_full_name(tokens: Sequence[Token]) -> bool:
    """Say whether words are nothing but a name of two words or more."""
    words = {token.word for token in tokens}
    return (
        len(tokens) > 1
        and all(token.is_capital for token in tokens)
        and not words & (TITLES | ORGANISATION_WORDS | DATE_WORDS)
    )


def joins_names(tokens: Sequence[Token], place: int) -> bool:
    """Say whether "and" joins two noun phrases, as far as the words beside it show."""
    if not 0 < place < len(tokens) - 1:
        return False
    before, after = tokens[place - 1], tokens[place + 1]
    if before.is_capital and (after.is_capital or after.word in DETERMINERS):
        return True
    plain = (
        before.is_word
        and after.is_word
        and not before.is_capital
        and not after.is_capital
        and after.word not in PRONOUNS | DETERMINERS | VERBS.keys() | FINITE | ADVERBS
    )
    return plain and not after.word.endswith(("ed", "ing", "ly"))


def is_weekday(token: Token) -> bool:
    """Say whether a word names a day of the week."""
    return token.is_capital and token.word.endswith("day") and token.word in DATE_WORDS - {"today"}


def is_possessive(token: Token) -> bool:
    """Say whether a word is a genitive: "the mayor's"."""
    return token.word.endswith(("'s", "s'"))
