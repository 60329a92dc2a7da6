"""What follows a verb of saying -> what was said."""

from __future__ import annotations

from collections.abc import Sequence

from rag.speech.frames import Range, Token
from rag.speech.lexicon import (
    ADVERBS,
    ASKING,
    BARE,
    CLAUSAL,
    COMPLEMENTS,
    CONJUNCTIONS,
    DATE_WORDS,
    DETERMINERS,
    EXPRESSED,
    EXPRESSING,
    FINITE,
    HAVE,
    LINKED,
    NAMING,
    NOUN_LIKE,
    OBJECT_VERBS,
    PREPOSITIONS,
    PRONOUNS,
    QUOTING,
    RELATIVES,
    STATING,
    TELLING,
    VERBS,
)

_CLAUSE_OPENERS = frozenset({"that", "how", "why", "what", "whether", "if", "where"})
_QUESTION_OPENERS = frozenset({"how", "why", "what", "whether", "if", "where", "who", "when"})
#: How far from its verb the word "that", or a quotation, is looked for.
_REACH = 14
#: "A group called “X”" names, and says nothing.
_NAMES_ONLY = frozenset({"call", "dub", "term", "deem", "label", "brand"})
_ENDS = frozenset({";", ":", "—"})
_NO_CLAUSE = PREPOSITIONS | {"to", "as", "and", "but", ",", "so", "more", "out"}
_OWN_ENDS = RELATIVES | {"that", "where", "when", "as", "to"}
_RELATIVES = RELATIVES | {"whom", "whose", "that"}
#: What a speaker speaks in.
SAID_THINGS = frozenset("statement interview tweet letter email release message speech".split())
_FINITE_PAST = frozenset(
    """became began broke brought built bought came chose did drew drove ate fell fought found flew
    gave got went grew held hurt kept knew led left lost made met paid ran saw sent shot spoke stood
    took taught thought threw understood won wrote rose sold spent sat struck swore withdrew meant
    felt hit cut put set let cost drowned sank sang read""".split()
)


def complement(tokens: Sequence[Token], verb: int) -> tuple[tuple[Range, ...], bool] | None:
    """Return what a verb says, read after it, and whether it is all quoted."""
    base, end = VERBS[tokens[verb].word][0], end_of(tokens)
    start = verb + 1
    if base == "point":
        if word_at(tokens, start) not in ("out", "to"):
            return None
        start += 1
    if start >= end:
        return None
    if base in NAMING | QUOTING:
        return _named(tokens, base, start, end) or _special(tokens, base, start, end)
    if base in STATING:
        quoted = _quoted_after(tokens, start, end)
        if quoted is not None:
            return (quoted,), True
    if base in CLAUSAL:
        clause = _clause_after(tokens, base, start, end)
        if clause is not None:
            return (clause,), False
    return _special(tokens, base, start, end)


def says_whole(tokens: Sequence[Token], place: int) -> bool:
    """Say whether a quotation is more than a word or a title in quotation marks."""
    quote = tokens[place].quote
    if quote is None:
        return False
    if place == 0 or len(quote.inner) > 25:
        return True
    return len(quote.inner) > 0 and word_at(tokens, place - 1) in (",", ":")


def with_next_quotes(tokens: Sequence[Token], place: int, end: int) -> Range:
    """Return a quotation with those that follow it at once."""
    last = place
    while last + 1 < end and tokens[last + 1].quote:
        last += 1
    return place, last + 1


