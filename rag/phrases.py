"""A question -> the things it names: noun phrases and names, as far as its form tells.

There is no parser in it. A phrase ends at a function word; after an inverted auxiliary ("when will
the bakery close", "when did the museum in Basel burn") it gives the verb back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.given_names import MEN, WOMEN
from rag.mentions import CALENDAR, HONORIFICS, NOT_PEOPLE, ROLES
from rag.types import Span

WORD = re.compile(r"[^\W_]+(?:[-’'./&][^\W_]+)*")
ARTICLES = frozenset("the a an".split())
QUESTION_WORDS = frozenset("who whom whose what which when where why how".split())
FORMS_OF_DO = frozenset("do does did".split())
MODALS = frozenset("do does did will would can could shall should may might must".split())
FORMS_OF_BE = frozenset("is are was were be been being am isn't aren't wasn't weren't".split())
FORMS_OF_HAVE = frozenset("has have had having".split())
AUXILIARIES = MODALS | FORMS_OF_BE | FORMS_OF_HAVE
PRONOUNS = frozenset(
    "i you he she it we they me him her us them my your his its our their this that these those "
    "there here mine yours theirs himself herself itself themselves one ones anyone someone "
    "anybody somebody nobody everyone everybody anything something nothing everything".split()
)
PREPOSITIONS = frozenset(
    "about above across after against along among around as at before behind below between beyond "
    "by despite during for from in inside into like near of off on onto out over per since than "
    "through throughout till to toward towards under until up upon versus via vs with within "
    "without regarding concerning".split()
)
_OTHERS = frozenset(
    "and or but nor so if because while whether not no yes also too again still now then today "
    "yesterday tomorrow ago yet ever never just only even very more most much many few some any "
    "all both each every other another else exactly actually really long far often please first "
    "last about such own same able worth due well maybe perhaps later earlier soon instead "
    "already".split()
)
FUNCTION = ARTICLES | QUESTION_WORDS | AUXILIARIES | PRONOUNS | PREPOSITIONS | _OTHERS
#: Verbs of asking and doing that say nothing about what is asked for.
PLAIN_VERBS = frozenset(
    "tell show give name list explain describe say says said know mean means get got make makes "
    "made take takes took use uses used need needs want work works go goes went come comes came "
    "happen happens happened help find found think thought let see put did done call called like "
    "look start started end ended keep kept try seem become became include included "
    "difference kind kinds type types way ways thing things people person reason reasons".split()
)
_PARTICIPLES = frozenset(
    "begun born bought broken brought built cast caught chosen cut done drawn driven found fought "
    "given gone grown held hit hurt kept known led left lost made met paid put read seen sent set "
    "shot shown sold spent stolen struck taken taught thought thrown told won written worn "
    "paved run come become beaten eaten fallen forgotten frozen hidden risen spoken".split()
)
#: What stands before a place.
_WHERE = frozenset("in at near inside outside across".split())
#: What makes an owner of a name.
_OWNER = r"[’']s?$"
_JOINERS = frozenset("of de von van der bin al la le the for and on".split())


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of a question that name something.

    :param text: with its article, as the question has it.
    :param is_name: capitalised, not only because the sentence begins with it.
    """

    text: str
    span: Span
    is_name: bool

    @property
    def core(self) -> str:
        """Return the words without the article."""
        first, _, rest = self.text.partition(" ")
        return rest if first.casefold() in ARTICLES and rest else self.text

    @property
    def head(self) -> str:
        """Return the noun that the phrase is built on, in lower case: the last before an "of"."""
        before = re.split(r"\s(?:of|for|in|on|at|to|from|with|and)\s", self.core, maxsplit=1)[0]
        return before.split()[-1].casefold()

    @property
    def is_plural(self) -> bool:
        """Say whether it looks like several things: "the bees"."""
        return _is_plural(self.head) or " and " in self.core

    @property
    def is_person(self) -> bool:
        """Say whether it is surely somebody's name or office."""
        if not self.is_name:
            return self.head in ROLES
        first = self.core.split()[0].casefold()
        return self.may_be_person and first in MEN | WOMEN | ROLES

    @property
    def may_be_person(self) -> bool:
        """Say whether nothing speaks against its being somebody's name or office."""
        if not self.is_name:
            return self.head in ROLES
        words = {word.casefold() for word in WORD.findall(self.core)}
        return not words & (NOT_PEOPLE | CALENDAR) and self.core == self.text and len(words) <= 3

    @property
    def gender(self) -> str:
        """Return ``m``, ``f``, or an empty string where the name does not tell.

        Where an office comes first, the name after it tells: "Mayor Helen Cross".
        """
        words = [word.casefold() for word in WORD.findall(self.core)]
        first = next((word for word in words if word not in ROLES), "")
        told = "m" if first in MEN else "f" if first in WOMEN else ""
        return HONORIFICS.get(first, told)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    span: Span

    @property
    def lower(self) -> str:
        return self.text.casefold().replace("’", "'")


