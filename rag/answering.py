"""Evidence -> Answer, or a decline.

A short answer where there is one, then the sentences that carry it, verbatim, each with its
footnote. When the best evidence is below the bar, the documents are said not to answer; when they
give answers that cannot both hold, both are shown. What a sentence only denies is no short answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from rag.attributing import (
    attribute_statement,
    drop_other_speakers,
    find_speakers,
    find_statements,
)
from rag.disagreement import Confirms, answer_words, find_rivals
from rag.overlap import words_alone
from rag.question_forms import asks_for_several
from rag.results import Answer, AnswerStatus, Difference, DifferenceKind, Statement
from rag.speech.denials import denies_answer
from rag.types import NARRATIVE_ROLES, Citation, Evidence, Hit, Role

NOT_FOUND = "The documents do not say."
EMPTY_LIBRARY = "There are no documents yet: add some, then ask again."
#: Further evidence is shown only when it is at least this share as strong as the best.
COMPANION_SHARE = 0.6
#: And when it gives another answer than the best of the same document, at least this share.
SECOND_SHARE = 0.9
#: How many passages are shown when nothing was found, each by its best sentence.
NEAREST = 3
_LABELS = frozenset({Role.TITLE, Role.BYLINE, Role.DATELINE})
#: Sentences, at most, in the answer to a question that asks for several things.
MOST_LISTED = 8


def _never(question: str, answer: str, hit: Hit) -> bool:
    del question, answer, hit
    return False


@dataclass(frozen=True, slots=True)
class Policy:
    """What decides how an answer is put together.

    :param bar: the score, 0..1, below which the documents are said not to answer.
    :param max_statements: sentences shown at most.
    :param confirms: the reader's judgment, asked when two answers differ.
    :param families: document id -> what names the documents that print the same text.
    """

    bar: float
    max_statements: int = 3
    confirms: Confirms = _never
    families: Mapping[str, str] = field(default_factory=dict)

    def family(self, item: Evidence) -> str:
        """Return what names a document and its copies."""
        key = item.hit.passage.document.id
        return self.families.get(key, key)


def compose_answer(
    question: str, evidence: Sequence[Evidence], hits: Sequence[Hit], policy: Policy
) -> Answer:
    """Turn evidence into an answer, or decline.

    :param evidence: best first.
    :param hits: what was read, best first.
    """
    evidence = [*find_speakers(question, hits), *drop_other_speakers(question, evidence)]
    if not evidence or evidence[0].score < policy.bar:
        evidence = [*find_statements(question, hits), *evidence]
    best = evidence[0].score if evidence else 0.0
    if best < policy.bar or not evidence:
        message = NOT_FOUND if hits else EMPTY_LIBRARY
        return Answer(
            question,
            AnswerStatus.NOT_FOUND,
            confidence=best,
            near=tuple(_nearest(evidence, hits)),
            message=message,
        )
    least = max(policy.bar, COMPANION_SHARE * best)
    several = asks_for_several(question)
    told = _stated_first(question, [item for item in evidence if item.score >= least])
    strong = _running_text_first(
        [item for item in told if several or not _is_second(item, told[0], policy)]
    )
    groups = group_evidence(strong, policy)
    firsts = [group[0] for group in groups]
    rivals = [] if several else _rivals(question, firsts, policy)
    groups = _with_rivals(groups, [item for item, _ in rivals])
    groups = groups[: MOST_LISTED if several else max(policy.max_statements, 1 + len(rivals))]
    return Answer(
        question,
        AnswerStatus.ANSWERED,
        statements=tuple(map(attribute_statement, number_statements(groups, policy.families))),
        short_answer=_list_answers(groups) if several else answer_words(groups[0][0]) or None,
        confidence=told[0].score,
        differences=tuple(
            Difference(kind, (1, number), (answer_words(firsts[0]), answer_words(item)))
            for number, (item, kind) in enumerate(rivals, start=2)
        ),
    )


def _nearest(evidence: Sequence[Evidence], hits: Sequence[Hit]) -> list[Evidence]:
    """Return the best evidence of each of the best passages; a whole passage where none is left.

    Of those that the reader finds equally unlikely, the one that was found first is the best.
    Titles, bylines and datelines come last: they tell little by themselves.
    """
    found: dict[tuple[str, int], Evidence] = {}
    ranked = sorted(evidence, key=lambda item: (-item.score, item.hit.rank))
    for item in (*ranked, *(Evidence(hit, hit.passage.span, 0.0) for hit in hits)):
        passage = item.hit.passage
        found.setdefault((passage.document.id, passage.span.start), item)
    return sorted(found.values(), key=lambda item: item.hit.passage.role in _LABELS)[:NEAREST]


def _stated_first(question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Take away the short answers that their document denies; where the best goes, the next leads.

    The sentences stay, with their denial.
    """
    denied = {
        (item.hit.passage.document.id, words_alone(answer_words(item)))
        for item in evidence
        if denies_answer(question, item)
    }
    told = [
        replace(item, answer=None)
        if (item.hit.passage.document.id, words_alone(answer_words(item))) in denied
        else item
        for item in evidence
    ]
    lost = evidence[0].answer is not None and told[0].answer is None
    leads = next((item for item in told if item.answer), told[0]) if lost else told[0]
    return [leads, *(item for item in told if item is not leads)]


