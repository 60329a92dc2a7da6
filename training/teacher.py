"""A larger network, from which the reader learns what questions ask; it is never shipped.

Its body is that of all-mpnet-base-v2: 12 layers, 768 wide (Song et al. 2020, "MPNet"). That model
has the reader's vocabulary four places further on and cuts words in the same way, so the same
tensors go into both networks and what they say can be compared token by token. Claims are not its
matter: there are labels enough for those.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import MPNetConfig, MPNetModel

from training.batches import CLS, SEP
from training.model import Dropout, Judgments, ReaderNetwork, compile_each, initialise_heads

SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
FROZEN = 4  # layers, of twelve
#: Where the vocabulary of BERT begins in that of MPNet, and MPNet's own marks.
_OFFSET, _CLS, _PADDING, _SEP = 4, 0, 1, 2


class TeacherNetwork(nn.Module):
    """Body and three heads. Embeddings, places and the lowest layers stay as they are.

    Those are as good for this as for what they were trained for, and a step takes a fifth less.
    """

    def __init__(self) -> None:
        super().__init__()
        config = MPNetConfig(vocab_size=30527, max_position_embeddings=514, layer_norm_eps=1e-5)
        body = MPNetModel(config, add_pooling_layer=False)
        self.body = body.eval()  # type: ignore[no-untyped-call]  # as transformers wraps it
        encoder = self.body.encoder
        lowest = encoder.layer[:FROZEN]
        for part in (self.body.embeddings, encoder.relative_attention_bias, lowest):
            part.requires_grad_(False)
        width = config.hidden_size
        self.span = nn.Linear(width, 2)
        self.relevance = nn.Linear(width, 1)
        self.evidence = nn.Linear(width, 1)
        initialise_heads(self.span, self.relevance, self.evidence)

    def start(self, path: Path) -> None:
        """Take up the body of all-mpnet-base-v2.

        :param path: its ``model.safetensors``.
        :raises SystemExit: it is another file.
        """
        if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
            raise SystemExit(f"{path} is not the model.safetensors of all-mpnet-base-v2")
        tensors = load_file(path)
        wanted = self.body.state_dict().keys()
        self.body.load_state_dict({name: tensors[name] for name in wanted})

    def compile_layers(self) -> None:
        """Compile each layer for the few shapes of training; evaluation stays eager."""
        compile_each(self.body.encoder.layer)

    def forward(
        self, ids: Tensor, types: Tensor, mask: Tensor, dropout: Dropout | None = None
    ) -> Judgments:
        """Judge a batch of questions; everything as for ``ReaderNetwork``, but support is 0.

        :param types: not used; MPNet tells question and passage by the mark between them.
        :param dropout: not used: it sees each example once.
        """
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self.read(ids, mask)
        return self.say(states.float())

    def read(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return the last states, [batch, length, width]."""
        moved = torch.where(ids == CLS, _CLS, torch.where(ids == SEP, _SEP, ids + _OFFSET))
        moved = torch.where(mask, moved, _PADDING)
        states: Tensor = self.body(input_ids=moved, attention_mask=mask.long()).last_hidden_state
        return states

    def say(self, states: Tensor) -> Judgments:
        """Return what the heads make of the last states, in float32."""
        relevance = self.relevance(states[:, 0]).squeeze(-1)
        evidence = self.evidence(states).squeeze(-1)
        return Judgments(self.span(states), relevance, evidence, torch.zeros_like(relevance))


#: What can be trained and measured.
Network = ReaderNetwork | TeacherNetwork
