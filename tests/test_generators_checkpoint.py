"""A language model from a checkpoint on disk: a real one, with a handful of random weights."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from rag.config import GenerationConfig
from rag.errors import GeneratorError
from rag.generation import load_generator
from rag.generators import files
from rag.generators.checkpoint import Checkpoint, load_model, plain_prompt
from rag.types import Message, Stop

PROMPT = [Message("system", "be brief"), Message("user", "what was found")]
WORDS = "be brief what was found the violin in a glacier on monday answer user system".split()
CHAT = "{% for m in messages %}{{ m['role'] }} {{ m['content'] }} {% endfor %}answer "
NO_SYSTEM = (
    "{% for m in messages %}{% if m['role'] == 'system' %}{{ raise_exception('no system') }}"
    "{% endif %}user {{ m['content'] }} {% endfor %}answer "
)


def save_checkpoint(folder: Path, chat_template: str | None = CHAT, context: int = 256) -> Path:
    """Write a tiny model of random weights, which never ends by itself, and its tokenizer."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    vocabulary = {word: number for number, word in enumerate(["<unk>", "<end>", *WORDS])}
    inner = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    inner.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=inner, unk_token="<unk>", eos_token="<end>", chat_template=chat_template
    )
    torch.manual_seed(7)
    config = LlamaConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=2,
        max_position_embeddings=context,
        bos_token_id=None,
        eos_token_id=None,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a tiny checkpoint in safetensors."""
    return save_checkpoint(tmp_path_factory.mktemp("checkpoint"))


@pytest.fixture(scope="module")
def generator(folder: Path) -> Checkpoint:
    """Return the generator of the tiny checkpoint."""
    return made(folder)


def made(source: Path | str, max_tokens: int = 24, seconds: float = 60.0) -> Checkpoint:
    """Return the generator of a checkpoint."""
    config = GenerationConfig(max_tokens=max_tokens, timeout_seconds=seconds)
    found = load_generator(f"transformers:{source}", config)
    assert isinstance(found, Checkpoint)
    return found


def refusal(source: Path | str) -> str:
    """Return what a generator says that cannot be used; one sentence."""
    with pytest.raises(GeneratorError) as refused:
        list(made(source).write(PROMPT, Stop()))
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_it_writes_in_pieces_the_same_each_time(generator: Checkpoint) -> None:
    """Greedily, and no more than it may."""
    pieces = list(generator.write(PROMPT, Stop()))
    assert len(pieces) > 5
    text = "".join(pieces)
    assert len(text.split()) <= 24
    assert set(text.split()) <= {*WORDS, "<unk>"}
    assert "".join(generator.write(PROMPT, Stop())) == text


def test_the_first_piece_comes_before_the_last_is_written(folder: Path) -> None:
    """The model is held up in the middle of its answer; what it wrote by then is here."""
    generator = made(folder)
    more = threading.Event()
    calls: list[int] = []

    def waits_in_the_middle(module: Any, given: Any) -> None:
        del module, given
        calls.append(1)
        if len(calls) == 8:
            more.wait(30)

    hook = generator._loaded().model.register_forward_pre_hook(waits_in_the_middle)
    pieces = generator.write(PROMPT, Stop())
    assert next(pieces).strip()
    assert not more.is_set()
    more.set()
    assert list(pieces)
    hook.remove()


def test_it_is_loaded_at_the_first_use_and_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many ask at the same time."""
    loads: list[str] = []

    def counted(source: str) -> Any:
        loads.append(source)
        return load_model(source)

    monkeypatch.setattr("rag.generators.checkpoint.load_model", counted)
    generator = made(folder)
    assert loads == []
    texts: list[str] = []
    threads = [
        threading.Thread(target=lambda: texts.append("".join(generator.write(PROMPT, Stop()))))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert loads == [str(folder)]
    assert len(texts) == 3
    assert len(set(texts)) == 1


def test_stop_ends_it_within_a_token_or_two(folder: Path) -> None:
    """The iterator ends at once; the model stops too, so that the next answer need not wait."""
    long = save_checkpoint(folder.parent / "long", context=100_000)
    generator = made(long, max_tokens=8192)
    stop = Stop()
    pieces = generator.write(PROMPT, stop)
    next(pieces)
    stop.now()
    started = time.monotonic()
    assert list(pieces) == []
    assert time.monotonic() - started < 0.5
    follower = made(long, max_tokens=4)
    follower._model, follower._writing = generator._model, generator._writing
    assert list(follower.write(PROMPT, Stop()))
    assert time.monotonic() - started < 2


def test_leaving_early_stops_it_too(folder: Path) -> None:
    """Whoever has enough sentences closes the iterator."""
    generator = made(save_checkpoint(folder.parent / "left", context=100_000), max_tokens=8192)
    pieces = generator.write(PROMPT, Stop())
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]  # every iterator of a generator function has it
    with generator._writing:
        pass


def test_an_error_while_it_writes_is_a_sentence(folder: Path) -> None:
    """It arrives where the pieces are read, after those that had come; nothing hangs."""
    generator = made(folder)
    model = generator._loaded().model
    calls = []

    def fails_later(module: Any, given: Any) -> None:
        calls.append(1)
        if len(calls) > 3:
            raise MemoryError("no memory is left")

    hook = model.register_forward_pre_hook(fails_later)
    pieces = generator.write(PROMPT, Stop())
    assert next(pieces)
    with pytest.raises(GeneratorError, match=r"wrote \(no memory is left") as failed:
        list(pieces)
    hook.remove()
    assert isinstance(failed.value.__cause__, MemoryError)
    assert list(generator.write(PROMPT, Stop()))


