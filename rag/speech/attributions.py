"""A frame -> attributions: who, by which verb, what, as far as the sentence itself says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.speech.according import according, by_colon
from rag.speech.clauses import (
    coordination_before,
    is_negated,
    main_subject,
    passive_at,
    passive_subject,
    subject_of,
)
from rag.speech.complements import (
    SAID_THINGS,
    complement,
    end_of,
    has_predicate,
    hearer_end,
    relative_before,
    says_whole,
    with_next_quotes,
    word_at,
)
from rag.speech.frames import Attribution, Frame, Range, Token
from rag.speech.leads import is_aside
from rag.speech.lexicon import (
    ADVERBS,
    BARE,
    CONJUNCTIONS,
    DATE_WORDS,
    DETERMINERS,
    DOCUMENTS,
    FINITE,
    HAVE,
    ING,
    NAMING,
    NOUN_LIKE,
    PLAIN,
    PREPOSITIONS,
    PRONOUNS,
    QUOTING,
    STATING,
    TELLING,
    VERBS,
)
from rag.speech.phrases import is_possessive, phrase_after

#: Before "claims" or "reports" they make a noun of it.
_ADJECTIVES = frozenset(
    "recent new such false many earlier previous other further early media similar first".split()
)
#: What follows such a verb is its object and no subject of the next.
_OBJECT_FIRST = frozenset(form for form, (base, _) in VERBS.items() if base in NAMING | QUOTING)
_STATEMENTS = frozenset({"statement", "tweet"})
#: Stand with their subject inside a clause; "added" or "admitted" there may be a participle.
_PARENTHETIC = frozenset({"say", "argue", "insist"})

#: After a verb of saying they are what is said, and nobody who says it.
_NOBODY = frozenset("nothing anything something everything little".split())


def find_attributions(frame: Frame) -> list[Attribution]:
    """Find the attributions of a frame, in the order of their verbs."""
    tokens = frame.tokens
    found: list[Attribution] = []
    for place, token in enumerate(tokens):
        if token.word == "according" and word_at(tokens, place + 1) == "to":
            made = according(tokens, place)
        elif token.word in VERBS:
            made = _by_verb(tokens, place, found)
        elif token.word == ":" and not any(place - 4 < a.verb[1] <= place for a in found):
            made = by_colon(tokens, place, found)
        else:
            made = None
        if made is not None:
            found.append(made)
    return _apart(tokens, found)


def _by_verb(
    tokens: Sequence[Token], verb: int, earlier: Sequence[Attribution]
) -> Attribution | None:
    base, tense = VERBS[tokens[verb].word]
    if is_negated(tokens, verb):
        return None
    if tense == ING and word_at(tokens, verb - 1) not in ("is", "are", "was", "were", "been"):
        return _participle(tokens, verb, earlier)
    inverted = _inverted(tokens, verb) if base in STATING | QUOTING else None
    if inverted is not None:
        return inverted
    speaker = subject_of(tokens, verb)
    if speaker is None or not _may_be_verb(tokens, verb, speaker):
        return None
    if word_at(tokens, speaker[0] - 1) in _OBJECT_FIRST:
        return None
    made = _after_speaker(tokens, speaker, verb)
    if earlier and made is not None and coordination_before(tokens, verb):
        return replace(made, speaker=earlier[-1].speaker)
    return made


def _participle(
    tokens: Sequence[Token], verb: int, earlier: Sequence[Attribution]
) -> Attribution | None:
    """Read ", saying that ..." as said by the sentence's subject."""
    quoted = _quoted_speaker(tokens, verb)
    if quoted is not None:
        said = complement(tokens, verb)
        return None if said is None else Attribution(quoted, (verb, verb + 1), *said)
    if not _stands_apart(tokens, verb, earlier):
        return None
    speaker = earlier[-1].speaker if earlier else _subject_at(tokens, verb - 1)
    if speaker is None:
        return None
    content = complement(tokens, verb)
    return None if content is None else Attribution(speaker, (verb, verb + 1), *content)


