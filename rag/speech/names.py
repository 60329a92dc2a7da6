"""Speakers as said -> speakers by name: full names for surnames, names for pronouns where sure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rag.given_names import MEN, WOMEN
from rag.speech.clauses import main_subject
from rag.speech.frames import Frame, Range, Token
from rag.speech.lexicon import (
    ADVERBS,
    CONJUNCTIONS,
    DATE_WORDS,
    DENIES,
    DETERMINERS,
    HAVE,
    HE_TITLES,
    ORGANISATION_WORDS,
    PREPOSITIONS,
    PRONOUNS,
    SHE_TITLES,
    SUBORDINATORS,
    TITLES,
)
from rag.speech.phrases import is_possessive
from rag.types import Span

_SMALL = frozenset("de van von der den bin ibn al el la le du da dos di of".split())
_NO_NAME = (
    DETERMINERS | PREPOSITIONS | SUBORDINATORS | CONJUNCTIONS | ADVERBS | PRONOUNS | DATE_WORDS
) - {"may", "march", "april", "june", "august"}
_ABBREVIATED = re.compile(r"^(?:[A-Z]\.)+$|^(?:Mr|Mrs|Ms|Dr|Prof|Sir)\.?$")


_RUN = re.compile(
    r"[A-ZÀ-Þ][\w.'’-]*(?:[ ]+(?:(?:de|van|von|der|bin|al|el|la|du|da|dos|di)[ ]+)*"
    r"[A-ZÀ-Þ][\w'’-]*){1,5}"
)
_NAME_WORD = re.compile(r"\S+")
#: What stands before the first word of a sentence.
_BEGINS = re.compile(r"(?:^|\n|[.!?…][\"”’']?|[\"“‘])\s*$")
#: Words of a role, a first name and a surname: "Rival Jim Boyd".
_ROLE_AND_NAME = 3
#: First words of a name that are no first names.
_PARTS_OF_NAMES = _SMALL | {"abu", "um", "umm", "st", "saint", "ibn", "bint"}
#: What stands before places.
_OF_PLACES = frozenset({"in", "at", "near", "from"})


@lru_cache(maxsize=4)
def full_names(text: str) -> Mapping[str, Span]:
    """Return the first full name of a text that ends in each surname."""
    found: dict[str, Span] = {}
    for run in _RUN.finditer(text):
        words = list(_NAME_WORD.finditer(text, run.start(), run.end()))
        start = max(
            (i + 1 for i, word in enumerate(words[:-1]) if _ends_before_name(word[0])), default=0
        )
        if not start and _BEGINS.search(text, max(run.start() - 4, 0), run.start()):
            start = _after_role([word[0] for word in words])
        lower = {word[0].lower() for word in words[start:]}
        if len(words) - start > 1 and not lower & (ORGANISATION_WORDS | _NO_NAME):
            last = _bare(words[-1][0])
            span = Span(words[start].start(), words[-1].start() + len(last))
            found.setdefault(last, span)
    return found


def _ends_before_name(word: str) -> bool:
    """Say whether a name can only begin after a word: a title, a small word, "Leeds'"."""
    bare = word.lower().rstrip(".")
    is_title = bare in TITLES or bare in _NO_NAME - _SMALL
    return (
        is_title or word.endswith(("'s", "’s", "'", "’")) or (word.endswith(".") and len(word) > 3)
    )


def _after_role(words: Sequence[str]) -> int:
    """Return 1 where a role and then a first name begin a sentence, 0 where a name does."""
    if len(words) < _ROLE_AND_NAME or words[0].lower() in _PARTS_OF_NAMES or "." in words[0]:
        return 0
    return int(_gender(words[0]) == "" != _gender(words[1]))


def _gender(first_name: str) -> str:
    """Return the pronoun that goes with a first name, empty when the name does not tell."""
    name = first_name.lower()
    return "he" if name in MEN else "she" if name in WOMEN else ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks.

    :param said: the words of the sentence.
    :param name: where the fullest name stands, which may be elsewhere; None for a pronoun whose
        name is not certain.
    """

    said: Span
    name: Span | None
    is_person: bool
    gender: str = ""


