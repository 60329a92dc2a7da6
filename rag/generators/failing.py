"""An error of the client or the server -> one sentence that says what to do, without the key."""

from __future__ import annotations

import email.utils
import time
from typing import TYPE_CHECKING

from rag.errors import GeneratorError
from rag.generators.address import Address
from rag.generators.line import Line
from rag.loaders.visible import one_line

if TYPE_CHECKING:
    import openai

#: Characters of a server's own words that are repeated.
MOST_REPEATED = 160
#: Statuses that may be another the next time; those of 500 and above too.
PASSING = frozenset({408, 409, 429})


class PassingError(GeneratorError):
    """It may go well the next time.

    :param after_seconds: how long the server asks to be left alone, where it says so.
    """

    def __init__(self, message: str, after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.after_seconds = after_seconds


class BrokenOffError(PassingError):
    """The stream ended before the model had."""


def explain(error: BaseException, address: Address, line: Line) -> GeneratorError:
    """Return what an error means for the user."""
    import openai

    if isinstance(error, GeneratorError):
        return error
    if isinstance(error, openai.APIStatusError):
        return _of_status(error, address, line)
    if isinstance(error, TimeoutError) or (
        isinstance(error, openai.APITimeoutError) and line.is_open
    ):
        return GeneratorError(
            f"{address.base} kept silent too long; try again, or raise generation.timeout_seconds "
            "in rag.toml"
        )
    if isinstance(error, openai.APIConnectionError):
        return _of_connection(error, address, line)
    if isinstance(error, openai.APIError):
        said = _words(error.body or error.message, line)
        return GeneratorError(f"{address.base} failed while it wrote{said}; look at its log")
    return GeneratorError(
        f"{address.base} sent what is not the OpenAI protocol ({type(error).__name__}); check "
        "that the address is right, often it ends in /v1"
    )


def _of_connection(
    error: openai.APIConnectionError, address: Address, line: Line
) -> GeneratorError:
    if line.is_open:
        return broken_off(address)
    why = _words(str(error.__cause__ or ""), line)
    return PassingError(
        f"{address.base} cannot be reached{why}; start that server, or correct the address"
    )


def broken_off(address: Address) -> BrokenOffError:
    """Return that the stream ended before the model had."""
    return BrokenOffError(f"{address.base} broke off; try again, and look at its log")


def _of_status(error: openai.APIStatusError, address: Address, line: Line) -> GeneratorError:
    status = error.status_code
    said = _words(error.body, line)
    where = f"{address.base} answered {status}"
    if status in (401, 403):
        first = address.key_variables[0]
        return GeneratorError(f"{where}: it wants a valid key; set {first} in the environment")
    if 300 <= status < 400:
        return GeneratorError(
            f"{where}: it sends one elsewhere, which is not followed; if you trust where it leads, "
            "put that address into the name"
        )
    if status in PASSING or status >= 500:
        return PassingError(
            f"{where}{said}; try again later, or look at its log",
            _asked_for(error.response.headers.get("retry-after")),
        )
    if status == 404:
        return GeneratorError(
            f"{where}{said}; check the model's name, {address.model}, and that the address is "
            "right, often it ends in /v1"
        )
    return GeneratorError(
        f"{where}{said}; check that {address.model} is a chat model, with room for some thousand "
        "tokens"
    )


def _words(told: object, line: Line) -> str:
    """Return a server's own words in brackets, short and without the key."""
    message = told.get("message") if isinstance(told, dict) else told
    if not isinstance(message, str) or "<" in message:
        return ""
    text = line.scrub(one_line(message))
    shown = text if len(text) <= MOST_REPEATED else f"{text[:MOST_REPEATED]}…"
    return f" ({shown})" if shown else ""


def _asked_for(value: str | None) -> float | None:
    """Read ``Retry-After``: seconds, or a date."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return None
