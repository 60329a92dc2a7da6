"""A language model from a checkpoint on disk, run by transformers.

Read once, at the first use; only data is read, never code. It writes one answer at a time, in a
thread of its own (``rag/generators/relay.py``), greedily: the same prompt gets the same words.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from rag.config import GenerationConfig
from rag.errors import GeneratorError
from rag.generators.files import find_files
from rag.generators.relay import Put, relay
from rag.loaders.visible import one_line
from rag.types import Message, Stop

logger = logging.getLogger(__name__)

#: Tokens that must be left for an answer.
LEAST_ROOM = 16
#: Characters of a library's own words that are repeated.
MOST_REPEATED = 200
_GREETING = (Message("user", "Say hello."),)


class Checkpoint:
    """A checkpoint on disk; see ``Generator``.

    :param source: a folder with safetensors, a ``.gguf`` file, or a name that was fetched before.
    """

    def __init__(self, source: str, config: GenerationConfig) -> None:
        self._source = source
        self._config = config
        self._loading = Lock()
        self._writing = Lock()
        self._model: LoadedModel | None = None

    @property
    def name(self) -> str:
        """Return what the settings call it."""
        return f"transformers:{self._source}"

    def write(self, messages: Sequence[Message], stop: Stop) -> Iterator[str]:
        """Yield what the model writes; it stops within a token of being told.

        :raises GeneratorError: it cannot be loaded, or failed; what was yielded stays good.
        """
        wrote = False
        for piece in self._attempt(messages, self._config.max_tokens, stop):
            wrote = True
            yield piece
        if not wrote and not stop.is_told:
            raise GeneratorError(
                f"{self._source} wrote nothing; try another checkpoint, one that is made for chat"
            )

    def check(self) -> str:
        """Load it and ask for one token.

        :raises GeneratorError: it does not work; the message says why and what to do.
        """
        started = time.perf_counter()
        for _ in self._attempt(_GREETING, 1, Stop()):
            pass
        model = self._loaded()
        seconds = time.perf_counter() - started
        return (
            f"{model.describe()} writes, loaded with a word in {seconds:.1f} s; nothing leaves "
            "this machine."
        )

    def _attempt(self, messages: Sequence[Message], most: int, stop: Stop) -> Iterator[str]:
        def write(put: Put, halt: Stop) -> None:
            model = self._loaded()
            with self._writing:
                if not halt.is_told:
                    put("")
                    model.generate(messages, most, put, halt)

        return relay(
            write,
            stop,
            patience_seconds=self._config.timeout_seconds,
            explain=self._explain,
        )

    def _loaded(self) -> LoadedModel:
        with self._loading:
            if self._model is None:
                self._model = load_model(self._source)
            return self._model

    def _explain(self, error: BaseException) -> GeneratorError:
        if isinstance(error, GeneratorError):
            return error
        if isinstance(error, TimeoutError):
            return GeneratorError(
                f"{self._source}: {error}; raise generation.timeout_seconds in rag.toml, or use a "
                "smaller checkpoint"
            )
        explained = GeneratorError(
            f"{self._source} failed while it wrote ({_words(error)}); try again, or another "
            "checkpoint"
        )
        explained.__cause__ = error
        return explained


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model of transformers and its tokenizer."""

    model: Any
    tokenizer: Any

    def describe(self) -> str:
        """Return its architecture, its size and where it runs."""
        millions = sum(weights.numel() for weights in self.model.parameters()) / 1e6
        form = "" if self.tokenizer.chat_template else ", without a chat template"
        kind, device = type(self.model).__name__, self.model.device.type
        return f"{kind} of {millions:,.0f} million parameters on {device}{form}"

    def generate(self, messages: Sequence[Message], most: int, put: Put, halt: Stop) -> None:
        """Write at most so many tokens, and put them as they come.

        :raises GeneratorError: the prompt is longer than the model reads.
        """
        import torch
        from transformers import StoppingCriteriaList

        inputs = self._encode(messages).to(self.model.device)
        room = self._context() - inputs["input_ids"].shape[1]
        if room < LEAST_ROOM:
            raise GeneratorError(
                f"the prompt leaves {max(room, 0)} of the {self._context()} tokens that the model "
                "reads; use a checkpoint that reads more"
            )

        def told(ids: Any, scores: Any, **rest: Any) -> Any:
            del scores, rest
            return torch.full((ids.shape[0],), halt.is_told, device=ids.device)

        with torch.inference_mode():
            self.model.generate(
                input_ids=inputs["input_ids"],
                attention_mask=inputs["attention_mask"],
                max_new_tokens=min(most, room),
                # What a checkpoint's own settings may ask for besides: drawing lots among words.
                do_sample=False,
                num_beams=1,
                temperature=None,
                top_p=None,
                top_k=None,
                pad_token_id=self._padding(),
                streamer=_streamer(self.tokenizer, put),
                stopping_criteria=StoppingCriteriaList([told]),
            )

    def _encode(self, messages: Sequence[Message]) -> Any:
        """Return the prompt as tokens: in the model's own form of a chat where it has one."""
        from jinja2 import TemplateError

        if not self.tokenizer.chat_template:
            return self.tokenizer(plain_prompt(messages), return_tensors="pt")
        try:
            return self._templated(messages)
        except TemplateError:
            # Some forms know no system message.
            return self._templated([Message("user", plain_text(messages))])

    def _templated(self, messages: Sequence[Message]) -> Any:
        return self.tokenizer.apply_chat_template(
            [{"role": message.role, "content": message.content} for message in messages],
            add_generation_prompt=True,
            return_dict=True,
            return_tensors="pt",
            enable_thinking=False,
        )

    def _context(self) -> int:
        config = self.model.config.get_text_config()
        return int(getattr(config, "max_position_embeddings", None) or 1 << 30)

    def _padding(self) -> int | None:
        """Return a token for padding; one prompt alone needs none, but the library asks."""
        padding: int | None = self.tokenizer.pad_token_id
        return self.tokenizer.eos_token_id if padding is None else padding


