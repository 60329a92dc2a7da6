"""``benchmarks.peers``: what is missing is said, and ratios are taken within a round."""

from __future__ import annotations

import sys

import pytest

from benchmarks import peers


def measured(
    rate: float, query: float, *, paragraphs: int = 100, start: float = 0.0
) -> peers.Measured:
    """Return what a system of that speed would give, with a start of some seconds."""
    seconds = start + paragraphs / rate
    return peers.Measured(1.0, paragraphs, seconds, 2 * seconds, query, 2 * query, query, 500.0)


def test_a_peer_that_is_not_installed_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ours always is; one whose package is nowhere is not."""
    monkeypatch.setitem(peers.MODULES, "txtai", ["no_such_package.part"])
    assert peers.is_installed("footnote", sys.executable)
    assert not peers.is_installed("txtai", sys.executable)


def test_ratios_are_to_the_best_peer_of_the_same_round(capsys: pytest.CaptureFixture[str]) -> None:
    """A round on a slow machine counts as much as one on a quick machine."""
    peers.report(
        [
            {"footnote": measured(90, 5), "txtai": measured(30, 10), "haystack": measured(20, 20)},
            {"footnote": measured(9, 50), "txtai": measured(2, 100), "haystack": measured(3, 200)},
            {"footnote": measured(80, 5), "txtai": measured(10, 10), "haystack": measured(20, 20)},
        ]
    )
    lines = capsys.readouterr().out.splitlines()
    rate = next(line for line in lines if "paragraphs_a_second" in line)
    assert rate.split()[1] == "3.00"
    query = next(line for line in lines if "query_p50_ms" in line)
    assert query.split()[1] == "0.50"
    assert any(line.split()[:2] == ["paragraphs_a_cpu_second", "3.00"] for line in lines)


def test_two_sizes_part_the_start_from_the_paragraphs(capsys: pytest.CaptureFixture[str]) -> None:
    """What a start costs is no part of what one more paragraph costs."""

    def round_of(paragraphs: int) -> dict[str, peers.Measured]:
        return {
            "footnote": measured(100, 5, paragraphs=paragraphs, start=1.5),
            "txtai": measured(25, 5, paragraphs=paragraphs),
        }

    peers.report_slopes([round_of(100)], [round_of(400)])
    lines = capsys.readouterr().out.splitlines()
    assert ["footnote", "20.00", "3.00"] in [line.split() for line in lines]
    assert any(line.split()[:2] == ["paragraphs_a_cpu_second", "4.00"] for line in lines)


def test_every_system_names_its_modules() -> None:
    """What is measured is what is looked for."""
    assert list(peers.SYSTEMS) == list(peers.MODULES)
