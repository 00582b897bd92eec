#!/usr/bin/env bash
# The picture measures against what the generator's parameters say is readable: tables to the terminal, the curve to
# docs/quality-curve.png. Pictures and measurements go to target/bench/quality.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${CARGO_TARGET_DIR:-target}
work=target/bench/quality
venv=target/bench/venv
mkdir -p "$work"
cargo build --release --quiet -p proofdesk-vision --example quality_sweep
if [[ ! -x $venv/bin/python ]] || ! "$venv/bin/python" -c 'import matplotlib' 2>/dev/null; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement bench/quality/requirements.txt
fi
for set in clean glare curve held pose screen; do
    [[ -d $work/$set ]] || nice -n 15 "$build/release/examples/quality_sweep" make "$set" "$work/$set"
    nice -n 15 "$build/release/examples/quality_sweep" measure "$work/$set" > "$work/$set.jsonl"
done
"$venv/bin/python" bench/quality/table.py "$work" policy/default.toml docs/quality-curve.png
echo "== pictures by which no threshold was set"
mkdir -p "$work/apart" && cp "$work/held.jsonl" "$work/apart/curve.jsonl"
"$venv/bin/python" bench/quality/table.py "$work/apart" policy/default.toml "$work/apart/curve.png"
