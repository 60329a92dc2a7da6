"""``rag.rewriting``: a follow-up becomes a question of its own; others stay as they are."""

from __future__ import annotations

import pytest

from rag.rewriting import stand_alone


class Told:
    """Sources that know one answer, and bear best on questions with some words."""

    def __init__(self, answer: str | None = None, bears_on: str = "") -> None:
        self._answer = answer
        self._bears_on = bears_on

    def short_answer(self, question: str) -> str | None:
        """Return the one answer."""
        return self._answer

    def bearing(self, question: str) -> float:
        """Return 1 for a question with the words, else 0."""
        return float(bool(self._bears_on) and self._bears_on in question)


@pytest.mark.parametrize(
    ("before", "asked", "meant"),
    [
        ("Who is Maria Berg?", "What did she say about trade?",
         "What did Maria Berg say about trade?"),
        ("Who is Maria Berg?", "And where is her office?", "Where is Maria Berg’s office?"),
        ("What is the Treaty of Lenz?", "When was it signed?",
         "When was the Treaty of Lenz signed?"),
        ("When will the bakery close?", "Why?", "Why will the bakery close?"),
        ("When will the bakery close?", "why is that?", "Why will the bakery close?"),
        ("Is the bakery closing?", "when exactly?", "When is the bakery closing?"),
        ("How many people lived in Karvia in 1990?", "And in 2023?",
         "How many people lived in Karvia in 2023?"),
        ("What did Turkey say about trade?", "What about Israel?",
         "What did Israel say about trade?"),
        ("what is the great wall of China built out of", "How long is the wall?",
         "How long is the great wall of China?"),
        ("what is the great wall of China built out of", "Who was the enemy?",
         "Who was the enemy (the great wall of China)?"),
        ("How big is the Hallmar port?", "and the cost?", "What is the cost of the Hallmar port?"),
        ("What is Ada Reyes’s other band?", "Why is she leaving?", "Why is Ada Reyes leaving?"),
        ("What is the deal worth?", "Who signed it?", "Who signed the deal?"),
        ("What is Vex's deal with Norlandia worth?", "And Orrin's?",
         "What is Orrin's deal with Norlandia worth?"),
        ("What did Berg say about taxes?", "and Holm?", "What did Holm say about taxes?"),
        ("How much was the fine?", "Why?", "Why was the fine?"),
        ("What happened to Ada Reyes?", "When?", "When: what happened to Ada Reyes?"),
        ("Tell me about Zephyr.", "How many hits did they have?",
         "How many hits did Zephyr have?"),
        ("When was the tunnel opened?", "How long is it?", "How long is the tunnel?"),
        ("Who bought the painting?", "And how much is it?", "How much is the painting?"),
        ("When will the bakery close?", "Where is it?", "Where is the bakery?"),
        ("When did the train crash?", "How long was it?", "How long was the train?"),
        ("When will the bakery close?", "Why is it?", "Why will the bakery close?"),
        ("Why is the bakery closing?", "When is it?", "When is the bakery closing?"),
        ("When was the treaty signed?", "Where was it?", "Where was the treaty signed?"),
        ("When was the tunnel opened?", "By whom was it?", "By whom was the tunnel opened?"),
        ("When was the firm fined?", "How much was it?", "How much was the firm fined?"),
        ("Who's the mayor?", "Since when?", "Since when: who is the mayor?"),
        ("Where’s the summit held?", "When?", "When is the summit held?"),
        ("Who's left the party?", "When?", "When was it that somebody left the party?"),
        ("Who is the king of Norway?", "And Sweden?", "Who is the king of Sweden?"),
        ("What is the capital of France?", "and Spain?", "What is the capital of Spain?"),
        ("Who is the president of the United States?", "And Chile?",
         "Who is the president of Chile?"),
        ("Who is the head of the Bank of England?", "And the Bank of Japan?",
         "Who is the head of the Bank of Japan?"),
        ("Who is the president of France?", "What about Italy?",
         "Who is the president of Italy?"),
        ("Is Shell buying Vex?", "And Orrin?", "Is Orrin buying Vex?"),
        ("Did Tesla announce layoffs?", "And Ford?", "Did Ford announce layoffs?"),
        ("Who is the Prime Minister of Norway?", "And Sweden?",
         "Who is the Prime Minister of Sweden?"),
        ("Who is the CEO of Apple?", "And Maria Berg?", "Who is Maria Berg?"),
        ("Who is the CEO of Apple?", "And the CFO?", "Who is the CFO?"),
        ("What did the Bank of England say?", "And the Bank of Japan?",
         "What did the Bank of Japan say?"),
        ("What did the Bank of England say?", "And the Fed?", "What did the Fed say?"),
        ("What did the Secretary of State say?", "And NATO?", "What did NATO say?"),
        ("Who leads the Republic of Ireland?", "And Iceland?", "Who leads Iceland?"),
        ("Why was the bridge in Milford closed?", "When was it built?",
         "When was the bridge built?"),
        ("When did the museum in Basel burn down?", "When was it founded?",
         "When was the museum founded?"),
        ("How much will the harbour work in Ashford cost?", "What about Milford?",
         "How much will the harbour work in Milford cost?"),
    ],
)  # fmt: skip
def test_a_follow_up_is_completed(before: str, asked: str, meant: str) -> None:
    """Pronouns, short names, ellipses and missing subjects are filled in from what was asked."""
    assert stand_alone(asked, (before,)) == meant


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of Norlandia?",
        "Who is Bruno Keller?",
        "What did Ilse Bergman say when she left the bank?",
        "When did the museum open its doors?",
        "Is it true that the comet will be back?",
        "How long does it take to cross the Alps?",
        "Is there a library on Lenz Street?",
        "Who said that rates would fall in 2024?",
        "What is deconfliction?",
        "NATO",
        "Zeki Aktürk?",
    ],
)
def test_a_question_that_stands_alone_is_not_touched(question: str) -> None:
    """Not one letter changes where nothing points back, whatever was asked before."""
    assert stand_alone(question, ("How many sheep did Olga Petrova shear in Wales?",)) == question
    assert stand_alone(question) == question


