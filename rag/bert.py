"""A BERT encoder as an OpenVINO graph, built straight from a safetensors file.

Neither torch nor transformers is imported: from a cold process the graph is ready in about half a
second. Source of the architecture: Devlin et al. 2019, "BERT", section 3; the layer names are
those of ``transformers``' ``BertModel``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.environment import silence_openvino
from rag.streams import multiplies_int8
from rag.weights import SCALE, round_layers, unpack

silence_openvino()  # before any module imports it: this one stands before every use

Weights = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class BertShape:
    """The sizes that a ``config.json`` names."""

    layers: int
    heads: int
    hidden: int
    epsilon: float
    max_positions: int

    @classmethod
    def from_file(cls, path: Path) -> BertShape:
        """Read the sizes from a ``transformers`` ``config.json``."""
        config = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            layers=config["num_hidden_layers"],
            heads=config["num_attention_heads"],
            hidden=config["hidden_size"],
            epsilon=config["layer_norm_eps"],
            max_positions=config["max_position_embeddings"],
        )


class BertGraph:
    """Builds the nodes of one encoder.

    ``embeddings`` holds the keys ``embeddings.*``, ``layers`` the keys ``encoder.layer.*``; they
    may come from different files, so that two models can share one embedding table. A matrix of the
    layers may be int8 with a scale a row (``rag/weights.py``).
    """

    def __init__(self, shape: BertShape, embeddings: Weights, layers: Weights) -> None:
        import openvino.opset15 as ops

        self._ops = ops
        self._shape = shape
        self._embeddings = embeddings
        # Rounded or not, they get the form that the processor multiplies fastest.
        self._layers = round_layers(layers) if multiplies_int8() else unpack(layers)
        self.ids = ops.parameter([-1, -1], np.int64, name="input_ids")
        self.mask = ops.parameter([-1, -1], np.int64, name="attention_mask")
        self.types = ops.parameter([-1, -1], np.int64, name="token_type_ids")

    @property
    def parameters(self) -> list[Any]:
        """Return the graph's inputs: ids, mask and token types, int64[batch, tokens] each."""
        return [self.ids, self.mask, self.types]

    def hidden_states(self) -> Any:
        """Return the node of the last hidden states, float[batch, tokens, hidden]."""
        states = self._embed()
        bias = self._attention_bias()
        for number in range(self._shape.layers):
            states = self._layer(states, bias, f"encoder.layer.{number}.")
        return states

    def linear(self, inputs: Any, weights: Weights, name: str) -> Any:
        """Return the node of ``inputs @ weight.T + bias``."""
        ops = self._ops
        product = ops.matmul(inputs, self._matrix(weights, f"{name}.weight"), False, True)
        return ops.add(product, self._constant(weights[f"{name}.bias"]))

    def _matrix(self, weights: Weights, name: str) -> Any:
        """Return the node of a matrix, int8 or not."""
        ops = self._ops
        if name + SCALE not in weights:
            return self._constant(weights[name])
        rows = ops.convert(ops.constant(weights[name]), "f32")
        return ops.multiply(rows, self._constant(weights[name + SCALE][:, None]))

    def _constant(self, array: NDArray[Any]) -> Any:
        return self._ops.constant(np.ascontiguousarray(array, dtype=np.float32))

    def _embed(self) -> Any:
        ops, table = self._ops, self._embeddings
        axis = ops.constant(np.int64(0))

        def look_up(name: str, places: Any) -> Any:
            rows = self._constant(table[f"embeddings.{name}_embeddings.weight"])
            return ops.gather(rows, places, axis)

        length = ops.gather(ops.shape_of(self.ids), ops.constant(np.int64(1)), axis)
        positions = ops.range(axis, length, ops.constant(np.int64(1)), output_type="i64")
        words = ops.add(look_up("word", self.ids), look_up("position", positions))
        whole = ops.add(words, look_up("token_type", self.types))
        return self._norm(whole, table, "embeddings.LayerNorm")

    def _attention_bias(self) -> Any:
        ops = self._ops
        spread = ops.unsqueeze(ops.convert(self.mask, "f32"), ops.constant(np.array([1, 2])))
        absent = ops.subtract(ops.constant(np.float32(1)), spread)
        return ops.multiply(absent, ops.constant(np.float32(-1e4)))

    def _norm(self, states: Any, weights: Weights, name: str) -> Any:
        ops = self._ops
        last = ops.constant(np.array([-1], dtype=np.int64))
        unit = ops.mvn(states, last, True, self._shape.epsilon, "inside_sqrt")
        scaled = ops.multiply(unit, self._constant(weights[f"{name}.weight"]))
        return ops.add(scaled, self._constant(weights[f"{name}.bias"]))

    def _layer(self, states: Any, bias: Any, prefix: str) -> Any:
        ops, layers = self._ops, self._layers
        attended = self.linear(
            self._attend(states, bias, f"{prefix}attention.self."),
            layers,
            f"{prefix}attention.output.dense",
        )
        states = self._norm(
            ops.add(attended, states), layers, f"{prefix}attention.output.LayerNorm"
        )
        wide = ops.gelu(self.linear(states, layers, f"{prefix}intermediate.dense"), "erf")
        narrow = self.linear(wide, layers, f"{prefix}output.dense")
        return self._norm(ops.add(narrow, states), layers, f"{prefix}output.LayerNorm")

    def _attend(self, states: Any, bias: Any, prefix: str) -> Any:
        ops, shape = self._ops, self._shape
        split = ops.constant(np.array([0, 0, shape.heads, shape.hidden // shape.heads]))
        swap = ops.constant(np.array([0, 2, 1, 3]))

        def heads(name: str) -> Any:
            flat = self.linear(states, self._layers, prefix + name)
            return ops.transpose(ops.reshape(flat, split, True), swap)

        mixed = ops.scaled_dot_product_attention(heads("query"), heads("key"), heads("value"), bias)
        joined = ops.constant(np.array([0, 0, shape.hidden]))
        return ops.reshape(ops.transpose(mixed, swap), joined, True)
