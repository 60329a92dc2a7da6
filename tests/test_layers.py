"""Imports point one way."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

#: From the ground up; a module may import from its own layer and those above it in this list.
LAYERS = [
    {"types", "reports", "phrased", "results", "views", "errors", "environment"},
    {"config"},
    {
        "loaders",
        "loading",
        "structure",
        "sentences",
        "given_names",
        "mentions",
        "openings",
        "article",
        "things",
        "antecedents",
        "speech",
        "quotes",
        "reservations",
        "dating",
        "timeline",
        "values",
        "propositions",
        "verifying",
        "overlap",
        "certainty",
        "stated",
        "exchanges",
        "facts",
        "question_forms",
        "languages",
        "phrases",
        "earlier",
        "pronouns",
        "ellipses",
        "rewriting",
        "routing",
        "passages",
        "query",
        "filters",
        "bert",
        "streams",
        "weights",
        "embedding",
        "judging",
        "judged",
        "prompts",
        "generators",
        "generation",
        "salience",
        "salience_again",
        "salience_features",
        "salience_wording",
        "verbs",
        "candidates",
        "selecting",
        "pipeline",
        "duplicates",
    },
    {"records", "schema", "snapshot", "lock", "conversations"},
    {
        "store",
        "codes",
        "vectors",
        "vector_file",
        "words",
        "derived",
        "derived_vectors",
        "index",
        "reading",
    },
    {"retrieval", "adding", "originals"},
    {
        "checking",
        "phrasing",
        "disagreement",
        "attributing",
        "answering",
        "editing",
        "agreement",
        "telling",
        "bearing",
        "summarising",
    },
    {"asking"},
    {"holdings"},
    {"library", "opened", "suggesting", "conversing", "shelf", "viewing", "wishes"},
    {"evaluation"},
    {"rendering", "exporting", "cli", "page", "__main__"},
]
HEIGHT = {name: height for height, names in enumerate(LAYERS) for name in names}
FILES = sorted((ROOT / "rag").rglob("*.py"))


def part_of(path: Path) -> str:
    """Return the part of the project that a file is, such as ``page``."""
    return path.relative_to(ROOT / "rag").parts[0].removesuffix(".py")


def imported_parts(path: Path) -> Iterator[str]:
    """Yield the part of every ``rag`` import of a file, those inside functions included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "rag":
            names = [f"rag.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        yield from (name.split(".")[1] for name in names if name.startswith("rag."))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_only_from_its_own_layer_or_below(path: Path) -> None:
    """What is below never knows what is above, so each stage can be read and replaced alone."""
    part = part_of(path)
    if part == "__init__":
        return
    assert part in HEIGHT, f"name the layer of rag/{part} in {Path(__file__).name}"
    above = {name for name in imported_parts(path) if HEIGHT[name] > HEIGHT[part]}
    assert not above, f"{part} imports {above}, which stand above it"


def test_every_layer_names_files_that_could_exist_once() -> None:
    """A part stands in one layer only."""
    assert len(HEIGHT) == sum(len(names) for names in LAYERS)