@dataclass(slots=True)
class Names:
    """The names of one text, as far as they have been read."""

    text: str
    _full: dict[str, Span] = field(default_factory=dict)
    _genders: dict[str, str] = field(default_factory=dict)

    def read(self, frame: Frame) -> None:
        """Remember the names of a frame."""
        for person in self.persons(frame.tokens, len(frame.tokens)):
            self._full.setdefault(self._last(person), person)

    def persons(self, tokens: Sequence[Token], end: int) -> list[Span]:
        """Return what reads as a person's full or known name before token ``end``."""
        found = []
        for start, stop in _capital_runs(tokens, end):
            first = _after_titles(tokens, start, stop)
            words = [token.word for token in tokens[first:stop]]
            if not words or any(w in ORGANISATION_WORDS for w in words):
                continue
            is_known = len(words) == 1 and _bare(tokens[first].text) in self._full
            if (
                is_known
                or (len(words) > 1 and not _has_article(tokens, first))
                or (first > start and len(words) == 1)
            ):
                found.append(Span(tokens[first].start, tokens[stop - 1].end))
        return [_without_possessive(self.text, span) for span in found]

    def named(self, tokens: Sequence[Token], speaker: Range) -> Speaker:
        """Return the speaker of a noun phrase, by its fullest name."""
        start, stop = speaker
        said = Span(tokens[start].start, tokens[stop - 1].end)
        head = _head_end(tokens, start, stop)
        runs = list(_capital_runs(tokens, head, start))
        has_article = tokens[start].word in DETERMINERS and not _is_described(start, runs)
        is_common = (
            not runs
            or runs[-1][1] != head
            or any(t.word in ("and", "&") for t in tokens[start:stop])
        )
        if is_common or (has_article and not _is_titled(tokens, start, runs)):
            return Speaker(said, said, is_person=False)
        first = _after_titles(tokens, *runs[-1])
        is_organisation = any(t.word in ORGANISATION_WORDS for t in tokens[first:head])
        if first >= head or is_organisation:
            return Speaker(said, said, is_person=False)
        is_first_word = first == start and head == start + 1 < stop
        is_first_word = is_first_word and (start == 0 or tokens[head].word == "of")
        name = Span(tokens[first].start, tokens[head - 1].end)
        if is_first_word and self.text[name.start : name.end] not in self._full:
            return Speaker(said, said, is_person=False)
        return self._person(said, name, [t.word for t in tokens[start:first]])

    def meant(
        self,
        tokens: Sequence[Token],
        place: int,
        end: int,
        before: Frame | None,
        last: Speaker | None,
    ) -> Speaker:
        """Return whom the pronoun at ``place`` means, by name only where that is certain.

        :param end: where to stop looking for names in its own sentence.
        :param before: the sentence before.
        :param last: the speaker before.
        """
        token = tokens[place]
        said = Span(token.start, token.end)
        if token.word not in ("he", "she"):
            is_group = last is not None and not last.is_person and last.name is not None
            if token.word in ("it", "they") and last is not None and is_group:
                return Speaker(said, last.name, is_person=False)
            return Speaker(said, None, is_person=False)
        gender = token.word
        here = self.persons(tokens, end)
        above = self.persons(before.tokens, len(before.tokens)) if before and not here else []
        persons = [p for p in (*here, *above) if self._fits(p, gender)]
        surnames = {self._last(person) for person in persons}
        denies = before is not None and not here and _denies(tokens, place)
        others = self._named_in(before.tokens) if before and denies else set()
        if last is not None and last.name is not None and others - {self._last(last.name)}:
            last = None
        if (
            last is not None
            and last.name is not None
            and (
                self._may_mean(last, gender, persons)
                or (not here and self._goes_on(last, gender, before))
            )
        ):
            if last.is_person:
                self._genders.setdefault(self._last(last.name), gender)
            return Speaker(said, last.name, last.is_person, gender)
        told_of = _is_subject(tokens[:end] if here else before.tokens if before else (), persons)
        if len(surnames) == 1 and told_of and not others - surnames:
            surname = surnames.pop()
            self._genders.setdefault(surname, gender)
            return Speaker(said, self._full.get(surname, persons[0]), is_person=True, gender=gender)
        return Speaker(said, None, is_person=True, gender=gender)

    def _may_mean(self, last: Speaker, gender: str, persons: Sequence[Span]) -> bool:
        """Say whether the speaker before is the only one a pronoun can mean, or the first named."""
        if last.name is None or last.gender not in ("", gender):
            return False
        if not last.is_person:
            return not persons and not self._is_organisation(last.name)
        surname = self._last(last.name)
        return self._fits(last.name, gender) and (not persons or self._last(persons[0]) == surname)

    def _goes_on(self, last: Speaker, gender: str, before: Frame | None) -> bool:
        """Say whether the sentence before has that speaker, a person, for its subject."""
        if before is None or not last.is_person or last.gender not in ("", gender):
            return False
        return self._fits(last.said, gender) and _is_subject(before.tokens, [last.said])

    def _named_in(self, tokens: Sequence[Token]) -> set[str]:
        """Return the last words of all that may be names of people, places apart."""
        runs = [
            tokens[_after_titles(tokens, start, stop) : stop]
            for start, stop in _capital_runs(tokens, len(tokens))
            if not (start and tokens[start - 1].word in _OF_PLACES)
        ]
        return {
            _bare(run[-1].text)
            for run in runs
            if run and (run[0] is not tokens[0] or len(run) > 1 or self._is_known(run[0]))
        }

    def _is_known(self, token: Token) -> bool:
        last = _bare(token.text)
        return last in self._full or last in full_names(self.text)

    def _is_organisation(self, name: Span) -> bool:
        words = self.text[name.start : name.end].split()
        is_plural = words[-1].islower() and words[-1].endswith("s")
        return (
            is_plural
            or any(w.lower() in ORGANISATION_WORDS or w.isupper() for w in words)
            or (len(words) == 1)
        )

    def _fits(self, person: Span, gender: str) -> bool:
        last = self._last(person)
        if last in self._genders:
            return self._genders[last] == gender
        is_short = " " not in self.text[person.start : person.end]
        name = self._full.get(last, person) if is_short else person
        words = self.text[name.start : name.end].split()
        return len(words) == 1 or _gender(words[0]) in ("", gender)

    def _person(self, said: Span, name: Span, titles: Sequence[str]) -> Speaker:
        gender = "she" if SHE_TITLES & set(titles) else "he" if HE_TITLES & set(titles) else ""
        last = self._last(name)
        is_short = " " not in self.text[name.start : name.end]
        full = self._full.get(last)
        if full is None and is_short:
            full = full_names(self.text).get(last)
        if gender:
            self._genders.setdefault(last, gender)
        if not is_short:
            self._full[last] = min(self._full.get(last, name), name, key=lambda s: (-len(s), s))
        is_person = not is_short or full is not None or bool(titles)
        known = full if full is not None and is_short else name
        return Speaker(said, known, is_person, self._genders.get(last, gender))

    def _last(self, name: Span) -> str:
        return _bare(self.text[name.start : name.end].split()[-1])


