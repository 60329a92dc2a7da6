"""``rag.speech.denials``: what a sentence denies is told from what it says."""

from __future__ import annotations

import pytest

from rag.speech.denials import denies_answer
from tests.test_disagreement import evidence


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("The minister, Olga Brandt, denied that 40 people had died in Halden.", "40"),
        ("The minister denied on Monday that 40 people had died.", "40"),
        ("The minister has denied 40 people had died.", "40"),
        ("Carver Homes of Leeds denied it will cut 900 jobs.", "900"),
        ("The firm denied having sold the mill to Carver Homes.", "Carver Homes"),
        ("The company denied a report that Olga Brandt had sold it to Carver Homes.", "Carver"),
        ("The company dismissed as false claims by Ann Lee that 40 people had died.", "40"),
        ("The mayor rejected allegations of theft by Tom Reed.", "Tom Reed"),
        ("Reports that 40 people had died were denied by the minister.", "40"),
        ("The firm is denying it will sell the mill to Carver Homes.", "Carver Homes"),
        ("Brandt denied, in a letter to the court, that 40 people had died.", "40"),
        ("The firm dismissed the idea that 900 jobs, or even 300, would go.", "900"),
        ("It was denied that 40 people had died.", "40"),
        ("Tom Reed never said that the mayor stole it, his lawyer told the court.", "the mayor"),
        ("Police did not say that the mayor stole the money.", "the mayor"),
        ("The police have not yet confirmed that 40 people died.", "40"),
        ("The minister denied that 40 people had died.", "that 40 people had died"),
        ("Police did not say that 40 people had died.", "that 40 people had died"),
        ("No one told the court that the mayor stole the money.", "the mayor"),
        ("Police refused to say whether the mayor stole the money.", "the mayor"),
    ],
)
def test_what_is_denied_or_never_said_is_no_answer(sentence: str, answer: str) -> None:
    """Whatever the verb and however the clause is joined to it."""
    item = evidence("a", sentence, answer)
    assert denies_answer("Who or what was it?", item)
    assert not denies_answer("What did the firm deny?", item)


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("The minister, Olga Brandt, denied that 40 people had died.", "Olga Brandt"),
        ("She denied that 40 people had died, saying that twelve had.", "twelve"),
        ("She denied that 40 people had died but said that twelve had.", "twelve"),
        ("She denied that 40 people had died and said twelve had.", "twelve"),
        ("He never said that the mayor stole it, his lawyer told the court.", "his lawyer"),
        ("She did not deny that 40 people had died.", "40"),
        ("Nobody denied that 40 people had died.", "40"),
        ("The embassy denied 40 people visas.", "40"),
        ("The mayor rejected an offer that Carver Homes had made.", "Carver Homes"),
        ("The council denied planning permission for 900 flats.", "900"),
        ("They never revealed that Ann Lee had bought the mill.", "Ann Lee"),
        ("Police did not say how Tom Reed got in.", "Tom Reed"),
        ("Police said that 40 people had not died in vain.", "40"),
        ("Reed not only said that 40 people had died, he wept.", "40"),
        ("No 10 said that 40 people had died.", "40"),
        ("The rejected claim that 40 people had died was true.", "40"),
        ("The minister denied that.", "minister"),
        ("She rejected the claims, saying that twelve people had died.", "twelve"),
        ("She dismissed the report and told the court that twelve had died.", "twelve"),
        ("She denied it, adding that twelve people had died.", "twelve"),
        ("The bridge was not safe, Ann Lee said, and 40 people left.", "40"),
    ],
)
def test_what_stands_beside_a_denial_is_an_answer(sentence: str, answer: str) -> None:
    """Who denies, what is said instead, what nobody denies, and what is only refused."""
    assert not denies_answer("Who or what was it?", evidence("a", sentence, answer))
