"""What "it", "they", "this step" and "the ministry" stand for, where they begin a sentence.

A definite noun is traced by its own head word alone: "the ministry" to the one ministry that was
named, "the meeting" to the words that brought it in. "It" and "they" stand for the subject of the
sentence before, when that sentence brings in nothing else of their number.
"""

from __future__ import annotations

import re

from rag.article import DEFINITE, DEMONSTRATIVE, HISTORY, PRONOUN, WINDOW, Article, Leaning
from rag.mentions import FUNCTION_WORDS, NOT_PEOPLE, ROLES, SOMEBODY, SPEECH_VERBS
from rag.openings import head_to_drop
from rag.types import Span

#: Words of a subject that "it" or "they" may stand for.
_LONGEST_SINGULAR, _LONGEST_PLURAL = 5, 3

_VERB = (
    rf"(?:is|was|are|were|has|had|have|will|would|can|could|may|might|must|should|does|did|do"
    rf"|{SPEECH_VERBS}|also|then|now|[a-z]{{2,}}ed)"
)
_IT = re.compile(r"(it|its|they|their)\b", re.IGNORECASE)
_SAID_IT = re.compile(rf"#+ (it|they) (?:{SPEECH_VERBS})\b")
_PLEONASTIC = re.compile(
    r"it(?: (?:is|was|has been|had been|will be|would be|may be|might be|could be|remains|remained"
    r"|seems|seemed|appears|appeared|turns|turned|took|takes|follows|comes|came)"
    r"|(?:’|')(?:s|d be|ll be)| (?:is|was)n(?:’|')t)\b"
    r"(?!(?:[^,.;]* )?(?:by|called|named|known as)\b).*"
    r"\b(?:that|to|whether|if|how|why|when|until|where|who|since|as|like|out|for)\b"
    r"|it(?: (?:is|was)|(?:’|')s) (?:not )?(?:clear|unclear|raining|late|early|time)\b",
    re.IGNORECASE,
)
#: A sentence that says what something is brings in nothing else.
_DEFINED = re.compile(r"((?:[A-Z][\w\-]*)(?: [\w\-]+){0,2}) (?:is|was) an? [^,.;:]{2,60}\.")
#: Subjects that say nothing when they stand in brackets.
_VAGUE = frozenset("fact truth reason problem question result others point thing idea".split())
_THIS = re.compile(r"(this|that|these|those|such)\b(?: ([a-z]+))?", re.IGNORECASE)
#: A noun with its verb; what stands between commas may part them. A word in -s is a verb before
#: an article.
_THE = re.compile(
    r"[Tt]he ([a-z]+|[Pp]rime [Mm]inister|[A-Z][a-z]+)(?:, [^,.;:#]{2,60},|,)? "
    rf"(?:{_VERB}\b(?!’|')|[a-z]{{2,}}s (?:an?|the|this|that|these|its|their|to)\b)"
)
_NAME = r"[A-Z][\w\-]*(?: (?:of (?:the )?)?[A-Z][\w\-]*)*"
_CAPITALS = r"[A-Z][\w\-]*(?: (?:of |for |and |the )*[A-Z][\w\-]*)*"
#: Nouns that are the head of an institution's name.
_INSTITUTIONS = frozenset(
    "ministry department office agency bureau council commission committee court bank university"
    " college school institute party union league club association federation organisation"
    " organization police army navy senate parliament assembly congress church hospital museum"
    " board authority foundation group airport airline university embassy academy society band"
    " team island atoll river bridge stadium festival company charity".split()
)
#: Nouns that a country or a town has one of.
_OF_PLACES = frozenset(
    "government ministry parliament army police embassy senate cabinet navy congress".split()
)
_COMPANY = re.compile(
    r"(?:[A-Z][\w&\-]* ){1,4}(?:Inc|Corp|Corporation|Ltd|Limited|Company|plc|PLC|LLC|Co)\b"
)
#: Nouns for what a sentence before has told; there is no noun there to trace them to.
_SHELL_NOUNS = frozenset(
    "move decision announcement ruling news incident event attack plan proposal measure change"
    " result statement comments remarks report finding development deal agreement".split()
)
#: Roles that one person holds; a text may tell of several drivers.
_OFFICES = frozenset(
    "president chancellor minister premier secretary senator congressman congresswoman governor"
    " mayor judge justice ambassador bishop archbishop pope chairman chairwoman chairperson king"
    " queen prince princess prosecutor sheriff commissioner".split()
)
#: Subjects that "they" may stand for, besides names: groups of people.
_PEOPLE = frozenset(
    "officers officials prosecutors police jurors researchers scientists authorities members"
    " investigators residents protesters demonstrators students workers soldiers troops lawyers"
    " doctors parents engineers ministers leaders players critics activists detectives firefighters"
    " teachers farmers voters lawmakers politicians journalists experts analysts campaigners rebels"
    " militants gunmen men women children people families victims relatives staff employees"
    " passengers witnesses stewards judges councillors senators states countries".split()
)
_TIMES = frozenset("year week month morning weekend time summer winter season day night".split())
_ARTICLES = frozenset("the a an some several many both all".split())


