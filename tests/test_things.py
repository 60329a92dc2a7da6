"""``rag.things``: what "it", "this step" and "the ministry" stand for at a sentence's head."""

from __future__ import annotations

import pytest

from rag.antecedents import find_leaning
from rag.article import Article, read_article
from rag.types import Role
from tests.making import document, passages


def article(text: str) -> Article:
    """Return running text as an article."""
    return read_article(passages(document([(Role.BODY, text)])))


@pytest.mark.parametrize(
    ("text", "antecedent"),
    [
        ("The Harbour Council has voted. It will meet on Monday.", "The Harbour Council"),
        ("The engineers have left. They will return on Monday.", "The engineers"),
        ("Measles is a grave disease. It spreads fast. It has no cure.", "Measles"),
        (
            "Turkish Ministry of Defence staff met. Rain fell. The ministry said nothing.",
            "Turkish Ministry of Defence",
        ),
        ("President Karl Oster spoke. Rain fell. The president has left.", "Karl Oster"),
        (
            "The Harbour Council met. Rain fell. The council, which has funds, agreed.",
            "Harbour Council",
        ),
        ("The Harbour Council met. Rain fell. The council wants the bridge.", "Harbour Council"),
        (
            "The Gift of Hands charity met. Rain fell. The charity has left.",
            "Gift of Hands charity",
        ),
        ("The government of Norway met. The government has funds.", "government of Norway"),
        ("Norway’s army left. “We go home,” it said.", ""),
        ("Norway’s army said so. “We go home,” it said.", "Norway’s army"),
    ],
)
def test_a_head_match_or_a_lone_subject_is_the_antecedent(text: str, antecedent: str) -> None:
    """A definite noun is traced by its head, a pronoun to the only thing of its number."""
    made = article(text)
    leaning = find_leaning(made, len(made.sentences) - 1)
    assert leaning is not None and leaning.antecedent == antecedent


def test_two_governments_leave_open_which_is_meant() -> None:
    """A noun that each country has one of is traced only when one was told of."""
    text = "The government of Norway met. Iceland’s government left. The government has funds."
    leaning = find_leaning(article(text), 2)
    assert leaning is not None and not leaning.is_found


def test_a_noun_is_told_apart_as_when_it_was_brought_in() -> None:
    """The words before a noun, where it was first told of, are given to "the" and "this"."""
    for head in ("The meeting was", "This meeting was"):
        leaning = find_leaning(article(f"They held a technical meeting there. {head} short."), 1)
        assert leaning is not None and leaning.before == "technical"


@pytest.mark.parametrize(
    "text",
    [
        "The council bought a crane. It will stand on the quay.",
        "The ships passed two boats with nets. They had no lights.",
        "Labour Party and Green Party members met. The party said nothing.",
        "The council cut the funds. The move was expected.",
        "The council cut the funds. This was expected.",
    ],
)
def test_what_may_mean_two_things_is_left_open(text: str) -> None:
    """A second thing of the same number, a second name, or no noun at all: nothing is given."""
    leaning = find_leaning(article(text), 1)
    assert leaning is not None and not leaning.is_found and leaning.weight > 0


def test_it_that_means_nothing_leans_on_nothing() -> None:
    """ "It is clear that" has no antecedent and needs none."""
    assert find_leaning(article("Rain fell. It is likely that the road will flood."), 1) is None
