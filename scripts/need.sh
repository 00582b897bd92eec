#!/bin/sh
# Says which of the named commands are missing, and how to get them, before anything half-starts.
set -eu
missing=
for command in "$@"; do
    command -v "$command" >/dev/null 2>&1 || missing="$missing $command"
done
[ -z "$missing" ] && exit 0
echo "Missing:$missing" >&2
echo "On Debian or Ubuntu: apt-get install build-essential python3-pip npm   and Rust from https://rustup.rs" >&2
exit 1