def _bare(word: str) -> str:
    return word.removesuffix("'s").removesuffix("’s")


def _capital_runs(tokens: Sequence[Token], end: int, start: int = 0) -> Iterator[Range]:
    """Yield runs of capitalised words, with the small words inside names."""
    place = start
    while place < end:
        token = tokens[place]
        if not token.is_capital or (token.word in _NO_NAME and not _ABBREVIATED.match(token.text)):
            place += 1
            continue
        stop = place + 1
        while stop < end and (
            (tokens[stop].is_capital and tokens[stop].word not in _NO_NAME - {"today"})
            or (
                tokens[stop].word in _SMALL - {"of"}
                and stop + 1 < end
                and tokens[stop + 1].is_capital
            )
        ):
            if is_possessive(tokens[stop - 1]):
                break
            stop += 1
        yield place, stop
        place = stop


def _is_subject(tokens: Sequence[Token], persons: Sequence[Span]) -> bool:
    """Say whether a sentence tells of the first of some persons: not of "an aide to" that one."""
    found = main_subject(tokens, len(tokens))
    if found is None or not persons:
        return False
    head = tokens[found[0] : _head_end(tokens, *found)]
    is_in_head = head[0].start <= persons[0].start < head[-1].end
    owns = any(token.end > persons[0].end > token.start for token in head)
    return is_in_head and not owns and persons[0].end <= tokens[found[1] - 1].end


def _denies(tokens: Sequence[Token], subject: int) -> bool:
    """Say whether the verb after a subject is one of denial."""
    for token in tokens[subject + 1 :]:
        if not (token.word in ADVERBS | HAVE or token.word.endswith("ly")):
            return re.fullmatch(DENIES, token.word) is not None
    return False


def _head_end(tokens: Sequence[Token], start: int, stop: int) -> int:
    """Return where a noun phrase is followed by "of the ministry" or "who saw it"."""
    ends = PREPOSITIONS | {"who", "which", "that", "whose"}
    return next((i for i in range(start + 1, stop) if tokens[i].word in ends), stop)


def _after_titles(tokens: Sequence[Token], start: int, stop: int) -> int:
    """Return where the name after "Foreign Minister" begins."""
    titled = [
        i
        for i in range(start, stop)
        if tokens[i].word.rstrip(".") in TITLES and (i + 1 == stop or tokens[i].is_capital)
    ]
    if titled:
        return titled[-1] + 1
    begins = start == 0 or not tokens[start - 1].is_word and tokens[start - 1].word != ","
    return start + _after_role([t.text for t in tokens[start:stop]]) if begins else start


def _is_titled(tokens: Sequence[Token], start: int, runs: Sequence[Range]) -> bool:
    """Say whether lower-case titles lead from an article to a name: "the club's manager Li Na"."""
    first, stop = runs[-1]
    before = tokens[first - 1].word if first > start else ""
    return before in TITLES and stop - first > 1


def _is_described(start: int, runs: Sequence[Range]) -> bool:
    """Say whether only an adjective stands between an article and a full name."""
    return bool(runs) and runs[-1][1] - runs[-1][0] > 1 and runs[-1][0] == start + 2


def _has_article(tokens: Sequence[Token], first: int) -> bool:
    return first > 0 and tokens[first - 1].word in ("the", "a", "an")


def _without_possessive(text: str, span: Span) -> Span:
    cut = 2 if text[span.start : span.end].endswith(("'s", "’s")) else 0
    return Span(span.start, span.end - cut)