def _quoted_speaker(tokens: Sequence[Token], verb: int) -> Range | None:
    """Return whom "the agency quoted him as saying" or "he was quoted as saying" quotes."""
    end = verb - 1 if word_at(tokens, verb - 1) == "as" else verb
    for place in range(end - 1, max(end - 12, -1), -1):
        if VERBS.get(tokens[place].word, ("", ""))[0] == "quote":
            if passive_at(tokens, place) is not None:
                return passive_subject(tokens, place)
            is_active = place + 1 < end and tokens[place + 1].word != "by"
            return (place + 1, end) if is_active else None
        if not tokens[place].is_word:
            return None
    return None


def _stands_apart(tokens: Sequence[Token], verb: int, earlier: Sequence[Attribution]) -> bool:
    """Say whether a participle goes with the subject and not with the noun before it."""
    place = verb - 1
    if word_at(tokens, place) in ADVERBS:
        place -= 1
    if place < 0 or word_at(tokens, place) in (",", "and", "-", "—", "–", "by"):
        return True
    if tokens[place].quote is not None or any(a.speaker[1] == verb for a in earlier):
        return True
    says_quote = verb + 1 < len(tokens) and says_whole(tokens, verb + 1)
    return says_quote or any(t.word in _STATEMENTS for t in tokens[max(verb - 4, 0) : verb])


def _subject_at(tokens: Sequence[Token], end: int) -> Range | None:
    """Return the subject of the last clause before ``end`` that has one of its own."""
    commas = [i for i in range(end) if tokens[i].word in (",", ";")]
    for comma in reversed(commas):
        start = comma + 1
        joins = word_at(tokens, start) in CONJUNCTIONS
        opens = start + 1 < end and (
            tokens[start + 1].is_capital or tokens[start + 1].word in DETERMINERS | PRONOUNS
        )
        if joins and opens and has_predicate(tokens, start + 1, end):
            return _from(tokens, start + 1, end)
    return main_subject(tokens, end)


def _from(tokens: Sequence[Token], start: int, end: int) -> Range | None:
    found = main_subject(tokens[start:end], end - start)
    return None if found is None else (found[0] + start, found[1] + start)


def _inverted(tokens: Sequence[Token], verb: int) -> Attribution | None:
    """Read “...,” said X: the subject stands after the verb."""
    before = verb - 1
    if word_at(tokens, before) == "," and before:
        before -= 1
        if tokens[before].quote is None:
            return _inverted_report(tokens, verb, before + 1)
    if before < 0 or tokens[before].quote is None or tokens[verb].word in NOUN_LIKE - {"shows"}:
        return None
    speaker = phrase_after(tokens, verb + 1)
    if speaker is None or _opens_content(tokens, speaker) or _is_said_before(tokens, before):
        return None
    content = _around(tokens, before, speaker[1])
    return Attribution(speaker, (verb, verb + 1), content, is_quoted=True)


def _opens_content(tokens: Sequence[Token], phrase: Range) -> bool:
    """Say whether a phrase after a verb is what is said: "said X had paid", "said nothing"."""
    first = tokens[phrase[0]]
    after = tokens[phrase[1]] if phrase[1] < len(tokens) else None
    is_clause = after is not None and after.word in FINITE and not after.is_capital
    return is_clause or (first.word in _NOBODY and not first.is_capital)


def _is_said_before(tokens: Sequence[Token], quote: int) -> bool:
    """Say whether a relative clause has said a quotation already: "whom X called “...”, said"."""
    first = _first_quote(tokens, quote)
    relative = relative_before(tokens, first)
    verbs = () if relative is None else range(relative + 1, first)
    for verb in (place for place in verbs if tokens[place].word in VERBS):
        said = complement(tokens, verb)
        if said is not None and any(start <= first < end for start, end in said[0]):
            return True
        if verb + 1 == first and tokens[verb].word not in NOUN_LIKE:
            return True
    return False


def _first_quote(tokens: Sequence[Token], quote: int) -> int:
    """Return where the quotations begin that stand side by side up to one."""
    while quote and tokens[quote - 1].quote:
        quote -= 1
    return quote


