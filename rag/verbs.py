"""A sentence -> whether it has a finite verb, so that it states something.

No tagger: a word counts as a verb where it can be one, so that only what is surely a label, such as
"World map with Jamaica highlighted in green.", has none.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
#: Auxiliaries, and whatever is contracted with one.
_AUXILIARIES = frozenset(
    """am is are was were be has have had do does did will would can could may might must shall
    should cannot ain't let's""".split()
)
_CONTRACTED = re.compile(r"(?:n't|'(?:re|ve|ll|d|m))$")
_SUBJECTS = frozenset("i he she it we they you who that there this which what".split())
#: Past forms that do not end in -ed, and the commonest plain forms.
_IRREGULAR = frozenset(
    """arose ate beat became began bent bet bit bled blew bought bound bred broke brought built
    burnt burst came cast caught chose clung cost crept cut dealt dealt drank drew drove dug fed
    fell felt fled flew flung forbade forgot fought found froze gave got grew heard held hid
    hit hung hurt kept knelt knew laid lay led left lent lit lost made meant met overcame
    overtook paid put quit ran rang read rode rose said sang sank sat saw sent set shook shone
    shot shrank shut slept slid sold sought spent spoke spread sprang stood stole stuck struck
    swam swept swore swung taught tells threw thought told took tore understood undertook
    underwent went won withdrew woke wore wrote say tell want need know think go come take
    make get give keep seem hope believe expect remain include argue warn fear face become
    mean show see help""".split()
)
#: What stands between "with" and a participle that tells no more than how something looks.
_WITH = re.compile(r"\bwith(?: [\w’'-]+){1,4}?(?: \w+ed)\b", re.IGNORECASE)
#: After these, a word in -s or -ed is no verb.
_BEFORE_NOUNS = frozenset(
    """a an the of in on at by for from to with his her its their our my your these those some all
    many several two three four five six""".split()
)
_JOINING = ("and", "or")


def has_verb(sentence: str) -> bool:
    """Say whether a sentence may have a finite verb."""
    words = [word.replace("’", "'") for word in _WORD.findall(_WITH.sub(" ", sentence))]
    places = range(len(words))
    return any(_can_be_verb(words, place) for place in places)


def _can_be_verb(words: list[str], place: int) -> bool:
    word = words[place].lower()
    before = words[place - 1].lower() if place else ""
    after = words[place + 1].lower() if place + 1 < len(words) else ""
    if word in _AUXILIARIES or word in _IRREGULAR or _CONTRACTED.search(word):
        return True
    if word.endswith("'s"):
        return word[:-2] in _SUBJECTS
    if not place or before in _BEFORE_NOUNS or not words[place].islower():
        return word in _SUBJECTS and bool(after)
    if word.endswith("ed"):
        return True
    is_plural = before in _JOINING or after in ("", "of", *_JOINING) or word.endswith("ss")
    return word.endswith("s") and not is_plural
