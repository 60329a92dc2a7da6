"""A small server that speaks the OpenAI protocol, and can be told to behave badly.

::

    with ModelServer(reply=lambda messages: "It was found. [1]") as server:
        load_generator(server.name, config)   # "openai:http://127.0.0.1:PORT/v1#model"
        server.requests[-1].body["messages"]

``reply`` is given the messages of the prompt, as the client sent them, and returns a text, which
is sent word by word, or the pieces themselves; so a model can be made to lie, or to obey. What the
server does besides is its ``behaviour``.
"""

from __future__ import annotations

import json
import select
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from threading import Event, Thread
from typing import Any

Messages = Sequence[dict[str, str]]
Reply = Callable[[Messages], str | Iterable[str]]


class Behaviour(Enum):
    """What the server does with a question."""

    STREAMS = auto()  # answers well
    WAITS = auto()  # takes the question and sends nothing at all
    STALLS = auto()  # sends one piece, then nothing, and keeps the connection
    PINGS = auto()  # sends one piece, then comments that are no pieces
    BREAKS_OFF = auto()  # sends one piece, then closes the connection
    HANGS_UP_ONCE = auto()  # closes the connection at once the first time, then answers well
    STOPS_SHORT = auto()  # ends the stream properly, but without the model having finished
    MALFORMED = auto()  # sends one piece, then a line that is no JSON
    STRANGE = auto()  # sends JSON of another shape
    REPORTS = auto()  # sends one piece, then an error inside the stream
    EMPTY = auto()  # finishes without a word
    RUNS_ON = auto()  # never stops by itself
    IS_A_PAGE = auto()  # answers 200 with a web page
    BAD_REQUEST = auto()  # 400
    UNAUTHORISED = auto()  # 401, and repeats the key it was sent
    MISSING = auto()  # 404 for the model, though its list answers
    BUSY_ONCE = auto()  # 429 with Retry-After the first time, then answers well
    BUSY_LONG = auto()  # 429 with a Retry-After of an hour
    FAILS = auto()  # 500 always, and repeats the key it was sent
    REDIRECTS = auto()  # 307 to ``redirect_to``


@dataclass(frozen=True)
class Request:
    """What a client sent; headers by their names in small letters."""

    method: str
    path: str
    headers: dict[str, str]
    body: dict[str, Any]


class ModelServer:
    """A server in a thread, on a free port of this machine, while it is entered.

    :param reply: what the model writes; the same sentence for everything when not given.
    :param redirect_to: where ``REDIRECTS`` leads.
    :param retry_after: what ``BUSY_ONCE`` asks for, as the header has it.
    :param models: what ``GET /v1/models`` lists; None for a server that has no such list.
    """

    def __init__(
        self,
        reply: Reply | None = None,
        behaviour: Behaviour = Behaviour.STREAMS,
        *,
        redirect_to: str = "",
        retry_after: str = "0",
        models: Sequence[str] | None = ("model",),
    ) -> None:
        self.reply = reply or (lambda _: "The violin was found on Monday. [1]")
        self.behaviour = behaviour
        self.redirect_to = redirect_to
        self.retry_after = retry_after
        self.models = models
        #: Every request, in order.
        self.requests: list[Request] = []
        #: Set when a client hung up while it was being answered.
        self.hung_up = Event()
        #: Set when a question has come.
        self.asked = Event()
        self._closing = Event()
        self._http = _Listener(("127.0.0.1", 0), _handler(self))
        self._thread = Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> ModelServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    @property
    def base(self) -> str:
        """Return the address before ``/chat/completions``."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    @property
    def name(self) -> str:
        """Return what the settings call the model of this server."""
        return f"openai:{self.base}#model"

    @property
    def questions(self) -> list[Request]:
        """Return the requests that asked the model to write."""
        return [request for request in self.requests if request.method == "POST"]

    def pieces(self, messages: Messages) -> Iterator[str]:
        """Yield what the model writes for these messages."""
        written = self.reply(messages)
        if isinstance(written, str):
            yield from (f"{word} " for word in written.split(" "))
        else:
            yield from written

    def linger(self, connection: socket.socket) -> bool:
        """Wait a moment; say whether the client is still there and the server open."""
        readable, _, _ = select.select([connection], [], [], 0.02)
        if readable and not connection.recv(1, socket.MSG_PEEK):
            self.hung_up.set()
        return not self.hung_up.is_set() and not self._closing.is_set()


class _Listener(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that left."""


def _handler(server: ModelServer) -> type[BaseHTTPRequestHandler]:
    class Handler(_Answering):
        model_server = server

    return Handler


