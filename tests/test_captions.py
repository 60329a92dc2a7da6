"""What tells the caption of a picture from running text: ``rag.structure.labels``."""

from __future__ import annotations

import pytest

from rag.loaders.text import parse
from rag.structure import find_structure
from rag.structure.labels import is_caption
from rag.types import Role

_STORY = (
    "The olive growers of the valley met in the town hall on Monday, the mayor said.",
    "They asked for water, and the ministry promised to answer them before the end of the week.",
)


@pytest.mark.parametrize(
    "text",
    [
        '"We will not leave our farms," Ana Ruiz said on Monday. (Reuters)',
        "“We will not leave our farms,” Ana Ruiz said on Monday. (Reuters)",
        "“The water is ours,” the mayor told the growers. (AP)",
        "The two sides will meet again in May, according to the ministry. (AFP)",
        "Police warned that the road would stay closed until Friday. (PTI)",
        "The minister announced a second round of talks. [Reuters]",
        "The mayor told the council that the bridge is safe. [AP]",
        "Ana Ruiz said so, police said. (AFP)",
        "He added that the harvest was lost. (AFP/file)",
        "The mayor said: “We shall not pay.” (AP)",
        '"Who will pay for it?" asked the mayor. "Who will pay?" (DPA)',
        "It rained. The river rose. Two roads were shut. Nobody was hurt. (Reuters)",
    ],
)
def test_running_text_may_end_with_the_credit_of_an_agency(text: str) -> None:
    """What reports speech and has its full stop before the credit is no caption."""
    assert not is_caption(text)
    lines = ("Growers of the valley ask for water", *_STORY, text)
    paragraphs = find_structure(parse("\n\n".join(lines).encode())).paragraphs
    assert paragraphs[-1].role is Role.BODY


@pytest.mark.parametrize(
    "text",
    [
        "Growers in the town hall on Monday. (Reuters)",
        "Ana Ruiz at her farm on Monday. (Reuters)",
        "A flood in Riverton. [AP]",
        "Ana Ruiz said goodbye to her farm (Photo: AA)",
        "A dry field near the river. [AFP]",
        "The dam above the valley in 2019. (AFP/file)",
        "The mayor, who said she would resign, leaves the hall (AP)",
        "Ana Ruiz, who said she would stay, on her farm. (Photo: AP)",
        "Ana Ruiz, who told the growers to wait, on her farm. (AP Photo/Tomas Reed)",
        "The hall where the mayor said farewell. [Reuters handout]",
    ],
)
def test_a_credit_still_makes_a_caption(text: str) -> None:
    """Without speech or a full stop, or with a word for the picture, it labels a picture."""
    assert is_caption(text)
