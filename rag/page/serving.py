"""Starts the page: one process, one port, the models warmed while the page is already there."""

from __future__ import annotations

import logging
import os
import signal
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import ConfigError, RagError
from rag.page.desk import Desk, PageLibrary, open_desk

if TYPE_CHECKING:
    from fastapi import FastAPI

logger = logging.getLogger(__name__)

MAX_UPLOAD_MEGABYTES = 100
QUEUE_SIZE = 32
_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "sans-serif")
_MONO = ("ui-monospace", "Consolas", "monospace")


def serve(
    library: PageLibrary | Callable[[], PageLibrary],
    folder: Path,
    host: str = "127.0.0.1",
    port: int = 7860,
    *,
    max_upload_megabytes: int = MAX_UPLOAD_MEGABYTES,
    queue_size: int = QUEUE_SIZE,
    ready: Callable[[], None] | None = None,
) -> None:
    """Serve the page until it is interrupted.

    :param library: the library, or a function that opens it once the port is known to be free.
    :param folder: of its index, beside which conversations are kept.
    :param host: the address to listen on; the page answers to this name and the loopback names.
    :param queue_size: requests that may wait; a further one is told so at once.
    :param ready: called once when the page can be opened.
    :raises ConfigError: the port is taken or cannot be used.
    :raises RagError: the library cannot be opened.
    """
    import uvicorn

    with listen(host, port) as listener, private_uploads() as uploads:
        opened = library() if callable(library) else library
        desk = open_desk(opened, folder, uploads)
        app = build_app(
            desk,
            host=host,
            max_upload_megabytes=max_upload_megabytes,
            queue_size=queue_size,
            generators=opened.config.generation.choices,
        )
        warming = threading.Thread(target=warm, args=(opened,), name="warm-up", daemon=True)
        warming.start()
        listener.listen(128)
        if ready is not None:
            ready()
        config = uvicorn.Config(
            app, log_level="warning", server_header=False, timeout_graceful_shutdown=3
        )
        end_on_termination()
        try:
            uvicorn.Server(config).run(sockets=[listener])
        finally:
            desk.talk.drafts.close()
            warming.join()  # a model that is being compiled when Python ends aborts the process


def build_app(
    desk: Desk,
    *,
    host: str = "127.0.0.1",
    max_upload_megabytes: int = MAX_UPLOAD_MEGABYTES,
    queue_size: int = QUEUE_SIZE,
    generators: Sequence[str] = (),
) -> FastAPI:
    """Return the page as an ASGI application, middleware included.

    :param generators: who may word answers, that of the settings first.
    """
    settle_environment()
    import gradio as gr
    from fastapi import FastAPI

    from rag.page.guarding import Guard
    from rag.page.layout import ASSETS, asset, build_page

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    limit = max_upload_megabytes * 1_000_000
    gr.mount_gradio_app(
        app,
        build_page(desk, queue_size=queue_size, generators=generators),
        "/",
        theme=gr.themes.Base(font=_FONTS, font_mono=_MONO),
        css=asset("page.css"),
        favicon_path=str(ASSETS / "icon.svg"),
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=True,
        max_file_size=limit,
    )
    app.add_middleware(Guard, hosts=[host], max_upload_bytes=limit)
    return app


def settle_environment() -> None:
    """Tell Gradio, before it is imported, to call nobody."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ.setdefault("HF_HUB_OFFLINE", "1")


def end_on_termination() -> None:
    """Let SIGTERM end the process as Ctrl+C does, so that what was opened is closed."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)


@contextmanager
def private_uploads() -> Iterator[Path]:
    """Let Gradio keep uploads in a folder that nobody else reads and that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="footnote-", ignore_cleanup_errors=True) as folder:
        before = os.environ.get("GRADIO_TEMP_DIR")
        os.environ["GRADIO_TEMP_DIR"] = folder
        try:
            yield Path(folder)
        finally:
            os.environ.pop("GRADIO_TEMP_DIR")
            if before is not None:
                os.environ["GRADIO_TEMP_DIR"] = before


def listen(host: str, port: int) -> socket.socket:
    """Take the port, so that nobody waits for models before hearing that it is taken.

    :raises ConfigError: the port is taken, reserved, or out of range, or the host is not ours.
    """
    if not 0 <= port < 65536:
        raise ConfigError(f"port {port} is not a port: choose a number from 1 to 65535.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host.strip("[]"), port))
    except OSError as error:
        listener.close()
        raise ConfigError(
            f"cannot listen on {host}, port {port} ({error.strerror or error}): stop what uses the "
            "port, or choose another one, such as PORT=7861."
        ) from error
    return listener


def read_port(text: str) -> int:
    """Turn the value of ``PORT`` into a number.

    :raises ConfigError: it is not a port.
    """
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise ConfigError(f"PORT={text} is not a port: choose a number from 1 to 65535.")
    return int(text)


def address(host: str, port: int) -> str:
    """Return the address to open in a browser."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)
    return f"http://{f'[{name}]' if ':' in name.strip('[]') and '[' not in name else name}:{port}"


def warm(library: PageLibrary) -> None:
    """Load what the first answer needs; a failure is for the first question to report."""
    try:
        library.warm_up()
    except RagError as error:
        logger.warning("not warmed up: %s", error)
