"""Settings: frozen sections with defaults, read from ``rag.toml``.

An unknown or ill-typed setting is refused with its dotted path, so that a misspelling is not
silently ignored.
"""

from __future__ import annotations

import dataclasses
import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from rag.errors import ConfigError

#: The encoder that is installed with Footnote.
PACKAGED_ENCODER = "all-MiniLM-L6-v2"
#: How readily a question is answered, from the highest bar to the lowest.
STRICTNESSES = ("careful", "balanced", "eager")

Section = TypeVar("Section")


@dataclass(frozen=True, slots=True)
class EncoderConfig:
    """Which model turns texts into vectors.

    :param model: the packaged model, or a folder or hub name of a sentence-transformers model.
    :param threads: processor threads; 0 means all cores.
    """

    model: str = PACKAGED_ENCODER
    threads: int = 0


@dataclass(frozen=True, slots=True)
class LoadingConfig:
    """Limits on reading one file.

    :param max_memory_megabytes: address space that the parsing process may use.
    """

    timeout_seconds: float = 30.0
    max_file_megabytes: int = 100
    max_memory_megabytes: int = 2048


@dataclass(frozen=True, slots=True)
class RetrievalConfig:
    """How passages are found.

    :param candidates: passages taken from each of the two rankings before they are fused.
    :param dense_weight: share of the dense ranking in the fused score, 0..1.
    """

    candidates: int = 50
    dense_weight: float = 0.5


@dataclass(frozen=True, slots=True)
class AnswerConfig:
    """When to answer.

    :param passages: how many of the best hits are read.
    :param strictness: ``careful`` declines more, ``eager`` less.
    :param max_statements: sentences shown at most.
    """

    passages: int = 20
    strictness: str = "balanced"
    max_statements: int = 3


#: The generator that is none: answers stand in the documents' own words.
EXTRACTIVE = "extractive"


@dataclass(frozen=True, slots=True)
class GenerationConfig:
    """Who phrases what is found; see ``rag/generation.py``.

    :param generator: ``extractive``, ``transformers:PATH_OR_NAME`` or ``openai:BASE_URL#MODEL``.
    :param offered: further ones that may be chosen on the page.
    :param max_tokens: tokens that a model may write for one answer.
    :param timeout_seconds: how long nothing may come from a model before it is given up.
    :param retries: how often a server that is busy or fails is asked again.
    """

    generator: str = EXTRACTIVE
    offered: tuple[str, ...] = ()
    max_tokens: int = 400
    timeout_seconds: float = 60.0
    retries: int = 2

    @property
    def choices(self) -> tuple[str, ...]:
        """Return every generator that may be chosen, that of the settings first."""
        return tuple(dict.fromkeys((self.generator, EXTRACTIVE, *self.offered)))


@dataclass(frozen=True, slots=True)
class PageConfig:
    """How the page is served.

    :param queue_size: requests that may wait; a further one is told so at once.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    max_upload_megabytes: int = 100
    queue_size: int = 32


@dataclass(frozen=True, slots=True)
class Config:
    """All settings."""

    encoder: EncoderConfig = field(default_factory=EncoderConfig)
    loading: LoadingConfig = field(default_factory=LoadingConfig)
    retrieval: RetrievalConfig = field(default_factory=RetrievalConfig)
    answer: AnswerConfig = field(default_factory=AnswerConfig)
    generation: GenerationConfig = field(default_factory=GenerationConfig)
    page: PageConfig = field(default_factory=PageConfig)

    def __post_init__(self) -> None:
        _check(self)


def load_config(path: Path | None = None) -> Config:
    """Read the settings.

    :param path: a TOML file; when not given, ``RAG_CONFIG`` or ``rag.toml`` in the working folder,
        and the defaults when there is none.
    :raises ConfigError: the file is missing, malformed, or holds an unknown or ill-typed setting.
    """
    named = path or (Path(os.environ["RAG_CONFIG"]) if os.environ.get("RAG_CONFIG") else None)
    chosen = named or Path("rag.toml")
    try:
        tables = tomllib.loads(chosen.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        if named is None:
            return Config()
        raise ConfigError(f"there is no settings file {chosen}; create it or unset it") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{chosen} cannot be read as TOML: {error}; mend that line") from error
    return parse_config(tables)


def parse_config(tables: dict[str, Any]) -> Config:
    """Turn parsed TOML into settings.

    :raises ConfigError: a setting is unknown or has the wrong type or range.
    """
    sections = {section.name: section for section in dataclasses.fields(Config)}
    values = {}
    for name, table in tables.items():
        if name not in sections or not isinstance(table, dict):
            raise ConfigError(f"unknown section [{name}]; the sections are {_names(sections)}")
        factory: Any = sections[name].default_factory
        values[name] = _parse_section(factory(), name, table)
    return Config(**values)


def _parse_section(defaults: Section, name: str, table: dict[str, Any]) -> Section:
    known = {setting.name: getattr(defaults, setting.name) for setting in _fields(defaults)}
    for key, value in table.items():
        if key not in known:
            raise ConfigError(f"unknown setting {name}.{key}; [{name}] has {_names(known)}")
        wanted = type(known[key])
        if wanted is float and type(value) is int:
            table = {**table, key: float(value)}
        elif wanted is tuple and type(value) is list and all(type(one) is str for one in value):
            table = {**table, key: tuple(value)}
        elif type(value) is not wanted:
            raise ConfigError(f"{name}.{key} = {value!r} must be of type {wanted.__name__}")
    return dataclasses.replace(defaults, **table)  # type: ignore[type-var]  # Section is a dataclass


def _check(config: Config) -> None:
    bounds: dict[str, tuple[float, float, float]] = {
        "encoder.threads": (config.encoder.threads, 0, 1024),
        "loading.timeout_seconds": (config.loading.timeout_seconds, 0.1, 3600),
        "loading.max_file_megabytes": (config.loading.max_file_megabytes, 1, 4096),
        "loading.max_memory_megabytes": (config.loading.max_memory_megabytes, 512, 65536),
        "retrieval.candidates": (config.retrieval.candidates, 1, 1000),
        "retrieval.dense_weight": (config.retrieval.dense_weight, 0, 1),
        "answer.passages": (config.answer.passages, 1, 100),
        "answer.max_statements": (config.answer.max_statements, 1, 20),
        "generation.max_tokens": (config.generation.max_tokens, 16, 8192),
        "generation.timeout_seconds": (config.generation.timeout_seconds, 0.1, 3600),
        "generation.retries": (config.generation.retries, 0, 10),
        "page.port": (config.page.port, 1, 65535),
        "page.max_upload_megabytes": (config.page.max_upload_megabytes, 1, 4096),
        "page.queue_size": (config.page.queue_size, 1, 1000),
    }
    for path, (value, least, most) in bounds.items():
        if not least <= value <= most:
            raise ConfigError(f"{path} = {value} must lie between {least} and {most}")
    if config.answer.strictness not in STRICTNESSES:
        raise ConfigError(
            f"answer.strictness = {config.answer.strictness!r} must be careful, balanced or eager"
        )


def _fields(section: Any) -> tuple[dataclasses.Field[Any], ...]:
    return dataclasses.fields(section)


def _names(known: dict[str, Any]) -> str:
    return ", ".join(known)