def _inverted_report(tokens: Sequence[Token], verb: int, comma: int) -> Attribution | None:
    """Read "..., said X." without quotation marks."""
    speaker = phrase_after(tokens, verb + 1)
    if speaker is None or tokens[speaker[0]].word in PRONOUNS or not _ends_at(tokens, speaker[1]):
        return None
    if VERBS[tokens[verb].word][0] not in BARE - TELLING:
        return None
    content: tuple[Range, ...] = ((0, comma),)
    if not has_predicate(tokens, 0, comma):
        rest = _rest_of_clause(tokens, speaker, verb)
        if rest is None:
            return None
        content = (*content, rest)
    return Attribution(speaker, (verb, verb + 1), content)


def _rest_of_clause(tokens: Sequence[Token], speaker: Range, verb: int) -> Range | None:
    """Return "would cost millions" of "The plan, said X, would cost millions"."""
    if _holds_comma(tokens, verb - 1) or is_aside(tokens, 0, verb - 1):
        return None
    first, last = tokens[speaker[0]], tokens[speaker[1] - 1].word
    is_name = first.is_capital or first.word in DETERMINERS or last.endswith("s")
    if VERBS[tokens[verb].word][0] not in _PARENTHETIC or not is_name:
        return None
    end = end_of(tokens)
    for comma in range(speaker[1], end - 1):
        goes_on = tokens[comma].word == "," and VERBS.get(tokens[comma + 1].word, "")[1:] != (ING,)
        if goes_on and has_predicate(tokens, comma, comma + 2):
            return comma + 1, end
    return None


def _holds_comma(tokens: Sequence[Token], end: int) -> bool:
    return any(token.word == "," for token in tokens[:end])


def _after_speaker(tokens: Sequence[Token], speaker: Range, verb: int) -> Attribution | None:
    place = (verb, verb + 1)
    base = VERBS[tokens[verb].word][0]
    before = speaker[0] - 1
    if before >= 0 and word_at(tokens, before) == "," and tokens[before - 1].quote:
        before -= 1
    if before >= 0 and tokens[before].quote and says_whole(tokens, before) and base in STATING:
        return _before_speaker(tokens, speaker, verb, before)
    content_after = complement(tokens, verb)
    if content_after is not None:
        return Attribution(speaker, place, *content_after)
    if base in BARE | {"note", "confirm", "announce", "explain", "write", "report"}:
        return _trailing(tokens, speaker, verb)
    return None


def _before_speaker(tokens: Sequence[Token], speaker: Range, verb: int, quote: int) -> Attribution:
    """Read “...,” X said; a quotation that only ends the clause before it is part of that."""
    first = _first_quote(tokens, quote)
    leads = first < 3 or not tokens[first - 1].is_word or tokens[first - 1].word in VERBS
    if leads:
        content = _around(tokens, quote, verb + 1)
        return Attribution(speaker, (verb, verb + 1), content, is_quoted=True)
    return Attribution(speaker, (verb, verb + 1), ((0, quote + 1),))


def _trailing(tokens: Sequence[Token], speaker: Range, verb: int) -> Attribution | None:
    """Read "..., X said." and "..., X said, ..."."""
    comma = speaker[0] - 1
    if (
        comma < 2
        or word_at(tokens, comma) != ","
        or not _has_predicate_or_goes_on(tokens, comma, verb)
    ):
        return None
    end = verb + 1
    if VERBS[tokens[verb].word][0] in TELLING and end < len(tokens):
        end = hearer_end(tokens, end, len(tokens)) or end
        end += 2 if word_at(tokens, end) == "of" else 0
    while end < len(tokens) and (
        tokens[end].word in DATE_WORDS | ADVERBS
        or tokens[end].word in ("on", "in", "a", "an")
        or tokens[end].word in SAID_THINGS
    ):
        end += 1
    if _ends_at(tokens, end) and word_at(tokens, end) != ",":
        return Attribution(speaker, (verb, verb + 1), ((0, comma),))
    if word_at(tokens, end) == "," and end + 1 < len(tokens):
        rest = (end + 1, end_of(tokens))
        if tokens[end + 1].word in VERBS and VERBS[tokens[end + 1].word][1] == ING:
            return Attribution(speaker, (verb, verb + 1), ((0, comma),))
        return Attribution(speaker, (verb, verb + 1), ((0, comma), rest))
    return None


