"""From the environment and the settings to a served page."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

from rag.config import load_config
from rag.environment import prepare_environment
from rag.errors import RagError
from rag.page.desk import PageLibrary
from rag.page.serving import address, read_port, serve


def main() -> int:
    """Serve the page until it is interrupted, as ``app.py`` does.

    :returns: the exit code: 0 when it was interrupted, 1 when it could not start, after one
        sentence on stderr.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        start()
    except (RagError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def start(index: Path | None = None, port: int | None = None) -> None:
    """Open an index and serve the page until it is interrupted.

    :param index: the folder of the index; ``RAG_INDEX``, or ``index``, when not given.
    :param port: the page's port; ``PORT``, or that of the settings, when not given.
    :raises RagError: the port is taken, or the index cannot be opened.
    """
    prepare_environment()
    config = load_config()
    page = config.page
    chosen = port or read_port(os.environ.get("PORT") or str(page.port))
    folder = index or Path(os.environ.get("RAG_INDEX") or "index")

    def open_library() -> PageLibrary:
        from rag.library import Library  # heavy: imported once the port is known to be free

        return Library(folder, config=config)

    def announce() -> None:
        sys.stderr.write(f"Footnote is on {address(page.host, chosen)} (stop it with Ctrl+C)\n")

    serve(
        open_library,
        folder,
        page.host,
        chosen,
        max_upload_megabytes=page.max_upload_megabytes,
        queue_size=page.queue_size,
        ready=announce,
    )
