#!/usr/bin/env bash
# Rebuilds what the phone runs (wasm/): the finder, the measures without and with SIMD, and the manifest that ties them to
# their sources. `--sums` only prints the sums of sources and modules, which a test holds against the manifest.
#
# With rustup: the toolchain's own wasm32-unknown-unknown and rust-src. Without: Debian's rustc-web and the sources that
# match it, unpacked into a folder; nothing is installed (PROOFDESK_WASM_DEBIAN=1 takes that way in any case).
set -euo pipefail
cd "$(dirname "$0")/.."

sums() {
    sha256sum wasm/Cargo.toml wasm/Cargo.lock wasm/*/Cargo.toml wasm/{answer,places}/*.rs wasm/{finder,measures}/src/*.rs \
        crates/domain/src/picture.rs crates/vision/src/picture.rs crates/vision/src/document/*.rs \
        crates/quality/Cargo.toml crates/quality/src/*.rs wasm/built/*.wasm
}
[ "${1:-}" != "--sums" ] || { sums; exit; }

export CARGO_TARGET_DIR="${PROOFDESK_WASM_TARGET:-$PWD/target/wasm}"
export RUSTC_BOOTSTRAP=1
target=wasm32-unknown-unknown
flags="-Zunstable-options -Clink-arg=--strip-all -Zlocation-detail=none -Zfmt-debug=none"

if [ -z "${PROOFDESK_WASM_DEBIAN:-}" ] && command -v rustup >/dev/null && rustup target add $target 2>/dev/null && rustup component add rust-src 2>/dev/null; then
    flags="$flags -Cpanic=immediate-abort"
    std=std,panic_abort
else
    # What was tried in November 2026: rustc-web of bookworm, its sources, rustup's or Debian's cargo, rust-lld.
    version=$(apt-cache madison rustc-web | awk '{print $3}' | head -1)
    plain=${version%%+*} short=${plain%.*}
    folder="$CARGO_TARGET_DIR/debian-$plain"
    if [ ! -x "$folder/rustc" ]; then
        mkdir -p "$folder/debs"
        (cd "$folder/debs" && apt-get download "rustc-web=$version" "libstd-rust-web-$short=$version" "libstd-rust-web-dev=$version" "rust-web-src=$version" libllvm19)
        for deb in "$folder"/debs/*.deb; do dpkg-deb -x "$deb" "$folder"; done
        printf '#!/bin/sh\nLD_LIBRARY_PATH=%s/usr/lib/x86_64-linux-gnu exec %s/usr/bin/rustc "$@"\n' "$folder" "$folder" >"$folder/rustc"
        chmod +x "$folder/rustc"
    fi
    export RUSTC="$folder/rustc"
    linker=$(find / -path '*/bin/rust-lld' -not -path '/proc/*' 2>/dev/null | head -1)
    export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="${linker:?rust-lld is needed}"
    std=std,panic_abort
fi

build() { # crate, name, more flags, how it is optimised and linked (no loop becomes a vector under "z"), how the measures are
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$flags $3" \
        cargo rustc --manifest-path wasm/Cargo.toml --locked --ignore-rust-version -p "proofdesk-$1" --lib --release \
        --target $target -Zbuild-std=$std -Zbuild-std-features=optimize_for_size --config "profile.release.package.proofdesk-$1.opt-level=$4" \
        --config "profile.release.package.proofdesk-quality.opt-level=$5"
    mkdir -p wasm/built
    cp "$CARGO_TARGET_DIR/$target/release/proofdesk_$1.wasm" "wasm/built/$2.wasm"
}
rm -f wasm/built/*.wasm
# "s" is smaller here than "z", and twice as fast.
build finder finder "" '"s"' '"z"'
# Without SIMD only browsers from before 2023 are left, which are better served by less to fetch.
build measures measures-scalar "" '"z"' 2
# Calls that are not short stay calls: a tenth less to fetch, and no slower.
build measures measures-simd "-Ctarget-feature=+simd128 -Cllvm-args=-inline-threshold=5" 2 2

sums | awk -v compiler="$(${RUSTC:-rustc} --version)" '
    BEGIN { printf "{\n \"compiler\": \"%s\",\n \"files\": {\n", compiler }
    { printf "%s  \"%s\": \"%s\"", (NR > 1 ? ",\n" : ""), $2, $1 }
    END { print "\n }\n}" }' >wasm/manifest.json
for module in wasm/built/*.wasm; do echo "${module##*/}, compressed: $(gzip -9 -c "$module" | wc -c)"; done
