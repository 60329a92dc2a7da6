"""``rag.openings``: a dateline and a dangling connective, and nothing that means something."""

from __future__ import annotations

import pytest

from rag.openings import head_to_drop


@pytest.mark.parametrize(
    "head",
    [
        "BREMEN (Harbour Wire) – ",
        "BREMEN, Feb. 3 (HW) - ",
        "NEW BREMEN — ",
        "New Bremen (HW) -- ",
        "However, ",
        "Meanwhile ",
        "But ",
        "BREMEN (HW) – Moreover, ",
    ],
)
def test_a_dateline_and_a_connective_can_be_done_without(head: str) -> None:
    """They are counted to the first word that tells something."""
    assert head_to_drop(f"{head}the council has voted.") == len(head)


@pytest.mark.parametrize(
    "sentence",
    [
        "But for the rain, all went well.",
        "Still waters run deep.",
        "However hard it blew, it held.",
        "So far, nobody has come.",
        "And then it fell.",
        "Paris – the old town – is full.",
        "But “we stay”, he said.",
    ],
)
def test_words_that_mean_something_are_kept(sentence: str) -> None:
    """A connective goes only where it is nothing else."""
    assert head_to_drop(sentence) == 0
