"""A question is offered only when its document answers it, naming what was asked about."""

from __future__ import annotations

from collections.abc import Sequence

from rag.results import Answer, AnswerStatus, Statement
from rag.suggesting import candidates, suggest
from rag.types import Citation
from tests.page_fakes import WordLibrary, make_article, make_document, make_evidence

MAYOR = make_document(
    "Budget passes\n\nMayor Jan Kral, a teacher by trade, said the plan is sound. Ana Ruiz said "
    "nothing.",
    "mayor.txt",
)


class Checked(WordLibrary):
    """Answers what it is told to, with the words it is told to, and notes what was asked."""

    def __init__(self, answers: dict[str, str]) -> None:
        super().__init__([make_article(), MAYOR])
        self.answers = answers
        self.asked: list[str] = []

    def ask(
        self, question: str, history: Sequence[str] = (), documents: object = None, **_: object
    ) -> Answer:
        self.asked.append(question)
        if question not in self.answers:
            return Answer(question, AnswerStatus.NOT_FOUND)
        cited = Citation(1, make_evidence(MAYOR, self.answers[question]))
        return Answer(question, AnswerStatus.ANSWERED, (Statement("x", (cited,)),))


def test_candidates_are_made_from_the_document_alone() -> None:
    """Speakers and people described, nobody twice."""
    questions = [candidate.question for candidate in candidates(MAYOR)]
    assert questions == ["What did Mayor Jan Kral say?", "What did Ana Ruiz say?"]


def test_what_is_not_answered_is_not_offered() -> None:
    """Every question is asked before it is offered; a decline ends it."""
    library = Checked({"What did Ana Ruiz say?": "Ana Ruiz said nothing."})
    assert suggest(library, 3, [MAYOR.id]) == ["What did Ana Ruiz say?"]
    assert set(library.asked) == {c.question for c in candidates(MAYOR)}


def test_an_answer_that_does_not_name_them_does_not_count() -> None:
    """Words that do not hold the name asked about are no proof."""
    assert suggest(Checked({"What did Ana Ruiz say?": "the plan is sound."}), 3, [MAYOR.id]) == []


def test_what_was_asked_before_is_not_offered_again() -> None:
    """After an answer, other questions are offered."""
    answers = {
        "What did Ana Ruiz say?": "Ana Ruiz said nothing.",
        "What did Mayor Jan Kral say?": "Mayor Jan Kral, a teacher",
    }
    asked = ["what did ana ruiz say?"]
    assert suggest(Checked(answers), 3, [MAYOR.id], asked) == ["What did Mayor Jan Kral say?"]


def test_an_empty_library_has_no_questions() -> None:
    """There is nothing to ask about, and nothing is asked."""
    assert suggest(WordLibrary(), 3) == []
