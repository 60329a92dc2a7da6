"""Middleware: who may talk to the page, how much they may send, and what the page may load.

The library is private and the server has no password, so a request must come from the page itself:
its ``Host`` must be ours (a page of another name that resolves to this machine could otherwise read
the library) and its ``Origin``, when a browser sends one, must be the same. The
Content-Security-Policy lets nothing be fetched from any other host, whatever a document contains.
"""

from __future__ import annotations

import ipaddress
import re
import secrets
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
#: Gradio's routes that fetch, run or record things for a page; this page needs none of them.
CLOSED = re.compile(
    r"^(/gradio_api)?/(proxy=|file[=/]|stream/|vibe|undo-vibe|process_recording|run-history|"
    r"monitoring|profiling|deep_link|dev/|custom_component)"
    r"|^/gradio_api/gradio_api/deep_link|^/(docs|redoc|openapi\.json|runs)\b"
)
#: Headers of a proxy, which there is none of: by them, Gradio would call itself under another name.
FORWARDED = (b"x-forwarded-", b"forwarded", b"x-gradio-server")
#: Bytes of a request that is not an upload.
MAX_REQUEST_BYTES = 1_000_000
#: What multipart framing may add to the files themselves.
FRAMING_BYTES = 200_000
#: How much of a refused request is read and thrown away, so that its sender hears why.
DRAINED_BYTES = 200_000_000
_SCRIPT = re.compile(rb"<script(?=[\s>])")


class Guard:
    """Refuses what does not come from the page, and sends the security headers.

    :param hosts: names by which the page may be called, besides the loopback names; ``0.0.0.0``
        or ``::`` (all addresses) stands for every numeric address, since a hostile page can only
        borrow a name.
    :param max_upload_bytes: the most that one upload may hold, all its files together.
    """

    def __init__(self, app: App, *, hosts: Collection[str], max_upload_bytes: int) -> None:
        self._app = app
        self._hosts = LOOPBACK | {host.lower().strip("[]") for host in hosts}
        self._max_upload_bytes = max_upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check a request, then pass it on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        plain = [pair for pair in scope["headers"] if not pair[0].startswith(FORWARDED)]
        scope = {**scope, "headers": plain}
        headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in plain}
        refusal = self._refusal(scope, headers)
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        nonce = secrets.token_urlsafe(16)
        guarded = _with_headers(send, nonce)
        if refusal is not None:
            await _drain(receive)
            await _answer(guarded, *refusal)
            return
        if scope["path"] == "/" and scope["method"] == "GET":
            plain = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
            await self._app({**scope, "headers": plain}, receive, _with_nonce(guarded, nonce))
            return
        await self._limited(scope, receive, guarded)

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if not self._is_ours(_name_of(host)):
            return 421, f"This server is not called {host[:100]!r}: open it by its own address."
        origin = headers.get("origin")
        if origin is not None and _place_of(origin) != host.lower():
            return 403, f"A page from {origin[:100]!r} may not use this server: use its own page."
        if headers.get("sec-fetch-site") == "cross-site" and (
            headers.get("sec-fetch-mode") != "navigate" or scope.get("method") != "GET"
        ):
            return 403, "Another site's page may not use this server: use its own page."
        if CLOSED.match(scope["path"]):
            return 404, "There is nothing here: go back to the page."
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            return 400, "The request's length is not a number: send it again."
        most = self._most(scope["path"])
        return (413, _too_large(most)) if int(length) > most else None

    def _is_ours(self, name: str) -> bool:
        if name in self._hosts:
            return True
        return bool(self._hosts & {"0.0.0.0", "::"}) and _is_address(name)

    def _most(self, path: str) -> int:
        if path.rstrip("/") == "/gradio_api/upload":
            return self._max_upload_bytes + FRAMING_BYTES
        return MAX_REQUEST_BYTES

    async def _limited(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, ending it when it sends more than it may (or than it announced)."""
        most, seen, answered = self._most(scope["path"]), 0, False

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise _TooLargeError
            return message

        async def noted(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        try:
            await self._app(scope, counted, noted)
        except _TooLargeError:
            if not answered:
                await _drain(receive)
                await _answer(send, 413, _too_large(most))


class _TooLargeError(Exception):
    """A request went on past its limit."""


def policy(nonce: str) -> str:
    """Return the Content-Security-Policy of the page.

    Gradio needs three things inline: its start-up scripts, which carry the nonce; styles; and the
    scripts of ``gr.HTML``, which it builds with ``Function``, hence ``unsafe-eval``. Markup from a
    document could use none of them: it has no nonce and never reaches a script.
    """
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'nonce-{nonce}' 'unsafe-eval'",
            "script-src-attr 'none'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "frame-src 'none'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def security_headers(nonce: str) -> list[tuple[bytes, bytes]]:
    """Return the headers that every response carries."""
    named = {
        "content-security-policy": policy(nonce),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "x-frame-options": "DENY",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=()",
    }
    return [(key.encode(), value.encode()) for key, value in named.items()]


def _with_headers(send: Send, nonce: str) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *security_headers(nonce)]
        await send(message)

    return sending


def _with_nonce(send: Send, nonce: str) -> Send:
    """Give the page's own scripts the nonce.

    Only Gradio's template writes a script tag into the page: in the data that it embeds, each
    ``<`` is escaped, so that a tag inside a text cannot get the nonce.
    """
    start: Message = {}
    body = bytearray()

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
            return
        body.extend(message.get("body", b""))
        if message.get("more_body"):
            return
        page = _SCRIPT.sub(b'<script nonce="' + nonce.encode() + b'"', bytes(body))
        kept = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
        length = (b"content-length", str(len(page)).encode())
        cache = (b"cache-control", b"no-store")
        await send({**start, "headers": [*kept, length, cache]})
        await send({"type": "http.response.body", "body": page})

    return sending


async def _drain(receive: Receive) -> None:
    """Read a refused request to its end, within reason, or its sender would miss the answer."""
    left = DRAINED_BYTES
    while left > 0:
        message = await receive()
        left -= len(message.get("body", b"")) + 1
        if not message.get("more_body"):
            return


async def _answer(send: Send, status: int, sentence: str) -> None:
    body = f"{sentence}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _name_of(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _place_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _too_large(most: int) -> str:
    megabytes = f"{most // 1_000_000:,} MB" if most > 2 * MAX_REQUEST_BYTES else "1 MB"
    return f"That is more than {megabytes} at once: send fewer or smaller files."
