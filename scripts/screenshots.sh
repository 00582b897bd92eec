#!/usr/bin/env bash
# Makes the README's screenshots from the demo, as a person sees it.
set -euo pipefail
cd "$(dirname "$0")/../e2e"
[ -d node_modules ] || npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
exec node screenshots.mjs
