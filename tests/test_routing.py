"""``rag.routing``: requests are understood, and questions stay questions."""

from __future__ import annotations

import pytest

from benchmarks.routing import read_utterances, unseen
from rag.config import EncoderConfig
from rag.embedding import load_encoder
from rag.errors import ModelError
from rag.routing import Intent, Router, hashed_words, load_routing_weights, plain
from tests.fakes import HashedEncoder


def test_empty_messages_and_struck_keys_are_nothing() -> None:
    """Marks, pictures and keyboard noise hold no question; a short name, number or slip may."""
    router = Router(HashedEncoder())
    for message in ("", "  ", "?!", "🙂", "dfkjgh sdfkgjh", "qwrtz", "mmmmmm"):
        assert router.route(message).intent is Intent.NOTHING, message
    for message in ("Hallmar", "2023?", "NSDQ", "Kyrgyzstan", "strngth of steel", "Schwarzkopf"):
        assert router.route(message).intent is not Intent.NOTHING, message


def test_another_language_is_routed_with_its_name() -> None:
    """The route carries the language, so that the reply can name it."""
    route = Router(HashedEncoder()).route("Wie viele Schiffe warten vor dem Hafen?")
    assert (route.intent, route.language) == (Intent.FOREIGN, "German")


def test_plain_requests_need_no_known_encoder() -> None:
    """With another encoder than the packaged one, the words alone still tell the plainest."""
    router = Router(HashedEncoder())
    assert router.route("How many people live in Karvia?").intent is Intent.QUESTION
    assert router.route("Summarize the document").intent is Intent.SUMMARY
    assert router.route("thank you very much").intent is Intent.THANKS


def test_quoted_words_are_not_the_request() -> None:
    """What stands in quotation marks is what a message is about."""
    assert plain('Summarise  "Thanks and goodbye"') == "summarise this"
    assert abs(float((hashed_words("Who said what?") ** 2).sum()) - 1) < 1e-5


def test_missing_weights_are_one_sentence(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """A missing or foreign file is named, with what to do."""
    with pytest.raises(ModelError, match="install"):
        load_routing_weights(tmp_path / "none.safetensors")


@pytest.mark.slow
def test_the_tuned_half_is_understood() -> None:
    """Of the utterances that the model was tuned with, 95 in 100 are routed right."""
    router = Router(load_encoder(EncoderConfig()))
    rows = unseen(read_utterances("dev"))
    right = [router.route(row.text).intent is row.intent for row in rows]
    assert sum(right) / len(right) >= 0.95
    questions = [row.text for row in rows if row.intent is Intent.QUESTION]
    lost = [text for text in questions if router.route(text).intent is not Intent.QUESTION]
    assert not lost
