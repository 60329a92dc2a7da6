"""``rag.phrases``: what a question names."""

from __future__ import annotations

import pytest

from rag.earlier import things
from rag.phrases import content_words, phrases


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("When will the bakery close?", "the bakery"),
        ("what is the great wall of China built out of", "the great wall of China"),
        (
            "Where was the logbook of the schooner Petrel found?",
            "the logbook of the schooner Petrel",
        ),
        ("Was the Museum of Maritime History founded in 1931?", "Museum of Maritime History"),
        ("How long did Solberg's team stay?", "Solberg's team"),
        ("What did Yusuf al-Amer say about water?", "Yusuf al-Amer"),
    ],
)
def test_a_phrase_is_whole_and_without_its_verb(question: str, named: str) -> None:
    """Names and nouns come with what belongs to them, and without the verb that follows."""
    found = phrases(question)
    assert named in [phrase.text.removeprefix("the ") for phrase in found] + [p.text for p in found]
    for phrase in found:
        assert question[phrase.span.start : phrase.span.end] == phrase.text


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Why was the bridge in Milford closed?", ["the bridge", "Milford"]),
        ("When did the museum in Basel burn down?", ["the museum", "Basel"]),
        ("How much will the harbour work in Ashford cost?", ["the harbour", "Ashford"]),
        ("Was the man from Leeds arrested?", ["the man", "Leeds"]),
        ("How do people in the United States vote?", ["the United States"]),
        ("Why was the bank in Karvia robbed twice?", ["the bank", "Karvia"]),
        ("When will talks with Vex workers resume?", ["talks", "Vex workers"]),
        ("Where was the crew of 12 near the Lenz volcano rescued?",
         ["the crew of 12", "the Lenz volcano"]),
    ],
)  # fmt: skip
def test_a_name_after_a_preposition_is_without_the_verb(question: str, named: list[str]) -> None:
    """The verb of an inverted auxiliary may follow another phrase than the subject."""
    assert [thing.text for thing in things(question)] == named


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What did the union say about Ashford council plans?", "Ashford council plans"),
        ("Who was arrested at the Lenz shooting?", "the Lenz shooting"),
        ("Who will speak at the Lenz conference?", "the Lenz conference"),
        ("How many rooms are in the Lenz building?", "the Lenz building"),
        ("How many beds does the hospital on Woodward road have?", "Woodward road"),
        ("Did Orrin sue Vex in the Norlandia court?", "the Norlandia court"),
        ("Did the plane land at Karvia airport?", "Karvia airport"),
        ("What does the union say about the strike at Hallmar port?", "Hallmar port"),
        ("How many rooms were there in Karvia castle?", "Karvia castle"),
    ],
)
def test_a_name_after_a_preposition_keeps_its_noun(question: str, named: str) -> None:
    """Where the verb has come, or none is called for, the words after a name belong to it."""
    assert named in [thing.text for thing in things(question)]


@pytest.mark.parametrize(
    ("name", "gender"),
    [("Mayor Helen Cross", "f"), ("Mr Poole", "m"), ("Ian Poole", "m"), ("Mayor Poole", "")],
)
def test_a_name_tells_he_or_she_after_an_office(name: str, gender: str) -> None:
    """What somebody is comes before the name that tells."""
    (phrase,) = phrases(f"- {name}")
    assert phrase.gender == gender


def test_people_things_and_several_are_told_apart() -> None:
    """A pronoun needs to know who is a person, what is one thing and what are several."""
    by_text = {
        p.text: p for p in phrases("Did Maria Berg tell the Ministry of Trade about the ships?")
    }
    assert by_text["Maria Berg"].is_person and by_text["Maria Berg"].gender == "f"
    assert not by_text["the Ministry of Trade"].may_be_person
    assert by_text["the ships"].is_plural and by_text["the ships"].core == "ships"


def test_content_words_leave_the_asking_out() -> None:
    """Function words and verbs of asking say nothing about the subject."""
    assert content_words("Can you tell me who the enemy was?") == ["enemy"]
