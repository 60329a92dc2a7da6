"""Text -> the people it names.

There is no model in it: a run of capitalised words is a person where the text gives it a title, a
common given name, or two weaker signs, such as a verb of speech beside it and the surname alone
later on. Runs with one weak sign are kept apart as *possible* people: they make others unsure.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.given_names import MEN, WOMEN
from rag.types import Span

SPEECH_VERBS = (
    "said|says|told|tells|added|adds|announced|explained|stated|noted|argued|claimed|warned|replied"
    "|insisted|commented|admitted|confirmed|denied|stressed|emphasi[sz]ed|predicted|recalled|wrote"
    "|suggested|continued|remarked|accused|urged|declared|concluded|acknowledged|reaffirmed"
    "|clarified|pointed out|testified|responded|complained|asked"
)
#: Titles that tell the gender.
HONORIFICS = {"mr": "m", "sir": "m", "lord": "m", "mrs": "f", "ms": "f", "miss": "f", "lady": "f"}
HONORIFICS |= {"king": "m", "prince": "m", "queen": "f", "princess": "f", "dame": "f"}
#: Nouns that stand before a name, or for one, and say what somebody is.
ROLES = frozenset(
    "president chancellor minister premier secretary senator sen congressman congresswoman"
    " governor gov mayor judge justice dr doctor prof professor captain capt colonel col general"
    " gen sergeant sgt lieutenant lt major inspector officer commissioner ambassador bishop"
    " archbishop pope cardinal father reverend rev rabbi imam sheikh ayatollah chairman chairwoman"
    " chairperson chief director manager coach driver striker goalkeeper singer actor actress"
    " author writer artist founder co-founder spokesman spokeswoman spokesperson attorney lawyer"
    " prosecutor analyst economist professor scientist researcher engineer candidate leader"
    " representative rep mp councillor deputy commander admiral editor journalist reporter"
    " correspondent activist teammate speaker businessman businesswoman ceo"
    " executive vp astronaut player photographer pastor detective constable trooper physician nurse"
    " surgeon historian biologist psychologist musician rapper comedian filmmaker producer designer"
    " chef firefighter paramedic organizer organiser blogger novelist poet painter architect"
    " athlete".split()
)
#: What relatives are called before their names, and their gender.
KIN = {"wife": "f", "mother": "f", "daughter": "f", "sister": "f", "aunt": "f", "widow": "f"}
KIN |= {"husband": "m", "son": "m", "brother": "m", "uncle": "m", "widower": "m"}
KIN |= dict.fromkeys("cousin friend girlfriend boyfriend fiance fiancee nephew niece".split(), "")
KIN |= {"girlfriend": "f", "fiancee": "f", "niece": "f", "boyfriend": "m", "nephew": "m"}
_ROLE_GENDER = {"actress": "f"} | dict.fromkeys(
    "actor pope bishop archbishop cardinal sheikh imam rabbi ayatollah father".split(), "m"
)
#: What somebody may be called who is not named; a pattern.
SOMEBODY = (
    "man|woman|boy|girl|suspect|victim|driver|defendant|father|mother|son|daughter|brother|sister"
    "|husband|wife|friend|teenager|student|teacher|resident|witness|lawmaker|official|player"
    "|gunman|policeman|soldier|pilot|patient|worker|colleague|host|boss|owner|star|expert|author|guy|defender|midfielder|forward|skipper|winger|one"
    r"|\d+-year-old"
    f"|{'|'.join(sorted(ROLES))}"
)
#: Words that make a name that of an institution, a place or a thing.
NOT_PEOPLE = frozenset(
    "ministry department office agency bureau council commission committee court bank university"
    " college school institute party union league club association federation organisation"
    " organization company corporation corp inc ltd plc group airlines airways police army navy"
    " force forces house senate congress parliament assembly government state states kingdom"
    " republic city county province district island islands ocean sea river lake bay mount street"
    " road avenue square park bridge airport station stadium arena hospital church temple museum"
    " library center centre tower hall prix cup championship championships games olympics open"
    " series award awards act treaty convention agreement amendment bill law war battle north"
    " south east west northern southern eastern western central united national international"
    " world european american british times mail daily post news journal herald tribune guardian"
    " press magazine television tv radio network studios records foundation trust fund project"
    " program programme service services board authority tribunal front movement alliance coalition"
    " democrats republicans liberals labour conservatives green greens day year week festival"
    " conference summit shelf antarctica express line railway motors systems technologies software"
    " media communications energy oil gas holdings partners capital industries society academy"
    " orchestra band team fc rangers campus resort hotel".split()
)
#: Names of months and days.
CALENDAR = frozenset(
    "january february march april may june july august september october november december monday"
    " tuesday wednesday thursday friday saturday sunday".split()
)
#: Words that a sentence may begin with; a capital says nothing there.
FUNCTION_WORDS = frozenset(
    "a an the this that these those he she it they we i you his her its their our my your who"
    " what when where why how which while although though if as at by for from in into of on onto"
    " to with without after before since until during despite because but and or nor so yet"
    " however meanwhile also both either neither each every all some many most several few more no"
    " not one two three four five six seven eight nine ten other another such there here then now"
    " once according under over between among about against around near off out up down through"
    " first second third last earlier later today yesterday tomorrow speaking asked new"
    " former".split()
)
_PARTICLES = frozenset("de van von der den di da al el bin ibn la le dos du del ben ter".split())
_PLACE_PREPOSITIONS = frozenset("in at near from across outside inside throughout".split())
#: Titles of at most so many letters may have a full stop: Prof., Capt., Lt.
_ABBREVIATED = 4
_WORD = re.compile(r"(?:[A-Z]\.)+|[^\W_]+(?:[\-’'](?!s\b)[^\W_]+)*")
_CLOSE = rf"(?:(?<=[.,!?…])['’](?!\w)|['’](?=[,.;:!?)]|$| (?:{SPEECH_VERBS})\b))"
#: In marks of one kind: double, or single with no apostrophe taken for one: a few words, or all
#: up to a mark beside a comma, a stop or a verb of speech. What is not closed runs to the end.
_QUOTATION = re.compile(
    r"“[^“”]{0,2000}(?:”|$)"
    r"|(?<![\w'])''(?=\w)[^'\n]{1,100}''(?!')"
    r"|(?<!\w)\"(?=\S)[^\"]{0,2000}?(?:(?<=\S)\"(?!\w)|$)"
    rf"|(?<!\w)['‘](?=\w)(?:[^'‘’\"“”.!?]{{1,50}}(?<!s)['’](?!\w)|[^‘\"“”]{{0,2000}}?{_CLOSE})"
)
_SPOKE_AFTER = re.compile(
    rf"\s*(?:,[^,.;]{{2,60}},)?\s*(?:also |later |had |has )?(?:{SPEECH_VERBS})\b"
)
_SPOKE_BEFORE = re.compile(r"\b(?:said|says|added|adds|explained|noted|argued|wrote|recalled)\s$")
_AFTER_SPEAKER = re.compile(r"\s*(?:[,.;:()]|$|(?:of|in|at|on|from|during|after|who)\b)")
#: A name with a capital inside, as firms have, and not as McLain or DeVito have.
_COMPOUND = re.compile(r"[A-Z][a-z]{3,}[A-Z]")
#: What people do, and institutions do not.
_LIVED = re.compile(
    r",? (?:died|dies|was born|married|grew up|was (?:arrested|convicted|sentenced|jailed|shot)"
    r"|pleaded|pled|resigned|retired|who)\b"
)
_AGE = re.compile(r",? (?:\(\d{2}\)|aged? \d{1,2}\b)|, \d{2},")
_APPOSITION = re.compile(r"(?:, | \()(?:an? |the |who\b)?((?:[\w’'\-]+ ?){1,4})")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a document names.

    :param name: the fullest form of the name, as the document has it.
    :param gender: ``m``, ``f``, or empty when the text does not tell.
    :param roles: what the document calls them before their name, in lower case.
    """

    name: str
    gender: str = ""
    roles: frozenset[str] = frozenset()

    def fits(self, gender: str) -> bool:
        """Say whether a pronoun of that gender may stand for this person."""
        return not self.gender or self.gender == gender


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text; ``person`` is None where it is only possibly that of a person."""

    span: Span
    person: Person | None


@dataclass(frozen=True, slots=True)
class _Run:
    """Capitalised words in a row, without the title before them."""

    span: Span
    words: tuple[str, ...]
    titles: tuple[str, ...]
    signs: frozenset[str]

    @property
    def is_relative(self) -> bool:
        """Say whether somebody is introduced as another's relative."""
        return not KIN.keys().isdisjoint(self.titles)


