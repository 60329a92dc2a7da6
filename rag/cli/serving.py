"""The page in the shell: serve it, and show what its users thought of the answers."""

from __future__ import annotations

from pathlib import Path

from rag import rendering
from rag.cli.session import AddCommand, Session, fail, positive
from rag.conversations import Conversations, Feedback, kept_in


def register(command: AddCommand) -> None:
    """Name the commands and their arguments."""
    served = command("serve", _serve, "Serve the page until it is stopped.")
    served.add_argument(
        "--port", type=positive, help="the page's port (PORT, page.port of rag.toml, or 7860)"
    )
    command("feedback", _feedback, "Show what users thought of the answers on the page.")


def _serve(session: Session) -> int:
    from rag.page.starting import start

    try:
        start(Path(session.arguments.index), session.arguments.port)
    except KeyboardInterrupt:  # the usual way to stop it
        return 0
    return 0


def _feedback(session: Session) -> int:
    folder = Path(session.arguments.index)
    if not folder.is_dir():
        return fail(f"there is no folder {folder}; name that of the library with --index")
    given = Conversations(folder).feedback() if kept_in(folder) else []
    shape = {"feedback": [item.to_dict() for item in given]}
    session.show(shape, "\n".join(map(_line, given)) or "Nobody has judged an answer yet.")
    return 0


def _line(item: Feedback) -> str:
    """Return a judged answer on one line."""
    verdict = "good" if item.thumb > 0 else "bad"
    remark = f" ({item.remark})" if item.remark else ""
    return rendering.one_line(f"{verdict}{remark}: {item.question} {item.text}")
