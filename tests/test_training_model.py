"""Tests of ``training/model.py``."""

from __future__ import annotations

import pytest
import torch

from training.model import HIDDEN, VOCABULARY, Dropout, Embeddings, ReaderNetwork


def test_dropout_keeps_the_mean_and_leaves_out_its_share() -> None:
    """A tenth of the factors is zero, and the others make up for it."""
    torch.manual_seed(0)
    factors = Dropout(0.1).draw(torch.Size((24, 160, HIDDEN))).float()
    assert factors.shape == (24, 160, HIDDEN)
    assert float((factors == 0).float().mean()) == pytest.approx(0.1, abs=0.002)
    assert float(factors.mean()) == pytest.approx(1, abs=0.005)


def test_dropout_differs_from_draw_to_draw() -> None:
    """Two stretches agree in zeros no more often than chance has it."""
    torch.manual_seed(0)
    dropout = Dropout(0.5)
    one, other = (dropout.draw(torch.Size((1000,))) == 0 for _ in range(2))
    assert float((one == other).float().mean()) == pytest.approx(0.5, abs=0.1)


def test_the_network_leaves_states_out_only_where_it_is_told_to() -> None:
    """Without dropout two passes say the same; with it they do not."""
    torch.manual_seed(0)
    network = ReaderNetwork(Embeddings())
    ids = torch.randint(VOCABULARY, (2, 16))
    given = (ids, torch.zeros_like(ids), torch.ones_like(ids, dtype=torch.bool))
    with torch.no_grad():
        plain, again = network(*given), network(*given)
        dropped = network(*given, Dropout(0.1))
    assert torch.equal(plain.span, again.span)
    assert not torch.equal(plain.span, dropped.span)