def lean_on_head(article: Article, place: int, start: int, words: str) -> Leaning | None:
    """Find the noun or neuter pronoun at a sentence's head that leans on what stood before.

    :param place: the sentence's number.
    :param start: where in the document its ``words`` begin.
    :param words: the sentence, quotations masked.
    """
    return (
        _lean_on_thing(article, place, start, words)
        or _lean_on_this(article, place, start, words)
        or _lean_on_definite(article, place, start, words)
    )


def _lean_on_thing(article: Article, place: int, start: int, words: str) -> Leaning | None:
    pronoun = _IT.match(words)
    said = _SAID_IT.search(words) if not pronoun else None
    if said:
        span = Span(start + said.start(1), start + said.end(1))
        return Leaning(span, PRONOUN, _spoke_before(article, place) if said[1] == "it" else "")
    if not pronoun or _PLEONASTIC.match(words):
        return None
    word = pronoun[0].lower()
    antecedent = ""
    if place and word in ("it", "they"):
        antecedent = _subject_before(article, place, word)
    if antecedent and _names_somebody(article, place - 1, antecedent):
        antecedent = ""
    return Leaning(Span(start, start + pronoun.end()), PRONOUN, antecedent)


def _subject_before(article: Article, place: int, word: str) -> str:
    """Return the subject of the sentence before, or whom the same word at its head stands for."""
    before = _without_head(article.words(place - 1))
    if before.lower().startswith(f"{word} "):
        leaning = _lean_on_thing(article, place - 1, article.sentences[place - 1].start, before)
        return leaning.antecedent if leaning else ""
    defined = _DEFINED.match(before) if word == "it" else None
    if defined and not set(defined[1].lower().split()) & (FUNCTION_WORDS | _VAGUE):
        return defined[1]
    return _subject_phrase(before, plural=word == "they")


def _spoke_before(article: Article, place: int) -> str:
    """Return the institution that the sentence before says spoke, as its subject."""
    words = _without_head(article.words(place - 1)) if place else ""
    match = re.match(rf"((?:The|[A-Z][\w\-’']*)(?: [\w\-’']+){{0,4}}?) (?:{SPEECH_VERBS})\b", words)
    if not match or _names_somebody(article, place - 1, match[1]):
        return ""
    first, *inner = match[1].lower().split()
    head = inner[-1] if inner else first
    is_known = head in _INSTITUTIONS | _OF_PLACES
    return match[1] if is_known and not set(inner) & FUNCTION_WORDS - {"of", "the"} else ""


def _without_head(words: str) -> str:
    return words[head_to_drop(words) :]


def _names_somebody(article: Article, place: int, phrase: str) -> bool:
    start = article.sentences[place].start + head_to_drop(article.words(place))
    head = phrase.split()[-1].lower()
    named = article.people.between(start, start + len(phrase))
    return bool(named) or bool(re.fullmatch(SOMEBODY, head))


def _subject_phrase(words: str, *, plural: bool) -> str:
    """Return the noun phrase before a sentence's first verb, if nothing else could be meant.

    Nothing else: no further noun of that number is brought in after the verb.
    """
    match = re.match(
        rf"((?:(?:The|A|An|Both|Several|Many|Some|[A-Z][\w\-]*)(?: [\w\-]+){{0,4}}?)) ({_VERB})\b",
        words,
    )
    if not match or "," in match[1] or "#" in match[1]:
        return ""
    phrase, verb = match[1], match[2]
    first, *inner = phrase.lower().split()
    is_short = len(inner) < (_LONGEST_PLURAL if plural else _LONGEST_SINGULAR)
    starts_well = first in _ARTICLES if first in FUNCTION_WORDS | _ARTICLES else True
    if not (is_short and starts_well) or set(inner) & FUNCTION_WORDS - {"of"}:
        return ""
    if first in _ARTICLES and not inner or phrase.split()[-1] in _VAGUE:
        return ""
    if first not in _ARTICLES and not set(phrase.lower().split()) & (NOT_PEOPLE | _PEOPLE):
        return ""
    is_plural = verb in ("are", "were", "have") or (
        phrase.split()[-1].endswith("s") and verb not in ("is", "was", "has")
    )
    last = phrase.split()[-1]
    if plural and last.lower() not in _PEOPLE and not (inner and last[0].isupper()):
        return ""
    rest = words[match.end() :]
    others = (
        re.search(r"\b(?!(?:is|was|has|its|this|his|us|as|says|does|yes)\b)[a-z]{2,}s\b", rest)
        if plural
        else re.search(r"\b(?:an?|the|its|another|this|their) |\b[A-Z]", rest)
    )
    return phrase if is_plural == plural and not others else ""


