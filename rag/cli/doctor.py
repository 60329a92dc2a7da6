"""What works here, and if something does not, why and what to do: doctor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from rag import rendering
from rag.cli.session import AddCommand, Session, fail
from rag.config import EXTRACTIVE, PACKAGED_ENCODER, Config, EncoderConfig, load_config
from rag.errors import RagError, StoreMissingError


@dataclass(frozen=True, slots=True)
class Finding:
    """One part, and whether it works.

    :param part: ``settings``, ``encoder``, ``reader``, ``index``, or the name of a generator.
    :param says: one sentence: what works, or why not and what to do.
    """

    part: str
    works: bool
    says: str

    def to_dict(self) -> dict[str, Any]:
        """Return its JSON shape."""
        return {name: getattr(self, name) for name in self.__slots__}


def register(command: AddCommand) -> None:
    """Name the command and its arguments."""
    asked = command("doctor", _doctor, "Say what works here, and if something does not, why.")
    asked.add_argument(
        "--generator",
        metavar="NAME",
        action="append",
        default=[],
        help="a language model to try besides those of the settings; may be given several times",
    )


def _doctor(session: Session) -> int:
    findings = list(_examine(session))
    failing = [finding.part for finding in findings if not finding.works]
    shape = {"works": not failing, "findings": [finding.to_dict() for finding in findings]}
    session.show(shape, "\n".join(map(_line, findings)))
    if failing:
        return fail(f"not everything works: {', '.join(failing)}; doctor says of each what to do")
    return 0


def _examine(session: Session) -> Iterator[Finding]:
    """Try each part; what needs the settings is left out where they cannot be read."""
    try:
        config = load_config()
    except RagError as error:
        yield Finding("settings", works=False, says=str(error))
        return
    yield Finding("settings", works=True, says=_settings(config))
    yield _tried("encoder", lambda: _encoder(config.encoder))
    yield _tried("reader", _reader)
    yield _tried("index", lambda: _index(session))
    named = dict.fromkeys([*config.generation.choices, *session.arguments.generator])
    for name in named:
        yield _tried(_part(name), partial(_generator, name, config))


def _tried(part: str, work: Callable[[], str]) -> Finding:
    try:
        return Finding(part, works=True, says=work())
    except RagError as error:
        return Finding(part, works=False, says=str(error))
    except OSError as error:
        why = f"{error.filename or part}: {error.strerror or error}"
        return Finding(part, works=False, says=f"{why}; check the path, the rights and the disk")


def _settings(config: Config) -> str:
    own = "the defaults" if config == Config() else "settings of your own"
    return f"{own}, strictness {config.answer.strictness}, generator {config.generation.generator}."


def _encoder(config: EncoderConfig) -> str:
    from rag.embedding import load_encoder

    encoder = load_encoder(config)
    encoder.encode(["Does it work?"])
    published = ", its SHA-256 as published" if config.model == PACKAGED_ENCODER else ""
    return f"{config.model} encodes, {encoder.dimension} numbers a passage{published}."


def _reader() -> str:
    from rag.reading import load_reader

    load_reader().support("It works.", "It works, as was shown.")
    return "it reads; the SHA-256 of its weights is the one that it was calibrated with."


def _index(session: Session) -> str:
    folder = Path(session.arguments.index)
    try:
        with session.open_library(folder, read_only=True) as library:
            count = len(library.documents())
    except StoreMissingError:
        return f"there is none in {folder} yet; `python -m rag add PATH` makes it."
    return f"{folder} opens and holds {count} {'document' if count == 1 else 'documents'}."


def _generator(name: str, config: Config) -> str:
    from rag.generation import load_generator

    generator = load_generator(name, config.generation)
    if generator is None:
        return "answers stand in the documents' own words; no language model is needed."
    return generator.check()


def _part(name: str) -> str:
    """Return a generator's name; credentials that stand in it are refused, and not shown."""
    from rag.generators.address import without_credentials

    return without_credentials(name) if name.startswith("openai:") else name


def _line(finding: Finding) -> str:
    mark = "works" if finding.works else "FAILS"
    part = "no language model" if finding.part == EXTRACTIVE else finding.part
    return rendering.one_line(f"{mark}  {part}: {finding.says}")
