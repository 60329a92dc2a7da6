"""``rag.antecedents``: who "he" is, and nobody when that is not sure."""

from __future__ import annotations

import pytest

from rag.antecedents import find_leaning
from rag.article import Article, read_article
from rag.types import Role
from tests.making import document, passages


def article(*paragraphs: str) -> Article:
    """Return running text as an article."""
    return read_article(passages(document([(Role.BODY, text) for text in paragraphs])))


@pytest.mark.parametrize(
    ("text", "antecedent"),
    [
        ("Minister Karl Oster opened the bridge. He thanked the engineers.", "Karl Oster"),
        ("Anna Weiss met Karl Oster in Bremen. She thanked the engineers.", "Anna Weiss"),
        ("Karl Oster spoke. He thanked the engineers. He then left for Bremen.", "Karl Oster"),
        ("The wall held, Karl Oster said. “It is safe,” he added.", "Karl Oster"),
        ("The rain fell on. Ilse Brandt, 43, left. Her boat was lost.", "Ilse Brandt"),
    ],
)
def test_a_pronoun_is_traced_to_the_one_who_can_be_meant(text: str, antecedent: str) -> None:
    """By gender, recency, subject and speaker; through a chain of the same pronoun."""
    made = article(text)
    leaning = find_leaning(made, len(made.sentences) - 1)
    assert leaning is not None and leaning.antecedent == antecedent


@pytest.mark.parametrize(
    "text",
    [
        "Karl Oster met Jan Friedrich and Paul Meier in Bremen. He thanked the engineers.",
        "A driver stopped behind Karl Oster on the bridge. He thanked the engineers.",
        "The storm closed the road. He thanked the engineers.",
        "Anna Weiss opened the bridge. He thanked the engineers.",
    ],
)
def test_an_unsure_pronoun_has_no_antecedent(text: str) -> None:
    """With rivals, with nobody named, or against the gender, it leans and nobody is given."""
    made = article(text)
    leaning = find_leaning(made, 1)
    assert leaning is not None and not leaning.is_found and leaning.weight == 1


@pytest.mark.parametrize(
    "text",
    [
        "Karl Oster said he would leave on Monday.",
        "After his speech in Bremen, Karl Oster left the bridge.",
        "The engineers asked their council for more money.",
        "A driver said he had seen nothing.",
    ],
)
def test_a_sentence_that_names_whom_it_means_stands_alone(text: str) -> None:
    """A pronoun with its name in the same sentence leans on nothing else."""
    assert find_leaning(article("Paul Meier spoke on Sunday.", text), 1) is None


def test_who_is_named_later_in_the_sentence_is_not_named_twice() -> None:
    """A bracket would only repeat the name."""
    made = article("Karl Oster spoke. He would stay in Bremen, Oster wrote.")
    assert find_leaning(made, 1) is None


def test_inside_a_quotation_nothing_stands_alone() -> None:
    """A sentence whose quotation mark stood before it would read as the paper's own words."""
    made = article("Karl Oster said: “We will build. The wall is safe. We stay.” He left.")
    leaning = find_leaning(made, 1)
    assert leaning is not None and leaning.weight == 1 and not leaning.is_found


@pytest.mark.parametrize(
    ("text", "antecedent"),
    [
        (
            "Erin Vask met her council on Sunday. Karl Oster spoke. "
            "Vask opened a North Bremen bridge. She left.",
            "Erin Vask",
        ),
        ("Karl Oster spoke. He met Jan Friedrich. He left for Bremen.", "Karl Oster"),
        ("Karl Oster spoke. After opening the bridge, he left.", "Karl Oster"),
        ("Karl Oster spoke. The engineers thanked him.", "Karl Oster"),
        ("The smuggler said so. He left for Bremen.", "The smuggler"),
        (
            "Karl Oster died in May. Son Paul Oster spoke. Oster had built bridges. He was 81.",
            "Karl Oster",
        ),
        ("Karl Oster wrote “The Wall And I”. He was 81.", "Karl Oster"),
    ],
)
def test_the_text_itself_tells_who_can_be_meant(text: str, antecedent: str) -> None:
    """By a pronoun beside the name, one that leads two sentences, and what relatives are called."""
    made = article(text)
    leaning = find_leaning(made, len(made.sentences) - 1)
    assert leaning is not None and leaning.antecedent == antecedent


@pytest.mark.parametrize(
    "text",
    [
        "Anna Weiss stayed. She met Ilse Brandt. The engineers thanked her.",
        "Anna Weiss lost her mother. She was 81.",
        "The smuggler said a driver had left. He was 81.",
    ],
)
def test_another_of_the_same_gender_makes_unsure(text: str) -> None:
    """Somebody named after the verb, and a relative who is not named, may be meant as well."""
    made = article(text)
    leaning = find_leaning(made, len(made.sentences) - 1)
    assert leaning is not None and not leaning.is_found
