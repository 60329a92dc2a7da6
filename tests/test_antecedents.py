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


@pytest.mark.parametrize(
    "text",
    [
        "Minister Karl Oster said the attacker acted alone. He was shot by police.",
        "The gunman had fled, Inspector Karl Oster said. He was arrested in Bremen.",
        "Karl Oster said a hiker called for help. He was found dead.",
        "Karl Oster spoke. He said a monk had slipped on ice. He broke both legs.",
        "Karl Oster told reporters that the second man had left. He is in hospital.",
        "Mayor Karl Oster met a survivor. He lost both legs.",
        "Karl Oster visited a wounded Iraqi in hospital. He lost an eye.",
        "The officer said the monk had fled. He was arrested in Bremen.",
        "Judge Anna Weiss jailed a burglar who had robbed her friends. She was 81.",
    ],
)
def test_who_is_told_about_is_not_who_tells(text: str) -> None:
    """Somebody without a name may be meant, and one who reports tells of others."""
    made = article(text)
    leaning = find_leaning(made, len(made.sentences) - 1)
    assert leaning is not None and not leaning.is_found


@pytest.mark.parametrize(
    "text",
    [
        "Karl Oster said he had opened the bridge. He left for Bremen.",
        "Karl Oster said sales had risen. He left for Bremen.",
        "Karl Oster said a driver had left. He added that rain fell.",
        "Karl Oster, a teacher who built bridges, spoke. He left for Bremen.",
        "Karl Oster was a singer. He left for Bremen.",
        "Karl Oster met a woman in Bremen. He thanked the engineers.",
        "Karl Oster’s confidence has grown. He left for Bremen.",
        "Karl Oster was accused of theft. He denied it.",
    ],
)
def test_nobody_else_is_brought_in(text: str) -> None:
    """By what one says of oneself, what one is, what one has, or somebody of the other gender."""
    made = article(text)
    leaning = find_leaning(made, len(made.sentences) - 1)
    assert leaning is not None and leaning.antecedent == "Karl Oster"


@pytest.mark.parametrize(
    "text",
    [
        "President Karl Oster said Zelensky had started the war. He denied it.",
        "President Karl Oster accused Zelensky of theft. He strongly denied the charge.",
        "Karl Oster told reporters that Weiss had lied. He has rejected the claim.",
        "Karl Oster spoke. He accused Zelensky of theft. He denies it.",
    ],
)
def test_who_accuses_is_not_who_denies(text: str) -> None:
    """A denial goes on from somebody else, wherever the sentence before names one."""
    made = article(text)
    leaning = find_leaning(made, len(made.sentences) - 1)
    assert leaning is not None and not leaning.is_found


@pytest.mark.parametrize(
    "text",
    [
        "Karl Oster was jailed. Oster's lawyer arrived late. He said the verdict was unjust.",
        "Karl Oster was jailed. Oster’s former business partner spoke. He left for Bremen.",
        "A former aide to Karl Oster said rain fell. He left for Bremen.",
        "The man who shot Karl Oster spoke. He left for Bremen.",
    ],
)
def test_a_name_inside_the_name_of_another_is_not_the_subject(text: str) -> None:
    """Neither an owner nor a name behind a preposition or "who" leads its sentence."""
    made = article(text)
    leaning = find_leaning(made, len(made.sentences) - 1)
    assert leaning is not None and not leaning.is_found
