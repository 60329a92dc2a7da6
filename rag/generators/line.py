"""One request's line to a server: what goes out on it, and how another thread hangs up.

Closing a socket does not wake a thread that waits for it to be readable; shutting it down does.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from contextlib import suppress
from threading import Lock
from typing import Any

#: Headers that a server needs. Others, which the client adds by itself or from its own environment
#: variables, say what runs here, or hold keys that were meant for another server.
SENT = {
    "host",
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "transfer-encoding",
}
_SENDING = "send_request_headers.started"
_OPENED = ("connection.connect_tcp.complete", "connection.start_tls.complete")


class Line:
    """The connections of one request.

    :param key: is sent to the server, where there is one.
    """

    def __init__(self, key: str) -> None:
        self._key = key
        self._lock = Lock()
        self._sockets: list[socket.socket] = []
        self._hung_up = False
        self._reached = False

    @property
    def is_open(self) -> bool:
        """Say whether the server has been reached."""
        return self._reached

    def prepare(self, request: Any) -> None:
        """Leave a request with what the server needs, and follow its connection."""
        for name in list(request.headers):
            if name.lower() not in SENT:
                del request.headers[name]
        request.headers["User-Agent"] = "footnote"
        if self._key:
            request.headers["Authorization"] = f"Bearer {self._key}"
        request.extensions["trace"] = self._follow

    def hang_up(self) -> None:
        """End what is being sent or awaited, and what will be."""
        with self._lock:
            self._hung_up = True
            for opened in self._sockets:
                _shut_down(opened)

    def scrub(self, text: str) -> str:
        """Return a text without the key."""
        return text.replace(self._key, "***") if self._key else text

    def _follow(self, event: str, told: Mapping[str, Any]) -> None:
        self._reached = self._reached or event.endswith(_SENDING)
        if event not in _OPENED:
            return
        opened = told["return_value"].get_extra_info("socket")
        with self._lock:
            self._sockets.append(opened)
            if self._hung_up:
                _shut_down(opened)


def _shut_down(opened: socket.socket) -> None:
    """Wake whoever waits for a socket; not by TLS's own method, which would forget its keys."""
    with suppress(OSError):
        socket.socket.shutdown(opened, socket.SHUT_RDWR)
