"""``PATH_OR_NAME`` -> the files of a checkpoint: safetensors or GGUF, and nothing that could run.

Files of PyTorch's own format hold pickles, which run code when they are read.
"""

from __future__ import annotations

import importlib.util
import os
import re
from dataclasses import dataclass
from pathlib import Path

from rag.errors import GeneratorError

#: What may be fetched of a name, where fetching is allowed: weights, and texts that describe them.
WANTED = ["*.safetensors", "*.json", "*.model", "*.txt", "*.jinja"]
_PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt")
_REPOSITORY = re.compile(r"[\w-][\w.-]*(?:/[\w-][\w.-]*)?")
_GGUF_NEEDS = ("gguf", "accelerate")


@dataclass(frozen=True, slots=True)
class CheckpointFiles:
    """Where a checkpoint lies.

    :param gguf: the name of its file in the folder, for one in GGUF.
    """

    folder: Path
    gguf: str | None = None


def find_files(source: str) -> CheckpointFiles:
    """Return the files of a path, or of a name that was fetched before.

    :raises GeneratorError: there are none, or none in a format that is read.
    """
    path = Path(source).expanduser()
    if path.is_file():
        return _gguf(path)
    if path.is_dir():
        return _folder(path, source)
    if path.suffix == ".gguf" or not _REPOSITORY.fullmatch(source):
        raise GeneratorError(
            f"there is no checkpoint at {source}; name a folder with safetensors, or a .gguf file"
        )
    return _folder(_fetched(source), source)


def _gguf(path: Path) -> CheckpointFiles:
    if path.suffix.lower() != ".gguf":
        raise GeneratorError(
            f"{path} is not a .gguf file; name that, or the folder of a checkpoint in safetensors"
        )
    missing = [name for name in _GGUF_NEEDS if importlib.util.find_spec(name) is None]
    if missing:
        raise GeneratorError(
            f"reading {path.name} needs {' and '.join(missing)}; run: .venv/bin/python -m pip "
            f"install {' '.join(missing)}"
        )
    return CheckpointFiles(path.parent, path.name)


def _folder(folder: Path, source: str) -> CheckpointFiles:
    if any(folder.glob("*.safetensors")) and (folder / "config.json").is_file():
        return CheckpointFiles(folder)
    ggufs = sorted(folder.glob("*.gguf"))
    if ggufs:
        raise GeneratorError(f"{source} holds GGUF; name the file, such as {ggufs[0]}")
    if any(path for pattern in _PICKLES for path in folder.glob(pattern)):
        raise GeneratorError(
            f"{source} has weights only in PyTorch's own format, which can run code and is not "
            "read; get the same checkpoint in safetensors or GGUF"
        )
    raise GeneratorError(
        f"{source} is no checkpoint: it lacks config.json or *.safetensors; name the folder that "
        "holds them"
    )


def _fetched(name: str) -> Path:
    """Return the folder of a name; nothing is fetched unless the user allowed it."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError

    offline = os.environ.get("HF_HUB_OFFLINE", "1").lower() not in ("0", "false", "no", "off")
    try:
        return Path(snapshot_download(name, allow_patterns=WANTED, local_files_only=offline))
    except (OSError, ValueError, HfHubHTTPError) as error:
        raise GeneratorError(
            f"{name} is neither a folder here nor a checkpoint that was fetched before; give the "
            "path of one, or set HF_HUB_OFFLINE=0 once to fetch it"
        ) from error