def _is_second(item: Evidence, best: Evidence, policy: Policy) -> bool:
    """Say whether a less likely item gives another answer than the best one of its document."""
    said, known = words_alone(answer_words(item)), words_alone(answer_words(best))
    agree = not said or _stands_in(said, known) or _stands_in(known, said)
    less = item.score < SECOND_SHARE * best.score
    return less and not agree and policy.family(item) == policy.family(best)


def group_evidence(evidence: Sequence[Evidence], policy: Policy) -> list[list[Evidence]]:
    """Put evidence with the same words together, in the order of each group's first.

    What a copy of a document says beside it stands with it, and so does a sentence that holds all
    its words in a row. Evidence whose words all stand in evidence before it adds nothing and is
    left out.
    """
    groups: dict[str, list[Evidence]] = {}
    for item in evidence:
        words = _copied(item, groups, policy) or words_alone(item.text)
        if words not in groups:
            if any(_stands_in(words, known) for known in groups):
                continue
            words = next((known for known in groups if _stands_in(known, words)), words)
        group = groups.setdefault(words, [])
        if all(_place(item) != _place(other) for other in group):
            group.append(item)
    return list(groups.values())


def _copied(item: Evidence, groups: Mapping[str, list[Evidence]], policy: Policy) -> str | None:
    """Return the words of the group in which a copy of the document gives the same answer."""
    answer, document = answer_words(item), item.hit.passage.document.id
    for words, (first, *_) in groups.items():
        is_copy = document != first.hit.passage.document.id
        is_copy = is_copy and policy.family(first) == policy.family(item)
        if is_copy and answer and answer == answer_words(first):
            return words
    return None


def _rivals(
    question: str, told: Sequence[Evidence], policy: Policy
) -> list[tuple[Evidence, DifferenceKind]]:
    own = policy.family(told[0])
    others = [item for item in told[1:] if policy.family(item) != own]
    return list(find_rivals(question, told[0], others, policy.confirms))


def _with_rivals(
    groups: Sequence[list[Evidence]], rivals: Sequence[Evidence]
) -> list[list[Evidence]]:
    """Put the rivals' groups right behind the best one, in their order."""
    chosen = [group for item in rivals for group in groups[1:] if item in group]
    rest = [group for group in groups[1:] if group not in chosen]
    return [*groups[:1], *chosen, *rest]


def _list_answers(groups: Sequence[Sequence[Evidence]]) -> str | None:
    """Return the different short answers in a row, those left out that stand in another."""
    answers = list(dict.fromkeys(filter(None, (answer_words(group[0]) for group in groups))))
    kept = [
        answer
        for answer in answers
        if not any(
            _stands_in(words_alone(answer), words_alone(other))
            for other in answers
            if other != answer
        )
    ]
    return "; ".join(kept) or None


def _running_text_first(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Let running text that gives the best evidence's answer stand before a title or caption."""
    wanted = words_alone(answer_words(evidence[0]))
    told = [
        item
        for item in evidence
        if wanted
        and words_alone(answer_words(item)) == wanted
        and item.hit.passage.role in NARRATIVE_ROLES
    ]
    return [*told[:1], *(item for item in evidence if item not in told[:1])]


def number_statements(
    groups: Sequence[Sequence[Evidence]], families: Mapping[str, str] | None = None
) -> tuple[Statement, ...]:
    """Turn groups of evidence into statements, their footnotes numbered from 1 in order.

    :param families: document id -> what names the documents that print the same text; a footnote
        to a copy names the first footnote to its like.
    """
    numbers = count(1)
    first: dict[str, tuple[int, str]] = {}

    def cite(item: Evidence) -> Citation:
        number, document = next(numbers), item.hit.passage.document.id
        family = (families or {}).get(document, document)
        known, original = first.setdefault(family, (number, document))
        return Citation(number, item, known if original != document else None)

    return tuple(
        Statement(one_line(group[0].text), tuple(cite(item) for item in group)) for group in groups
    )


def one_line(text: str) -> str:
    """Return the text with each run of white space as one space."""
    return " ".join(text.split())


def _stands_in(part: str, whole: str) -> bool:
    """Say whether words stand in others in a row; both as ``words_alone`` gives them."""
    return f" {part} " in f" {whole} "


def _place(item: Evidence) -> tuple[str, int]:
    return item.hit.passage.document.id, item.span.start
