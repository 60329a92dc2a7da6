"""Commands that sum documents up: summarize."""

from __future__ import annotations

from rag import rendering
from rag.cli.session import AddCommand, Session, add_generator
from rag.generation import Writing


def register(command: AddCommand) -> None:
    """Name the commands and their arguments."""
    summed = command("summarize", _summarize, "Sum up documents in one paragraph.")
    summed.add_argument("ids", nargs="*", metavar="ID", help="documents; all when not given")
    summed.add_argument("--focus", metavar="TEXT", help="what the summary should be about")
    help_text = "leave every sentence as its document has it"
    summed.add_argument("--verbatim", action="store_true", help=help_text)
    add_generator(summed)


def _summarize(session: Session) -> int:
    arguments = session.arguments
    with session.reading() as library:
        summary = library.summarize(
            arguments.ids or None,
            arguments.focus,
            verbatim=arguments.verbatim,
            writing=Writing(arguments.generator),
        )
    session.show(summary.to_dict(), rendering.render_summary(summary))
    return 0
