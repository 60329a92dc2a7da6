"""What other packages are told before they are imported, in one place.

Environment variables are mostly read when a package is first imported, so the entries (``python -m
rag``, ``app.py``) call ``prepare_environment`` before anything else. A variable that the user has
set stays as it is.
"""

from __future__ import annotations

import os
import sys
from typing import Any

#: Each variable, what it is set to, and why.
VARIABLES = {
    # Models are on disk; a lookup at the hub would fail slowly without a network, and tell
    # someone which model is used where there is one. Set to 0 to fetch a model named in rag.toml.
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    # The tokenizer's own threads would warn, and may hang, when a process is forked after their
    # first use; short batches do not need them.
    "TOKENIZERS_PARALLELISM": "false",
    # The page asks nobody for its version and reports nothing.
    "GRADIO_ANALYTICS_ENABLED": "False",
    # Progress bars and advice of the model libraries are not ours to show.
    "TRANSFORMERS_VERBOSITY": "error",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
}


def prepare_environment() -> None:
    """Set what is not set yet, and keep OpenVINO from reporting."""
    for name, value in VARIABLES.items():
        os.environ.setdefault(name, value)
    silence_openvino()


def silence_openvino() -> None:
    """Keep ``import openvino`` from telling Google Analytics that it was imported.

    There is no variable for it but ``CI``, which other packages read too. OpenVINO does without
    its telemetry package where that cannot be imported, so it is made to look missing.
    """
    modules: dict[str, Any] = sys.modules
    modules.setdefault("openvino_telemetry", None)