@dataclass(frozen=True, slots=True)
class _Clause:
    """What stands before a word in its clause.

    :param auxiliary: before the subject; empty where there is none.
    :param has_subject: whether something named follows the auxiliary.
    :param has_verb: whether what may be its verb has come already.
    """

    auxiliary: str = ""
    has_subject: bool = False
    has_verb: bool = False

    def after(self, word: str) -> _Clause:
        """Return the clause after a word that is in no phrase; a preposition goes on with it."""
        if word in AUXILIARIES:
            return _Clause(word)
        goes_on = self.has_subject and word in PREPOSITIONS | {"and", "or"}
        return self if goes_on else _Clause()

    def after_phrase(self, before: str, *, has_verb: bool) -> _Clause:
        """Return the clause after a phrase with which a verb came, or not.

        :param before: the word before the phrase; what a preposition joins to a verb ends it.
        """
        if self.has_verb and before in PREPOSITIONS:
            return _Clause()
        return _Clause(self.auxiliary, has_subject=True, has_verb=self.has_verb or has_verb)


def phrases(question: str) -> list[Phrase]:
    """Return the things that a question names, in its order; what stands in brackets counts."""
    tokens = [_Token(m[0], Span(m.start(), m.end())) for m in WORD.finditer(question)]
    found: list[Phrase] = []
    place, clause = 0, _Clause()
    while place < len(tokens):
        end = _phrase_end(question, tokens, place)
        if end == place:
            clause = clause.after(tokens[place].lower)
            place += 1
            continue
        first = place + (tokens[place].lower in ARTICLES)
        kept = _without_verb(question, tokens, place, first, end)
        verb = _verb_behind(question, tokens, place, end, clause) if kept == end else end
        found.extend(_phrase(question, tokens[place : min(kept, verb)]))
        has_verb = kept < end or _has_verb(question, tokens, first, end)
        before = tokens[place - 1].lower if place else ""
        clause = clause.after_phrase(before, has_verb=has_verb)
        place = min(kept, verb + 1)
    return found


def content_words(text: str) -> list[str]:
    """Return the words of a text that say what it is about, in lower case, in its order."""
    words = [word.casefold() for word in WORD.findall(text)]
    return [word for word in words if word not in FUNCTION and word not in PLAIN_VERBS]


def is_capitalised(question: str, token_span: Span) -> bool:
    """Say whether a word has a capital that it does not owe to the start of the sentence."""
    word = question[token_span.start : token_span.end]
    if any(letter.isupper() for letter in word[1:]):
        return True
    return word[:1].isupper() and bool(question[: token_span.start].strip("\"'“”‘’([ "))


def _phrase_end(question: str, tokens: Sequence[_Token], start: int) -> int:
    """Return the token after the phrase that begins at ``start``, or ``start`` where none does."""
    place = start + (tokens[start].lower in ARTICLES)
    if place >= len(tokens) or not _may_stand_in(tokens[place]):
        return start
    first = place
    while place < len(tokens) and _adjoins(question, tokens, place, first):
        if _may_stand_in(tokens[place]):
            place += 1
        elif place > first and _joins(question, tokens, place):
            place += 2 if tokens[place + 1].lower in ARTICLES else 1
        else:
            break
    return place


def _adjoins(question: str, tokens: Sequence[_Token], place: int, first: int) -> bool:
    if place == first:
        return True
    between = question[tokens[place - 1].span.end : tokens[place].span.start]
    return between in (" ", "’s ", "'s ", ' "', '" ', " “", "” ")


def _may_stand_in(token: _Token) -> bool:
    return token.lower not in FUNCTION


def _joins(question: str, tokens: Sequence[_Token], place: int) -> bool:
    """Say whether a small word holds a phrase together: "wall of China", "Bank of the West"."""
    following = tokens[place + 1 : place + 3]
    if tokens[place].lower == "of":
        nouns = [token for token in following if token.lower not in ARTICLES]
        return bool(nouns) and _may_stand_in(nouns[0])
    capital = is_capitalised(question, tokens[place - 1].span)
    return (
        tokens[place].lower in _JOINERS
        and capital
        and bool(following)
        and following[0].text[0].isupper()
    )


def _without_verb(question: str, tokens: Sequence[_Token], start: int, first: int, end: int) -> int:
    """Give back the verb that an inverted auxiliary before the phrase calls for."""
    before = tokens[start - 1].lower if start else ""
    count, last = end - first, tokens[end - 1]
    if count < 2 or is_capitalised(question, last.span):
        return end
    if before in MODALS:
        return end - 1
    bare = start == first and is_capitalised(question, tokens[end - 2].span)
    if before in FORMS_OF_BE and bare:
        return end - 1
    return end - 1 if before in AUXILIARIES and _is_verbal(last) else end


