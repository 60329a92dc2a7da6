"""The gate: what a model wrote passes only on sentences that bear it."""

from __future__ import annotations

import pytest

from rag.checking import Gate, Passed, Written, read_markers
from rag.phrased import Missing, WithheldReason
from rag.prompts import Source
from rag.types import GIVEN, Evidence, Hit, Role
from tests.making import document, passages

TEXTS = (
    "The first boat left Northport at dawn on Tuesday with 120 passengers.",
    "Harbour master Olav Berg said the pier held.",
    "The island's 340 residents had been cut off since the storm of 3 March.",
)


def sources() -> list[Source]:
    made = passages(document([(Role.BODY, text) for text in TEXTS]))
    return [
        Source(n, text, (Evidence(Hit(passage, 1.0, n, GIVEN), passage.span, 1.0),))
        for n, (text, passage) in enumerate(zip(TEXTS, made, strict=True), start=1)
    ]


def agreeing(claim: str, text: str) -> float:
    return 1.0


def refusing(claim: str, text: str) -> float:
    return 0.0


def check(text: str, *numbers: int, supports: object = agreeing) -> Passed | Missing:
    return Gate(sources(), supports).check(Written(text, numbers))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sentence", "text", "numbers"),
    [
        ("The boat left. [1]", "The boat left.", (1,)),
        ("The boat left [1][2].", "The boat left.", (1, 2)),
        ("The boat left [2, 1].", "The boat left.", (2, 1)),
        ("The boat left (source 3).", "The boat left.", (3,)),
        ("- **The boat** left [1 and 2].", "The boat left.", (1, 2)),
        ("He (45) left in [the] year (1999) [7]", "He (45) left in [the] year (1999)", (7,)),
        ("2. The boat left [^1].", "The boat left.", (1,)),
    ],
)
def test_markers_are_read_in_the_forms_that_models_write(
    sentence: str, text: str, numbers: tuple[int, ...]
) -> None:
    """Years and ages in brackets are no markers."""
    assert read_markers(sentence) == Written(text, numbers)


def test_a_sentence_that_its_source_bears_passes() -> None:
    """In other words, on the source that it names."""
    passed = check("The first boat left at dawn with 120 passengers.", 1)
    assert isinstance(passed, Passed)
    assert [source.number for source in passed.sources] == [1]


def test_a_wrong_citation_is_mended() -> None:
    """What another sentence bears is cited to that one, whether the number exists or not."""
    for numbers in ((2,), (99,), ()):
        passed = check("The first boat left at dawn with 120 passengers.", *numbers)
        assert isinstance(passed, Passed)
        assert [source.number for source in passed.sources] == [1]


def test_a_citation_that_is_not_needed_goes() -> None:
    """A footnote points to words that bear the sentence, not to others beside them."""
    passed = check("The first boat left at dawn with 120 passengers.", 1, 2)
    assert isinstance(passed, Passed)
    assert [source.number for source in passed.sources] == [1]


def test_two_sources_may_bear_a_sentence_together() -> None:
    """Facts of both are found in both."""
    passed = check("Olav Berg said the pier held, and 340 residents had been cut off.", 2, 3)
    assert isinstance(passed, Passed)
    assert [source.number for source in passed.sources] == [2, 3]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The first boat left with 130 passengers.", WithheldReason.NUMBER),
        ("The first boat left on Wednesday.", WithheldReason.DATE),
        ("Harbour master Per Lund said the pier held.", WithheldReason.NAME),
        ("The harbour master said “the pier broke”.", WithheldReason.QUOTATION),
        ("The first boat left with splendid cheerful music aboard.", WithheldReason.WORDS),
        ("Of the and in.", WithheldReason.WORDS),
    ],
)
def test_what_no_source_has_is_withheld_with_its_reason(text: str, reason: WithheldReason) -> None:
    """Whatever the reader says of it."""
    missing = check(text, 1 if "boat" in text else 2)
    assert isinstance(missing, Missing)
    assert missing.reason is reason


