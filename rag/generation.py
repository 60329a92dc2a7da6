"""Name of a generator -> the language model it means.

A generator phrases what was found. There are three kinds:

``extractive``
    None: every sentence stands as its document has it. The default.
``transformers:PATH_OR_NAME``
    A checkpoint on disk, in safetensors or GGUF, run by transformers.
``openai:BASE_URL#MODEL``
    A server that speaks the OpenAI protocol: Ollama, llama.cpp, vLLM, LM Studio, a company's own.

Models are loaded, and servers asked, at the first use.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from rag.config import EXTRACTIVE, GenerationConfig
from rag.errors import ConfigError
from rag.types import Generator, Stop

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.results import Answer, Summary


def _ignore(growing: Answer | Summary) -> None:
    del growing


@dataclass(frozen=True, slots=True)
class Writing:
    """Who phrases an answer, and who looks on while it grows.

    :param generator: a name, as in the settings, or a model of one's own; that of the settings
        when not given.
    :param watch: called with the answer or summary as far as it has passed the checks, each time
        a sentence has; the last call is with what is returned.
    :param stop: stops the model; what has passed by then is kept.
    """

    generator: str | Generator | None = None
    watch: Callable[[Answer | Summary], None] = _ignore
    stop: Stop = field(default_factory=Stop)


def load_generator(name: str, config: GenerationConfig) -> Generator | None:
    """Return the generator of a name, without loading or asking it yet; None for ``extractive``.

    :raises ConfigError: the name is of no known form.
    """
    kind, _, rest = name.partition(":")
    if name == EXTRACTIVE:
        return None
    if kind == "transformers" and rest:
        from rag.generators.checkpoint import Checkpoint

        return Checkpoint(rest, config)
    if kind == "openai" and rest:
        from rag.generators.server import Server

        return Server(rest, config)
    raise ConfigError(
        f"unknown generator {name!r}; write extractive, transformers:PATH_OR_NAME or "
        "openai:BASE_URL#MODEL"
    )


class Generators:
    """The language models of one library, each built once. Safe to use from several threads."""

    def __init__(self, config: GenerationConfig) -> None:
        self._config = config
        self._lock = Lock()
        self._known: dict[str, Generator | None] = {}

    def find(self, wanted: str | Generator | None) -> Generator | None:
        """Return the generator of a name, that of the settings when not given; None for none.

        :raises ConfigError: the name is of no known form.
        """
        wanted = wanted or self._config.generator
        if not isinstance(wanted, str):
            return wanted
        with self._lock:
            if wanted not in self._known:
                self._known[wanted] = load_generator(wanted, self._config)
            return self._known[wanted]
