"""``BASE_URL#MODEL`` -> where a server is and which of its models is meant; and the key for it.

A key is read from the environment when it is needed, and kept nowhere.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from rag.errors import ConfigError, GeneratorError

#: The variable that holds the key, for whatever server.
KEY = "RAG_API_KEY"
#: The variable that holds the key for OpenAI's own server, and is sent to no other.
OPENAI_KEY = "OPENAI_API_KEY"
_OPENAI_HOST = "api.openai.com"
_FORM = "write openai:BASE_URL#MODEL, such as openai:http://127.0.0.1:11434/v1#gemma3"
_CREDENTIALS = re.compile(r"(?:(?<=//)|\A(?!.*//)).*@|(?<=\?)[^#]*", re.DOTALL)
_UNWRITABLE = re.compile(r"[\s\x00-\x20\x7f]")
_PRINTABLE = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class Address:
    """A server and one of its models.

    :param base: the address before ``/chat/completions``, without a slash at its end.
    """

    base: str
    model: str

    @property
    def host(self) -> str:
        """Return the server's name or number."""
        return urlsplit(self.base).hostname or ""

    @property
    def is_local(self) -> bool:
        """Say whether the server is on this machine."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def is_encrypted(self) -> bool:
        """Say whether what is sent there is encrypted."""
        return self.base.startswith("https:")

    @property
    def key_variables(self) -> tuple[str, ...]:
        """Return the variables that may hold its key, the first that is set counts."""
        own = self.host == _OPENAI_HOST and self.is_encrypted
        return (OPENAI_KEY, KEY) if own else (KEY,)

    def key(self) -> str:
        """Return the key for this server; an empty string where none is set.

        :raises GeneratorError: what is set cannot be a key.
        """
        for name in self.key_variables:
            value = os.environ.get(name, "").strip()
            if value and not _PRINTABLE.fullmatch(value):
                raise GeneratorError(
                    f"{name} holds a blank or a character that no key has; set it anew"
                )
            if value:
                return value
        return ""


def parse_address(text: str) -> Address:
    """Read ``BASE_URL#MODEL``.

    :raises ConfigError: it is not an http(s) address and a model, or has credentials in it.
    """
    base, _, model = text.partition("#")
    parts = _split(base, text)
    wrong = next((why for why, holds in _FAULTS.items() if holds(parts)), None)
    if wrong is None and (not model or _UNWRITABLE.search(text)):
        wrong = "has a blank in it" if model else "names no model"
    if wrong is not None:
        raise ConfigError(f"the generator openai:{without_credentials(text)} {wrong}; {_FORM}")
    return Address(base.rstrip("/"), model)


_FAULTS: dict[str, Callable[[SplitResult], bool]] = {
    f"holds credentials, which belong in {KEY}": lambda parts: "@" in parts.netloc,
    "is not an http:// or https:// address": lambda parts: parts.scheme not in ("http", "https"),
    "names no server": lambda parts: not parts.hostname,
    "has a question mark in its address": lambda parts: bool(parts.query),
}


def _split(base: str, text: str) -> SplitResult:
    try:
        parts = urlsplit(base)
        _ = parts.port  # read where it is asked for
    except ValueError:
        shown = without_credentials(text)
        raise ConfigError(f"the generator openai:{shown} has no valid address; {_FORM}") from None
    return parts


def without_credentials(text: str) -> str:
    """Return an address, however malformed, without what may be secret in it."""
    return _CREDENTIALS.sub(lambda found: "***@" if found[0].endswith("@") else "***", text)
