"""A model words what was found: whatever it writes, nothing unchecked is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hypothesis import given
from hypothesis import strategies as st

from rag.answering import Policy, compose_answer
from rag.errors import GeneratorError
from rag.phrased import WithheldReason
from rag.phrasing import (
    STOPPED,
    Pen,
    number_sources,
    phrase_answer,
    phrase_question,
    split_sentences,
)
from rag.results import Answer
from rag.types import FOUND, Evidence, Generator, Hit, Message, Role, Stop
from tests.making import document, passages

TEXTS = (
    "The first boat left Northport at dawn on Tuesday with 120 passengers.",
    "Harbour master Olav Berg said the pier held.",
)


class Scribe:
    """Writes a given text in small pieces, and may fail or be stopped on the way."""

    name = "scribe"

    def __init__(self, text: str, fails_with: str = "", size: int = 5) -> None:
        self.text, self.fails_with, self.size = text, fails_with, size
        self.asked: list[Sequence[Message]] = []

    def write(self, messages: Sequence[Message], stop: Stop) -> Iterator[str]:
        self.asked.append(messages)
        for place in range(0, len(self.text), self.size):
            if stop.is_told:
                return
            yield self.text[place : place + self.size]
        if self.fails_with:
            raise GeneratorError(self.fails_with)

    def check(self) -> str:
        return "it writes"


def supports(claim: str, text: str) -> float:
    return 1.0


def found() -> tuple[Answer, list[Evidence]]:
    made = passages(document([(Role.BODY, text) for text in TEXTS]))
    hits = [Hit(passage, 1.0, n, FOUND) for n, passage in enumerate(made, start=1)]
    evidence = [Evidence(hit, hit.passage.span, 0.9 - 0.1 * n) for n, hit in enumerate(hits)]
    return compose_answer("When did the boat leave?", evidence, hits, Policy(0.5)), evidence


def worded(scribe: Scribe, stop: Stop | None = None, seen: list[Answer] | None = None) -> Answer:
    answer, evidence = found()
    pen = Pen(scribe, supports, stop or Stop(), (seen if seen is not None else []).append)
    return phrase_answer(answer, number_sources(answer.statements, evidence), {}, pen)


def test_a_sentence_that_passes_is_shown_with_its_footnote() -> None:
    """It is marked as the model's, and its footnote quotes the document."""
    answer = worded(Scribe("The boat left at dawn [1]. Berg said the pier held. [2]"))
    assert answer.text == "The boat left at dawn [1]. Berg said the pier held [2]."
    assert all(statement.phrased for statement in answer.statements)
    assert [citation.quote for citation in answer.citations] == list(TEXTS)
    assert answer.phrasing is not None
    assert answer.phrasing.withheld == ()


def test_a_lie_gives_way_to_the_documents_own_words() -> None:
    """And it is told what was withheld, why, and that something stands in its place."""
    answer = worded(Scribe("The boat left with 500 passengers [1]. Berg said the pier held [2]."))
    assert answer.statements[0].text == TEXTS[0]
    assert not answer.statements[0].phrased
    assert answer.phrasing is not None
    (withheld,) = answer.phrasing.withheld
    assert (withheld.reason, withheld.detail) == (WithheldReason.NUMBER, "500")
    assert withheld.replaced


def test_if_nothing_passes_the_answer_stands_as_it_was_found() -> None:
    """Lies, another language, silence and refusals change nothing of it."""
    for text in ("Paris is in France [1].", "", "NOTHING", "NOTHING.", "\n\n[1]", "¿Qué?"):
        answer = worded(Scribe(text))
        assert answer.statements == found()[0].statements


def test_the_sentence_with_the_short_answer_is_always_there() -> None:
    """A model that tells of something else only does not hide it."""
    answer = worded(Scribe("Olav Berg said the pier held [2]."))
    assert TEXTS[0] in [citation.quote for citation in answer.citations]


def test_a_decline_is_never_worded() -> None:
    """A model may not testify where the documents do not."""
    _, evidence = found()
    declined = compose_answer("Who?", [], [evidence[0].hit], Policy(0.5))
    scribe = Scribe("The boat left at dawn [1].")
    pen = Pen(scribe, supports, Stop(), print)
    assert phrase_answer(declined, number_sources((), evidence), {}, pen) == declined
    assert scribe.asked == []


def test_what_passed_before_a_model_broke_off_stays() -> None:
    """And the notice says what happened."""
    answer = worded(Scribe("The boat left at dawn [1]. The pier", "the server broke off"))
    assert answer.statements[0].text == "The boat left at dawn."
    assert answer.phrasing is not None
    assert answer.phrasing.notice == "the server broke off"


