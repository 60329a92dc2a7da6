"""The gate: a language model's sentence -> shown, or withheld with the reason.

A sentence passes when it names sentences that exist, when every number, date, name and quotation in
it stands in them (``rag/facts.py``), when nearly all its words do, and when the reader's support
head says that they entail it. What stands in a source word for word passes by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.agreement import Supports
from rag.certainty import SAYINGS
from rag.facts import (
    find_missing,
    new_stretch,
    new_words,
    shares_words,
    stands_in_order,
    telling_words,
    told_twice,
)
from rag.phrased import Missing, WithheldReason
from rag.prompts import Source
from rag.stated import folded_line
from rag.verbs import has_verb

#: Support, 0..1, from which the sources are said to entail a sentence; ``benchmarks/gate.py
#: --tune`` prints what it costs.
LEAST_SUPPORT = 0.96
#: The largest share of a sentence's telling words that its sources may lack.
MOST_NEW = 0.25
#: A named source is kept that is as like a sentence as this share of the likest.
NEARLY = 0.8
#: Footnotes of one sentence, at most.
MOST_CITED = 4

_MARKER = re.compile(
    r"\s*[\[【(]\^?(?:(?:sentences?|sources?|evidence|nos?\.?)\s*)?"
    r"(\d{1,3}(?:\s*(?:[,;&–-]|and)\s*\d{1,3})*)[\]】)]",
    re.IGNORECASE,
)
_JOINT = re.compile(r",? (?:and|but|while|whereas|although|though|as|after|before|when) |[,;:] ")
#: A quoted sentence right behind a word, without a comma or colon between.
_QUOTED = re.compile(r"(?P<before>\w+) [\"“][A-Z][^\"“”]*[,.!?][\"”]")
_LEADS_IN = frozenset("that because as and but".split())
_LIST_MARK = re.compile(r"^\s*(?:[-*•>#]+|\d{1,2}[.)])\s+")
_EMPHASIS = re.compile(r"\*\*|__|`")


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence as a model wrote it.

    :param text: without its markers.
    :param numbers: those of its markers, in order, each once.
    """

    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Passed:
    """A sentence that may be shown, and the sources that bear it."""

    text: str
    sources: tuple[Source, ...]


def read_markers(sentence: str) -> Written:
    """Take the markers out of a sentence: "[1]", "[2, 3]", "[source 4]"."""
    numbers: list[int] = []
    for match in _MARKER.finditer(sentence):
        if _is_marker(match):
            numbers += [int(number) for number in re.findall(r"\d+", match[1])]
    text = _MARKER.sub(lambda match: "" if _is_marker(match) else match[0], sentence)
    text = _EMPHASIS.sub("", _LIST_MARK.sub("", text))
    return Written(" ".join(text.split()), tuple(dict.fromkeys(numbers)))


def _is_marker(match: re.Match[str]) -> bool:
    """Tell a marker from a number in round brackets, such as a year or an age."""
    opened = match[0].lstrip()[0]
    return opened != "(" or not re.fullmatch(r"\(\d+\)", match[0].strip())


