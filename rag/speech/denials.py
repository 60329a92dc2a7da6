"""Denials: what a sentence says did not happen, or that nobody said.

"The minister denied that 40 people had died", "Reports that the mill was sold were denied", "Reed
never said that the mayor stole the money": what stands there is no answer, though its words are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.speech.complements import complement, end_of, word_at
from rag.speech.frames import Range, Token, find_frames
from rag.speech.leads import is_adverb, is_past
from rag.speech.lexicon import (
    ADVERBS,
    ASKING,
    BARE,
    BE,
    CLAUSAL,
    CONJUNCTIONS,
    DATE_WORDS,
    DETERMINERS,
    FINITE,
    HAVE,
    ING,
    MODALS,
    NEGATIONS,
    NOUN_LIKE,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    SUBORDINATORS,
    VERBS,
)
from rag.types import Evidence, Span

#: Forms of verbs that take back what follows them.
_DENYING = re.compile(
    r"den(?:y|ies|ied|ying)|dismiss(?:es|ed|ing)?|reject(?:s|ed|ing)?|refut(?:es?|ed|ing)"
    r"|rebut(?:s|ted|ting)?|disput(?:ed|ing)"
)
#: What is denied with "that" after it, or "of" where there are several.
_CLAIMED = frozenset(
    "claim report rumour rumor allegation accusation assertion suggestion speculation statement"
    " idea notion fear concern charge".split()
)
#: Of these, what follows holds, though nobody said it: "never revealed that".
_FACTIVE = frozenset(
    "reveal acknowledge concede admit mention note explain remind inform warn assure recall"
    " disclose remark observe point announce show stress emphasise emphasize".split()
)
_TAKE_BACK = NEGATIONS | frozenset(
    "no nobody cannot without refused refuses declined declines".split()
)
#: After "not" they take nothing back.
_ONLY = frozenset({"only", "just", "merely", "simply"})
_ASKED = frozenset("how why what where who when".split())
#: May stand between a negation and its verb.
_AUXILIARIES = HAVE | MODALS | BE | {"yet"}
#: How far from a verb of denial the word "that" is looked for, in tokens.
_REACH = 14


def denies_answer(question: str, item: Evidence) -> bool:
    """Say whether a sentence denies its short answer, or says that nobody said it.

    Where the question itself asks what was denied, or not said, that is an answer as any other.
    """
    if item.answer is None:
        return False
    denied = list(_denied(item.hit.passage.document.text, item.span))
    if not any(part is not None and part.contains(item.answer) for part in denied):
        return False
    return not list(_denied(question, Span(0, len(question))))


def _denied(text: str, sentence: Span) -> Iterator[Span | None]:
    """Yield what each denial in a sentence denies, None where that cannot be told."""
    for frame in find_frames(text, sentence, ()):
        tokens = frame.tokens
        for verb, token in enumerate(tokens):
            denies = _DENYING.fullmatch(token.word) is not None
            says = VERBS.get(token.word, ("", ""))[0] in CLAUSAL - ASKING - _FACTIVE
            if (denies or says) and denies is not _is_negated(tokens, verb):
                part = (_taken_back if denies else _unsaid)(tokens, verb)
                end = _end_of_denied(tokens, *part) if part else 0
                yield Span(tokens[part[0]].start, tokens[end - 1].end) if part and end else None


def _is_negated(tokens: Sequence[Token], verb: int) -> bool:
    """Say whether a verb is negated, or its subject is nobody: "never publicly", "no one"."""
    place = verb - 1
    while word_at(tokens, place) in _AUXILIARIES or is_adverb(tokens, place):
        if word_at(tokens, place) in _TAKE_BACK | _ONLY:
            return word_at(tokens, place) not in _ONLY
        place -= 1
    word, before = word_at(tokens, place), word_at(tokens, place - 1)
    if word in _TAKE_BACK or word.endswith("n't"):
        return True
    return before in _TAKE_BACK and not word.isdigit()  # "No 10 said"


def _unsaid(tokens: Sequence[Token], verb: int) -> Range | None:
    """Return what a negated verb of saying is said not to say, but for what it asks."""
    said = complement(tokens, verb)
    if said is None or tokens[said[0][0][0]].word in _ASKED:
        return None
    ((start, end), *_), _ = said
    return (start - 1 if word_at(tokens, start - 1) == "that" else start), end


def _taken_back(tokens: Sequence[Token], verb: int) -> Range | None:
    """Return what a verb of denial denies: a clause, or what a report or claim of it tells."""
    start, end = verb + 1, end_of(tokens)
    if word_at(tokens, verb - 1) in DETERMINERS - {"that"}:  # "the rejected claim that"
        return None
    for place in range(start, min(end, start + _REACH)):
        word, between = tokens[place].word, tokens[start:place]
        is_claim = bool({t.word.removesuffix("s") for t in between} & _CLAIMED)
        opens = not between or between[0].word in PREPOSITIONS | ADVERBS | DATE_WORDS | {","}
        if word == "that" and place + 1 < end and (is_claim or opens):
            return place, end
        before = word_at(tokens, place - 1)
        if word in ("of", "about") and before.endswith("s") and before[:-1] in _CLAIMED:
            return place, end
        if word in FINITE | {";", "but"} or word in (",", "and") and _says_more(tokens, place, end):
            break
    is_passive = any(t.word in BE for t in tokens[max(verb - 3, 0) : verb])
    if is_passive and is_past(tokens[verb]):
        return _reported_before(tokens, verb)
    return (start, end) if _opens_clause(tokens, start, end) else None


def _reported_before(tokens: Sequence[Token], verb: int) -> Range | None:
    """Return what is reported in "Reports that ... were denied"."""
    for place in range(1, min(verb, _REACH)):
        if tokens[place].word in FINITE:
            return None
        if tokens[place].word == "that":
            subject = {token.word.removesuffix("s") for token in tokens[:place]}
            is_claim = subject & _CLAIMED and tokens[0].word not in PREPOSITIONS | SUBORDINATORS
            return (place, verb) if is_claim else None
    return None


def _opens_clause(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Say whether a clause without "that" follows, or an act: "denied he knew", "denied having"."""
    if end - start < 2:
        return False
    first, second = tokens[start], tokens[start + 1]
    if first.word in PRONOUNS - {"it"} or first.word in ("having", "being"):
        return True
    if first.word.endswith("ing") and not first.is_capital:
        return second.is_capital or second.text[0].isdigit() or second.word in DETERMINERS
    for place in range(start + 1, end):
        token, before = tokens[place], tokens[place - 1]
        if token.word in FINITE or (is_past(token) and before.is_capital):
            return True
        stops = RELATIVES | SUBORDINATORS | CONJUNCTIONS | {"after", "before", "as", "to"}
        if not token.is_word or token.word in stops:
            return False
    return False


def _end_of_denied(tokens: Sequence[Token], start: int, end: int) -> int:
    """Return where a denial ends: before "but", and where somebody says something else."""
    for place in range(start + 1, end):
        word, after = tokens[place].word, word_at(tokens, place + 1)
        if word in ("but", ";") or (word == "," and after in ("while", "although", "though")):
            return place
        if word in (",", "and") and _says_more(tokens, place, end):
            return place
    return end


def _says_more(tokens: Sequence[Token], joint: int, end: int) -> bool:
    """Say whether a comma or "and" leads to a verb of saying: ", saying", ", his lawyer said"."""
    first = joint + 1
    while word_at(tokens, first) in CONJUNCTIONS or is_adverb(tokens, first):
        first += 1
    if word_at(tokens, first) in RELATIVES | {"as", "that"}:
        return False
    for place in range(first, end):
        base, tense = VERBS.get(tokens[place].word, ("", ""))
        if tokens[place].word == ",":
            return False
        if base in CLAUSAL and tokens[place].word not in NOUN_LIKE:
            joins = tokens[joint].word == "and" or word_at(tokens, joint + 1) in CONJUNCTIONS
            is_own = joins or tense == ING or base in BARE
            return is_own if place == first else tokens[joint].word == ","
    return False
