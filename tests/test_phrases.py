"""``rag.phrases``: what a question names."""

from __future__ import annotations

import pytest

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