class Gate:
    """Checks a model's sentences against numbered sources.

    :param question: what the sentences answer; a few words without a verb are read together with
        it. Empty for a summary.
    :param short_answer: the words that the reader found to answer; a few words without a verb must
        share some of them. None where nobody has looked.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        supports: Supports,
        question: str = "",
        short_answer: str | None = None,
    ) -> None:
        self._sources = {source.number: source for source in sources}
        self._supports = supports
        self._question = question
        self._short_answer = short_answer

    def check(self, written: Written) -> Passed | Missing:
        """Let a sentence pass, on the sources that it names or on others that bear it.

        :returns: what passed, with the sources that it rests on; else what is missing in the
            sources that it names (in the nearest one where it names none).
        """
        named = [self._sources[n] for n in written.numbers if n in self._sources][:MOST_CITED]
        bearing = self._bearing(written.text, named)
        fault = self._fault(written.text, bearing)
        if fault is None:
            return Passed(written.text, bearing)
        others = self._by_likeness(written.text)
        for again in (others[:1], others[1:2], sorted(others[:2], key=lambda s: s.number)):
            chosen = tuple(again)
            if chosen not in ((), bearing) and self._fault(written.text, chosen) is None:
                return Passed(written.text, chosen)
        return fault

    def _bearing(self, text: str, named: Sequence[Source]) -> tuple[Source, ...]:
        """Return the named sources without those that a sentence does not need.

        As few as have its facts, the likest first, and whatever is nearly as like as the likest.
        """
        shares = {source.number: _likeness(text, source.text) for source in named}
        ranked = sorted(named, key=lambda source: -shares[source.number])
        for count in range(1, len(ranked)):
            if _stands_against(text, ranked[:count]) is None:
                least = NEARLY * shares[ranked[0].number]
                return tuple(
                    source
                    for source in named
                    if source in ranked[:count] or shares[source.number] >= least
                )
        return tuple(named)

    def _fault(self, text: str, sources: Sequence[Source]) -> Missing | None:
        """Return what stands against a sentence on these sources; None when it may be shown."""
        if not sources:
            return Missing(WithheldReason.NO_CITATION, "")
        if any(_is_whole(source, text) for source in sources):
            return None
        missing = (
            _stands_against(text, sources)
            or _runs_into_quotation(text)
            or _stutters(text, sources)
            or _run_together(text, sources)
        )
        if missing is not None:
            return missing
        claim = text
        if not has_verb(text):
            claim = f"{self._question} {text}".strip()
            known = self._short_answer
            beside = known is not None and not shares_words(text, known)
            if beside or not stands_in_order(text, _joined(sources)):
                return Missing(WithheldReason.SUPPORT, "")
        if self._supports(claim, _joined(sources)) < LEAST_SUPPORT:
            return Missing(WithheldReason.SUPPORT, "")
        return None

    def _by_likeness(self, text: str) -> list[Source]:
        """Return the sources that share words with a sentence, most first."""
        shares = {n: _likeness(text, source.text) for n, source in self._sources.items()}
        ranked = sorted(shares, key=lambda number: (-shares[number], number))
        return [self._sources[number] for number in ranked if shares[number] > 0]


def _stands_against(text: str, sources: Sequence[Source]) -> Missing | None:
    """Return the fact or the words of a sentence that the sources do not have."""
    count, known = telling_words(text), _joined(sources)
    if not count:
        return Missing(WithheldReason.WORDS, text)
    published = {source.document.published for source in sources}
    missing = find_missing(text, known, published.pop() if len(published) == 1 else None)
    if missing is not None:
        return missing
    new = new_words(text, known)
    strange = new if len(new) > MOST_NEW * count else new_stretch(text, new)
    return Missing(WithheldReason.WORDS, ", ".join(strange)) if strange else None


def _run_together(text: str, sources: Sequence[Source]) -> Missing | None:
    """Find a sentence that takes words of several sources, but no part of it from one alone.

    It may be put together at a comma, an "and" or the like, each part of one source.
    """
    if len(sources) < 2 or any(_stands_against(text, [one]) is None for one in sources):
        return None
    for joint in _JOINT.finditer(text):
        parts = text[: joint.start()], text[joint.end() :]
        if all(telling_words(part) > 1 and _is_of_one(part, sources) for part in parts):
            return None
    return Missing(WithheldReason.SUPPORT, "")


def _runs_into_quotation(text: str) -> Missing | None:
    """Find a quoted sentence that words run into which do not say that somebody says it."""
    before = (match["before"].lower() for match in _QUOTED.finditer(text))
    if any(word not in SAYINGS | _LEADS_IN for word in before):
        return Missing(WithheldReason.SUPPORT, "")
    return None


def _stutters(text: str, sources: Sequence[Source]) -> Missing | None:
    """Find words that a sentence has twice and its sources once: it is put together of pieces."""
    twice = told_twice(text, _joined(sources))
    return Missing(WithheldReason.WORDS, " ".join(twice)) if twice else None


def _is_of_one(part: str, sources: Sequence[Source]) -> bool:
    return any(_stands_against(part, [source]) is None for source in sources)


def _joined(sources: Sequence[Source]) -> str:
    return "\n".join(source.text for source in sources)


def _is_whole(source: Source, text: str) -> bool:
    """Say whether a sentence is a source, word for word from its first word to its last."""
    line = folded_line(text)
    return bool(line.strip()) and line in map(folded_line, (source.text, source.evidence[0].text))


def _likeness(text: str, source: str) -> float:
    """Return the share of a sentence's telling words that a source has, 0..1."""
    count = telling_words(text)
    return 1 - min(len(new_words(text, source)) / count, 1) if count else 0.0
