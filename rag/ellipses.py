"""A message that leaves out what was said before -> the whole question."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.earlier import ASKS_FOR_ONE, Earlier, mentions, things
from rag.mentions import ROLES
from rag.phrases import (
    AUXILIARIES,
    FORMS_OF_BE,
    FORMS_OF_HAVE,
    PREPOSITIONS,
    PRONOUNS,
    QUESTION_WORDS,
    WORD,
    Phrase,
    content_words,
    is_capitalised,
    phrases,
)
from rag.types import Span

#: Content words with which a message without a verb says enough.
WORDS_ENOUGH = 3

#: What this module has put before a question that was asked with another question word.
_ASKED_SO = re.compile(r"^[A-Z][a-z]+(?: [a-z]+){0,3}: (?=[a-z])")
_ADVERB = re.compile(
    r"(?i)(?:when|where|why|how(?: (?:much|long|often|far|well|soon))?|(?:since|until) when) "
)
_HAPPENED = re.compile(r"(?i)what (?:has |had )?happen(?:s|ed)\b")
_OWNED = re.compile(r"(?:[A-Z][\w&-]*\s)*[A-Z][\w&-]*[’'](?:s\b|(?<=s[’'])(?= ))")
#: "Who's the mayor", but not "who's left the party", which has another verb in it.
_SHORT_IS = re.compile(
    r"(?i)^(who|what|when|where|why|how)[’']s "
    r"(?!\w+ed\b|(?:been|become|come|gone|got|had|left|lost|made|said|won)\b)"
)
_OFFICER = re.compile(r"c[a-z]o")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


def completed_word(word: str, context: Earlier) -> Iterator[str]:
    """Yield the last question, asked with another question word: "when?", "why?"."""
    last = _SHORT_IS.sub(r"\1 is ", _ASKED_SO.sub("", context.last).strip(" ?.!"))
    first, _, rest = last.partition(" ")
    asked = word.capitalize()
    answer = context.answering_thing
    adverb = _ADVERB.match(last)
    if adverb and _first(last[adverb.end() :]) in AUXILIARIES:
        yield f"{asked} {last[adverb.end() :]}?"
    elif first.casefold() in AUXILIARIES:
        yield f"{asked} {last[0].lower()}{last[1:]}?"
    elif first.casefold() == "who" and _first(rest) in FORMS_OF_BE | FORMS_OF_HAVE and answer:
        auxiliary, _, told = rest.partition(" ")
        yield f"{asked} {auxiliary} {answer} {told}?"
    elif _HAPPENED.match(last) or word == "who" or _first(rest) in AUXILIARIES:
        yield f"{asked}: {last[0].lower()}{last[1:]}?"
    elif ASKS_FOR_ONE.match(last):
        verb = re.sub(r"^(?:which|what)\s+\w+\s+", "", last, flags=re.IGNORECASE)
        verb = rest if verb == last else verb
        yield f"{asked} was it that {answer or 'somebody'} {verb}?"
    else:
        yield f"{asked}: {last[0].lower()}{last[1:]}?"


def about(what: str, context: Earlier) -> Iterator[str]:
    """Yield the last question, asked about something else: "what about Turkey?"."""
    year = _YEAR.search(what)
    if year and len(content_words(what)) <= 1:
        yield _in_year(context.last, year[0])
        return
    yield from _exchanged(what, context)
    topic = context.topic()
    if topic and not mentions(what, topic) and len(content_words(what)) < WORDS_ENOUGH:
        yield f"What about {what} ({topic})?"


def _exchanged(what: str, context: Earlier) -> Iterator[str]:
    """Yield the last question with a name in it exchanged for another of its kind."""
    given = phrases(f"- {what}")
    if not given or not given[-1].is_name or given[-1].span.end < len(f"- {what}"):
        return
    names = [thing for thing in things(context.last) if thing.is_name]
    inner = [] if names else _inner_names(context.last)
    alike = [name for name in names or inner if name.is_person == given[-1].is_person] or names
    for old in alike[:1]:
        start = old.span.start
        if _is_held(context.last, old) and not (given[-1].is_person or _is_office(given[-1])):
            start = context.last.rindex(" of ", start, old.span.end) + len(" of ")
        before = re.sub(r"(?<= of )the $", "", context.last[:start])
        yield before + what + context.last[old.span.end :]


def _inner_names(question: str) -> list[Phrase]:
    """Return the names inside longer phrases that another may stand for.

    They are what an auxiliary asks about ("is Apple suing", not "are European leaders"), and whose
    something is: "what is the capital of France".
    """
    longer = [thing for thing in things(question) if not thing.is_name]
    return [
        name
        for name in phrases(question)
        if name.is_name
        and any(
            whole.span.contains(name.span)
            and (_is_subject(question, name, whole) or _is_owner(question, name, whole))
            for whole in longer
        )
    ]


def _is_subject(question: str, name: Phrase, whole: Phrase) -> bool:
    before = question[: name.span.start].split()[-1:]
    after = _first(question[name.span.end : whole.span.end])
    asked = bool(before) and before[0].casefold() in AUXILIARIES and name.text == name.core
    return asked and not re.search(r"[^s]s$", after)


def _is_owner(question: str, name: Phrase, whole: Phrase) -> bool:
    before = question[: whole.span.start].split()[-1:]
    return (
        bool(before)
        and before[0].casefold() in FORMS_OF_BE
        and name.span.end == whole.span.end
        and bool(re.search(r" of (?:the )?$", question[: name.span.start]))
        and (not _is_office(whole) or _first(question) == "who")
    )


def _is_held(question: str, name: Phrase) -> bool:
    """Say whether a question asks who holds an office: "who is the CEO of Apple"."""
    asks = re.match(r"(?i)who(?:[’']s| is| was| are| were) ", question)
    return bool(asks) and " of " in name.text and _is_office(name)


def _is_office(phrase: Phrase) -> bool:
    return phrase.head in ROLES or bool(_OFFICER.fullmatch(phrase.head))


def _in_year(question: str, year: str) -> str:
    if _YEAR.search(question):
        return _YEAR.sub(year, question)
    return f"{question.rstrip(' ?.!')} in {year}?"


def completed_fragment(text: str, context: Earlier, *, joined: bool) -> Iterator[str]:
    """Yield what a message without a verb asks: "in 2023", "regional differences", "Shell's".

    :param joined: whether it began with "and" or the like: "and Shell".
    """
    first = _first(text)
    year = _YEAR.search(text)
    if year and not [w for w in content_words(text) if w != year[0]]:
        yield _in_year(context.last, year[0])
        return
    if first in PREPOSITIONS and len(text.split()) > 1:
        yield f"{_without_tail(context.last, first)} {text}?"
        return
    owned = _OWNED.search(context.last)
    if owned and re.search(r"[’']s?$", text):
        yield context.last[: owned.start()] + text + context.last[owned.end() :]
        return
    is_name = _is_own_name(text) or joined and text[0].isupper()
    if is_name and joined:
        yield from _exchanged(text, context)
    topic = context.topic()
    if len(content_words(text)) >= WORDS_ENOUGH or is_name:
        return
    if topic and not mentions(text, topic):
        yield f"What is {text} of {topic}?" if first == "the" else f"{text} ({topic})?"
        yield text


def _without_tail(question: str, preposition: str) -> str:
    """Return the question without its own last phrase with that preposition."""
    bare = question.rstrip(" ?.!")
    return re.sub(rf"\s+{preposition}\s+(?:\S+\s?){{1,4}}$", "", bare, flags=re.IGNORECASE)


def is_fragment(text: str) -> bool:
    """Say whether a message is a few words without a verb or a question word."""
    words = [m[0].casefold() for m in WORD.finditer(text)]
    if not 1 <= len(words) <= 5 or words[0] in QUESTION_WORDS | AUXILIARIES:
        return False
    return not set(words) & (AUXILIARIES | PRONOUNS)


def _is_own_name(text: str) -> bool:
    """Say whether a fragment names its subject: "Zeki Aktürk", "NATO"."""
    spans = [Span(m.start(), m.end()) for m in WORD.finditer(text)]
    capitals = [is_capitalised(text, span) for span in spans]
    return any(capitals[1:]) or capitals[:1] == [True]


def lacks_subject(question: str, context: Earlier, *, joined: bool) -> bool:
    """Say whether a whole question does not tell what it is about: "how do I apply?".

    :param joined: whether it began with "and" or the like, as what goes on with a subject does.
    """
    named = phrases(question)
    if any(thing.is_name for thing in named) or _YEAR.search(question):
        return False
    known = {thing.head for thing in context.named()}
    if any(thing.text != thing.core and thing.head in known for thing in named):
        return False
    if joined:
        return True
    if re.match(r"\W*(?:what|who) (?:is|are|was|were) (?!the\b)", question, re.IGNORECASE):
        return False
    words = content_words(question)
    definite = re.search(r"\bthe\s+[\w’'-]+\s*(?:[?.!,]|$)", question, re.IGNORECASE)
    return len(words) <= 1 or bool(definite) and len(words) <= 2


def names_its_own(question: str) -> bool:
    """Say whether a question names a thing and tells something of it: "the bakery", "close"."""
    definite = any(phrase.text != phrase.core for phrase in phrases(question))
    return definite and len(content_words(question)) >= 2


def joins_on(question: str) -> bool:
    """Say whether a question begins with "and" or the like."""
    return bool(re.match(r"\W*(?:and|but|so|also|then)\b", question, re.IGNORECASE))


def with_topic(question: str, topic: str) -> str:
    """Return the question with what it is about in brackets."""
    return f"{question.rstrip(' ?.!')} ({topic})?"


def _first(text: str) -> str:
    return text.split()[0].casefold().strip(",.?!") if text.split() else ""
