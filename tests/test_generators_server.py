"""A language model on a server: a real client, a real server on this machine, real sockets."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from threading import Event, Thread, Timer

import pytest

from rag.config import GenerationConfig
from rag.errors import ConfigError, GeneratorError
from rag.generation import load_generator
from rag.generators.server import Server
from rag.types import Message, Stop
from tests.model_server import Behaviour, ModelServer

KEY = "sk-a-key-that-must-stay-here"
PROMPT = [Message("system", "Be brief."), Message("user", "What was found?")]
SENTENCE = "The violin was found on Monday. [1] "


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin without any key or address in the environment."""
    for name in ("RAG_API_KEY", "OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def generator_of(server: ModelServer, seconds: float = 30.0, retries: int = 2) -> Server:
    """Return the generator of a server."""
    config = GenerationConfig(timeout_seconds=seconds, retries=retries, max_tokens=64)
    found = load_generator(server.name, config)
    assert isinstance(found, Server)
    return found


def written(generator: Server, stop: Stop | None = None) -> tuple[str, str]:
    """Return what a generator wrote, and what it said when it failed."""
    pieces = []
    try:
        for piece in generator.write(PROMPT, Stop() if stop is None else stop):
            pieces.append(piece)
    except GeneratorError as error:
        return "".join(pieces), str(error)
    return "".join(pieces), ""


def test_pieces_come_as_the_server_sends_them() -> None:
    """The first is here while the model still writes; the prompt and the limits were sent."""
    more = Event()

    def reply(_: object) -> Iterator[str]:
        yield "First."
        more.wait(30)
        yield " Second."

    with ModelServer(reply) as server:
        pieces = generator_of(server).write(PROMPT, Stop())
        assert next(pieces) == "First."
        more.set()
        assert list(pieces) == [" Second."]
        (asked,) = server.questions
    assert asked.body["messages"] == [{"role": m.role, "content": m.content} for m in PROMPT]
    assert asked.body["stream"] is True
    assert (asked.body["temperature"], asked.body["max_tokens"]) == (0, 64)
    assert asked.body["model"] == "model"


@pytest.mark.parametrize("behaviour", [Behaviour.WAITS, Behaviour.STALLS])
def test_stop_ends_a_read_that_waits_and_hangs_up(behaviour: Behaviour) -> None:
    """From another thread, at once, without an error; the server notices, so the model stops."""
    with ModelServer(behaviour=behaviour) as server:
        stop = Stop()
        told: list[float] = []

        def tell() -> None:
            server.asked.wait(30)
            time.sleep(0.2)
            told.append(time.monotonic())
            stop.now()

        teller = Thread(target=tell)
        teller.start()
        text, failed = written(generator_of(server), stop)
        ended = time.monotonic()
        teller.join()
        assert ended - told[0] < 0.5
        assert (text, failed) == ("" if behaviour is Behaviour.WAITS else "The ", "")
        assert server.hung_up.wait(5)


def test_leaving_early_hangs_up_too() -> None:
    """Whoever has enough sentences closes the iterator; the server must not write on."""
    with ModelServer(behaviour=Behaviour.STALLS) as server:
        pieces = generator_of(server).write(PROMPT, Stop())
        assert next(pieces) == "The "
        pieces.close()  # type: ignore[attr-defined]  # every iterator of a generator function has it
        assert server.hung_up.wait(5)


def test_stop_before_the_start_asks_nobody_for_long() -> None:
    """Nothing is yielded and nothing fails."""
    with ModelServer() as server:
        stop = Stop()
        stop.now()
        assert written(generator_of(server), stop) == ("", "")


@pytest.mark.parametrize(
    ("behaviour", "text", "says"),
    [
        (Behaviour.BREAKS_OFF, "The ", "broke off; try again"),
        (Behaviour.STOPS_SHORT, SENTENCE, "broke off; try again"),
        (Behaviour.MALFORMED, "The ", "not the OpenAI protocol"),
        (Behaviour.STRANGE, "The ", "not the OpenAI protocol"),
        (Behaviour.REPORTS, "The ", "(out of memory); look at its log"),
        (Behaviour.EMPTY, "", "wrote nothing; raise generation.max_tokens"),
        (Behaviour.IS_A_PAGE, "", "often it ends in /v1"),
        (Behaviour.BAD_REQUEST, "", "400 (the prompt is too long); check that"),
        (Behaviour.UNAUTHORISED, "", "401: it wants a valid key; set RAG_API_KEY"),
        (Behaviour.MISSING, "", "404 (model 'model' not found); check the model's name"),
        (Behaviour.BUSY_LONG, "", "429 (busy); try again later"),
    ],
)
def test_what_goes_wrong_is_one_sentence_and_is_not_asked_again(
    behaviour: Behaviour, text: str, says: str
) -> None:
    """What had come stays good; the sentence names the server and says what to do."""
    with ModelServer(behaviour=behaviour) as server:
        got, failed = written(generator_of(server))
        assert got == text
        assert server.base in failed
        assert says in failed
        assert "\n" not in failed
        assert len(server.questions) == 1


def test_a_server_that_is_not_there_is_one_sentence() -> None:
    """Its address, why, and what to do."""
    with ModelServer() as server:
        gone = server.name
    generator = load_generator(gone, GenerationConfig(retries=1))
    assert generator is not None
    with pytest.raises(GeneratorError, match=r"cannot be reached.*start that server, or correct"):
        list(generator.write(PROMPT, Stop()))


@pytest.mark.parametrize("behaviour", [Behaviour.WAITS, Behaviour.STALLS, Behaviour.PINGS])
def test_silence_is_given_up(behaviour: Behaviour) -> None:
    """No matter if nothing comes at all, if the pieces cease, or if comments fill the gap."""
    with ModelServer(behaviour=behaviour) as server:
        started = time.monotonic()
        _, failed = written(generator_of(server, seconds=0.5))
        assert "kept silent too long" in failed
        assert 0.4 < time.monotonic() - started < 5
        assert server.hung_up.wait(5)
        assert len(server.questions) == 1


def test_a_busy_server_is_asked_again_after_the_time_it_names() -> None:
    """``Retry-After`` is honoured, and the answer comes as if nothing had been."""
    with ModelServer(behaviour=Behaviour.BUSY_ONCE, retry_after="1") as server:
        started = time.monotonic()
        assert written(generator_of(server)) == (SENTENCE, "")
        assert time.monotonic() - started >= 1
        assert len(server.questions) == 2


def test_a_connection_that_breaks_before_the_first_piece_is_made_again() -> None:
    """Nothing was shown yet, so nothing can be shown twice."""
    with ModelServer(behaviour=Behaviour.HANGS_UP_ONCE) as server:
        assert written(generator_of(server)) == (SENTENCE, "")
        assert len(server.questions) == 2


def test_retries_end_and_wait_longer_each_time() -> None:
    """One question and two more, the second wait longer than the first."""
    with ModelServer(behaviour=Behaviour.FAILS) as server:
        started = time.monotonic()
        assert "500" in written(generator_of(server, retries=2))[1]
        assert time.monotonic() - started >= 0.75 * (0.5 + 1.0)
        assert len(server.questions) == 3


def test_stop_ends_a_wait_between_retries() -> None:
    """Whoever stops does not wait for the server to be asked again."""
    with ModelServer(behaviour=Behaviour.BUSY_ONCE, retry_after="20") as server:
        stop = Stop()
        Timer(1.0, stop.now).start()
        started = time.monotonic()
        assert written(generator_of(server), stop) == ("", "")
        assert time.monotonic() - started < 10
        assert len(server.questions) == 1


def test_a_redirect_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the prompt nor the key reaches where it leads."""
    monkeypatch.setenv("RAG_API_KEY", KEY)
    with (
        ModelServer() as elsewhere,
        ModelServer(
            behaviour=Behaviour.REDIRECTS, redirect_to=f"{elsewhere.base}/chat/completions"
        ) as server,
    ):
        assert (
            "307: it sends one elsewhere, which is not followed" in written(generator_of(server))[1]
        )
        with pytest.raises(GeneratorError, match="elsewhere"):
            generator_of(server).check()
        assert elsewhere.requests == []


def test_a_server_that_never_ends_is_left() -> None:
    """It was asked for 64 tokens; what it wrote until then stays good."""
    with ModelServer(lambda _: iter(lambda: "word " * 10, None), Behaviour.RUNS_ON) as server:
        text, failed = written(generator_of(server))
        assert text.startswith("word word")
        assert "more than the 64 tokens" in failed
        assert server.hung_up.wait(5)


def test_the_key_goes_to_the_server_and_nowhere_else(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Not into logs at DEBUG, the name, the form in code, or an error that repeats it."""
    monkeypatch.setenv("RAG_API_KEY", KEY)
    caplog.set_level(logging.DEBUG)
    shown = []
    for behaviour in (Behaviour.STREAMS, Behaviour.UNAUTHORISED, Behaviour.FAILS):
        with ModelServer(behaviour=behaviour) as server:
            generator = generator_of(server, retries=0)
            try:
                shown.append("".join(generator.write(PROMPT, Stop())))
            except GeneratorError as error:
                shown += [str(error), repr(error), repr(error.__cause__)]
                logging.getLogger("test").exception("as --debug shows it")
            shown += [generator.name, repr(generator), str(vars(generator))]
            assert server.questions[0].headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in "\n".join([*shown, caplog.text])
    assert "***" in "\n".join(shown)


def test_only_what_a_server_needs_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables that other programs set for OpenAI's client change nothing and go nowhere."""
    for name in ("API_KEY", "ADMIN_KEY", "ORG_ID", "PROJECT_ID", "WEBHOOK_SECRET"):
        monkeypatch.setenv(f"OPENAI_{name}", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", f"Authorization: Bearer {KEY}\nX-Team: {KEY}")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with ModelServer() as server:
        generator = generator_of(server)
        assert written(generator) == (SENTENCE, "")
        generator.check()
        sent = server.requests
    assert KEY not in str(sent)
    assert {name for request in sent for name in request.headers} == {
        "host",
        "accept",
        "accept-encoding",
        "connection",
        "content-length",
        "content-type",
        "user-agent",
    }


def test_each_server_has_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """OpenAI's is used for OpenAI's own host alone, and never unencrypted."""
    from rag.generators.address import parse_address

    monkeypatch.setenv("OPENAI_API_KEY", "theirs")
    assert parse_address("https://api.openai.com/v1#m").key() == "theirs"
    for other in (
        "http://api.openai.com/v1",
        "https://api.openai.com.example.org/v1",
        "https://example.org/api.openai.com",
    ):
        assert parse_address(f"{other}#m").key() == ""
    monkeypatch.setenv("RAG_API_KEY", "ours")
    assert parse_address("https://example.org/v1#m").key() == "ours"
    assert parse_address("https://api.openai.com/v1#m").key() == "theirs"


def test_a_key_that_cannot_be_one_is_named_by_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line end that was pasted with it would break the request; it is not repeated."""
    monkeypatch.setenv("RAG_API_KEY", "two\nlines")
    with ModelServer() as server:
        failed = written(generator_of(server))[1]
        assert server.requests == []
    assert "RAG_API_KEY" in failed
    assert "lines" not in failed


@pytest.mark.parametrize(
    ("rest", "says"),
    [
        ("ftp://host/v1#m", "not an http:// or https:// address"),
        ("host/v1#m", "not an http:// or https:// address"),
        ("http://host/v1", "names no model"),
        ("http://host/v1#", "names no model"),
        ("http:///v1#m", "names no server"),
        ("http://[/v1#m", "no valid address"),
        ("http://host:99999/v1#m", "no valid address"),
        ("http://host/v1?key=hidden#m", "question mark"),
        ("http://me:hidden@host/v1#m", "holds credentials, which belong in RAG_API_KEY"),
        ("http://hidden@host/v1#m", "holds credentials"),
        ("http://me:x#hidden@host/v1#m", "no valid address"),
        ("http://host/v1#a model", "blank"),
    ],
)
def test_a_name_of_another_form_is_refused(rest: str, says: str) -> None:
    """The name stands in the error, without what may be secret, and how to write one."""
    with pytest.raises(ConfigError, match=says) as refused:
        Server(rest, GenerationConfig())
    assert "write openai:BASE_URL#MODEL" in str(refused.value)
    assert "hidden" not in str(refused.value)


def test_check_says_what_works_and_what_is_sent() -> None:
    """It asked for one token only."""
    with ModelServer() as server:
        said = generator_of(server).check()
        assert server.questions[0].body["max_tokens"] == 1
    assert "model wrote a word" in said
    assert "nothing leaves this machine" in said


def test_check_goes_without_a_list_of_models() -> None:
    """Some servers have none."""
    with ModelServer(models=None) as server:
        assert "wrote a word" in generator_of(server).check()


def test_check_names_the_models_that_are_there() -> None:
    """A misspelt name is the usual mistake."""
    with (
        ModelServer(behaviour=Behaviour.MISSING, models=["gemma3", "qwen"]) as server,
        pytest.raises(GeneratorError, match=r"404.*the models there are gemma3, qwen"),
    ):
        generator_of(server).check()


def test_several_threads_may_ask_at_once() -> None:
    """Each gets its own answer; one that is stopped does not stop the other."""
    with ModelServer(lambda messages: messages[-1]["content"]) as server:
        generator = generator_of(server)
        got: dict[str, str] = {}

        def ask(word: str) -> None:
            got[word] = "".join(generator.write([Message("user", word)], Stop())).strip()

        threads = [Thread(target=ask, args=(f"word{n}",)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert got == {word: word for word in got}
    assert len(got) == 4
