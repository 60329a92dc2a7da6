"""Take the picture of the page for the README.

``python scripts/screenshot.py [--question TEXT] [--output docs/images/page.png]`` serves a
throw-away index of ``seeds/`` on a free port, asks, opens footnote 1, and saves what is seen.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


def main() -> None:
    """Serve, ask, click, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--question", default="What has Erdogan halted?")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "images" / "page.png")
    parser.add_argument("--dark", action="store_true", help="in the dark scheme")
    parser.add_argument("--width", type=int, default=1440)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        index, seeds = home / "index", home / "seeds"
        shutil.copytree(ROOT / "seeds", seeds)  # beside the index: named "seeds/..." in the picture
        run = [sys.executable, "-m", "rag", "--index", str(index), "add", str(seeds)]
        subprocess.run(run, cwd=ROOT, check=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
        environment = {**os.environ, "PORT": port, "RAG_INDEX": str(index)}
        server = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=environment)
        try:
            take(f"http://127.0.0.1:{port}", chosen)
        finally:
            server.terminate()
            server.wait(20)


def take(address: str, chosen: argparse.Namespace) -> None:
    """Ask the question on the page, open its first footnote, and save the picture."""
    wait_for(address)
    height = 860 if chosen.width > 900 else 844
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(
            viewport={"width": chosen.width, "height": height},
            color_scheme="dark" if chosen.dark else "light",
            reduced_motion="reduce",
        )
        page.goto(address)
        page.wait_for_selector(".fn-example", timeout=60_000)
        page.fill("#fn-question textarea", chosen.question)
        page.press("#fn-question textarea", "Enter")
        page.wait_for_selector(".fn-turn:not(.fn-pending)", timeout=60_000)
        page.wait_for_selector(".fn-next", timeout=60_000)
        page.click(".fn-cite")
        page.wait_for_selector("#fn-source mark")
        page.wait_for_timeout(300)
        chosen.output.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(chosen.output))
        browser.close()
    sys.stdout.write(f"{chosen.output}\n")


def wait_for(address: str) -> None:
    """Return when the page answers.

    :raises SystemExit: it does not within a minute.
    """
    for _ in range(120):
        try:
            httpx.get(address, timeout=10, trust_env=False)
        except httpx.HTTPError:
            time.sleep(0.5)
        else:
            return
    raise SystemExit(f"the page at {address} did not start: run app.py to see why")


if __name__ == "__main__":
    main()
