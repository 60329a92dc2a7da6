"""The command that serves the page: serve."""

from __future__ import annotations

from pathlib import Path

from rag.cli.session import AddCommand, Session, positive


def register(command: AddCommand) -> None:
    """Name the command and its arguments."""
    served = command("serve", _serve, "Serve the page until it is stopped.")
    served.add_argument("--port", type=positive, help="the page's port (PORT, or 7860)")


def _serve(session: Session) -> int:
    from rag.page.starting import start

    try:
        start(Path(session.arguments.index), session.arguments.port)
    except KeyboardInterrupt:  # the usual way to stop it
        return 0
    return 0
