"""A pronoun or a short name in a question -> what it stands for in the questions before.

Rules of binding, as far as the form of a question shows them. Source: Chomsky 1981, "Lectures on
Government and Binding", principle B: a pronoun does not stand for what is named in its own clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.earlier import ASKS_FOR_ONE, Earlier, is_weak, mentions, things
from rag.phrases import (
    AUXILIARIES,
    FORMS_OF_BE,
    MODALS,
    PREPOSITIONS,
    PRONOUNS,
    QUESTION_WORDS,
    WORD,
    Phrase,
    phrases,
)
from rag.types import Span

#: Readings of a follow-up that are compared.
READINGS = 3

_PERSONAL = {"he": "m", "him": "m", "his": "m", "himself": "m"}
_PERSONAL |= {"she": "f", "her": "f", "hers": "f", "herself": "f"}
_SEVERAL = frozenset("they them their theirs themselves".split())
_THING = frozenset("it its itself".split())
_POSSESSIVE = frozenset("his her hers its their theirs".split())
_POINTING = frozenset("this that these those".split())
_SUBJECTS = frozenset("he she it they".split())
#: Words after which a pronoun may stand for something named before it in the same sentence.
_CLAUSE = frozenset(
    "and or but when while before after because since until if that whether who which whose as "
    "though although why how where what say says said saying think thinks thought claim claims "
    "claimed believe believes believed know knows knew so than".split()
)
_DUMMY = re.compile(
    r"\bit (?:be )?(?:true|possible|likely|necessary|legal|raining|snowing)\b"
    r"|\b(?:is|was) it (?:\w+ ){1,2}(?:to|that)\b|\bit (?:is|was) (?:\w+ ){1,2}(?:to|that)\b"
    r"|\bit takes? (?:\w+ ){0,2}(?:to|for|until)\b|\bit took\b|\bmakes? it\b"
    r"|\bit (?:mean|seem|appear|look|turn)",
    re.IGNORECASE,
)
_ASKS_FOR_PLACE = re.compile(r"\W*(?:where|(?:in |at |to )?(?:which|what) \w+)\b", re.IGNORECASE)
_MOTION = frozenset("go goes went gone going come comes came get got travel move moved".split())


def resolved(question: str, context: Earlier) -> Iterator[str]:
    """Yield the question with a pronoun or short name that points back replaced."""
    tokens = [Span(m.start(), m.end()) for m in WORD.finditer(question)]
    for place, span in enumerate(tokens):
        word = question[span.start : span.end].casefold()
        if word not in PRONOUNS or not _points_back(question, tokens, place):
            continue
        for antecedent in _antecedents(word, context):
            replaced = _replaced(question, word, antecedent, tokens, place)
            yield next(_resolved_again(replaced, context, antecedent), replaced)
        return
    yield from _full_names(question, context)


def _resolved_again(question: str, context: Earlier, known: str) -> Iterator[str]:
    """Resolve what still points back after one antecedent was put in; that one is used up."""
    tokens = [Span(m.start(), m.end()) for m in WORD.finditer(question)]
    for place, span in enumerate(tokens):
        word = question[span.start : span.end].casefold()
        if word in PRONOUNS and _points_back(question, tokens, place, strict=True):
            others = [a for a in _antecedents(word, context) if a != known]
            if others:
                yield _replaced(question, word, others[0], tokens, place)
                return


def _points_back(
    question: str, tokens: Sequence[Span], place: int, *, strict: bool = False
) -> bool:
    """Say whether a pronoun stands for something outside its question.

    A pronoun does not stand for the subject of its own clause ("why did the union reject it"), but
    may stand for what was named in a clause before ("what did Bergman say when she left").
    """
    words = [question[t.start : t.end].casefold() for t in tokens]
    word = words[place]
    after = words[place + 1] if place + 1 < len(words) else ""
    if word in _POINTING:
        return _is_demonstrative(words, place)
    if word == "there":
        near = {*words[max(place - 1, 0) : place], *words[place + 1 : place + 3]}
        return not near & AUXILIARIES
    if word not in _PERSONAL and word not in _SEVERAL and word not in _THING:
        return False
    if word in _THING and _DUMMY.search(question):
        return False
    before = [p for p in phrases(question) if p.span.end <= tokens[place].start and not is_weak(p)]
    if word in _PERSONAL:
        before = [p for p in before if p.may_be_person or not p.is_name and p.core != p.text]
    if not before:
        return True
    if word in _POSSESSIVE and (word != "her" or _may_be_owned(after)):
        return False
    since = [w for w, t in zip(words, tokens, strict=True) if before[-1].span.end <= t.start]
    clause = bool(set(since[: since.index(word)]) & _CLAUSE) if word in since else False
    return not clause or strict and word not in _SUBJECTS


def _is_demonstrative(words: Sequence[str], place: int) -> bool:
    """Say whether "that" is a pronoun at the end or the beginning, not a conjunction."""
    after = words[place + 1] if place + 1 < len(words) else ""
    before = words[place - 1] if place else ""
    if not after:
        return True
    if before in FORMS_OF_BE | MODALS and words[place] in ("this", "that", "these", "those"):
        return after not in QUESTION_WORDS
    return place == 0 and after in AUXILIARIES


def _antecedents(word: str, context: Earlier) -> Iterator[str]:
    """Yield what a pronoun may stand for, the likeliest first."""
    if word in _PERSONAL:
        yield from _people(_PERSONAL[word], context)
        return
    if word == "there":
        yield from _places(context)
        return
    several = word in _SEVERAL | {"these", "those"}
    things = [thing for thing in context.named() if several or not thing.is_person]
    things.sort(key=lambda thing: thing.is_plural != several)
    found = [thing.text for thing in things if several or not thing.is_plural]
    if word not in _POSSESSIVE:  # "the bridge in Milford": the bridge
        found = [text for text in found if text not in context.places()] or found
    if ASKS_FOR_ONE.match(context.last) and not context.last.casefold().startswith("where"):
        found = [context.answering_thing, *found] if context.answering_thing else found
    elif not found and context.answering_thing:
        found = [context.answering_thing]
    found = found or [thing.text for thing in things] or [context.topic() or ""]
    yield from list(dict.fromkeys(text for text in found if text))[:READINGS]


def _people(gender: str, context: Earlier) -> Iterator[str]:
    """Yield people who may be "he" or "she": the answer to a question for one, then the named."""
    places = context.places()
    named = [
        thing
        for thing in context.named()
        if thing.may_be_person and _agrees(thing, gender) and thing.text not in places
    ]
    named.sort(key=lambda person: not person.is_person)
    last = context.last.partition("(")[0]  # what this package has put behind is no person
    in_last = [p for p in named if p.text in last and len(p.core.split()) > 1]
    if in_last:
        yield in_last[0].text
        return
    told = things(f"- {context.answer}") if context.answer else []
    answered = [thing for thing in told if thing.may_be_person]
    fitting = [person for person in answered if _agrees(person, gender)]
    if ASKS_FOR_ONE.match(context.last) and context.answering_thing and fitting == answered:
        yield context.answering_thing
    yield from (p.text for p in [*fitting[:1], *named[:1]])
    if not answered and not named:
        yield from (p.text for p in context.named() if p.is_name and p.text not in places)


def _agrees(person: Phrase, gender: str) -> bool:
    """Say whether somebody may be "he" or "she", as far as the name tells."""
    return person.gender in ("", gender)


def _places(context: Earlier) -> Iterator[str]:
    """Yield where "there" may be: the answer to a question for a place, or a place in it."""
    if _ASKS_FOR_PLACE.match(context.last) and context.answering_thing:
        yield context.answering_thing
    things = [thing for thing in context.named() if not thing.is_person]
    for thing in things:
        before = context.last[: thing.span.start]
        if thing.text in context.last and re.search(r"\b(?:in|at|from|near|to|on)\s+$", before):
            yield thing.text
    yield from (thing.text for thing in things[:1])


def _replaced(question: str, word: str, antecedent: str, tokens: Sequence[Span], place: int) -> str:
    """Return the question with the antecedent in the place of a pronoun."""
    span = tokens[place]
    words = [question[t.start : t.end].casefold() for t in tokens]
    after = words[place + 1] if place + 1 < len(words) else ""
    text = antecedent
    if word in _POSSESSIVE - {"hers", "theirs"} and (word != "her" or _may_be_owned(after)):
        text += "’" if antecedent.endswith("s") else "’s"
    elif word == "there":
        text = f"{'to' if place and words[place - 1] in _MOTION else 'in'} {antecedent}"
    return question[: span.start] + text + question[span.end :]


def _may_be_owned(word: str) -> bool:
    """Say whether a word after "her" may be what is hers: "her team", not "her about"."""
    return bool(word) and word not in PREPOSITIONS


def _full_names(question: str, context: Earlier) -> Iterator[str]:
    """Yield the question with "the wall" as "the great wall of China", where one was named."""
    for phrase in phrases(question):
        first = phrase.text.split()[0].casefold()
        points = question[: phrase.span.start].split()[-1:]
        pointing = bool(points) and points[0].casefold() in _POINTING
        if not (pointing or first == "the") or len(phrase.core.split()) > 1:
            continue
        for known in context.named():
            longer = len(known.core.split()) > 1 and known.head == phrase.head
            if longer and not mentions(question, known.core):
                start = (
                    question.rindex(points[0], 0, phrase.span.start)
                    if pointing
                    else phrase.span.start
                )
                full = known.text if known.text != known.core else f"the {known.core}"
                yield question[:start] + full + question[phrase.span.end :]
                return
