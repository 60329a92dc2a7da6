"""A question is offered only when its document answers it with what the question leaves out."""

from __future__ import annotations

from collections.abc import Sequence

from rag.results import Answer, AnswerStatus, Statement
from rag.suggesting import candidates, suggest
from rag.types import Citation, Span
from rag.views import Quotation, SpeechKind
from tests.page_fakes import WordLibrary, make_article, make_document, make_evidence

TEXT = """Budget passes

The vote came late. “The plan is sound and well made,” Jan Kral said. He added that it was late.

Ana Ruiz, a teacher of music, counted forty hives and 12 schools over two years."""
MAYOR = make_document(TEXT, "mayor.txt")
WHO, SCHOOLS = "Who said “The plan is sound and well made”?", "How many schools?"


def said(words: str, name: str | None, kind: SpeechKind, verb: str = "said") -> Quotation:
    """Return a quotation of the document."""
    start, who = TEXT.index(words), TEXT.index(name or "He")
    span, speaker = Span(start, start + len(words)), Span(who, who + len(name or "He"))
    known = speaker if name else None
    spoken = Span(TEXT.index(verb), TEXT.index(verb) + len(verb))
    return Quotation(MAYOR, 2, span, speaker, known, spoken, (span,), kind)


SAID = [
    said("The plan is sound and well made,", "Jan Kral", SpeechKind.QUOTED),
    said("that it was late", None, SpeechKind.REPORTED, "added"),
    said("of music, counted forty hives", "Ana Ruiz", SpeechKind.REPORTED, "counted"),
    said("plan is sound and well made,", "Jan Kral", SpeechKind.QUOTED),
]


class Checked(WordLibrary):
    """Answers what it is told to, with the words it is told to, and notes what was asked."""

    def __init__(self, answers: dict[str, tuple[str, str]]) -> None:
        super().__init__([make_article(), MAYOR])
        self.answers = answers
        self.asked: list[str] = []

    def quotes(self, documents: str | Sequence[str] | None = None) -> list[Quotation]:
        return SAID if documents == MAYOR.id else []

    def ask(
        self, question: str, history: Sequence[str] = (), documents: object = None, *_: object
    ) -> Answer:
        self.asked.append(question)
        if question not in self.answers:
            return Answer(question, AnswerStatus.NOT_FOUND)
        short, words = self.answers[question]
        cited = Citation(1, make_evidence(MAYOR, words))
        return Answer(question, AnswerStatus.ANSWERED, (Statement("x", (cited,)),), short)


KRAL = ("Jan Kral", "“The plan is sound and well made,” Jan Kral said.")
TWELVE = ("12", "12 schools over two years.")


def test_candidates_are_made_from_the_document_alone() -> None:
    """Who said a clause, whom it describes, what it counts; no pronoun, no part of a sentence."""
    questions = [candidate.question for candidate in candidates(MAYOR, SAID)]
    assert questions == [
        WHO, "What did Jan Kral say?", "What did Ana Ruiz say?", "Who is Ana Ruiz?", SCHOOLS,
    ]  # fmt: skip


def test_what_is_not_answered_is_not_offered() -> None:
    """Every question is asked before it is offered; a decline ends it."""
    library = Checked({SCHOOLS: TWELVE})
    assert suggest(library, 3, [MAYOR.id]) == [SCHOOLS]
    assert library.asked == [c.question for c in candidates(MAYOR, SAID)]


def test_another_answer_does_not_count() -> None:
    """An answer, or words, without what the question left out are no proof."""
    assert suggest(Checked({SCHOOLS: ("forty", TWELVE[1])}), 3, [MAYOR.id]) == []
    assert suggest(Checked({SCHOOLS: ("12", "The vote came late.")}), 3, [MAYOR.id]) == []


def test_what_was_asked_before_is_not_offered_again() -> None:
    """After an answer, other questions are offered."""
    library = Checked({SCHOOLS: TWELVE, WHO: KRAL})
    assert suggest(library, 3, [MAYOR.id], [WHO.casefold()]) == [SCHOOLS]


def test_no_more_than_wanted_are_asked_for() -> None:
    """A question that is not offered is not asked either."""
    library = Checked({SCHOOLS: TWELVE, WHO: KRAL})
    assert suggest(library, 1, [MAYOR.id]) == [WHO]
    assert library.asked == [WHO]


def test_an_empty_library_has_no_questions() -> None:
    """There is nothing to ask about, and nothing is asked."""
    assert suggest(WordLibrary(), 3) == []