def plain_prompt(messages: Sequence[Message]) -> str:
    """Return the prompt for a model that has no form of a chat: the texts, then ``Answer:``."""
    return f"{plain_text(messages)}\n\nAnswer:"


def plain_text(messages: Sequence[Message]) -> str:
    """Return the texts of the messages, a blank line between them."""
    return "\n\n".join(message.content for message in messages)


def load_model(source: str) -> LoadedModel:
    """Read a checkpoint.

    :raises GeneratorError: there is none, it is in another format, or cannot be loaded.
    """
    files = find_files(source)
    from safetensors import SafetensorError
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]  # it publishes no types
    started = time.perf_counter()
    options: dict[str, Any] = {"trust_remote_code": False, "local_files_only": True}
    if files.gguf is not None:
        options["gguf_file"] = files.gguf
    try:
        tokenizer = AutoTokenizer.from_pretrained(str(files.folder), **options)
        model: Any = AutoModelForCausalLM.from_pretrained(
            str(files.folder), use_safetensors=True, dtype="auto", **options
        )
        model.to(_device()).eval()
    except (OSError, ValueError, LookupError, ImportError, RuntimeError, SafetensorError) as error:
        raise GeneratorError(
            f"{source} cannot be loaded ({_words(error)}); choose a checkpoint for text that "
            "transformers knows"
        ) from error
    logger.info("loaded %s in %.0f ms", source, 1e3 * (time.perf_counter() - started))
    return LoadedModel(model, tokenizer)


def _device() -> str:
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _streamer(tokenizer: Any, put: Put) -> Any:
    from transformers import TextStreamer

    class Pieces(TextStreamer):
        def on_finalized_text(self, text: str, stream_end: bool = False) -> None:
            put(text)

    return Pieces(tokenizer, skip_prompt=True, skip_special_tokens=True)


def _words(error: BaseException) -> str:
    """Return the beginning of an error's own words."""
    text = one_line(str(error)) or type(error).__name__
    return text if len(text) <= MOST_REPEATED else f"{text[:MOST_REPEATED]}…"
