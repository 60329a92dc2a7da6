"""Names of generators -> the models that they mean."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from rag.config import EXTRACTIVE, GenerationConfig
from rag.errors import ConfigError
from rag.generation import Generators, Writing, load_generator
from rag.types import Message, Stop

ROOT = Path(__file__).resolve().parent.parent
SERVER = "openai:http://127.0.0.1:9/v1#model"


class Parrot:
    """A model of one's own: repeats the last message."""

    name = "parrot"

    def write(self, messages: Sequence[Message], stop: Stop) -> Iterator[str]:
        """Yield the last message."""
        del stop
        yield messages[-1].content

    def check(self) -> str:
        """Say that it works."""
        return "it repeats"


def test_extractive_is_nobody() -> None:
    """The default: every sentence stands as its document has it."""
    assert load_generator(EXTRACTIVE, GenerationConfig()) is None
    assert Generators(GenerationConfig()).find(None) is None


@pytest.mark.parametrize("name", [SERVER, "transformers:/no/such/folder"])
def test_a_name_is_not_loaded_or_asked_yet(name: str) -> None:
    """Neither is there; that is said at the first use. The generator calls itself as it was."""
    generator = load_generator(name, GenerationConfig())
    assert generator is not None
    assert generator.name == name


@pytest.mark.parametrize(
    "name", ["gpt", "openai", "openai:", "transformers", "transformers:", "ollama:gemma3", ":"]
)
def test_a_name_of_no_known_form_is_refused(name: str) -> None:
    """It is named, with the forms that there are."""
    with pytest.raises(ConfigError, match=r"unknown generator .*; write extractive, transformers:"):
        load_generator(name, GenerationConfig())


def test_each_name_is_built_once() -> None:
    """A checkpoint that was read stays read, whoever asks with it next."""
    generators = Generators(GenerationConfig(generator=SERVER))
    assert generators.find(SERVER) is generators.find(SERVER)
    assert generators.find(None) is generators.find(SERVER)
    assert generators.find(EXTRACTIVE) is None


def test_a_model_of_ones_own_is_taken_as_it_is() -> None:
    """Whatever the settings name."""
    parrot = Parrot()
    assert Generators(GenerationConfig(generator=SERVER)).find(parrot) is parrot


def test_each_writing_has_a_stop_of_its_own() -> None:
    """Stopping one answer stops no other."""
    one, other = Writing(), Writing()
    one.stop.now()
    assert one.stop.is_told
    assert not other.stop.is_told


def test_naming_a_model_imports_none_of_its_packages() -> None:
    """Neither torch nor the client of servers; both wait for the first use."""
    program = (
        "import sys; from rag.config import GenerationConfig; "
        "from rag.generation import load_generator; "
        f"load_generator({SERVER!r}, GenerationConfig()); "
        "load_generator('transformers:x', GenerationConfig()); "
        "print([name for name in ('torch', 'transformers', 'openai', 'httpx2') "
        "if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, text=True, capture_output=True, check=True
    )
    assert ran.stdout.strip() == "[]"