def has_predicate(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Say whether a stretch holds a finite verb, as far as its form shows."""
    for place in range(start, end):
        token = tokens[place]
        word = token.word
        if (
            word in FINITE
            or word.endswith(("n't", "'s", "'re", "'ll", "'ve", "'d"))
            and place == start
        ):
            return True
        if place > start and not token.is_capital and token.is_word:
            if word.endswith("ed") or word in VERBS or word in _FINITE_PAST:
                return True
            if word.endswith("s") and tokens[place - 1].word in PRONOUNS:
                return True
            if _is_present(tokens, place, start):
                return True
    return False


def hearer_end(tokens: Sequence[Token], start: int, end: int) -> int | None:
    """Return where the hearer of "told" ends: a pronoun, or a noun phrase."""
    first = tokens[start]
    if first.word in ("him", "her", "them", "me", "us", "it", "reporters", "journalists"):
        return start + 1
    if first.quote or not first.is_word or first.word in PREPOSITIONS:
        return None
    place = start
    if first.word in DETERMINERS:
        place += 1
    names = place
    while names < end and tokens[names].is_capital:
        names += 1
    return names if names > place else place + 1


def relative_before(tokens: Sequence[Token], end: int) -> int | None:
    """Return the last relative pronoun of the stretch without marks that ends before ``end``."""
    for place in range(end - 1, -1, -1):
        if not tokens[place].is_word:
            return None
        if tokens[place].word in _RELATIVES:
            return place
    return None


def relative_subject(tokens: Sequence[Token], end: int) -> int | None:
    """Return where "X" of "whom X called" begins, which ends before ``end``, None if none does."""
    relative = relative_before(tokens, end)
    if relative is None or tokens[relative].word in ("that", "whose") or relative + 1 == end:
        return None
    first = tokens[relative + 1]
    is_plural = tokens[relative].word != "who" and relative + 2 == end  # "which critics"
    if not (is_plural or first.is_capital or first.word in DETERMINERS | PRONOUNS):
        return None
    plain = [token for token in tokens[relative:end] if token.word not in NOUN_LIKE]
    return None if has_predicate(plain, 0, len(plain)) else relative + 1


def end_of(tokens: Sequence[Token]) -> int:
    """Return where the frame ends but for its full stop."""
    end = len(tokens)
    while end and tokens[end - 1].word in (".", "!", "?", "*", "=", ":", ";", ","):
        end -= 1
    return end


def word_at(tokens: Sequence[Token], place: int) -> str:
    """Return a word in lower case, empty for a quotation and outside of the frame."""
    return tokens[place].word if 0 <= place < len(tokens) else ""


def _named(
    tokens: Sequence[Token], base: str, start: int, end: int
) -> tuple[tuple[Range, ...], bool] | None:
    """Read "described Y as ..." and "called it “...”"."""
    quote = next((i for i in range(start, min(end, start + 25)) if tokens[i].quote), None)
    is_near = quote is not None and not any(
        tokens[i].word in (".", ";") for i in range(start, quote)
    )
    passes_on = base == "quote" and any(word_at(tokens, i) == "saying" for i in range(start, end))
    if (
        quote is not None
        and is_near
        and not passes_on
        and (quote > start or base not in _NAMES_ONLY or _names_antecedent(tokens, quote))
    ):
        return ((start, quote + 1),), False
    if base not in NAMING:
        return None
    link = next((i for i in range(start, min(end, start + 12)) if tokens[i].word == "as"), None)
    return None if link is None or link + 1 >= end else (((start, end),), False)


def _names_antecedent(tokens: Sequence[Token], quote: int) -> bool:
    """Say whether "called “X”" ends "whom Y called “X”": not "which a group called “X” runs"."""
    subject_end = quote - 1
    while word_at(tokens, subject_end - 1) in HAVE | ADVERBS:
        subject_end -= 1
    subject = relative_subject(tokens, subject_end)
    quoted, after = tokens[quote].quote, tokens[quote + 1 : quote + 2]
    ends = (quoted is not None and quoted.ends_clause) or not (after and after[0].is_word)
    return ends and subject is not None and tokens[subject].word not in ("a", "an")


def _quoted_after(tokens: Sequence[Token], start: int, end: int) -> Range | None:
    """Return the quotation that a verb introduces: next to it, or after a comma or a colon."""
    for place in range(start, min(end, start + 30)):
        token = tokens[place]
        if token.quote is not None:
            return _introduced(tokens, start, place, end)
        is_verb = token.word in VERBS and token.word not in NOUN_LIKE
        if token.word in (".", ";", "that") or token.word in FINITE or is_verb:
            return None
    return None


def _introduced(tokens: Sequence[Token], start: int, place: int, end: int) -> Range | None:
    is_next = place == start and _ends_or_says(tokens, place, end)
    is_apart = word_at(tokens, place - 1) == ":" or (place > start and says_whole(tokens, place))
    return with_next_quotes(tokens, place, end) if is_next or is_apart else None


def _ends_or_says(tokens: Sequence[Token], place: int, end: int) -> bool:
    """Say whether a quotation next to its verb is what was said, and no name in marks."""
    quote = tokens[place].quote
    goes_on = place + 1 < end and tokens[place + 1].is_word
    return quote is not None and (len(quote.inner) > 20 or not goes_on)


def _clause_after(tokens: Sequence[Token], base: str, start: int, end: int) -> Range | None:
    end = _end_of_said(tokens, start, end)
    openers = _QUESTION_OPENERS if base in ASKING else _CLAUSE_OPENERS
    for place in range(start, min(end, start + _REACH)):
        word = tokens[place].word
        if word in openers and place + 1 < end and _may_stand_between(tokens, base, start, place):
            return (place + 1 if word == "that" else place), end
        if word in _ENDS or word in FINITE:
            break
    if base in ASKING:
        return None
    first = _after_adverbials(tokens, base, start, end)
    if first >= end or tokens[first].word in _NO_CLAUSE:
        return None
    if not (tokens[first].is_word or tokens[first].quote):
        return None
    if base == "say" and end - first > 2 and _opens_phrase(tokens[first]):
        return first, end  # nothing but a clause follows "said the crew"
    if base in BARE:
        return (first, end) if has_predicate(tokens, first, end) else None
    return (first, end) if _has_own_predicate(tokens, first, end) else None


def _expressed(
    tokens: Sequence[Token], start: int, end: int
) -> tuple[tuple[Range, ...], bool] | None:
    """Read "voiced doubts that ..."."""
    for place in range(start, min(end, start + 5)):
        if tokens[place].word.removesuffix("s") in EXPRESSED and place + 2 < end:
            return (((place + 2, end),), False) if word_at(tokens, place + 1) == "that" else None
    return None


def _opens_phrase(token: Token) -> bool:
    return token.word in DETERMINERS | PRONOUNS or token.is_capital


def _has_own_predicate(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Say whether a noun phrase and a finite verb follow, before any relative clause."""
    if tokens[first].word in PRONOUNS | {"there"}:
        return first + 1 < end
    for place in range(first + 1, end):
        word = tokens[place].word
        if word in FINITE:
            return True
        if word in _OWN_ENDS or not (tokens[place].is_word or tokens[place].quote):
            return False
    return False


def _end_of_said(tokens: Sequence[Token], start: int, end: int) -> int:
    """Return where what was said ends: before ", but", ";" and a quotation after a colon."""
    for place in range(start + 2, end):
        word, after = tokens[place].word, word_at(tokens, place + 1)
        if word == ":" and place + 1 < end and tokens[place + 1].quote:
            return place
        if word == ";" and _ends_clause(tokens, start, place, end):
            return place
        if word == "," and after in ("but", "while", "although", "though"):
            return place
        if word == "," and after == "and" and _turns_present(tokens, start, place, end):
            return place
    return end


def _ends_clause(tokens: Sequence[Token], start: int, place: int, end: int) -> bool:
    """Say whether a semicolon ends what was said: not in brackets, nor in "X; Y; and Z"."""
    before = [token.word for token in tokens[start:place]]
    after = [word_at(tokens, i + 1) for i in range(place, end) if tokens[i].word == ";"]
    is_inside = ":" in before or before.count("(") > before.count(")")
    is_apart = place + 1 < end and tokens[place + 1].start > tokens[place].end
    return is_apart and not (is_inside or {"and", "or", "that"} & set(after))


def _turns_present(tokens: Sequence[Token], start: int, comma: int, end: int) -> bool:
    """Say whether the words of the past are followed by the writer's own in the present."""
    before = {token.word for token in tokens[start:comma]}
    after = [token.word for token in tokens[comma + 2 : end]]
    verb = next((word for word in after if word in FINITE), "")
    return bool(before & {"was", "were", "had", "would"}) and verb in ("is", "are", "has", "have")


def _may_stand_between(tokens: Sequence[Token], base: str, start: int, opener: int) -> bool:
    """Say whether a hearer or an adverbial stands between a verb and its clause, and no object."""
    if opener == start or base in TELLING:
        return True
    first = tokens[start].word
    return tokens[opener].word == "that" and (
        first in ("to", "in", "on", "at", "via", "through", "during", ",", "(")
        or first in DATE_WORDS | ADVERBS
    )


def _after_adverbials(tokens: Sequence[Token], base: str, start: int, end: int) -> int:
    """Skip the hearer and "on Thursday", "in a statement" after a verb of saying."""
    place = start
    if base in TELLING and base not in ("show", "warn", "promise"):
        hearer = hearer_end(tokens, place, end)
        place = hearer if hearer is not None else place
    while place < end:
        word = tokens[place].word
        if word in DATE_WORDS or (word in ADVERBS and place == start):
            place += 1
        elif word in ("on", "in", "at", "during", "to", "via", "through") and (
            stop := _phrase_stop(tokens, place, end)
        ):
            place = stop
        else:
            break
    return place


def _phrase_stop(tokens: Sequence[Token], place: int, end: int) -> int | None:
    """Return where a phrase such as "in a statement" ends, None when it is not of that kind."""
    for stop in range(place + 1, min(end, place + 6)):
        if tokens[stop].word in SAID_THINGS | DATE_WORDS | {"twitter", "facebook", "conference"}:
            after = stop + 1
            while after < end and (
                tokens[after].word in DATE_WORDS or tokens[after].text.isdigit()
            ):
                after += 1
            return after
    return None


def _special(
    tokens: Sequence[Token], base: str, start: int, end: int
) -> tuple[tuple[Range, ...], bool] | None:
    """Read acts of speech: accused X of, called for, urged X to, denied, promised to."""
    first = word_at(tokens, start)
    if base in EXPRESSING:
        return _expressed(tokens, start, end)
    if base in COMPLEMENTS and first in COMPLEMENTS[base]:
        return ((start, end),), False
    if base in LINKED:
        places = range(start, min(end, start + 12))
        if any(tokens[i].word == LINKED[base] for i in places) and first not in PREPOSITIONS:
            return ((start, end),), False
    if base in OBJECT_VERBS and tokens[start].is_word and first not in PREPOSITIONS | CONJUNCTIONS:
        return ((start, end),), False
    return None


def _is_present(tokens: Sequence[Token], place: int, start: int) -> bool:
    """Say whether a word may be a verb in the present: the first in -s after a singular name."""
    word, before = tokens[place].word, tokens[place - 1]
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    return (
        word.endswith("s")
        and not word.endswith(("ss", "us", "is"))
        and (before.is_capital or before.word in PRONOUNS | {"that", "this", "it"})
        and after is not None
        and (after.word in DETERMINERS | PREPOSITIONS or after.is_capital)
        and place > start
    )
