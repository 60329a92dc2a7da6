"""The page, served with a small library in a process of its own.

``python tests/page_served.py PORT`` is that process.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from tests.page_fakes import FABLE, make_library, make_shelf, make_titled


@contextlib.contextmanager
def served_page(**environment: str) -> Iterator[str]:
    """Serve the page with a small library in a process of its own; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    root = Path(__file__).resolve().parent.parent
    process = subprocess.Popen(
        [sys.executable, __file__, str(port)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), **environment},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield wait_for(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.communicate(timeout=20)


def wait_for(address: str, process: subprocess.Popen[str]) -> str:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"the page did not start: {process.communicate()[1]}")
        with contextlib.suppress(httpx.HTTPError):
            httpx.get(address, timeout=10, trust_env=False)
            return address
        time.sleep(0.1)
    raise RuntimeError("the page did not start within a minute")


if __name__ == "__main__":
    from rag.page.serving import serve

    with contextlib.suppress(KeyboardInterrupt), tempfile.TemporaryDirectory() as home:
        folder = Path(os.environ.get("PAGE_FOLDER") or home)
        given = os.environ.get("PAGE_TEXTS")
        texts = json.loads(Path(given).read_text(encoding="utf-8")) if given else []
        offered = [FABLE] if os.environ.get("PAGE_MODEL") else []
        shelf = make_shelf() if os.environ.get("PAGE_SHELF") else make_library(offered)
        serve(
            make_titled(texts) if texts else shelf,
            folder,
            port=int(sys.argv[1]),
            max_upload_megabytes=2,
            queue_size=8,
        )
