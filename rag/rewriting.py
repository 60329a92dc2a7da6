"""Follow-up question + the questions before it -> a question of its own.

"And what did he say about trade?" is searched as "What did Zeki Aktürk say about trade?". Four
things are done, by rules over the user's earlier questions and, where it takes one, the answer
that the documents give to the last: a pronoun gets its antecedent, a definite noun its full name
("the wall": "the great wall of China"), an ellipsis ("and in 2023?", "why?", "what about Turkey?")
the rest of the question before, and a question without a subject the last one's, in brackets. Of
several readings, the one that the documents bear on best is taken. A question that stands alone is
returned as it is. See ``docs/decisions/0019-follow-ups.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.earlier import Earlier, NoSources, Sources, mentions
from rag.ellipses import (
    about,
    completed_fragment,
    completed_word,
    is_fragment,
    joins_on,
    lacks_subject,
    names_its_own,
    with_topic,
)
from rag.phrases import content_words
from rag.pronouns import READINGS, resolved

#: Earlier questions that are looked at.
TURNS = 4
#: How much better the documents must bear on a later reading than on the first.
MARGIN = 0.03

_OPENING = re.compile(
    r"(?:(?:and|but|so|also|then|ok(?:ay)?|well|right|hm+|oh|i see|by the way|no|yes|great|thanks)"
    r"\b[,.!:;]*\s+)+",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?P<word>why|when|where|how|since when|until when|how long|how often|by whom|for whom|"
    r"with whom|what for|how much|how many|who|at what time|in what way|why not)"
    r"(?: exactly| though| so| then| is that| was that| is it| was it| did (?:it|that) happen)?\W*",
    re.IGNORECASE,
)
#: What asks about a thing, not more of what was asked before; and what may ask either.
_IS_IT = re.compile(r"(?:where|how long|how much) is it\W*", re.IGNORECASE)
_WAS_IT = re.compile(r"how long was it\W*", re.IGNORECASE)
_ABOUT = re.compile(
    r"(?:what|how) about (?P<what>.+?)[\s?.!]*|(?:what of|and for) (?P<other>.+?)[\s?.!]*",
    re.IGNORECASE,
)


def stand_alone(question: str, history: Sequence[str] = (), sources: Sources | None = None) -> str:
    """Return the question in a form that can be understood without what was asked before.

    :param history: the user's earlier questions, oldest first, as they were typed.
    :param sources: the documents; they answer an earlier question when "he" is its answer.
    :returns: the very string that was given when it stands alone or nothing completes it.
    """
    asked = sources or NoSources()
    earlier: list[str] = []
    for message in history[-TURNS:]:
        if content_words(message) or earlier:
            earlier.append(_rewritten(message, earlier, asked))
    return _rewritten(question, earlier, asked)


def _rewritten(question: str, earlier: Sequence[str], sources: Sources) -> str:
    if not earlier:
        return question
    readings = list(dict.fromkeys(_readings(question, Earlier(tuple(earlier), sources))))
    if not readings:
        return question
    best = readings[0]
    if len(readings) > 1:
        fits = [sources.bearing(reading) for reading in readings[:READINGS]]
        place = max(range(len(fits)), key=lambda at: (fits[at], -at))
        best = readings[place] if fits[place] > fits[0] + MARGIN else best
    return best if best == question else _sentence(best)


def _readings(question: str, context: Earlier) -> Iterator[str]:
    """Yield what a follow-up may mean, the likeliest first; nothing when it stands alone."""
    opening = _OPENING.match(question)
    rest = question[opening.end() :] if opening else question
    bare = _BARE.fullmatch(rest)
    if bare:
        if _IS_IT.fullmatch(rest) or _WAS_IT.fullmatch(rest):
            if context.last.casefold().startswith("who"):  # whose answer is hardly "it"
                yield from resolved(rest, Earlier(context.questions, NoSources()))
            yield from resolved(rest, context)
        if not _IS_IT.fullmatch(rest):
            yield from completed_word(bare["word"].casefold(), context)
        return
    other = _ABOUT.fullmatch(rest)
    if other:
        what = other["what"] or other["other"]
        full = next(resolved(what, context), what)
        yield from about(full, context)
        if full != what:
            yield rest.replace(what, full)
        return
    if is_fragment(rest):
        yield from completed_fragment(rest.strip(" ?.!,"), context, joined=joins_on(question))
        return
    found = list(resolved(rest, context))
    if found:
        yield from found
    elif lacks_subject(rest, context, joined=joins_on(question)):
        topic = context.topic()
        if topic and not mentions(rest, topic):
            completed = with_topic(rest, topic)
            yield from (question, completed) if names_its_own(rest) else (completed, question)


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] if text else text