def test_the_reader_must_find_it_supported() -> None:
    """The same words can say something else."""
    missing = check("The pier said the harbour held.", 2, supports=refusing)
    assert isinstance(missing, Missing)
    assert missing.reason is WithheldReason.SUPPORT


def test_a_source_word_for_word_needs_nobody() -> None:
    """But only whole: a part of it may say something else."""
    assert isinstance(check(TEXTS[1], 2, supports=refusing), Passed)
    assert isinstance(check("the pier held", 2, supports=refusing), Missing)


def test_a_question_stands_before_its_answer() -> None:
    """A few words state nothing by themselves: the reader judges them as an answer."""
    heard: list[str] = []

    def supports(claim: str, text: str) -> float:
        heard.append(claim)
        return 1.0

    gate = Gate(sources(), supports, "When did it leave?")
    gate.check(Written("At dawn on Tuesday", (1,)))
    gate.check(Written("The boat left at dawn.", (1,)))
    assert heard == ["When did it leave? At dawn on Tuesday", "The boat left at dawn."]


def test_a_few_words_must_be_those_that_the_reader_found() -> None:
    """Words of a document that answer nothing are no answer, whoever orders them."""
    gate = Gate(sources(), agreeing, "When did it leave?", "at dawn on Tuesday")
    assert isinstance(gate.check(Written("dawn on Tuesday", (1,))), Passed)
    assert isinstance(gate.check(Written("120 passengers", (1,))), Missing)
    nothing = Gate(sources(), agreeing, short_answer="")
    assert isinstance(nothing.check(Written("dawn on Tuesday", (1,))), Missing)


def test_a_few_words_stand_in_one_sentence_in_their_order() -> None:
    """Without a verb nothing else says what they have to do with each other."""
    assert isinstance(check("The first boat, Tuesday, 120 passengers.", 1), Passed)
    assert isinstance(check("Harbour master Olav Berg.", 2), Passed)
    assert isinstance(check("120 passengers, the first boat.", 1), Missing)
    assert isinstance(check("Harbour master Olav Berg, 340 residents.", 2, 3), Missing)


def test_nothing_runs_into_a_quoted_sentence() -> None:
    """It is said by somebody, or stands by itself."""
    text = "The pier and its content were looked at. “We are glad that it held,” said Olav Berg."
    (passage,) = passages(document([(Role.BODY, text)]))
    gate = Gate(
        [Source(1, text, (Evidence(Hit(passage, 1.0, 1, GIVEN), passage.span, 1.0),))], agreeing
    )
    glad = "“We are glad that it held,” said Olav Berg."
    assert isinstance(gate.check(Written(f"Olav Berg said {glad[:29]}.", (1,))), Passed)
    assert isinstance(gate.check(Written(glad, (1,))), Passed)
    assert isinstance(gate.check(Written(f"The content of the pier {glad}", (1,))), Missing)


def test_two_sentences_are_not_run_together() -> None:
    """The beginning of one and the end of another are no sentence of either."""
    missing = check("The first boat left Northport at dawn since the storm of 3 March.", 1, 3)
    assert isinstance(missing, Missing)
    assert missing.reason is WithheldReason.SUPPORT


def test_a_stretch_is_told_as_often_as_its_source_tells_it() -> None:
    """Pieces of one sentence, put together so that they overlap, are no sentence of it."""
    twice = "The first boat left Northport at dawn, left Northport at dawn on Tuesday."
    missing = check(twice, 1)
    assert isinstance(missing, Missing)
    assert missing.words == "left Northport at dawn"
    (passage,) = passages(document([(Role.BODY, twice)]))
    source = Source(1, twice, (Evidence(Hit(passage, 1.0, 1, GIVEN), passage.span, 1.0),))
    again = "The boat left Northport at dawn, left Northport at dawn."
    assert isinstance(Gate([source], agreeing).check(Written(again, (1,))), Passed)
