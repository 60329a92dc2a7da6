"""Names and numbers that are all in a source, but not where a sentence has them.

"The talks in Baku" of "the talks in Ankara, Baku said", and "Ankara told Baku" of "Baku told
Ankara": every fact is there, and the sentence is false.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, takewhile

from rag.mentions import CALENDAR
from rag.overlap import longest_common
from rag.phrased import Missing, WithheldReason
from rag.stated import Stated, Word, alike, clauses_of

#: Words of a text, [start, end).
Place = tuple[int, int]
#: Words in the place of which another name or number stands, at the most.
LONGEST_EXCHANGED = 5
#: The least share of a sentence's words that a sentence of the source has in the same order, from
#: which words that state nothing ("in", "the") tell a place in it.
VERBATIM = 0.7
#: Words of several names that change places together ("Church and Young"), at the most.
LONGEST_GROUP = 8


def find_exchanged(told: Stated, known: Stated) -> Iterator[Missing]:
    """Find names and numbers of a sentence that stand in another's place."""
    places = tuple(_known_parts(told, known))
    yield from _substituted(told, known, places)
    yield from _swapped(told, known, places)


def _substituted(told: Stated, known: Stated, places: Sequence[Place]) -> Iterator[Missing]:
    """Find a name or number that stands where the source has another one, among the same words.

    "The talks in Baku ended" beside "the talks in Ankara ended", though Baku is named elsewhere. Of
    several places in a sentence that is repeated nearly word for word, those count that have most
    of the words around.
    """
    least = VERBATIM * len(told.words)
    clauses = [
        (clause, longest_common(told.forms, [word.folded for word in clause]) >= least)
        for clause in clauses_of(known, ".!?")
    ]
    for begin, end in places:
        left, right = told.words[:begin], told.words[end:]
        run = told.words[begin:end]
        found = [
            (_shared_around(left, right, clause, place) if verbatim else 0, clause[slice(*place)])
            for clause, verbatim in clauses
            for place in _between(left[-2:], right[:2], clause, verbatim=verbatim)
        ]
        most = max((shared for shared, _ in found), default=0)
        fillers = [filler for shared, filler in found if shared == most]
        if fillers and not any(_is_same(run, told, filler, known) for filler in fillers):
            yield _missing(told, run)


def _shared_around(
    left: Sequence[Word], right: Sequence[Word], clause: Sequence[Word], place: Place
) -> int:
    """Return how many words beside a place in a clause are those beside one in a sentence."""
    start, stop = place
    pairs = (
        zip(reversed(left), reversed(clause[:start]), strict=False),
        zip(right, clause[stop:], strict=False),
    )
    return sum(
        1 for side in pairs for _ in takewhile(lambda two: two[0].folded == two[1].folded, side)
    )


def _missing(told: Stated, run: Sequence[Word]) -> Missing:
    kind = WithheldReason.NUMBER
    if told.names(run[0]):
        kind = WithheldReason.NAME
    elif run[0].folded in CALENDAR:
        kind = WithheldReason.DATE
    return Missing(kind, " ".join(word.text for word in run))


def _is_same(run: Sequence[Word], told: Stated, filler: Sequence[Word], known: Stated) -> bool:
    """Say whether two stretches name somebody or something in common, in whatever form.

    Of two numbers the values count, not what both are counted in.
    """
    mine, theirs = (
        {(q.value, q.percent) for q in Stated(_stretch(*pair)).quantities}
        for pair in ((run, told), (filler, known))
    )
    if mine and theirs:
        return bool(mine & theirs)
    if any(alike(part, word) for word in filler for part in run):
        return True
    letters = "".join(word.text[0] for word in filler if word.has_capital)
    return any(part.text.replace(".", "") == letters for part in run)


def _stretch(words: Sequence[Word], text: Stated) -> str:
    return text.text[words[0].start : words[-1].start + len(words[-1].text)]


def _runs(told: Stated) -> Iterator[Place]:
    """Yield where names and numbers begin and end, those side by side together."""
    place = 0
    while place < len(told.words):
        end = place
        while end < len(told.words) and _is_fact(told, told.words[end]):
            end += 1
        if end > place:
            yield place, end
        place = max(end, place + 1)


def _is_fact(told: Stated, word: Word) -> bool:
    counts = told.counts(word) or any(letter.isdigit() for letter in word.text)
    return counts or told.names(word) or (word.has_capital and word.folded in CALENDAR)


def _between(
    left: Sequence[Word], right: Sequence[Word], clause: Sequence[Word], *, verbatim: bool
) -> Iterator[Place]:
    """Yield the places that a clause has between the words on the left and on the right.

    One word on either side; at an end of the sentence, two words on the other side, and the clause
    must end there too. One of them means something, unless the clause is repeated nearly
    ``verbatim``. What follows a preposition of its own is not in the place of what does not:
    "conquered by Caesar", "conquered Gaul".
    """
    words = [word.folded for word in clause]
    befores, afters = [word.folded for word in left], [word.folded for word in right]
    if befores and afters:
        if left[-1].is_plain and right[0].is_plain and not verbatim:
            return
        for start in range(len(words)):
            for stop in range(start + 2, min(start + 2 + LONGEST_EXCHANGED, len(words))):
                fits = words[start] == befores[-1] and words[stop] == afters[0]
                if fits and not clause[start + 2].marker:
                    yield start + 1, stop
    elif len(afters) == 2 and (verbatim or not all(word.is_plain for word in right)):
        for stop in range(1, min(1 + LONGEST_EXCHANGED, len(words) - 1)):
            if words[stop : stop + 2] == afters:
                yield 0, stop
    elif len(befores) == 2 and (verbatim or not all(word.is_plain for word in left)):
        for start in range(max(0, len(words) - 2 - LONGEST_EXCHANGED), len(words) - 2):
            if words[start : start + 2] == befores:
                yield start + 2, len(clause)