def test_a_model_that_is_stopped_keeps_what_passed() -> None:
    """From any thread, between two pieces."""
    stop = Stop()
    seen: list[Answer] = []
    scribe = Scribe(
        "The boat left at dawn [1]. Berg said the pier held [2]. " + "The pier held. " * 50
    )
    answer, evidence = found()

    def watch(growing: Answer) -> None:
        seen.append(growing)
        stop.now()

    pen = Pen(scribe, supports, stop, watch)
    answer = phrase_answer(answer, number_sources(answer.statements, evidence), {}, pen)
    assert answer.phrasing is not None
    assert answer.phrasing.notice == STOPPED
    assert len(seen) == 1
    assert answer.statements[0].text == "The boat left at dawn."


def test_who_looks_on_sees_a_sentence_when_it_has_passed() -> None:
    """Each growing answer is whole sentences; none holds what is withheld later."""
    seen: list[Answer] = []
    worded(Scribe("The boat left at dawn [1]. The pier broke in 1999 [2]."), seen=seen)
    assert [len(growing.statements) for growing in seen] == [1, 2]
    assert all("1999" not in growing.text for growing in seen)
    assert all(growing.phrasing and not growing.phrasing.finished for growing in seen)


def test_the_same_sentence_twice_is_shown_once() -> None:
    """Small models repeat themselves."""
    answer = worded(Scribe("The boat left at dawn [1]. " * 20))
    assert answer.text == "The boat left at dawn [1]."


def test_a_model_that_never_ends_is_left() -> None:
    """After some sentences for each that was found, nothing more is read of it."""

    class Endless(Scribe):
        def write(self, messages: Sequence[Message], stop: Stop) -> Iterator[str]:
            while True:
                yield "The boat left at dawn [1]. "

    assert worded(Endless("")).text == "The boat left at dawn [1]."


def test_thoughts_are_not_read() -> None:
    """What stands between <think> marks is no sentence, however it is cut into pieces."""
    text = "<think>The pier broke. Or not?</think>The boat left at dawn [1]. <think>The"
    for size in (1, 3, 7, 100):
        assert worded(Scribe(text, size=size)).text == "The boat left at dawn [1]."


@given(st.integers(1, 40))
def test_sentences_are_split_alike_in_pieces_of_any_size(size: int) -> None:
    """What a stream is cut into does not change what it says."""
    text = "The boat left. [1] Mr. Berg spoke [2, 3].\n- A list item [1]\n\nThe end of it [4]"
    pieces = [text[place : place + size] for place in range(0, len(text), size)]
    assert list(split_sentences(pieces)) == [
        "The boat left. [1]",
        "Mr. Berg spoke [2, 3].",
        "- A list item [1]",
        "The end of it [4]",
    ]


def test_a_sentence_is_handed_on_before_the_next_has_ended() -> None:
    """So the first one is checked while the model goes on."""
    handed = split_sentences(iter(["The boat left [1]. The pier held", "!", " And so on [2]."]))
    assert next(handed) == "The boat left [1]."


def completed(text: str, question: str = "And what did he say?") -> str | None:
    generator: Generator = Scribe(text)
    return phrase_question(question, ["Who is Olav Berg?"], generator, Stop())


def test_a_follow_up_is_completed_by_the_model_from_the_conversation_alone() -> None:
    """Names and words that nobody has said are not taken."""
    assert completed("What did Olav Berg say?") == "What did Olav Berg say?"
    assert completed("What did Olav Berg say in 1999?") is None
    assert completed("What did Per Lund say?") is None
    assert completed("Olav Berg is a harbour master. He said much.\nSo it is.") is None
    assert completed("") is None


def test_a_model_that_fails_leaves_the_follow_up_to_the_rules() -> None:
    """None means that the rules complete it."""
    scribe = Scribe("", fails_with="gone")
    assert phrase_question("And he?", ["Who is Olav Berg?"], scribe, Stop()) is None


def test_what_a_model_repeats_of_its_prompt_is_passed_over() -> None:
    """The fence, the question, marks of a template and a document's name are no sentences."""
    text = (
        "<sentences>\n[1] (d.txt) The boat left at dawn.\n</sentences>\nQuestion: When?<|im_end|>\n"
        "<|im_start|>assistant\n"
    )
    answer = worded(Scribe(text))
    assert answer.text == "The boat left at dawn [1]."
    assert answer.phrasing is not None
    assert answer.phrasing.withheld == ()


def test_places_of_two_documents_are_not_taken_for_one() -> None:
    """Sentences that stand at the same characters of their documents are different sentences."""
    texts = ("The boat left at dawn.", "The pier held in fog.")
    made = [
        passages(document([(Role.BODY, t)], key=k))[0] for k, t in zip("ab", texts, strict=True)
    ]
    hits = [Hit(passage, 1.0, n, FOUND) for n, passage in enumerate(made, start=1)]
    evidence = [Evidence(hit, hit.passage.span, 0.9 - 0.1 * n) for n, hit in enumerate(hits)]
    answer = compose_answer("When?", evidence, hits, Policy(0.5))
    pen = Pen(Scribe("In fog the pier held [2]."), supports, Stop(), lambda growing: None)
    answer = phrase_answer(answer, number_sources(answer.statements, evidence), {}, pen)
    assert [citation.quote for citation in answer.citations] == [texts[1], texts[0]]
