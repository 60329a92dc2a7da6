"""Claims made of sentences: what a text says, shortened, and the same with one thing changed.

A language model mostly repeats a sentence with parts left out, and errs in one thing: another name
or number, two names the other way round, a "not" too many, the opposite verb, two sentences run
together. The claim sets have too few of those, and in two of them length gives the label away. Here
a true and a false claim come of one sentence and have one form. Highlights of news give true claims
in other words.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.evaluation.summaries import sentences_of
from rag.facts import find_missing, new_words, telling_words
from training.altered import find_parts
from training.encoding import sentence_starts
from training.news import content_words, cut, is_held_out
from training.rows import Row, Split, lines_of, plain

SENTENCE, HIGHLIGHT = "sentence", "highlight"
#: Sentences taken of a passage and of an article.
EACH_PASSAGE, EACH_ARTICLE = 1, 3
#: Words of a sentence that is taken.
SHORTEST, LONGEST = 7, 45
#: Sentences beside it in the evidence, at most, and how often the question stands before it.
BESIDE = 3
ASKED_SHARE = 0.35
#: Share of a highlight's words that its stretch must have to support it.
HIGHLIGHT_SHARE = 0.6

#: A question begins with one of these verbs, and a denial has its "not" behind one.
AUXILIARY = (
    r"(?:is|are|was|were|has|have|had|will|would|can|could|may|might|should|must|does|did|do)"
)
_AFFIRMED = re.compile(rf"\b{AUXILIARY}\b(?! (?:not|never)\b|n[’']t)")
_NEGATION = re.compile(r" (?:not|never)\b|n[’']t\b")
_LEADING = re.compile(r"^(?:[A-Z][^,.;:\"“”]{2,60}), (?=[a-z]|[A-Z][a-z])")
_ASIDE = re.compile(r" \([^()]{2,80}\)|, (?:who|which|whose|where|a|an|the) [^,;\"“”]{3,90},(?= )")
_TRAILING = re.compile(
    r",? (?:which|while|although|though|because|after|before|when|where|as|but|and|with|including|"
    r"[a-z]+ing) [^\"“”]*?(?=[.!?][\"”’]?$)"
)
_OPPOSITES = """
accept:reject accepted:rejected accepts:rejects agree:disagree agreed:refused agrees:refuses
allow:ban allowed:banned allows:bans approve:reject approved:rejected backed:opposed back:oppose
support:oppose supported:opposed supports:opposes praised:condemned praise:condemn
praises:condemns welcomed:criticised welcome:criticise confirmed:denied confirm:deny
confirms:denies admitted:denied began:ended begin:end begins:ends started:ended start:end
starts:ends opened:closed open:close opens:closes increase:decrease increased:decreased
increases:decreases rose:fell rise:fall rises:falls rising:falling grew:shrank gained:lost
gain:lose gains:loses won:lost win:lose wins:loses winning:losing arrived:left arrive:leave
arrives:leaves entered:left enter:leave joined:left join:leave joins:leaves halted:resumed
halt:resume halts:resumes stopped:continued stop:continue stops:continues suspended:resumed
succeeded:failed succeed:fail succeeds:fails success:failure passed:failed bought:sold buy:sell
buys:sells sent:received send:receive sends:receives gave:took give:take gives:takes
born:killed survived:died survive:die alive:dead arrested:released arrest:release
convicted:acquitted guilty:innocent accused:cleared attacked:defended attack:defend built:destroyed
build:destroy created:destroyed hired:fired appointed:dismissed elected:defeated remembered:forgot
first:last last:first more:fewer most:least higher:lower high:low highest:lowest larger:smaller
large:small largest:smallest biggest:smallest bigger:smaller older:younger oldest:youngest
old:new new:old early:late earlier:later before:after after:before above:below under:over
north:south northern:southern south:north southern:northern east:west eastern:western west:east
western:eastern male:female men:women women:men man:woman woman:man boy:girl girl:boy
father:mother mother:father son:daughter daughter:son brother:sister sister:brother
husband:wife wife:husband legal:illegal public:private private:public safe:dangerous
possible:impossible likely:unlikely able:unable true:false right:wrong good:bad better:worse
best:worst strong:weak rich:poor hot:cold often:rarely always:never all:none many:few
majority:minority minority:majority expensive:cheap easy:difficult difficult:easy rare:common
common:rare day:night night:morning victory:defeat defeat:victory peace:war war:peace
"""
OPPOSITES = dict(pair.split(":") for pair in _OPPOSITES.split())
_WORD = re.compile(r"[A-Za-z]+")

Change = Callable[["Ground", str, random.Random], str | None]


@dataclass(frozen=True, slots=True)
class Ground:
    """A sentence and what is around it.

    :param sentence: on one line.
    :param passage: what it was taken from.
    :param others: the other sentences of it.
    """

    sentence: str
    passage: str
    others: tuple[str, ...]


def make_sentence_claims(rows: Sequence[Row], rng: random.Random) -> list[Row]:
    """Make pairs of claims of the passages of questions; of some with the question before it."""
    made: list[Row] = []
    asked = {row.passage: row for row in rows if row.answers}
    for passage, row in asked.items():
        title = f"{row.title.replace('_', ' ')}\n"
        head = title if passage.startswith(title) else ""
        body = passage.removeprefix(head)
        for ground in _grounds(body, rng, EACH_PASSAGE, _around(row, body)):
            question = f"{row.question} " if rng.random() < ASKED_SHARE else ""
            made += _pair(ground, row.title, question, head, rng)
    return made


def read_sentence_claims(path: Path) -> Split:
    """Make pairs of claims of the sentences of news, and of their highlights."""
    draw = random.Random(0)
    split = Split([], [])
    for line in lines_of(path):
        rows = split.held_out if is_held_out(str(line["id"])) else split.train
        title, text = str(line["id"]), str(line["text"])
        for ground in _grounds(text, draw, EACH_ARTICLE):
            rows += _pair(ground, title, "", "", draw)
        rows += _highlights(title, text, str(line["summary"]), draw)
    return split


def shortened(sentence: str, rng: random.Random) -> str:
    """Leave parts of a sentence out that it is true without, or nothing."""
    text = sentence
    if rng.random() < 0.6:
        text = _ASIDE.sub("", text)
    if rng.random() < 0.5 and (led := _LEADING.match(text)):
        rest = text[led.end() :]
        text = rest[0].upper() + rest[1:]
    trail = _TRAILING.search(text)
    if trail and rng.random() < 0.6 and len(text[: trail.start()].split()) >= SHORTEST - 2:
        text = text[: trail.start()] + text[trail.end() :]
    return text


def altered(ground: Ground, claim: str, rng: random.Random) -> str | None:
    """Change one thing of a claim, so that the sentence does not support it any more."""
    changes = list(_CHANGES)
    rng.shuffle(changes)
    for change in changes:
        made = change(ground, claim, rng)
        if made is not None and made != claim:
            return made
    return None


def _pair(
    ground: Ground, title: str, question: str, head: str, rng: random.Random
) -> Iterator[Row]:
    true, base = shortened(ground.sentence, rng), shortened(ground.sentence, rng)
    false = altered(ground, base, rng)
    if false is None:
        return
    beside = _beside(ground, rng)
    for claim, supported in ((true, True), (false, False)):
        yield Row(SENTENCE, title, f"{question}{claim}", head + beside, supported=supported)


def _beside(ground: Ground, rng: random.Random) -> str:
    """Return the sentence among up to three of the others, in the order of the text."""
    count = min(rng.choice((0, 0, 1, 2, BESIDE)), len(ground.others))
    chosen = {ground.sentence, *rng.sample(ground.others, count)}
    order = sorted(chosen, key=lambda one: ground.passage.find(one[:30]))
    return " ".join(order)


def _grounds(
    text: str, rng: random.Random, most: int, wanted: str | None = None
) -> Iterator[Ground]:
    sentences = [" ".join(one.split()) for one in sentences_of(text)]
    fit = [s for s in sentences if SHORTEST <= len(s.split()) <= LONGEST and s[-1:] in '.!?"”']
    rng.shuffle(fit)
    if wanted in fit:
        fit.insert(0, fit.pop(fit.index(wanted)))
    for sentence in fit[:most]:
        near = [s for s in sentences if s != sentence]
        place = sentences.index(sentence)
        near = near[max(0, place - 3) : place + 3]
        yield Ground(sentence, " ".join(sentences), tuple(dict.fromkeys(near)))


def _around(row: Row, body: str) -> str | None:
    """Return the sentence that holds a question's answer."""
    start = row.start - (len(row.passage) - len(body))
    starts = [*sentence_starts(body), len(body)]
    for begin, end in zip(starts, starts[1:], strict=False):
        if begin <= start < end:
            return " ".join(body[begin:end].split())
    return None


