#!/usr/bin/env bash
# Format, lints, dependency and licence checks.
set -euo pipefail
cd "$(dirname "$0")/.."
echo "== format";   cargo fmt --all --check
echo "== lints";    cargo clippy --workspace --all-targets --locked -- -D warnings
echo "== licences"; scripts/licences.py
echo "== generated files"
git diff --exit-code --stat -- Cargo.lock
echo "all checks passed"
