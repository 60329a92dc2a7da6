#!/bin/sh
# Run every benchmark, one after another.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh dev
for file in benchmarks/[a-z]*.py; do
    grep -q '__main__' "$file" || continue
    name=$(basename "$file" .py)
    echo "== $name"
    .venv/bin/python -m "benchmarks.$name"
done