def _highlights(title: str, text: str, summary: str, rng: random.Random) -> Iterator[Row]:
    """Yield highlights with the stretch that says the same, and with one thing changed."""
    stretches = cut(text)
    for highlight in sentences_of(plain(summary)):
        wanted = content_words(highlight)
        best = max(stretches, key=lambda s: len(s.words & wanted), default=None)
        if best is None or len(wanted) < 4:
            continue
        share = 1 - len(new_words(highlight, best.text)) / max(1, telling_words(highlight))
        if share < HIGHLIGHT_SHARE or find_missing(highlight, best.text):
            continue
        others = tuple(sentences_of(best.text))
        false = altered(Ground(highlight, best.text, others), highlight, rng)
        if false is not None:
            yield Row(HIGHLIGHT, title, highlight, best.text, supported=True)
            yield Row(HIGHLIGHT, title, false, best.text, supported=False)


def _other_part(ground: Ground, claim: str, rng: random.Random) -> str | None:
    """Put another name or number of the passage in the place of one."""
    here, around = find_parts(claim), find_parts(ground.passage)
    parts = [*here.names, *here.years, *here.numbers]
    rng.shuffle(parts)
    for part in parts:
        rivals = [
            other
            for other in around.like(part)
            if not set(other.lower().split()) & set(claim.lower().split())
        ]
        if rivals:
            return claim.replace(part, rng.choice(rivals), 1)
    return None


