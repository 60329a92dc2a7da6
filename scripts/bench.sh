#!/bin/sh
# Run every benchmark, one after another; the exit status is 1 if any of them could not run.
set -u
cd "$(dirname "$0")/.."
sh scripts/setup.sh dev || exit 1
status=0
for file in benchmarks/[a-z]*.py; do
    grep -q '__main__' "$file" || continue
    name=$(basename "$file" .py)
    echo "== $name"
    .venv/bin/python -m "benchmarks.$name" || status=1
done
exit $status
