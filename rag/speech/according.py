"""Attributions without a clause of their own: "according to X", and "X made a statement: ..."."""

from __future__ import annotations

from collections.abc import Sequence

from rag.speech.clauses import coordination_before, main_subject, passive_at
from rag.speech.complements import SAID_THINGS, end_of, has_predicate, word_at
from rag.speech.frames import Attribution, Range, Token
from rag.speech.lexicon import (
    CONJUNCTIONS,
    DETERMINERS,
    DOCUMENTS,
    ORGANISATION_WORDS,
    PRONOUNS,
    RELATIVES,
    VERBS,
)
from rag.speech.phrases import is_full_name, phrase_after

_ADDS = frozenset({"who", "which", "a", "an", "the"})


def according(tokens: Sequence[Token], place: int) -> Attribution | None:
    """Read "according to X" at ``place``: before its clause, inside it, or after it."""
    speaker = phrase_after(tokens, place + 2)
    if speaker is None:
        return None
    verb, end = (place, place + 2), speaker[1]
    before = word_at(tokens, place - 1)
    if place <= 1 or before in CONJUNCTIONS | {"that"}:
        return _leading(tokens, speaker, verb)
    if word_at(tokens, end) == "," and end + 1 < len(tokens):
        if tokens[end + 1].quote is not None:
            return Attribution(speaker, verb, ((end + 1, end + 2),), is_quoted=True)
        if word_at(tokens, place - 2) == "that":
            return Attribution(speaker, verb, ((end + 1, end_of(tokens)),))
    content: tuple[Range, ...] = ((0, place - 1 if before == "," else place),)
    rest = (end + 1, end_of(tokens))
    if word_at(tokens, end) == "," and word_at(tokens, end + 1) not in _ADDS and rest[0] < rest[1]:
        content = (*content, rest)
    return Attribution(speaker, verb, content)


def by_colon(
    tokens: Sequence[Token], colon: int, earlier: Sequence[Attribution]
) -> Attribution | None:
    """Read "X issued a statement: “...”" and "X went on: “...”" as said by X."""
    quote = (colon + 1, colon + 2)
    if colon + 1 >= len(tokens) or not tokens[colon + 1].quote:
        return None
    if any(quote in attribution.content for attribution in earlier):
        return None
    speaker = earlier[-1].speaker if earlier else main_subject(tokens, colon)
    if speaker is None:
        return None
    if word_at(tokens, colon - 1) == "on" and word_at(tokens, colon - 2) in ("went", "goes"):
        return Attribution(speaker, (colon - 2, colon), (quote,), is_quoted=True)
    said = [i for i in range(speaker[1], colon) if _tells(tokens, i)]
    if not said:
        return None
    verb = said[0]
    if passive_at(tokens, verb) is not None and not _is_subjects(tokens, speaker, verb):
        active = (i for i in said if tokens[i].word in VERBS and passive_at(tokens, i) is None)
        verb = next((i for i in active if coordination_before(tokens, i)), verb)
        agent = speaker if verb != said[0] else _agent(tokens, verb, colon)
        if agent is None:
            return None
        speaker = agent
    return Attribution(speaker, (verb, verb + 1), (quote,), is_quoted=True)


def _tells(tokens: Sequence[Token], place: int) -> bool:
    """Say whether a word tells of speech, and not in a relative clause about who heard it."""
    be = passive_at(tokens, place) if tokens[place].word in VERBS else None
    if be is not None and word_at(tokens, be - 1) in RELATIVES:
        return False
    return tokens[place].word in VERBS or tokens[place].word in SAID_THINGS


def _is_subjects(tokens: Sequence[Token], speaker: Range, verb: int) -> bool:
    """Say whether a passive still leaves the words to its subject: "was quoted", "was issued"."""
    words = {token.word for token in tokens[slice(*speaker)]}
    by = word_at(tokens, verb + 1) == "by"
    is_document = bool(words & (SAID_THINGS | DOCUMENTS)) and not by
    return is_document or VERBS[tokens[verb].word][0] == "quote"


def _agent(tokens: Sequence[Token], verb: int, end: int) -> Range | None:
    """Return who told, after the "by" of a passive: a name or a group, and no "by email"."""
    by = next((i for i in range(verb + 1, end) if tokens[i].word == "by"), end)
    found = phrase_after(tokens, by + 1)
    if found is None or found[1] > end:
        return None
    first, last = tokens[found[0]], tokens[found[1] - 1].word
    is_told = first.is_capital or first.word in DETERMINERS | ORGANISATION_WORDS
    return found if is_told or (last.endswith("s") and last not in SAID_THINGS) else None


def _leading(tokens: Sequence[Token], speaker: Range, verb: Range) -> Attribution | None:
    """Read "According to X, a man of Y, it rained"."""
    end = end_of(tokens)
    commas = [i for i in range(speaker[1], end) if tokens[i].word == ","]
    for place, comma in enumerate(commas):
        until = commas[place + 1] if place + 1 < len(commas) else end
        if not _only_adds(tokens, comma + 1, until, end):
            name = (speaker[0], commas[0])
            return Attribution(name, verb, ((comma + 1, end),)) if comma + 1 < end else None
    return None


def _only_adds(tokens: Sequence[Token], start: int, until: int, end: int) -> bool:
    """Say whether words between commas tell who the speaker is, and a clause follows them."""
    if until >= end:
        return False
    first, following = tokens[start], tokens[until + 1 : until + 2]
    if first.word in ("who", "which", "whose"):
        return True
    opens = bool(following) and (
        following[0].is_capital or following[0].word in DETERMINERS | PRONOUNS
    )
    is_added = first.word in _ADDS or is_full_name(tokens[start:until])
    return is_added and opens and not has_predicate(tokens, start, until)
