"""``python -m rag``."""

from __future__ import annotations

import sys

from rag.environment import prepare_environment

if __name__ == "__main__":
    prepare_environment()
    from rag.cli import run

    sys.exit(run())
