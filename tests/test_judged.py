"""``rag.judged``: passages of one document, read as one text."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pytest

from rag.judged import TOGETHER_TOKENS, Read, read_hits, read_together
from rag.judging import Judgment, Pair
from rag.types import FOUND, Document, Hit, Paragraph, Passage, Role, Span

TEXTS = ("Brandt opened it.", "Weiss spoke.", "Brandt opened it in 1911.")


class Counting:
    """Gives each word its place in the text for a logit, and remembers what it read."""

    def __init__(self, most: int = 1000) -> None:
        self.seen: list[str] = []
        self._most = most

    def judge(self, pairs: Sequence[Pair]) -> list[Judgment]:
        """Return one logit a word, the number of the word."""
        found = []
        for _, text in pairs:
            self.seen.append(text)
            spans = [match.span() for match in re.finditer(r"\w+", text)][: self._most]
            logits = np.arange(len(spans), dtype=np.float32)
            offsets = np.array(spans, dtype=np.int64).reshape(-1, 2)
            found.append(Judgment(offsets, logits, logits, logits, float(len(spans)), 0.0))
        return found


def hits(title: str, texts: Sequence[str]) -> list[Hit]:
    """Return a hit for each paragraph of a document."""
    whole = "\n".join(texts)
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)])
    spans = [Span(int(a), int(a) + len(t)) for a, t in zip(starts, texts, strict=False)]
    document = Document(title, title, "a.txt", whole, tuple(Paragraph(span) for span in spans))
    return [
        Hit(Passage(document, span, n, Role.BODY, "", None, (span,)), 1.0, n, FOUND)
        for n, span in enumerate(spans, start=1)
    ]


def test_the_best_document_is_read_as_one_text_under_its_title() -> None:
    """Its passages stand in their own order, whatever theirs as hits; others are left alone."""
    network = Counting()
    harbour, other = hits("Harbour", TEXTS), hits("Elsewhere", ["Nothing here."])
    read = read_hits(network, "who?", [harbour[2], other[0], harbour[0]])
    closer = read_together(network, "who?", read, [3.0, 2.0, 1.0])
    assert network.seen[-1] == f"Harbour\n{TEXTS[0]}\n{TEXTS[2]}\n"
    assert [one.among is None for one in closer] == [False, True, False]
    last = closer[0]
    assert last.among is not None
    words = [TEXTS[2][a:b] for a, b in last.among.offsets]
    assert words == ["Brandt", "opened", "it", "in", "1911"]
    assert last.among.start.tolist() == [4.0, 5.0, 6.0, 7.0, 8.0]
    assert last.hit.passage.document.slice(last.answer).endswith("1911")


def test_no_more_is_read_together_than_the_network_takes() -> None:
    """The best come first; what does not fit stays alone."""
    network = Counting()
    long = " ".join(["word"] * (TOGETHER_TOKENS // 2))
    read = read_hits(network, "who?", hits("Harbour", [f"{long} {n}" for n in range(3)]))
    closer = read_together(network, "who?", read, [1.0, 3.0, 2.0])
    assert [one.among is None for one in closer] == [True, False, True]


def test_what_the_larger_text_has_in_part_only_counts_as_read_alone() -> None:
    """The best one has a judgment there all the same: that of itself."""
    network = Counting(most=8)  # the title, three words, two, and two of the last five
    read = read_hits(network, "who?", hits("Harbour", TEXTS))
    closer = read_together(network, "who?", read, [1.0, 0.0, 2.0])
    assert closer[0].among is not None and closer[1].among is not None
    assert closer[2].among is closer[2].alone


def test_a_passage_without_company_is_not_read_twice() -> None:
    """One text, one reading."""
    network = Counting()
    read = read_hits(network, "who?", hits("Harbour", TEXTS[:1]) + hits("Elsewhere", TEXTS[1:2]))
    closer = read_together(network, "who?", read, [2.0, 1.0])
    assert len(network.seen) == 2
    assert closer[0].among is closer[0].alone and closer[1].among is None


def test_a_sentence_of_which_nothing_was_read_has_no_evidence() -> None:
    """The mean is taken over the tokens of each sentence."""
    (hit,) = hits("Harbour", ["It is. It was."])
    passage = hit.passage
    sentences = (Span(0, 6), Span(7, 14))
    hit = Hit(
        Passage(passage.document, passage.span, 1, Role.BODY, "", None, sentences), 1, 1, FOUND
    )
    logits = np.array([1.0, 2.0], dtype=np.float32)
    read = Read(hit, Judgment(np.array([[0, 2], [3, 5]]), logits, logits, logits, 0.0, 0.0))
    assert read.sentence_logits() == [(sentences[0], pytest.approx(1.5))]


def test_which_further_sentences_carry_an_answer_is_said_of_the_passage_alone() -> None:
    """That is what their curve was fitted to; of the answer's own sentence the larger text says."""
    (hit,) = hits("Harbour", ["It is."])
    offsets = np.array([[0, 2], [3, 5]])
    alone, among = (
        Judgment(offsets, logits, logits, logits, 0.0, 0.0)
        for logits in (np.array([1.0, 2.0], np.float32), np.array([5.0, 6.0], np.float32))
    )
    read = Read(hit, alone, among)
    assert read.sentence_logits() == [(hit.passage.span, pytest.approx(1.5))]
    assert read.evidence(read.answer) == pytest.approx(5.5)