def _verb_behind(
    question: str, tokens: Sequence[_Token], start: int, end: int, clause: _Clause
) -> int:
    """Return where a verb stands behind a name after a preposition: "in Basel burn".

    :param clause: what stands before the phrase.
    :returns: the end of the phrase where there is none.
    """
    before = tokens[start - 1].lower if start else ""
    names = [i for i in range(start, end) if _is_in_name(question, tokens[i])]
    is_last = end == len(tokens)
    goes_on = is_last or tokens[end].lower not in AUXILIARIES
    if not (clause.auxiliary and before in PREPOSITIONS and names and goes_on):
        return end
    name_end = names[-1] + 1 + bool(re.search(_OWNER, tokens[names[-1]].text))
    behind = [i for i in range(name_end, end) if not _is_plural(tokens[i].lower)]
    # in "the Ruhr valley live", a noun may follow first
    has_article = any(token.lower in ARTICLES for token in tokens[start : names[-1]])
    if clause.has_verb:  # or what only may be one: "will the harbour work in Ashford cost"
        is_alone = is_last and before in _WHERE and behind == [end - 1] == [name_end]
        return end - 1 if is_alone and not (has_article or tokens[-1].lower in NOT_PEOPLE) else end
    if clause.auxiliary not in MODALS:
        behind = [i for i in behind if _is_verbal(tokens[i])][:1]
    return behind[-1 if has_article else 0] if behind else end


def _is_in_name(question: str, token: _Token) -> bool:
    """Say whether a word has a capital, or is a number as in "August 2007"."""
    return token.text[0].isdigit() or is_capitalised(question, token.span)


def _has_verb(question: str, tokens: Sequence[_Token], first: int, end: int) -> bool:
    """Say whether a phrase may hold a verb: right after the auxiliary, or before an object.

    "Who was arrested", "who will speak", "did Orrin sue Vex".
    """
    before = tokens[first - 1].lower if first else ""
    is_bare = (
        end - first == 1 and tokens[first].text.islower() and not _is_plural(tokens[first].text)
    )
    is_verb = _is_verbal(tokens[first]) or is_bare and before in MODALS - FORMS_OF_DO
    if before in AUXILIARIES and is_verb:
        return True
    named = [i for i in range(first, end) if is_capitalised(question, tokens[i].span)]
    behind = tokens[named[0] : end] if named else ()
    return any(
        not is_capitalised(question, token.span) and token.lower not in _JOINERS | ARTICLES
        for token in behind
    )


def _is_plural(noun: str) -> bool:
    return bool(re.search(r"[^s'’]s$", noun))


def _is_verbal(token: _Token) -> bool:
    return token.lower in _PARTICIPLES or bool(re.search(r"(ed|ing)$", token.lower))


def _phrase(question: str, tokens: Sequence[_Token]) -> Iterator[Phrase]:
    """Yield the phrase of some tokens; a verb before or after a name is left out."""
    inner = [t for t in tokens if t.lower not in ARTICLES]
    named = [is_capitalised(question, token.span) for token in inner]
    if any(named) and not all(named):
        names = list(_names(question, tokens, inner, named))
        yield from names
        after = [t for t in inner if t.span.start >= names[-1].span.end]
        lower = [t for t, name in zip(inner, named, strict=True) if not name]
        plain = all(t.lower in PLAIN_VERBS | _PARTICIPLES | _JOINERS for t in lower)
        if not plain and not (after and names[-1].is_person):
            span = Span(tokens[0].span.start, tokens[-1].span.end)
            yield Phrase(question[span.start : span.end], span, is_name=False)
        return
    if all(token.lower in PLAIN_VERBS for token in inner):
        return
    span = Span(tokens[0].span.start, tokens[-1].span.end)
    text = question[span.start : span.end]
    if all(named):
        text = re.sub(_OWNER, "", text)
    yield Phrase(text, Span(span.start, span.start + len(text)), is_name=all(named))


def _names(
    question: str, tokens: Sequence[_Token], inner: Sequence[_Token], named: Sequence[bool]
) -> Iterator[Phrase]:
    """Yield the names among some tokens, with the article before the first."""
    place = 0
    while place < len(inner):
        end = place
        while end < len(inner) and (
            named[end] or (end > place and inner[end].lower in _JOINERS and any(named[end:]))
        ):
            end += 1
        if end > place:
            begin = tokens[0] if place == 0 else inner[place]
            text = question[begin.span.start : inner[end - 1].span.end]
            text = re.sub(_OWNER, "", text)
            yield Phrase(text, Span(begin.span.start, begin.span.start + len(text)), is_name=True)
        place = max(end, place + 1)