class _Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    model_server: ModelServer

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer ``/v1/models``."""
        self._note({})
        models = self.model_server.models
        if self._refuses():
            return
        if models is None or self.path != "/v1/models":
            self._send_json(404, {"error": {"message": "no such path"}})
            return
        listed = [{"id": name, "object": "model", "created": 0, "owned_by": ""} for name in models]
        self._send_json(200, {"object": "list", "data": listed})

    def do_POST(self) -> None:
        """Answer ``/v1/chat/completions``."""
        length = int(self.headers.get("content-length", 0))
        body = json.loads(self.rfile.read(length))
        self._note(body)
        self.model_server.asked.set()
        if self.path != "/v1/chat/completions":
            self._send_json(404, {"error": {"message": "no such path"}})
        elif not self._refuses():
            try:
                self._answer(body)
            except (BrokenPipeError, ConnectionResetError):
                self.model_server.hung_up.set()
                self.close_connection = True

    def _note(self, body: dict[str, Any]) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.model_server.requests.append(Request(self.command, self.path, headers, body))

    def _refuses(self) -> bool:
        """Answer with an error where that is the server's behaviour."""
        server = self.model_server
        key = self.headers.get("authorization", "")
        first = len(server.questions) <= 1
        match server.behaviour:
            case Behaviour.UNAUTHORISED:
                self._send_json(401, {"error": {"message": f"Incorrect API key: {key}"}})
            case Behaviour.MISSING if self.command == "POST":
                self._send_json(404, {"error": {"message": "model 'model' not found"}})
            case Behaviour.BAD_REQUEST:
                self._send_json(400, {"error": {"message": "the prompt is too long"}})
            case Behaviour.FAILS:
                self._send_json(500, {"error": {"message": f"broken, with {key}"}})
            case Behaviour.BUSY_LONG:
                self._send_json(429, {"error": {"message": "busy"}}, ("Retry-After", "3600"))
            case Behaviour.BUSY_ONCE if first:
                wait = ("Retry-After", server.retry_after)
                self._send_json(429, {"error": {"message": "busy"}}, wait)
            case Behaviour.REDIRECTS:
                self._send_json(307, {}, ("Location", server.redirect_to))
            case Behaviour.HANGS_UP_ONCE if first:
                self.close_connection = True
            case _:
                return False
        return True

    def _answer(self, body: dict[str, Any]) -> None:
        server = self.model_server
        if server.behaviour is Behaviour.WAITS:
            self._linger()
        elif server.behaviour is Behaviour.IS_A_PAGE:
            self._send(200, "text/html", b"<html><body>Welcome</body></html>")
        elif body.get("stream"):
            self._stream(body)
        else:
            text = "".join(server.pieces(body["messages"]))
            choice = {"index": 0, "finish_reason": "stop", "message": {"content": text}}
            self._send_json(200, {"id": "1", "object": "chat.completion", "choices": [choice]})

    def _stream(self, body: dict[str, Any]) -> None:
        """Send pieces as they come; ``max_tokens`` counts them."""
        behaviour = self.model_server.behaviour
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._send_piece("", role="assistant")
        pieces = self.model_server.pieces(body["messages"])
        if behaviour is Behaviour.EMPTY:
            pieces = iter(())
        if behaviour in _BREAKING:
            self._send_piece(next(pieces))
            self._go_wrong(behaviour)
            return
        most = None if behaviour is Behaviour.RUNS_ON else body.get("max_tokens")
        for piece in islice(pieces, most):
            self._send_piece(piece)
        if behaviour is not Behaviour.STOPS_SHORT:
            self._send_event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        self._send_chunk(b"data: [DONE]\n\n")
        self._send_chunk(b"")

    def _go_wrong(self, behaviour: Behaviour) -> None:
        """Go on after the first piece as no server should."""
        self.close_connection = True
        match behaviour:
            case Behaviour.STALLS:
                self._linger()
            case Behaviour.PINGS:
                while self.model_server.linger(self.connection):
                    self._send_chunk(b": ping\n\n")
            case Behaviour.MALFORMED:
                self._send_chunk(b'data: {"choices": [{"delta": \n\n')
                self._send_chunk(b"")
            case Behaviour.STRANGE:
                self._send_event({"choices": ["the", "words"]})
                self._send_chunk(b"")
            case Behaviour.REPORTS:
                self._send_event({"error": {"message": "out of memory", "code": 500}})
                self._send_chunk(b"")
            case _:
                pass

    def _linger(self) -> None:
        self.close_connection = True
        while self.model_server.linger(self.connection):
            pass

    def _send_piece(self, text: str, **more: str) -> None:
        delta = {"content": text, **more}
        self._send_event({"choices": [{"index": 0, "delta": delta, "finish_reason": None}]})

    def _send_event(self, shape: dict[str, Any]) -> None:
        whole = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "model"}
        self._send_chunk(f"data: {json.dumps({**whole, **shape})}\n\n".encode())

    def _send_chunk(self, content: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(content), content))
        self.wfile.flush()

    def _send_json(self, status: int, shape: dict[str, Any], *headers: tuple[str, str]) -> None:
        self._send(status, "application/json", json.dumps(shape).encode(), *headers)

    def _send(self, status: int, kind: str, content: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


_BREAKING = {
    Behaviour.STALLS,
    Behaviour.PINGS,
    Behaviour.BREAKS_OFF,
    Behaviour.MALFORMED,
    Behaviour.STRANGE,
    Behaviour.REPORTS,
}
