#!/usr/bin/env bash
# Every test: units, the store suite on SQLite and PostgreSQL, the API, the browser journeys.
# Installs what it needs on Debian and Ubuntu after saying so; ends with 'N passed, N failed'.
set -uo pipefail
cd "$(dirname "$0")/.."
export CARGO_TERM_COLOR=never

apt_install() {
    command -v apt-get >/dev/null || {
        echo "These are missing and this is neither Debian nor Ubuntu; install them yourself: $*" >&2
        exit 1
    }
    local as_root=()
    [ "$(id -u)" = 0 ] || as_root=(sudo)
    echo "== installing with apt: $*"
    "${as_root[@]}" apt-get update -qq || echo "apt-get update failed; trying with the lists there are" >&2
    local package packages=()
    for package; do
        # Debian has Chromium without its window, which takes a quarter less of the processor.
        [ "$package" != chromium ] || ! apt-cache show chromium-headless-shell >/dev/null 2>&1 || package=chromium-headless-shell
        packages+=("$package")
    done
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null || exit 1
}

# Where e2e/lib/browser.mjs looks.
has_browser() {
    local name
    for name in chromium-headless-shell chromium chromium-browser google-chrome; do [ ! -x "/usr/bin/$name" ] || return 0; done
    return 1
}

needed=()
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || needed+=(postgresql)
has_browser || needed+=(chromium)
fc-list ':lang=zh' 2>/dev/null | grep -q . || needed+=(fontconfig fonts-noto-cjk)
[ ${#needed[@]} -eq 0 ] || apt_install "${needed[@]}"

echo "== set-up: models, fonts, browser files"
make --no-print-directory setup || exit 1
(cd e2e && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --ignore-scripts --no-audit --no-fund --loglevel=error; }) || exit 1

logs=$(mktemp -d)
passed=0 failed=0
trap 'scripts/postgres.sh stop "$logs/postgres" >/dev/null 2>&1; rm -rf "$logs"' EXIT

echo "== PostgreSQL: a private cluster"
PROOFDESK_TEST_POSTGRES_URL=$(scripts/postgres.sh start "$logs/postgres") || { echo "the private PostgreSQL did not start" >&2; exit 1; }
export PROOFDESK_TEST_POSTGRES_URL

echo "== Rust tests"
cargo test --workspace --locked --no-fail-fast --lib --bins --tests 2>&1 | tee "$logs/rust" | grep -E '^(error|warning: unused)|^test result|FAILED|^failures:|panicked at|Running|could not compile'
rust_status=${PIPESTATUS[0]}
while read -r p f; do passed=$((passed + p)) failed=$((failed + f)); done \
    < <(sed -nE 's/^test result: .* ([0-9]+) passed; ([0-9]+) failed;.*/\1 \2/p' "$logs/rust")
if [ "$rust_status" -ne 0 ]; then
    sed -n '/^failures:/,/^test result/p' "$logs/rust"
    grep -qE '^test result: FAILED' "$logs/rust" || { grep -E '^error' -A 12 "$logs/rust" | head -60; failed=$((failed + 1)); }
fi

echo "== browser journeys"
# Cargo built the binary for its integration tests, with nothing more than modules that it never calls; building it
# again without them would take minutes.
! grep -q 'could not compile' "$logs/rust" || cargo build --locked -p proofdesk 2>&1 | tail -1
# Two files at a time: whatever waits for a clock or a child leaves its core to the other. Each has a server of its own.
(cd e2e && node --test --test-concurrency=2 --test-timeout=600000 --test-reporter=spec tests/*.test.mjs) 2>&1 | tee "$logs/e2e"
p=$(sed -nE 's/^ℹ pass ([0-9]+)$/\1/p' "$logs/e2e" | tail -1)
f=$(sed -nE 's/^ℹ fail ([0-9]+)$/\1/p' "$logs/e2e" | tail -1)
c=$(sed -nE 's/^ℹ cancelled ([0-9]+)$/\1/p' "$logs/e2e" | tail -1)
passed=$((passed + ${p:-0})) failed=$((failed + ${f:-1} + ${c:-0}))

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
