"""Clauses: where the subject of a verb stands."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from rag.speech.complements import has_predicate, relative_subject, word_at
from rag.speech.frames import Range, Token
from rag.speech.leads import (
    STOPS,
    after_dates,
    is_adverb,
    is_aside,
    is_date,
    is_past,
    leads,
    opens_phrase,
    opens_sentence,
    stretch_start,
)
from rag.speech.lexicon import (
    ADVERBS,
    BE,
    CONJUNCTIONS,
    DATE_WORDS,
    DETERMINERS,
    FINITE,
    HAVE,
    ING,
    MODALS,
    NEGATIONS,
    NOUN_LIKE,
    ORGANISATION_WORDS,
    PAST,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    SUBORDINATORS,
    TITLES,
    VERBS,
)
from rag.speech.phrases import is_full_name, is_possessive, joins_names

_TIME_OPENERS = frozenset({"after", "before", "as", "since", "until"})
_LEADING = frozenset({"so", "well", "still", "when", "while"})
_ARTICLES = frozenset("the a an his its their our my your".split())
#: "went on to say", from the verb back.
_GOING_ON = {("to", "on"), ("to", "went"), ("to", "goes")}


def subject_of(tokens: Sequence[Token], verb: int) -> Range | None:
    """Return the subject before a finite verb, or None when there is none for certain.

    An appositive between commas is left out; a relative pronoun gives its antecedent; a verb after
    "and" takes the subject of its sentence.
    """
    last = _before_auxiliaries(tokens, verb)
    return None if last is None else _subject_at(tokens, last)


def passive_subject(tokens: Sequence[Token], verb: int) -> Range | None:
    """Return the subject of a passive, which says nothing itself."""
    place = passive_at(tokens, verb)
    while place is not None and (word_at(tokens, place) in BE | HAVE or is_adverb(tokens, place)):
        place -= 1
    return None if place is None else _subject_at(tokens, place)


def passive_at(tokens: Sequence[Token], verb: int) -> int | None:
    """Return where the "was" of "was also told" stands, None when the verb is active."""
    if VERBS.get(tokens[verb].word, ("", ""))[1] != PAST:
        return None
    place = verb - 1
    while is_adverb(tokens, place) or word_at(tokens, place) in NEGATIONS:
        place -= 1
    return place if word_at(tokens, place) in BE else None


def _subject_at(tokens: Sequence[Token], last: int) -> Range | None:
    """Return the subject that ends at ``last``, right before a verb and its auxiliaries."""
    if last < 0:
        return None
    word = tokens[last].word
    if word in CONJUNCTIONS:
        return main_subject(tokens, last)
    if word == ",":
        return _before_appositive(tokens, last)
    if word in RELATIVES or word == "that":
        return _antecedent(tokens, last)
    if word in PRONOUNS:
        return last, last + 1
    if not tokens[last].is_word or word in DETERMINERS - {"this", "that", "these", "those", "one"}:
        return None
    if word in PREPOSITIONS or word in SUBORDINATORS:
        return None
    return _phrase_ending(tokens, last + 1)


def main_subject(tokens: Sequence[Token], end: int) -> Range | None:
    """Return the subject of the sentence: the first noun phrase before its first finite verb."""
    start = 0
    while start < end:
        stop = next(
            (i for i in range(start, end) if tokens[i].word in STOPS or tokens[i].quote), end
        )
        if start < stop and not is_aside(tokens, start, stop) and tokens[start].is_word:
            found = _leading_phrase(tokens, start, stop)
            return _named_after(tokens, found, stop, end)
        start = stop + 1
    return None


def _named_after(
    tokens: Sequence[Token], found: Range | None, comma: int, end: int
) -> Range | None:
    """Return the name in "the premier of the state, Ann Li, said", else the phrase as found."""
    if found is None or found[1] != comma or any(t.word == "and" for t in tokens[found[0] : comma]):
        return found
    stop = next((i for i in range(comma + 1, end) if tokens[i].word in STOPS), end)
    if stop < end and tokens[stop].word == "," and is_full_name(tokens[comma + 1 : stop]):
        return comma + 1, stop
    return found


def coordination_before(tokens: Sequence[Token], verb: int) -> bool:
    """Say whether a verb and its auxiliaries follow "and": the subject stands further left."""
    last = _before_auxiliaries(tokens, verb)
    return last is not None and last >= 0 and tokens[last].word in CONJUNCTIONS


def is_negated(tokens: Sequence[Token], verb: int) -> bool:
    """Say whether what stands right before a verb takes its saying back."""
    return any(
        token.word in NEGATIONS or token.word.endswith("n't")
        for token in tokens[max(verb - 3, 0) : verb]
    )


def _before_auxiliaries(tokens: Sequence[Token], verb: int) -> int | None:
    """Return the place of the last token before a verb and its auxiliaries, None for no statement.

    A passive, a modal or an infinitive is none: nobody said it, or not yet.
    """
    place, tense = verb - 1, VERBS[tokens[verb].word][1]
    if place >= 1 and (tokens[place].word, tokens[place - 1].word) in _GOING_ON:
        place -= 2
    while place >= 0 and tokens[place].is_word:
        word = tokens[place].word
        if word in MODALS or word in NEGATIONS or (word in BE and tense != ING):
            return None
        is_adverb = word in ADVERBS or (word.endswith("ly") and not tokens[place].is_capital)
        if not (is_adverb or word in HAVE or word in BE):
            break
        place -= 1
    return _before_aside(tokens, place)


def _before_aside(tokens: Sequence[Token], place: int) -> int:
    """Step back over "(pictured)" and "on 3 May 2024" between a subject and its verb."""
    if place > 1 and tokens[place].word == ")":
        opening = [i for i in range(place) if tokens[i].word == "("]
        return opening[-1] - 1 if opening else place
    start = place
    while start > 1 and (is_date(tokens[start]) or (tokens[start].word == "," and start < place)):
        start -= 1
    if start == place:
        return place
    if tokens[start].word in ("on", "in", "at", "early", "late"):
        start -= 1
    return start if is_date(tokens[start + 1]) or tokens[start + 1].word in PREPOSITIONS else place


def _phrase_ending(tokens: Sequence[Token], end: int) -> Range | None:
    """Return the noun phrase that ends before ``end``, without what leads the clause in."""
    start = end
    while start > 0 and not _is_boundary(tokens, start - 1):
        start -= 1
    start = _without_lead(tokens, max(start, relative_subject(tokens, end) or 0), end)
    is_verb = start < end and tokens[start].word in VERBS.keys() - NOUN_LIKE
    return None if start >= end or is_verb else (start, end)


def _is_boundary(tokens: Sequence[Token], place: int) -> bool:
    token = tokens[place]
    if not token.is_word:
        return not (token.word in ("%", "$", "£", "€", "'", "&") or _is_scare(token, place))
    if token.word in RELATIVES:
        return False
    if token.word in CONJUNCTIONS:
        return not joins_names(tokens, place)
    if token.word in SUBORDINATORS or token.word in _TIME_OPENERS:
        return True
    if token.word in FINITE or (token.word in VERBS and token.word not in NOUN_LIKE):
        near = {token.word for token in tokens[max(place - 4, 0) : place]}
        return not near & (RELATIVES | {"that"}) and not _is_participle(tokens, place)
    return token.word in PRONOUNS


def _is_participle(tokens: Sequence[Token], place: int) -> bool:
    after = tokens[place + 1].word if place + 1 < len(tokens) else ""
    word = tokens[place].word
    return word not in FINITE | {"said", "told"} and after in PREPOSITIONS | DATE_WORDS


def _is_scare(token: Token, place: int) -> bool:
    """Say whether a quotation is a name or a word within a noun phrase."""
    quote = token.quote
    return quote is not None and place > 0 and len(quote.inner) < 25 and not quote.ends_clause


def _without_lead(tokens: Sequence[Token], start: int, end: int) -> int:
    """Skip "however", "On Thursday" or "In a statement" before the subject."""
    while start < end:
        word = tokens[start].word
        if _leads_in(tokens, start) and (start + 1 < end or not word.endswith("ly")):
            start += 1
        elif word in PREPOSITIONS:
            start = _after_prepositional(tokens, start, end)
        else:
            break
    return start


def _leads_in(tokens: Sequence[Token], place: int) -> bool:
    word = tokens[place].word
    in_date = word in DATE_WORDS and not is_possessive(tokens[place])
    return in_date or is_adverb(tokens, place) or word in CONJUNCTIONS or word in _LEADING


def _after_prepositional(tokens: Sequence[Token], start: int, end: int) -> int:
    place = start + 1
    if place < end and (tokens[place].word in DATE_WORDS or tokens[place].text[0].isdigit()):
        while place < end and (tokens[place].word in DATE_WORDS or tokens[place].text[0].isdigit()):
            place += 1
        return place
    heads = (
        "statement",
        "interview",
        "release",
        "report",
        "letter",
        "speech",
        "tweet",
        "post",
        "blog",
    )
    found = [i for i in range(place, min(end, place + 5)) if tokens[i].word in heads]
    if found:
        return found[0] + 1
    names = [i for i in range(place, end) if tokens[i].is_capital]
    run = list(takewhile(lambda i: tokens[i].is_capital, range(end - 1, place, -1)))
    return run[-1] if run and len(names) > len(run) else end


def _before_appositive(tokens: Sequence[Token], comma: int) -> Range | None:
    """Return the noun phrase before ", spokesman for Y," or ", who was there,"."""
    end = comma
    while end > 0:
        start = stretch_start(tokens, end)
        if _looks_like_subject(tokens, start, end, comma):
            return _phrase_ending(tokens, end)
        if start == 0 or tokens[start - 1].word != ",":
            return None
        end = start - 1
    return None


def _looks_like_subject(tokens: Sequence[Token], start: int, end: int, comma: int) -> bool:
    """Say whether a stretch between commas can be a subject rather than words about one.

    :param comma: the comma before the verb, which parts few subjects from it.
    """
    if start >= end:
        return False
    first = tokens[after_dates(tokens, start, end)]
    is_apart = start > 0 and tokens[start - 1].word == ","
    if is_apart and not (
        (end < comma and (leads(tokens, start - 1) or _joins_clause(tokens, start)))
        or (opens_phrase(first) and opens_sentence(tokens, start - 1))
        or is_full_name(tokens[after_dates(tokens, start, end) : end])
        or _names_described(tokens, start, end)
    ):
        return False
    if any(t.word in FINITE for t in tokens[start:end]) or not first.is_word:
        return False
    return (
        first.word not in PREPOSITIONS | RELATIVES | SUBORDINATORS and not first.text[0].isdigit()
    )


def _joins_clause(tokens: Sequence[Token], start: int) -> bool:
    """Say whether "and" begins a clause, after one with a verb of its own."""
    return tokens[start].word in CONJUNCTIONS and has_predicate(tokens, 0, start)


def _names_described(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Say whether a name adds to a description: "the head of the firm, Sir Lee Holt, said"."""
    before = stretch_start(tokens, start - 1)
    while before < start and tokens[before].word in CONJUNCTIONS:
        before += 1
    last = tokens[max(start, end - 2) : end]
    return (
        tokens[before].word in DETERMINERS
        and tokens[start].is_capital
        and len(last) == 2
        and all(token.is_capital for token in last)
        and last[1].word not in TITLES | ORGANISATION_WORDS
        and not any(token.word in PREPOSITIONS | DETERMINERS for token in tokens[start:end])
    )