class People:
    """The people of a document, by where they are named."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self._mentions = sorted(mentions, key=lambda mention: mention.span)
        self._starts = [mention.span.start for mention in self._mentions]

    def between(self, start: int, end: int) -> list[Mention]:
        """Return the names that begin there, in the order of the text."""
        return self._mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def find_quotations(text: str, span: Span) -> list[Span]:
    """Return what stands in quotation marks, the marks included, in order."""
    return [Span(m.start(), m.end()) for m in _QUOTATION.finditer(text, span.start, span.end)]


def mask(text: str, quotations: Sequence[Span]) -> str:
    """Return the text, of the same length, with ``#`` in place of what is quoted."""
    pieces, place = [], 0
    for quoted in quotations:
        pieces += [text[place : quoted.start], "#" * len(quoted)]
        place = quoted.end
    return "".join([*pieces, text[place:]])


def find_people(text: str, stretches: Sequence[Span]) -> People:
    """Find who is named in some stretches of a text, quotations having been masked."""
    runs = [run for stretch in stretches for run in _runs(text, stretch)]
    surnames: dict[str, set[str]] = defaultdict(set)
    signs: dict[tuple[str, ...], set[str]] = defaultdict(set)
    titles: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for run in runs:
        signs[run.words] |= run.signs
        titles[run.words] |= set(run.titles)
        if len(run.words) == 1:
            surnames[run.words[0]] |= run.signs | {"surname"}
    bearers = Counter(words[-1] for words in signs if len(words) > 1)
    for words in signs:
        if len(words) > 1 and words[-1] in surnames:
            shared = surnames[words[-1]] if bearers[words[-1]] == 1 else {"surname"}
            signs[words] |= shared - {"place"}
    full = [words for words in signs if len(words) > 1 and _is_person(signs[words])]
    known = {words: _person(words, titles[words] | _by_surname(words, titles)) for words in full}
    by_surname: dict[str, list[Person]] = defaultdict(list)
    introduced = {run.words: run for run in reversed(runs)}
    relatives = {words for words, run in introduced.items() if run.is_relative}
    chief = {words[-1] for words in known if words not in relatives}
    for words, person in known.items():
        if words not in relatives or words[-1] not in chief:
            by_surname[words[-1]].append(person)
    mentions = (
        Mention(run.span, known[run.words])
        if run.words in known
        else _mention(run, by_surname.get(run.words[-1], []), signs[run.words], titles[run.words])
        for run in runs
    )
    return People([mention for mention in mentions if mention is not None])