def _lean_on_this(article: Article, place: int, start: int, words: str) -> Leaning | None:
    match = _THIS.match(words)
    if not match:
        return None
    noun = match[2] or ""
    span = Span(start, start + match.end(2 if noun else 1))
    if not noun or re.fullmatch(_VERB, noun):
        return Leaning(Span(start, start + match.end(1)), PRONOUN)
    if noun in _TIMES | FUNCTION_WORDS:
        return None
    return Leaning(span, DEMONSTRATIVE, before=_first_modifiers(article, place, noun))


def _lean_on_definite(article: Article, place: int, start: int, words: str) -> Leaning | None:
    match = _THE.match(words)
    if not match:
        return None
    noun = match[1].lower()
    if match[1][0].isupper() and noun.split()[-1] not in ROLES | _INSTITUTIONS:
        return None
    span = Span(start, start + match.end(1))
    first = article.sentences[max(place - HISTORY, 0)].start
    known = article.masked[first:start]
    if not re.search(rf"\b{noun}\b", known, re.IGNORECASE):
        return None if noun not in _SHELL_NOUNS else Leaning(span, DEMONSTRATIVE)
    holder = _holder_of(article, first, start, noun)
    near = article.masked[article.sentences[max(place - WINDOW, 0)].start : start]
    known = near if noun == "company" else known
    name = holder or (_institution(known, noun) if noun in _INSTITUTIONS else "")
    name = name or (_of_place(near, noun) if noun in _OF_PLACES else "")
    modifiers = "" if name else _first_modifiers(article, place, noun)
    return Leaning(span, DEFINITE, name, modifiers)


def _holder_of(article: Article, first: int, start: int, role: str) -> str:
    """Return the only person whom the text before gives that role."""
    title = role.split()[-1]
    if title not in _OFFICES:
        return ""
    named = {m.person for m in article.people.between(first, start) if m.person}
    holders = {person.name for person in named if title in person.roles}
    return holders.pop() if len(holders) == 1 else ""


def _institution(known: str, noun: str) -> str:
    """Return the only name in the text before that has the noun as its head."""
    head = noun.capitalize()
    if noun == "company":
        names = {match[0] for match in _COMPANY.finditer(known)}
    else:
        inner = rf"{head}(?: (?:of|for) (?:the )?{_CAPITALS})?"
        pattern = rf"\b(?:[A-Z][\w\-]* )*{inner}\b(?! [A-Z])"
        names = {match[0].removeprefix("The ") for match in re.finditer(pattern, known)}
        names |= _named(rf"\b{_NAME} {noun}\b", known)
    names = {name for name in names if name != head}
    longest = max(names, key=len, default="")
    return longest if all(name in longest for name in names) else ""


def _of_place(known: str, noun: str) -> str:
    """Return the noun with whose it is, where the text before tells of one alone."""
    names = {match[0] for match in re.finditer(rf"\b{noun} of (?:the )?{_NAME}", known)}
    names |= _named(rf"\b{_NAME}[’']s? {noun}\b", known)
    bare = re.search(rf"\b[Tt]he {noun}\b(?! of)", known)
    return names.pop() if len(names) == 1 and not bare else ""


def _named(pattern: str, known: str) -> set[str]:
    """Return what matches, but for what begins with a word that has its capital from its place."""
    names = {match[0].removeprefix("The ") for match in re.finditer(pattern, known)}
    return {n for n in names if n[0].isupper() and n.split()[0].lower() not in FUNCTION_WORDS}


def _first_modifiers(article: Article, place: int, noun: str) -> str:
    """Return the words before a noun where it was brought in: "a technical meeting".

    Only when it was brought in once, within the sentences before, and is spoken of as one.
    """
    first = max(place - WINDOW, 0)
    stretch = article.masked[article.sentences[first].start : article.sentences[place].start]
    found = [
        match[1].strip()
        for match in re.finditer(
            rf"\b(?:an?|another|two|three|four|five|six|several) ((?:[\w\-]+ ){{1,3}}){noun}\b",
            stretch,
        )
    ]
    words = found[0].split() if len(found) == 1 else []
    unfit = FUNCTION_WORDS | {"dozen", "hundred", "own", "single", "same"}
    plain = all(w.lower() not in unfit and not re.fullmatch(_VERB, w) for w in words)
    return " ".join(words) if words and plain else ""
