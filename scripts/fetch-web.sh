#!/bin/sh
#
# They come from npm, pinned by version and integrity hash in scripts/web/package-lock.json; nothing of theirs runs here.
# A second run finds its stamp and ends at once.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
pins="$root/scripts/web"
target="$root/vendor/web"
stamp="$target/.stamp"
wanted=$(cat "$pins/package-lock.json" "$0" | sha256sum | cut -d' ' -f1)

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    exit 0
fi
command -v npm >/dev/null || { echo "fetch-web: npm is needed to fetch the browser files; install Node.js 18 or newer" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$pins/package.json" "$pins/package-lock.json" "$work/"
(cd "$work" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)

modules="$work/node_modules"
mkdir -p "$target"
cp "$modules/htmx.org/dist/htmx.min.js" "$target/htmx.min.js"
cp "$modules/@panzoom/panzoom/dist/panzoom.es.js" "$target/panzoom.js"
cp "$modules/tus-js-client/dist/tus.min.js" "$target/tus.min.js"
printf '%s\n' "$wanted" >"$stamp"
echo "fetch-web: browser files are in vendor/web" >&2
