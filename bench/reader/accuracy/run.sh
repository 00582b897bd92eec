#!/usr/bin/env bash
# How exactly the reader reads and judges, beside its peers, on the same pictures: COUNT pictures a set (default 400).
# Answers are kept under target/bench/accuracy, one JSON line a picture and system, so that a run goes on where it
# was cut and peers need not run again. Our own answers are made anew when the binary changes.
set -euo pipefail
cd "$(dirname "$0")/../../.."
count=${COUNT:-400}
data=${SHARED_DATA:-../shared/data}
folder=target/bench/accuracy
binary=${PROOFDESK_BINARY:-${CARGO_TARGET_DIR:-target}/release/proofdesk}
here=bench/reader/accuracy
rapid=target/bench/venv eye=target/bench/venv-passporteye
mkdir -p "$folder"
[ -z "${PROOFDESK_BINARY:-}" ] && cargo build --release --locked --quiet -p proofdesk

install_into() { # folder, module, requirements
    "$1/bin/python" -c "import $2" 2>/dev/null && return
    python3 -m venv "$1"
    "$1/bin/pip" install --quiet --disable-pip-version-check --requirement "$3"
}
install_into "$rapid" 'rapidocr, onnxruntime, shapely, matplotlib' bench/reader/requirements.txt
install_into "$eye" passporteye "$here/requirements-passporteye.txt"
version=$(sha256sum "$binary" | cut -c1-12)
run() { python=$1; shift; nice -n 15 "$python" "$here/run.py" "$@" --folder "$folder" --count "$count" --data "$data"; }

run "$rapid/bin/python" make --binary "$binary"
run "$rapid/bin/python" ours --binary "$binary" --label "ours-$version"
run "$rapid/bin/python" rapidocr &
peer=$!
if command -v tesseract > /dev/null; then
    run "$eye/bin/python" passporteye
else
    echo "tesseract is not installed (Debian: tesseract-ocr): PassportEye is left out" >&2
fi
wait "$peer"
"$rapid/bin/python" "$here/score.py" --folder "$folder" --count "$count" --data "$data" --label "ours-$version" "$@" \
    | tee "$folder/table.md"
