"""The command that measures on labelled data: evaluate."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from rag import rendering
from rag.cli.session import AddCommand, Session, positive


def register(command: AddCommand) -> None:
    """Name the command and its arguments."""
    parser = command("evaluate", _evaluate, "Measure on labelled data: JSON lines, gzipped or not.")
    kinds = parser.add_mutually_exclusive_group(required=True)
    for name, metavar, help_text in (
        ("--qa", "FILE", "question, context, answers [{text}]: each asked of its context alone"),
        ("--retrieval", "FOLDER", "a BEIR folder, whose corpus goes into a throw-away index"),
        ("--summaries", "FILE", "text, summary; or sentences, in_summary [0 or 1]"),
        ("--claims", "FILE", "claim, evidence, supported [true or false]"),
    ):
        kinds.add_argument(name, metavar=metavar, type=Path, help=help_text)
    help_text = "the first N rows (queries for --retrieval); all when not given"
    parser.add_argument("--limit", type=positive, metavar="N", help=help_text)


def _evaluate(session: Session) -> int:
    from rag import evaluation

    arguments = session.arguments
    if arguments.claims:
        from rag.reading import load_reader

        reader = load_reader()
        measures = evaluation.evaluate_claims(
            arguments.claims, reader.support, reader.supported, arguments.limit
        )
    elif arguments.retrieval:
        from rag.config import load_config
        from rag.embedding import load_encoder

        config = load_config()
        encoder = load_encoder(config.encoder)
        measures = evaluation.evaluate_retrieval(
            arguments.retrieval, encoder, config, arguments.limit
        )
    else:
        measures = _evaluate_reading(session)
    session.show(measures, rendering.render_measures(measures))
    return 0


def _evaluate_reading(session: Session) -> dict[str, Any]:
    """Measure what needs a library but no documents of it."""
    from rag import evaluation

    arguments = session.arguments
    with (
        tempfile.TemporaryDirectory(prefix="footnote-evaluate-") as folder,
        session.open_library(Path(folder), read_only=False) as library,
    ):
        if arguments.qa:
            return evaluation.evaluate_qa(arguments.qa, library.answer_from_text, arguments.limit)
        return evaluation.evaluate_summaries(
            arguments.summaries,
            lambda text, words, brief: library.summarize_text(text, max_words=words, brief=brief),
            arguments.limit,
        )