def _near_number(ground: Ground, claim: str, rng: random.Random) -> str | None:
    """Change a number a little, or a lot."""
    numbers = re.findall(r"(?<![\w.,])\d[\d,]*(?![\w.,]*\d)", claim)
    if not numbers:
        return None
    number = rng.choice(numbers)
    value = int(number.replace(",", ""))
    other = max(0, value + rng.choice((-10, -3, -2, -1, 1, 2, 3, 10, value, 10 * value)))
    shown = f"{other:,}" if "," in number else str(other)
    return claim.replace(number, shown, 1) if shown != number else None


def _swapped(ground: Ground, claim: str, rng: random.Random) -> str | None:
    """Put two names into each other's place."""
    first = re.match(r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*", claim)
    names = list(find_parts(claim).names)
    if first and len(first[0]) > 3 and find_parts(f"a {first[0]}").names:
        names.insert(0, first[0])
    pairs = [
        (a, b) for n, a in enumerate(names) for b in names[n + 1 :] if a not in b and b not in a
    ]
    if not pairs:
        return None
    one, other = rng.choice(pairs)
    return claim.replace(one, "\0", 1).replace(other, one, 1).replace("\0", other, 1)


def _denied(ground: Ground, claim: str, rng: random.Random) -> str | None:
    """Put a "not" in, or take one out."""
    if found := _NEGATION.search(claim):
        return claim[: found.start()] + claim[found.end() :]
    places = list(_AFFIRMED.finditer(claim))
    if not places:
        return None
    place = rng.choice(places[:2])
    return f"{claim[: place.end()]} not{claim[place.end() :]}"


def _opposed(ground: Ground, claim: str, rng: random.Random) -> str | None:
    """Put the opposite of a word in its place."""
    found = [match for match in _WORD.finditer(claim) if match[0] in OPPOSITES]
    if not found:
        return None
    match = rng.choice(found)
    return claim[: match.start()] + OPPOSITES[match[0]] + claim[match.end() :]


def _joined(ground: Ground, claim: str, rng: random.Random) -> str | None:
    """Run the beginning of a claim and the end of another sentence together."""
    joints = [m.start() for m in re.finditer(r" (?:to|in|on|at|for|with|by|from|of|that)\b", claim)]
    middle = [place for place in joints if 3 <= len(claim[:place].split()) <= 15]
    others = [s for s in ground.others if len(s.split()) >= SHORTEST]
    if not middle or not others:
        return None
    place = rng.choice(middle)
    word = re.escape(claim[place:].split()[0])
    ends = [
        s[m.start() :]
        for s in others
        for m in re.finditer(rf" {word}\b", s)
        if 2 <= len(s[m.start() :].split()) <= 14
    ]
    return claim[:place] + rng.choice(ends) if ends else None


_CHANGES: tuple[Change, ...] = (
    _other_part, _other_part, _near_number, _swapped, _denied, _opposed, _opposed, _joined,
)  # fmt: skip
