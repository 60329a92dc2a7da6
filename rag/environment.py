"""Settings of other packages that live in environment variables, in one place.

Most are read when their package is first imported, so the entries (``python -m rag``, ``app.py``)
call ``prepare_environment`` before anything else. A variable that the user has set stays as it is.
"""

from __future__ import annotations

import os

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
    """Set what is not set yet."""
    for name, value in VARIABLES.items():
        os.environ.setdefault(name, value)