def _mention(
    run: _Run, alike: Sequence[Person], signs: set[str], titles: set[str]
) -> Mention | None:
    """Return what a name is whose full form is not known, given who has its last word."""
    if len(run.words) == 1 and len(alike) == 1 and "place" not in run.signs:
        return Mention(run.span, alike[0])
    if len(run.words) == 1 and {"title", "honorific"} & signs and not alike:
        return Mention(run.span, _person(run.words, titles))
    may_be_person = len(run.words) > 1 or signs & {"apposition", "title", "honorific"}
    return Mention(run.span, None) if may_be_person and signs - {"place", "surname"} else None


def _is_person(signs: set[str]) -> bool:
    strong = {"title", "honorific", "given", "age"}
    return bool(signs & strong) or len(signs - {"place"}) >= 2


def _person(words: tuple[str, ...], titles: set[str]) -> Person:
    first = words[0].lower()
    gender = "m" if first in MEN else "f" if first in WOMEN else ""
    gender = gender or next((HONORIFICS[t] for t in sorted(titles) if t in HONORIFICS), "")
    gender = gender or next((_role_gender(t) for t in sorted(titles) if _role_gender(t)), "")
    honorific = next((t.title() for t in sorted(titles) if t in HONORIFICS), "")
    name = " ".join(words) if len(words) > 1 else f"{honorific} {words[0]}".strip()
    return Person(name, gender, frozenset(titles) & ROLES)