@pytest.mark.parametrize(
    ("before", "asked"),
    [
        ("Are European leaders meeting?", "And Biden?"),
        ("What did the German minister say?", "And Macron?"),
        ("What did the head of NATO say?", "And Merkel?"),
        ("How do the six Gulf states see Israel?", "And Turkey?"),
        ("Who is the president of France?", "And Maria Berg?"),
    ],
)
def test_a_name_that_may_not_be_exchanged_stays(before: str, asked: str) -> None:
    """Where a name only describes, or an office's holder is meant, nothing is put together."""
    assert stand_alone(asked, (before,)) == asked


def test_a_thing_is_not_who_made_it() -> None:
    """Of a question for somebody, "it" is what that asks about, not the answer."""
    told = Told("Ada Reyes")
    assert stand_alone("Where is it?", ("Who built the tower?",), told) == "Where is the tower?"


def test_without_history_nothing_is_made_up() -> None:
    """A pronoun without anything before it stays."""
    assert stand_alone("And what did he say about it?") == "And what did he say about it?"
    assert stand_alone("Why?", ("?!",)) == "Why?"


def test_he_may_be_the_answer_of_the_question_before() -> None:
    """ "Who conceded?" names nobody: its answer is who is meant."""
    asked = stand_alone("When did he do so?", ("Who conceded?",), Told("Goran Elez"))
    assert asked == "When did Goran Elez do so?"
    cleft = stand_alone("When?", ("Who cast the deciding vote?",), Told("Alice Green"))
    assert cleft == "When was it that Alice Green cast the deciding vote?"


