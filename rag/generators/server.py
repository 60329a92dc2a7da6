"""A language model on a server that speaks the OpenAI protocol.

Nothing goes to a server but the prompt, the model's name and the key that was set for it; no
redirect is followed and no proxy used. The stream is read in a thread of its own
(``rag/generators/relay.py``), so that a server that stalls holds nobody up.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, cast

from rag.config import GenerationConfig
from rag.errors import GeneratorError
from rag.generators.address import Address, parse_address
from rag.generators.failing import PassingError, broken_off, explain
from rag.generators.line import Line
from rag.generators.relay import Put, relay
from rag.loaders.visible import one_line
from rag.types import Message, Stop

if TYPE_CHECKING:
    import openai
    from openai.types.chat import ChatCompletionMessageParam

#: Uses a line: puts pieces until it has ended or is told to stop.
Use = Callable[[Line, Put, Stop], None]

logger = logging.getLogger(__name__)

#: How long connecting may take at most, and which share of the whole patience.
CONNECT_SECONDS, CONNECT_SHARE = 10.0, 0.8
#: The first wait before a server is asked again, and the longest; each is twice the one before.
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 0.5, 8.0
#: The longest wait that a server may ask for; a longer one is an error at once.
LONGEST_ASKED_SECONDS = 30.0
#: Characters that a token has at most; a server that sends more does not heed ``max_tokens``.
TOKEN_CHARACTERS = 40
#: Models of a server that are named when it lacks the one that is wanted.
MOST_LISTED = 8
#: Statuses of a server that has no list of models.
_NO_LIST = (404, 405, 501)
_GREETING = (Message("user", "Say hello."),)


class Server:
    """A model of a server; see ``Generator``.

    :param rest: ``BASE_URL#MODEL``.
    :raises ConfigError: it is not such a name.
    """

    def __init__(self, rest: str, config: GenerationConfig) -> None:
        self._name = f"openai:{rest}"
        self._address = parse_address(rest)
        self._config = config

    @property
    def name(self) -> str:
        """Return what the settings call it."""
        return self._name

    def write(self, messages: Sequence[Message], stop: Stop) -> Iterator[str]:
        """Yield what the model writes; ask again only before anything has come.

        :raises GeneratorError: it cannot be used, or broke off; what was yielded stays good.
        """
        for left in range(self._config.retries, -1, -1):
            wrote = False
            try:
                for piece in self._attempt(messages, self._config.max_tokens, stop):
                    wrote = True
                    yield piece
            except PassingError as error:
                if wrote or not left or (error.after_seconds or 0) > LONGEST_ASKED_SECONDS:
                    raise
                self._wait(error, self._config.retries - left, stop)
            else:
                if not wrote and not stop.is_told:
                    raise GeneratorError(
                        f"{self._address.base} wrote nothing; raise generation.max_tokens in "
                        "rag.toml if it thinks before it writes, or try another model"
                    )
                return
            if stop.is_told:
                return

    def check(self) -> str:
        """Ask for the list of models and for one token.

        :raises GeneratorError: it does not work; the message says why and what to do.
        """
        models = list(self._relayed(self._list_models, Stop()))
        started = time.perf_counter()
        try:
            for _ in self._attempt(_GREETING, 1, Stop()):
                pass
        except GeneratorError as error:
            if not models or self._address.model in models:
                raise
            listed = one_line(", ".join(models[:MOST_LISTED]))
            raise GeneratorError(f"{error}; the models there are {listed}") from None
        seconds = time.perf_counter() - started
        address = self._address
        return f"{address.model} wrote a word in {seconds:.1f} s; {_sent(address)}."

    def _attempt(self, messages: Sequence[Message], most: int, stop: Stop) -> Iterator[str]:
        def use(line: Line, put: Put, halt: Stop) -> None:
            self._stream(messages, most, line, put, halt)

        return self._relayed(use, stop)

    def _relayed(self, use: Use, stop: Stop) -> Iterator[str]:
        line = Line(self._address.key())
        return relay(
            partial(use, line),
            stop,
            patience_seconds=self._config.timeout_seconds,
            explain=partial(explain, address=self._address, line=line),
        )

    def _stream(
        self, messages: Sequence[Message], most: int, line: Line, put: Put, halt: Stop
    ) -> None:
        """Ask once and put what comes; an error of any kind ends it."""
        with self._client(line, halt) as client:
            put("")
            stream = client.chat.completions.create(
                model=self._address.model,
                messages=[_param(message) for message in messages],
                stream=True,
                temperature=0,
                max_tokens=most,
            )
            if "event-stream" not in stream.response.headers.get("content-type", ""):
                raise ValueError("not a stream")
            room = most * TOKEN_CHARACTERS
            finished = False
            for chunk in stream:
                for choice in chunk.choices[:1]:
                    finished = finished or choice.finish_reason is not None
                    piece = str((choice.delta and choice.delta.content) or "")
                    room -= len(piece)
                    put(piece)
                if room < 0:
                    raise GeneratorError(
                        f"{self._address.base} wrote more than the {most} tokens that it was asked "
                        "for; make it heed max_tokens"
                    )
        if not finished:
            raise broken_off(self._address)

    def _list_models(self, line: Line, put: Put, halt: Stop) -> None:
        import openai

        with self._client(line, halt) as client:
            put("")
            try:
                for model in client.models.list():
                    put(model.id)
            except openai.APIStatusError as error:
                if error.status_code not in _NO_LIST:
                    raise

    def _client(self, line: Line, halt: Stop) -> openai.OpenAI:
        """Return a client for one request, which knows no key and nothing of the environment."""
        import openai

        seconds = self._config.timeout_seconds
        timeout = openai.Timeout(seconds, connect=min(CONNECT_SECONDS, CONNECT_SHARE * seconds))
        halt.then(line.hang_up)
        return openai.OpenAI(
            base_url=self._address.base,
            # Placeholders: what is not given would be read from the environment. The line sends
            # the key, and drops every header that these become.
            api_key="none",
            admin_api_key="",
            organization="",
            project="",
            webhook_secret="",
            max_retries=0,
            timeout=timeout,
            http_client=openai.DefaultHttpxClient(
                timeout=timeout,
                follow_redirects=False,
                trust_env=False,
                event_hooks={"request": [line.prepare]},
            ),
        )

    def _wait(self, error: PassingError, turn: int, stop: Stop) -> None:
        """Wait before the server is asked again: as long as it asks for, else longer each time."""
        longest = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2**turn)
        # Jitter, so that many who were turned away together do not come back together.
        jittered = longest * random.uniform(0.75, 1.0)
        seconds = jittered if error.after_seconds is None else error.after_seconds
        logger.info("asking %s again in %.1f s", self._address.base, seconds)
        told = Event()
        stop.then(told.set)
        told.wait(seconds)


def _param(message: Message) -> ChatCompletionMessageParam:
    return cast("ChatCompletionMessageParam", {"role": message.role, "content": message.content})


def _sent(address: Address) -> str:
    """Say where questions and quoted sentences go."""
    if address.is_local:
        return "nothing leaves this machine"
    unsafe = "" if address.is_encrypted else ", unencrypted"
    return f"questions and quoted sentences are sent to {address.host}{unsafe}"
