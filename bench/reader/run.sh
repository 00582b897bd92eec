#!/usr/bin/env bash
# Reading 12-megapixel photographs of passports, against RapidOCR (PP-OCRv6) as its Python package ships
# it and at the detector input that we use, on the same pictures, one after the other.
# JSON lines go to target/bench/reader.jsonl, a table to the terminal.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${CARGO_TARGET_DIR:-target}
work=target/bench
pictures=$work/passports
venv=$work/venv
side=640
rounds=${ROUNDS:-3}
mkdir -p "$work"

cargo build --release --quiet -p proofdesk-reader -p proofdesk-specimen --example reading_speed --example specimen
if [[ ! -x $venv/bin/python ]] || ! "$venv/bin/python" -c 'import rapidocr, onnxruntime' 2>/dev/null; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement bench/reader/requirements.txt
fi
rm -rf "$pictures"
"$build/release/examples/specimen" --kind passport --seed 900 --count 4 --size 4000x3000 --out "$pictures" > /dev/null

ours() { "$build/release/examples/reading_speed" --rounds "$rounds" "$@" "$pictures"/*.jpg; }
peer() { "$venv/bin/python" bench/reader/rapidocr_speed.py --rounds "$rounds" "$@" "$pictures"/*.jpg 2> /dev/null | tail -1; }
{
    ours
    peer
    peer --side "$side"
    ours --threads 2
    peer --threads 2 --side "$side"
    ours --workers 2
} | tee "$work/reader.jsonl" | python3 bench/reader/table.py