def _antecedent(tokens: Sequence[Token], relative: int) -> Range | None:
    end = relative
    if end and tokens[end - 1].word == ",":
        end -= 1
    if not end or not tokens[end - 1].is_word:
        return None
    found = _phrase_ending(tokens, end)
    if found is None:
        return None
    start = found[0]
    for place in range(end - 1, start - 1, -1):  # the nearest name or determiner opens it
        if tokens[place].word in PREPOSITIONS or tokens[place].word in FINITE:
            return (place + 1, end) if place + 1 < end else None
    return found


def _leading_phrase(tokens: Sequence[Token], start: int, stop: int) -> Range | None:
    start = _without_lead(tokens, start, stop)
    if start < stop and tokens[start].word in FINITE and not tokens[start].is_capital:
        return None
    if start < stop and tokens[start].word in PRONOUNS:
        return start, start + 1
    end = start
    while end < stop and not _starts_predicate(tokens, end, start):
        end += 1
    while end > start and tokens[end - 1].word in ADVERBS:
        end -= 1
    return (start, end) if start < end else None


def _starts_predicate(tokens: Sequence[Token], place: int, start: int) -> bool:
    token = tokens[place]
    if place == start or token.is_capital:
        return False
    if token.word in FINITE or token.word in RELATIVES:
        return True
    before = tokens[place - 1]
    if token.word in VERBS and token.word not in NOUN_LIKE:
        return VERBS[token.word][1] != ING and before.word not in _ARTICLES
    return is_past(token) and before.word not in DETERMINERS and not before.word.endswith("ly")
