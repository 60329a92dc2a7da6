"""Who says it: the speaker behind an answer.

A question who said some words is answered from the quotation that holds them, and one what somebody
says, to which the reader finds no answer, from that person's quotations; what another than the
person asked about says is left out; a statement whose speaker stands outside it is shown as that
speaker's, never as a fact.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.phrases import ARTICLES, PREPOSITIONS
from rag.propositions import stems
from rag.query import parse_query, words_in_a_row
from rag.question_forms import asks_for_speaker, speaker_asked_about, words_asked_for
from rag.quotes import quotations_near, speaker_of
from rag.results import Edit, Statement
from rag.speech.lexicon import PRONOUNS
from rag.types import Document, Evidence, Hit, Span
from rag.views import Quotation

#: How sure the speaker of a quotation is as the answer to who said it; not calibrated.
SPEAKER_SCORE = 0.95
#: Words, at the least, that tell one quotation from others, and that tell anything.
LEAST_WORDS = 3
#: Characters from a name to the words, at the most, that are shown with them.
NEAR = 200
#: Words that tell no speaker from another: forms of address, "the", and pronouns.
_UNTELLING = frozenset("mr mrs ms miss dr sir dame jr sr the he it we us me my".split())
#: So do these, unless a capital makes them a name: "Marine Le Pen", "Le Duc Tho", "An".
_PARTICLES = frozenset("de van von der den di da dos do du del al el la le bin ibn".split())
_SMALL = ARTICLES | PREPOSITIONS | _PARTICLES | {"and", "or"}
_ARTICLE = re.compile(r"^(?:The|An?) ")
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
    """Name in brackets who says a statement that gives their words and not their name.

    Beside the pronoun that stands for them; before the statement where that has none, or where it
    goes on with a quotation that began before it.
    """
    evidence = statement.citations[0].evidence
    said = _speaker(evidence) or _told_by_pronoun(evidence)
    if said is None or said.name is None:
        return statement
    name = " ".join(said.speaker_name.split())
    if not evidence.span.contains(said.speaker):
        return _put_in(statement, 0, f"[{name}:] ")
    is_told = re.search(rf"\b{re.escape(name.split()[-1])}\b", statement.text)
    if not _is_pronoun(said) or is_told or not _may_name(said, name):
        return statement
    if said.content[0].start < evidence.span.start:
        return _put_in(statement, 0, f"[{name}:] ")
    before = " ".join(said.document.text[evidence.span.start : said.speaker.end].split())
    return _put_in(statement, len(before), f" [{_ARTICLE.sub(_in_small_letters, name)}]")


def _put_in(statement: Statement, place: int, shown: str) -> Statement:
    """Put words into a statement, as an edit beside those that it has.

    :param place: where, in the source's words on one line.
    """
    before, after, moved = [], [], 0
    for edit in statement.edits:
        if edit.start - moved < place:
            before.append(edit)
            moved += len(edit.shown) - len(edit.original)
        else:
            after.append(Edit(edit.start + len(shown), edit.shown, edit.original))
    start = place + moved
    text = f"{statement.text[:start]}{shown}{statement.text[start:]}"
    return replace(statement, text=text, edits=(*before, Edit(start, shown, ""), *after))


def _is_pronoun(said: Quotation) -> bool:
    return said.document.slice(said.speaker).casefold() in PRONOUNS


def _may_name(said: Quotation, name: str) -> bool:
    """Say whether a name is surely that of its pronoun: it stands near, shortly before the words.

    For "he" and "she" it is a person's.
    """
    words, start = name.split(), said.span.start
    before = said.document.text[max(start - NEAR, 0) : start]
    is_near = re.search(rf"\b{re.escape(words[-1])}\b", before) is not None
    is_person = words[0][0].isupper() and words[-1][0].isupper() and not name.isupper()
    pronoun = said.document.slice(said.speaker).casefold()
    return is_near and (is_person or pronoun not in ("he", "she"))


def _in_small_letters(match: re.Match[str]) -> str:
    return match[0].lower()


def _told_by_pronoun(item: Evidence) -> Quotation | None:
    """Return the first quotation of a sentence whose speaker is a pronoun there."""
    if PRONOUNS.isdisjoint(re.findall(r"\w+", item.text.casefold())):
        return None
    near = quotations_near(item.hit.passage.document, item.span)
    return next((q for q in near if _is_pronoun(q) and item.span.contains(q.speaker)), None)


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
    document = item.hit.passage.document
    return speaker_of(document, within_marks(document, item.answer or item.span))


def within_marks(document: Document, span: Span) -> Span:
    """Return a stretch of a document from its first letter or digit to its last."""
    start, end = span.start, span.end
    while start < end and not document.text[start].isalnum():
        start += 1
    while start < end and not document.text[end - 1].isalnum():
        end -= 1
    return Span(start, end)


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
    """Return the words that tell a speaker from others, in lower case: "xi" of "Mr Xi"."""
    return {
        word.casefold()
        for word in re.findall(r"\w+", text)
        if len(word) > 1
        and word not in _SMALL
        and (word.isupper() or word.casefold() not in _UNTELLING)  # "the US"
    }
