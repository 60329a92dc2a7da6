"""Who says it: the speaker behind an answer.

A question who said some words is answered from the quotation that holds them, and one what somebody
says, to which the reader finds no answer, from that person's quotations; what another than the
person asked about says is left out; a statement whose speaker stands outside it is shown as that
speaker's, never as a fact.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.propositions import stems
from rag.query import parse_query, words_in_a_row
from rag.question_forms import asks_for_speaker, speaker_asked_about, words_asked_for
from rag.quotes import quotations_near, speaker_of
from rag.results import Edit, Statement
from rag.types import Evidence, Hit, Span
from rag.views import Quotation

#: How sure the speaker of a quotation is as the answer to who said it; not calibrated.
SPEAKER_SCORE = 0.95
#: Words, at the least, that tell one quotation from others, and that tell anything.
LEAST_WORDS = 3
#: Characters from a name to the words, at the most, that are shown with them.
NEAR = 200
_MENTION = re.compile(r"(?P<word>\w+)(?P<theirs>[’']s(?!\w)|(?<=s)[’'](?!\w))?")


def find_speakers(question: str, hits: Sequence[Hit]) -> list[Evidence]:
    """Return who said the words that a question quotes, as evidence, a hit after the other."""
    if not asks_for_speaker(question):
        return []
    phrases = [p for p in parse_query(question).phrases if len(p.split()) >= LEAST_WORDS]
    found = []
    for hit in hits:
        for phrase in phrases:
            place = _place(phrase, hit)
            said = speaker_of(hit.passage.document, place) if place else None
            told = _told(hit, said) if said else None
            if told is not None:
                found.append(told)
    return found


def drop_other_speakers(question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Leave out what somebody else says where a question asks what one person says."""
    asked = _words(speaker_asked_about(question))
    return [item for item in evidence if not asked or _may_be(asked, item)]


def find_statements(question: str, hits: Sequence[Hit]) -> list[Evidence]:
    """Return the words of somebody that a question asks for, as evidence, a hit after the other.

    Where it names a subject, its words stand in the sentence or in the title.
    """
    name, subject = words_asked_for(question)
    asked, wanted = _words(name), set(stems(subject))
    if not asked:
        return []
    return [
        Evidence(hit, quotation.span, SPEAKER_SCORE)
        for hit in hits
        for quotation in quotations_near(hit.passage.document, hit.passage.span)
        if hit.passage.span.contains(quotation.span)
        and len(quotation.text.split()) >= LEAST_WORDS
        and asked <= _words(quotation.speaker_name)
        and wanted <= {*stems(quotation.text), *stems(hit.passage.document.title)}
    ]


def attribute_statement(statement: Statement) -> Statement:
    """Put the speaker in brackets before a statement that gives their words and not their name."""
    evidence = statement.citations[0].evidence
    said = _speaker(evidence)
    if said is None or said.name is None or evidence.span.contains(said.speaker):
        return statement
    shown = f"[{said.speaker_name}:] "
    return Statement(
        shown + statement.text,
        statement.citations,
        (Edit(0, shown, ""), *(_moved(edit, len(shown)) for edit in statement.edits)),
    )


def _moved(edit: Edit, by: int) -> Edit:
    return Edit(edit.start + by, edit.shown, edit.original)


def _may_be(asked: set[str], item: Evidence) -> bool:
    """Say whether those who are asked about may be who says it.

    Where nobody is told to say it, they are not if it tells of what is theirs alone.
    """
    said = _speaker(item)
    if said is not None:
        named = _words(said.speaker_name)
        return not named or bool(named & asked)
    words = list(_MENTION.finditer(item.text))
    after = [*(word["word"].casefold() for word in words[1:]), ""]
    told = [
        word["theirs"]
        for word, following in zip(words, after, strict=True)
        if word["word"].casefold() in asked and following not in asked
    ]
    return not told or not all(told)


def _speaker(item: Evidence) -> Quotation | None:
    """Return the quotation that the answer, or the whole sentence within its marks, is part of."""
    start, end = (item.answer or item.span).start, (item.answer or item.span).end
    document = item.hit.passage.document
    while start < end and not document.text[start].isalnum():
        start += 1
    while start < end and not document.text[end - 1].isalnum():
        end -= 1
    return speaker_of(document, Span(start, end))


def _place(phrase: str, hit: Hit) -> Span | None:
    """Return where the words of a phrase stand in a hit, whatever stands between them."""
    found = words_in_a_row(phrase).search(hit.passage.text)
    base = hit.passage.span.start
    return Span(base + found.start(), base + found.end()) if found else None


def _told(hit: Hit, said: Quotation) -> Evidence | None:
    """Return the sentence of a quotation with its speaker, by name where that stands near."""
    for speaker in (said.name, said.speaker):
        if speaker is not None:
            whole = Span(min(said.span.start, speaker.start), max(said.span.end, speaker.end))
            if hit.passage.span.contains(whole) and len(whole) <= len(said.span) + NEAR:
                return Evidence(hit, whole, SPEAKER_SCORE, speaker)
    return None


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 2}
