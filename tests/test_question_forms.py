"""``rag.question_forms``: what a question asks for, as far as its form tells."""

from __future__ import annotations

import pytest

from rag.question_forms import asks_for_author, asks_for_several, directly, is_yes_or_no


@pytest.mark.parametrize(
    "question",
    [
        "Which ministers took part?",
        "Who were the signatories?",
        "What countries signed the treaty?",
        "which large companies gave money?",
        "Name the members of the crew.",
        "What are the main causes?",
        "Who else was there?",
        "Which two mayors of the city agreed?",
    ],
)
def test_questions_for_several_things(question: str) -> None:
    """Plurals and commands to list ask for all there are."""
    assert asks_for_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "Which minister took part?",
        "Who was the captain?",
        "What was his name?",
        "What does the company make?",
        "What causes rain?",
        "Which is the longest river?",
        "Which city was flooded?",
        "Which driver concedes that he lost?",
        "Which agency pays for the work?",
        "When were the talks held?",
    ],
)
def test_questions_for_one_thing(question: str) -> None:
    """Verbs that end in s, and pronouns, are no plurals."""
    assert not asks_for_several(question)


def test_yes_or_no_and_author() -> None:
    """The first word tells one, the verb of writing the other."""
    assert is_yes_or_no("Did they sign?") and not is_yes_or_no("Who did?")
    assert asks_for_author("Who wrote this article?") and not asks_for_author("Who signed?")


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("Can you tell me who won the race?", "who won the race?"),
        ("could you please explain to us why it was stopped", "why was it stopped"),
        ("Do you know what Anna Weiss has opened?", "what has Anna Weiss opened?"),
        ("tell me who the mayor of Bern is", "who is the mayor of Bern"),
        ("Do you know which bridge was built by her?", "which bridge was built by her?"),
        ("Do you know who has opened it?", "who has opened it?"),
        ("Do you know when it opens?", "when it opens?"),
        ("Tell me why the mayor said it was wrong.", "why the mayor said it was wrong."),
        ("Please tell me: which party won?", "which party won?"),
        ("I'd like to know how many died.", "how many died."),
        ("Does the article say where he lives?", "where he lives?"),
        ("Who can tell me more?", "Who can tell me more?"),
        ("Can you sue for that?", "Can you sue for that?"),
        ("Do the documents say that he lied?", "Do the documents say that he lied?"),
        ("Tell me about Anna.", "Tell me about Anna."),
    ],
)
def test_what_wraps_a_question_is_taken_off(question: str, meant: str) -> None:
    """A question that is put to somebody is the question; anything else stays as it is."""
    assert directly(question) == meant
