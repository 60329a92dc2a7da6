"""Claims made of sentences: a true and a false one of one form."""

from __future__ import annotations

import random

from training.rows import Row
from training.sentences import OPPOSITES, Ground, altered, make_sentence_claims, shortened

PASSAGE = (
    "In March 2019, Ann Lee (born 1970), who runs the port, has closed the northern pier, "
    "leaving 40 boats outside. The harbour master, Olav Berg, said that 12 boats sank. "
    "Critics in Oslo opposed the plan and praised Ann Lee for it."
)


def rows() -> list[Row]:
    start = PASSAGE.index("the northern pier")
    return [Row("squad1.1", "Port", "what was closed?", PASSAGE, ("the northern pier",), start)]


def test_claims_come_in_pairs_of_which_one_is_true() -> None:
    """With the same evidence, and the same words before them."""
    made = make_sentence_claims(rows() * 1, random.Random(0))
    assert [row.supported for row in made] == [True, False]
    assert made[0].passage == made[1].passage
    assert made[0].question.startswith("what") == made[1].question.startswith("what")


def test_shortening_only_leaves_out() -> None:
    """Every word of a shortened sentence is one of the sentence, in its order."""
    sentence = PASSAGE.split(". ")[0] + "."
    for seed in range(40):
        kept = iter(sentence.lower().replace(",", "").split())
        assert all(
            any(word == other for other in kept)
            for word in shortened(sentence, random.Random(seed)).lower().replace(",", "").split()
            if word.rstrip(".") == word
        )


def test_what_is_altered_differs_in_something_that_counts() -> None:
    """Never the sentence itself, whatever is drawn."""
    sentence = PASSAGE.split(". ")[1] + "."
    others = tuple(one for one in PASSAGE.split(". ") if one not in sentence)
    made = {
        altered(Ground(sentence, PASSAGE, others), sentence, random.Random(seed))
        for seed in range(60)
    }
    assert sentence not in made
    assert len(made) > 3


def test_a_word_is_not_its_own_opposite() -> None:
    """The table of opposites changes what it is used on."""
    assert all(word != other for word, other in OPPOSITES.items())
