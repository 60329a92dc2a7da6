"""``rag.speech.names``: whom a pronoun means, and where a name begins."""

from __future__ import annotations

import pytest

from rag.quotes import attribute
from rag.types import Document, Paragraph, Role, Span


def speakers(text: str) -> list[str]:
    """Return who speaks in a text of one paragraph, by name where that is sure."""
    paragraph = Paragraph(Span(0, len(text)), Role.BODY)
    return [q.speaker_name for q in attribute(Document("d", "", "d.txt", text, (paragraph,)))]


@pytest.mark.parametrize(
    "text",
    [
        "President Karl Oster said Zelensky had started the war. He denied it.",
        "Mark Doyle spoke. Doyle said Byrne had made up the story. She denied it.",
        "Karl Oster accused Ian Webb of theft. He denies the charge.",
        "Karl Oster spoke. Oster accused Webb of theft. He has repeatedly denied it.",
    ],
)
def test_who_accuses_is_not_who_denies(text: str) -> None:
    """A denial goes on from somebody else, wherever the sentence before names one."""
    assert speakers(text)[-1] in ("He", "She")


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Karl Oster was accused of theft. He denied it.", "Karl Oster"),
        ("Karl Oster said he was at home in Bremen. He denied theft.", "Karl Oster"),
        ("Mark Doyle spoke at length. She said it was late.", "She"),
        ("Tom Holt was jailed. Holt's lawyer came late. He said it was unjust.", "He"),
        ("Tom Holt was jailed. A former aide to Holt came late. He said it was unjust.", "He"),
        ("Tom Holt left. The man who shot Holt was jailed. He said it was unjust.", "He"),
        ("Police chief Tom Holt of Bremen was jailed. He said it was unjust.", "Tom Holt"),
    ],
)
def test_a_pronoun_means_who_the_sentence_before_tells_of(text: str, speaker: str) -> None:
    """Not one of the other gender, nor one who is named inside the name of another."""
    assert speakers(text)[-1] == speaker


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Rival Jim Boyd", "Jim Boyd"),
        ("Prosecutor Peter Hall", "Peter Hall"),
        ("Analyst Kim Park", "Kim Park"),
        ("Jim Boyd Hall", "Jim Boyd Hall"),
        ("Van Peter Hall", "Van Peter Hall"),
        ("Abu Omar Hall", "Abu Omar Hall"),
        ("J. Peter Hall", "J. Peter Hall"),
        ("Sir Peter Hall", "Peter Hall"),
        ("Xi Jinping Hall", "Xi Jinping Hall"),
    ],
)
def test_what_somebody_is_does_not_begin_a_name(said: str, name: str) -> None:
    """The first word of a sentence has its capital from there; a first name follows it."""
    last = name.split()[-1]
    found = speakers(f"It rained. {said} said it was late. “It is late today,” {last} said.")
    assert found == [name] * 2