def _swapped(told: Stated, known: Stated, places: Sequence[Place]) -> Iterator[Missing]:
    """Find two names or numbers that stand in each other's place.

    With the two exchanged more words of the sentence stand in the order of the source; each follows
    the preposition that the other one follows there, and has lost its own neighbours. What the
    source joins ("Minister Cetin") is one name, in whatever order.
    """
    words, source = told.forms, _source_of_order(told, known)
    in_order = longest_common(words, source)
    if in_order == len(words):
        return
    parts = [_Part.of(told, place, known) for place in _with_groups(places, told, known)]
    for one, other in combinations(parts, 2):
        (a, b), (c, d) = sorted((one.place, other.place))
        exchangeable = (
            b <= c
            and one.may_stand_for(other)
            and other.may_stand_for(one)
            and not (one.is_joined_to(other, known) or other.is_joined_to(one, known))
        )
        if not exchangeable:
            continue
        exchanged = [*words[:a], *words[c:d], *words[b:c], *words[a:b], *words[d:]]
        if longest_common(exchanged, source) > in_order:
            first, second = (_stretch(told.words[slice(*part)], told) for part in ((a, b), (c, d)))
            yield Missing(WithheldReason.NAME, f"{first} … {second}")


def _source_of_order(told: Stated, known: Stated) -> Sequence[str]:
    """Return the words in whose order a sentence should have its own.

    Those of the sentence that it repeats nearly word for word: the next one may have its names the
    other way round. Else those of the whole source.
    """
    shared = [longest_common(told.forms, sentence) for sentence in known.sentences]
    most = max(shared)
    nearest = known.sentences[shared.index(most)]
    return nearest if most >= VERBATIM * len(told.words) else known.forms


@dataclass(frozen=True, slots=True)
class _Part:
    """A name or number of a sentence, and where the source has it.

    :param place: of its words in the sentence, [start, end).
    :param found: of its words in the source, wherever they are.
    :param marker: the preposition before it; ``markers``: those before it in the source.
    :param beside: the telling words beside it, with the side; ``near``: those in the source.
    """

    place: Place
    found: tuple[Place, ...]
    marker: str
    markers: frozenset[str]
    beside: frozenset[tuple[int, str]]
    near: frozenset[tuple[int, str]]

    @classmethod
    def of(cls, told: Stated, place: Place, known: Stated) -> _Part:
        """Look a part of a sentence up in the source."""
        start, end = place
        wanted = told.forms[start:end]
        found = tuple(
            (n, n + len(wanted))
            for n in range(len(known.forms))
            if known.forms[n : n + len(wanted)] == wanted
        )
        return cls(
            place,
            found,
            told.words[start].marker,
            frozenset(known.words[first].marker for first, _ in found),
            _beside(told, start, end),
            frozenset(beside for one in found for beside in _beside(known, *one)),
        )

    def may_stand_for(self, other: _Part) -> bool:
        """Say whether, by the words around, the source has this part where the other one is."""
        return other.marker in self.markers and not self.beside & (self.near - other.near)

    def is_joined_to(self, other: _Part, known: Stated) -> bool:
        """Say whether the source has the other part right after this one, with a blank between."""
        starts = {first for first, _ in other.found}
        return any(
            end in starts and known.text[: known.words[end].start].endswith(f"{word.text} ")
            for _, end in self.found
            for word in known.words[end - 1 : end]
        )


def _beside(text: Stated, start: int, end: int) -> frozenset[tuple[int, str]]:
    """Return the telling words right before and after a part, of its own sentence."""
    left, right = text.words[:start][-1:], text.words[end:][:1]
    if text.begins_sentence(text.words[start]):
        left = ()
    if any(text.begins_sentence(word) for word in right):
        right = ()
    sides = ((-1, left), (1, right))
    return frozenset(
        (side, word.folded) for side, words in sides for word in words if not word.is_plain
    )


def _with_groups(places: Sequence[Place], told: Stated, known: Stated) -> Iterator[Place]:
    """Yield places, and those of neighbours that the source has with the same words between."""
    for first, (start, _) in enumerate(places):
        for _, end in places[first:]:
            stretch = told.forms[start:end]
            if len(stretch) <= LONGEST_GROUP and known.neighbours.issuperset(pairwise(stretch)):
                yield start, end


def _known_parts(told: Stated, known: Stated) -> Iterator[Place]:
    """Yield where names and numbers begin and end, apart where the source has them apart."""
    for start, end in _runs(told):
        for place in range(start + 1, end + 1):
            if place == end or told.forms[place - 1 : place + 1] not in known.neighbours:
                yield start, place
                start = place
