#!/bin/sh
# Make trained weights the shipped ones: store them, fit what their scores mean, measure all of it.
# Usage: reader.sh OUT/reader.safetensors DATA [report]
#
# Each step says how long it took. rag/models changes only when every fit is done, and both files
# together: the calibration names the weights that it was fitted on. With "report" the sets on which
# nothing is tuned are measured too, and docs/reader-risk.svg is drawn.
set -eu
cd "$(dirname "$0")/.."
if [ $# -lt 2 ]; then
    echo "usage: sh scripts/reader.sh OUT/reader.safetensors DATA [report]" >&2
    exit 2
fi
trained=$1
data=$2
python=.venv/bin/python
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT

step() {
    began=$(date +%s)
    echo "== $*"
    "$python" -m "$@"
    echo "== $(($(date +%s) - began)) s"
}

step training.export "$trained" "$made/reader.safetensors" --data "$data"
step training.calibrate "$made/reader.safetensors" "$made/reader.json" --data "$data"
step training.in_use "$made/reader.safetensors" "$made/reader.json" --data "$data"
chmod 644 "$made/reader.json"
cp "$made/reader.safetensors" "$made/reader.json" rag/models/
step benchmarks.questions --set dev
[ "${3:-}" = report ] || exit 0
step training.report rag/models/reader.safetensors rag/models/reader.json \
    "$data/qa/squad1.1-dev.jsonl.gz" "$data/qa/squad2.0-dev.jsonl.gz" \
    "$data/qa/squadshifts-wiki.jsonl.gz" "$data/qa/squadshifts-reddit.jsonl.gz" \
    --picture docs/reader-risk.svg
step benchmarks.questions --set report
step benchmarks.asking