def test_a_bare_word_asks_about_the_answer_of_who() -> None:
    """Who was fined is known by then, and every word after asks about that one question."""
    fined, told = "Who was fined in Norlandia?", Told("Bruno Keller")
    assert stand_alone("How much?", (fined,), told) == (
        "How much was Bruno Keller fined in Norlandia?"
    )
    assert stand_alone("Why?", (fined, "How much?"), told) == (
        "Why was Bruno Keller fined in Norlandia?"
    )
    assert stand_alone("What about his brother?", (fined,), told) == (
        "What about Bruno Keller’s brother?"
    )


@pytest.mark.parametrize(
    ("answer", "asked", "meant"),
    [
        ("Ian Poole", "What did she say about the work?",
         "What did Helen Cross say about the work?"),
        ("Mr Poole", "Where was she born?", "Where was Helen Cross born?"),
        ("Councillor Ian Poole", "What is her plan?", "What is Helen Cross’ plan?"),
        ("Ian Poole voted against it on Monday", "When did she resign?",
         "When did Helen Cross resign?"),
        ("Ian Poole", "What did he say about the work?", "What did Ian Poole say about the work?"),
        ("Ada Reyes", "What did she say about the work?", "What did Ada Reyes say about the work?"),
    ],
)  # fmt: skip
def test_a_man_is_not_she(answer: str, asked: str, meant: str) -> None:
    """The answer of the question before is passed over where its name speaks against it."""
    before = ("Who is Helen Cross?", "Who voted against the harbour plan?")
    assert stand_alone(asked, before, Told(answer)) == meant


def test_she_is_nobody_where_only_a_man_is_told_of() -> None:
    """Without anybody whom the pronoun fits, no name is put in its place."""
    meant = stand_alone("What did she say?", ("Who resigned on Friday?",), Told("Karl Brandt"))
    assert "Brandt" not in meant


def test_what_stands_in_brackets_is_nobody() -> None:
    """The subject that was put behind a question is not "she"; its answer is."""
    before = ("Tell me about Costa Verde.", "Who is the president?")
    assert stand_alone("What does she want?", before, Told("Ilse Bergman")) == (
        "What does Ilse Bergman want?"
    )


def test_he_is_not_where_it_was() -> None:
    """A place is nobody, however well the documents bear on it."""
    asked = ("Who was shot in Lindow?",)
    told = Told("Goran Elez", bears_on="Lindow")
    assert stand_alone("How old was he?", asked, told) == "How old was Goran Elez?"


def test_it_is_not_where_it_was() -> None:
    """A place is what "it" means only where nothing else is named, but may be the owner."""
    asked, told = ("Why was the bridge in Lindow closed?",), Told(bears_on="Lindow")
    assert stand_alone("When was it built?", asked, told) == "When was the bridge built?"
    assert stand_alone("What is its area?", asked, told) == "What is Lindow’s area?"
    alone = stand_alone("How big is it?", ("Who lives in Lindow?",), told)
    assert alone == "How big is Lindow?"


def test_of_two_readings_the_documents_choose() -> None:
    """Where two things may be meant, it is the one that the documents bear on better."""
    before = "When did the council approve the mill?"
    first = stand_alone("How old is it?", (before,), Told())
    second = stand_alone("How old is it?", (before,), Told(bears_on="the mill"))
    assert {first, second} == {"How old is the council?", "How old is the mill?"}


def test_a_chain_keeps_its_subject() -> None:
    """The third question is understood through the second."""
    history = ("Who is Maria Berg?", "Where was she born?")
    assert stand_alone("And when?", history) == "When was Maria Berg born?"


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        ("Lenz Homes of Karvia", "When will Lenz Homes of Karvia build?"),
        ("the council voted on Tuesday to let a builder in", "When will the old mill build?"),
        ("because it was cheap", "When will the old mill build?"),
    ],
)
def test_it_is_an_answer_that_names_a_thing(answer: str, meant: str) -> None:
    """An answer that tells something is no noun that a question could be asked about."""
    asked = ("Which company turns the old mill into flats?",)
    assert stand_alone("When will it build?", asked, Told(answer)) == meant