def _role_gender(role: str) -> str:
    if role in KIN or role.endswith("woman"):
        return KIN.get(role, "f")
    return _ROLE_GENDER.get(role, "m" if role.endswith("man") else "")


def _by_surname(words: tuple[str, ...], titles: dict[tuple[str, ...], set[str]]) -> set[str]:
    return titles.get(words[-1:], set())


def _runs(text: str, stretch: Span) -> Iterator[_Run]:
    tokens = list(_WORD.finditer(text, stretch.start, stretch.end))
    place = 0
    while place < len(tokens):
        end = _run_end(text, tokens, place)
        if end == place:
            place += 1
            continue
        yield from _run(text, tokens, place, end)
        place = end


def _run_end(text: str, tokens: Sequence[re.Match[str]], place: int) -> int:
    """Return the token after the capitalised words that begin at ``place``."""
    end = place
    while end < len(tokens):
        word = tokens[end][0]
        gap = text[tokens[end - 1].end() : tokens[end].start()] if end > place else " "
        last = tokens[end - 1][0].lower() if end > place else ""
        abbreviated = len(last) <= _ABBREVIATED and last in HONORIFICS.keys() | ROLES
        if not (gap == " " or gap == ". " and abbreviated):
            break
        particle = word in _PARTICLES and end > place and end + 1 < len(tokens)
        if not (word[0].isupper() or particle and tokens[end + 1][0][0].isupper()):
            break
        end += 1
    return end


def _run(text: str, tokens: Sequence[re.Match[str]], start: int, end: int) -> Iterator[_Run]:
    """Yield the name in a run of capitalised words, with what the text around it tells."""
    words = [token[0] for token in tokens[start:end]]
    titles = [k for k, word in enumerate(words) if word.lower() in HONORIFICS.keys() | ROLES]
    if not titles and len(words) > 2 and words[0].lower() in KIN:
        titles = [0]
    first = titles[-1] + 1 if titles else 0
    while first < len(words) and words[first].lower() in FUNCTION_WORDS | CALENDAR:
        first += 1
    name = words[first:]
    if not name or len(name) > 4 or {word.lower() for word in name} & (NOT_PEOPLE | CALENDAR):
        return
    if any(_COMPOUND.match(word) for word in name):
        return
    if all(word.isupper() and len(word) > 1 and "." not in word for word in name):
        return
    before = tokens[start + first - 1][0].lower() if start + first else ""
    named = [words[k].lower() for k in titles]
    if not titles and first == 0 and before in ROLES | HONORIFICS.keys() | KIN.keys():
        gap = text[tokens[start - 1].end() : tokens[start].start()]
        named = [before] if gap == " " or gap == ". " and len(before) <= _ABBREVIATED else []
    if before == "the":
        return
    span = Span(tokens[start + first].start(), tokens[end - 1].end())
    signs = frozenset(_signs(text, span, name, named, before))
    yield _Run(span, tuple(name), tuple(named), signs)


def _signs(
    text: str, span: Span, name: Sequence[str], titles: Sequence[str], before: str
) -> Iterator[str]:
    after = text[span.end : span.end + 90]
    if any(title in HONORIFICS for title in titles):
        yield "honorific"
    elif titles:
        yield "title"
    if len(name) > 1 and name[0].lower() in MEN | WOMEN:
        yield "given"
    if _AGE.match(after):
        yield "age"
    before_it = text[max(span.start - 15, 0) : span.start]
    inverted = _SPOKE_BEFORE.search(before_it) and _AFTER_SPEAKER.match(after)
    if _SPOKE_AFTER.match(after) or inverted:
        yield "speech"
    if _LIVED.match(after):
        yield "lived"
    apposition = _APPOSITION.match(after)
    if apposition and (
        after.startswith(", who ") or {word.lower() for word in apposition[1].split()} & ROLES
    ):
        yield "apposition"
    if before in _PLACE_PREPOSITIONS:
        yield "place"