def _has_predicate_or_goes_on(tokens: Sequence[Token], comma: int, verb: int) -> bool:
    if word_at(tokens, 0) in PREPOSITIONS | {"when", "while", "after", "as", "if", "although"}:
        return word_at(tokens, verb + 1) == ","
    return has_predicate(tokens, 0, comma) or word_at(tokens, verb + 1) == ","


def _may_be_verb(tokens: Sequence[Token], verb: int, speaker: Range) -> bool:
    """Say whether a form that is also a noun, or no third person, is the verb here."""
    word, tense = tokens[verb].word, VERBS[tokens[verb].word][1]
    last = tokens[speaker[1] - 1]
    if is_possessive(last):
        return False
    if word in NOUN_LIKE and last.word in _ADJECTIVES:
        return False
    if VERBS[word][0] == "show":
        return bool({t.word for t in tokens[slice(*speaker)]} & DOCUMENTS)
    if word in NOUN_LIKE:
        first = tokens[speaker[0]]
        after = word_at(tokens, verb + 1)
        follows = after in ("that", ":", ",", "to", "it", "he", "they", "she") or (
            verb + 1 < len(tokens) and tokens[verb + 1].quote is not None
        )
        ends = after in (".", "") and last.word.endswith("s") and first.word in DETERMINERS
        if not follows and tense == PLAIN:
            return ends
        return last.is_capital or last.word in PRONOUNS or first.word in DETERMINERS
    if tense == PLAIN:
        if word_at(tokens, verb - 1) in CONJUNCTIONS:
            return False
        if last.is_capital and word_at(tokens, verb + 1) == "that":
            return True
        is_plural = last.word in ("they", "we", "i", "you", "police", "people", "many", "some")
        return is_plural or (last.word.endswith("s") and not last.word.endswith("ss"))
    return True


def _around(tokens: Sequence[Token], quote: int, after: int) -> tuple[Range, ...]:
    """Return a quotation before its verb, with the rest of it that follows after a comma."""
    content: tuple[Range, ...] = ((_first_quote(tokens, quote), quote + 1),)
    for place in range(after, len(tokens)):
        token = tokens[place]
        if token.quote is not None:
            before = word_at(tokens, place - 1)
            joined = before in (",", ":", ".", "—", "–", "-", ";") and says_whole(tokens, place)
            return (*content, with_next_quotes(tokens, place, len(tokens))) if joined else content
        if token.word in VERBS and VERBS[token.word][0] in STATING:
            break
    return content


def _apart(tokens: Sequence[Token], found: Sequence[Attribution]) -> list[Attribution]:
    """Cut what is said before the next verb of the same speaker, and drop what is left empty."""
    result: list[Attribution] = []
    for place, attribution in enumerate(found):
        later = [a for a in found[place + 1 :] if a.verb[0] > attribution.verb[0]]
        content = tuple(part for part in attribution.content if part[0] < part[1])
        same = [other for other in found if other.content == attribution.content]
        if content and attribution is _best(tokens, same or [attribution]):
            for other in later:
                attribution = _cut(tokens, attribution, other)
            content = tuple(part for part in attribution.content if part[0] < part[1])
            result.append(replace(attribution, content=content))
    return result


def _best(tokens: Sequence[Token], same: Sequence[Attribution]) -> Attribution:
    """Return which of several verbs with the same content tells more: a name, or the nearest."""
    named = [a for a in same if tokens[a.speaker[0]].word not in PRONOUNS]
    return (named or list(same))[-1]


def _cut(tokens: Sequence[Token], attribution: Attribution, other: Attribution) -> Attribution:
    """End a content before the next verb of the same speaker: "said that ..., adding that"."""
    if other.speaker != attribution.speaker:
        return attribution
    before = other.verb[0] - 1
    while before > 0 and tokens[before].word in ADVERBS | HAVE:
        before -= 1
    parts = tuple(
        (start, before) if start < before < end else (start, end)
        for start, end in attribution.content
    )
    return replace(attribution, content=parts)


def _ends_at(tokens: Sequence[Token], place: int) -> bool:
    return place >= end_of(tokens) or tokens[place].word in (",", ".", ";")