def test_silence_is_given_up(folder: Path) -> None:
    """A model that is too slow for this machine holds nobody up for ever."""
    generator = made(folder, seconds=0.3)
    resume = threading.Event()
    hook = generator._loaded().model.register_forward_pre_hook(lambda *_: resume.wait(20) and None)
    started = time.monotonic()
    with pytest.raises(GeneratorError, match=r"nothing came for 0\.3 s; raise"):
        list(generator.write(PROMPT, Stop()))
    assert time.monotonic() - started < 5
    resume.set()
    with generator._writing:
        hook.remove()


def test_the_prompt_has_the_form_of_the_checkpoint(folder: Path) -> None:
    """Its own form of a chat; one without a system message gets all texts from the user."""
    model = load_model(str(folder))
    decoded = model.tokenizer.decode(model._encode(PROMPT)["input_ids"][0])
    assert decoded == "system be brief user what was found answer"
    other = load_model(str(save_checkpoint(folder.parent / "no-system", NO_SYSTEM)))
    decoded = other.tokenizer.decode(other._encode(PROMPT)["input_ids"][0])
    assert decoded == "user be brief what was found answer"


def test_a_base_model_gets_a_plain_prompt(folder: Path) -> None:
    """It has no form of a chat: the texts, a blank line between them, then ``Answer:``."""
    assert plain_prompt(PROMPT) == "be brief\n\nwhat was found\n\nAnswer:"
    base = made(save_checkpoint(folder.parent / "base", None))
    assert list(base.write(PROMPT, Stop()))
    assert "without a chat template" in base.check()


def test_a_prompt_that_is_too_long_is_a_sentence(folder: Path) -> None:
    """It says how long a prompt the checkpoint reads; a little room is used up and no more."""
    short = made(save_checkpoint(folder.parent / "short", context=32))
    assert len("".join(short.write(PROMPT, Stop())).split()) <= 32 - 7
    with pytest.raises(GeneratorError, match=r"leaves 0 of the 32 tokens.*reads more"):
        list(short.write([Message("user", "violin " * 40)], Stop()))


def test_check_says_what_was_loaded_and_where_it_runs(generator: Checkpoint) -> None:
    """And that nothing is sent anywhere."""
    said = generator.check()
    assert "LlamaForCausalLM" in said
    assert "nothing leaves this machine" in said


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "model.pth", "model.ckpt"])
def test_pickles_are_not_read(folder: Path, tmp_path: Path, name: str) -> None:
    """They can run code; the sentence says which formats are read."""
    (tmp_path / "config.json").write_bytes((folder / "config.json").read_bytes())
    (tmp_path / name).write_bytes(b"\x80\x04.")
    assert "PyTorch's own format, which can run code" in refusal(tmp_path)


def test_code_of_a_checkpoint_is_never_run(folder: Path, tmp_path: Path) -> None:
    """Not even when its settings name a class of their own."""
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    shape = json.loads((tmp_path / "config.json").read_text("utf-8"))
    shape["model_type"] = "strange"
    shape["auto_map"] = {
        "AutoConfig": "strange.StrangeConfig",
        "AutoModelForCausalLM": "strange.StrangeModel",
    }
    (tmp_path / "config.json").write_text(json.dumps(shape), "utf-8")
    (tmp_path / "strange.py").write_text("raise SystemExit('it ran')", "utf-8")
    assert "cannot be loaded" in refusal(tmp_path)


def test_damaged_weights_are_a_sentence(folder: Path, tmp_path: Path) -> None:
    """Half a file, as a broken download leaves it."""
    for path in folder.iterdir():
        content = path.read_bytes()
        half = content[: len(content) // 2] if path.suffix == ".safetensors" else content
        (tmp_path / path.name).write_bytes(half)
    assert "cannot be loaded" in refusal(tmp_path)


@pytest.mark.parametrize(
    "source", ["/no/such/folder", "./checkpoint", "~/none/of/these", "model.gguf", "a/b/c"]
)
def test_a_path_where_nothing_is_is_a_sentence(source: str) -> None:
    """It names the path, and what may stand there."""
    assert f"there is no checkpoint at {source}" in refusal(source)


def test_a_name_that_was_not_fetched_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is asked for it unless the user allowed that."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    said = refusal("someone/a-model-nobody-has")
    assert "neither a folder here nor a checkpoint that was fetched before" in said
    assert "HF_HUB_OFFLINE=0" in said


def test_a_folder_without_a_checkpoint_is_a_sentence(folder: Path, tmp_path: Path) -> None:
    """Also one that lacks its settings, one with GGUF files in it, and a file of another kind."""
    assert "is no checkpoint" in refusal(tmp_path)
    weights = tmp_path / "model.safetensors"
    weights.write_bytes((folder / "model.safetensors").read_bytes())
    assert "lacks config.json" in refusal(tmp_path)
    assert "is not a .gguf file" in refusal(weights)
    other = tmp_path / "other"
    other.mkdir()
    (other / "small.gguf").write_bytes(b"GGUF")
    assert str(other / "small.gguf") in refusal(other)


def test_gguf_names_the_packages_that_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are not installed with Footnote."""
    (tmp_path / "small.gguf").write_bytes(b"GGUF")
    monkeypatch.setattr(files, "_GGUF_NEEDS", ("no_such_package",))
    said = refusal(tmp_path / "small.gguf")
    assert "needs no_such_package; run: .venv/bin/python -m pip install no_such_package" in said
