"""``rag.verbs``: a label states nothing; what may be a statement is taken for one."""

from __future__ import annotations

import pytest

from rag.verbs import has_verb


@pytest.mark.parametrize(
    "label",
    [
        "World locator map with Jamaica highlighted in green.",
        "The front cover of the annual report on wages in mining.",
        "A portrait of the young queen in her garden with a dog.",
        "High price of public shaming on the Internet.",
    ],
)
def test_a_label_has_no_verb(label: str) -> None:
    """Nouns, prepositions and what stands behind "with" make no statement."""
    assert not has_verb(label)


@pytest.mark.parametrize(
    "statement",
    [
        "The council voted on Monday.",
        "They do not signal a thaw in relations.",
        "It’s the first time since the war.",
        "The company sells boats to Norway.",
        "He went home.",
        "Prices in the north fell and wages rose.",
        "The minister met with delegates and rejected the offer.",
        "Snow will come.",
    ],
)
def test_a_statement_has_one(statement: str) -> None:
    """Auxiliaries, pasts of both kinds, contractions and the present are verbs."""
    assert has_verb(statement)
