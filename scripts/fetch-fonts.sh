#!/bin/sh
# Fetches the free fonts that the specimen generator draws with into vendor/fonts.
#
# They come from three npm packages, pinned by version and integrity hash in scripts/fonts/package-lock.json, and every
# font file is checked again against scripts/fonts/fonts.sha256. A second run finds its stamp and ends at once.
#
#   Noto Sans, Noto Sans SC   SIL Open Font License 1.1
#   OCR-B                     Matthew Skala's outlines (2012) of Norbert Schwarz's Metafont, released for any use
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
pins="$root/scripts/fonts"
target="$root/vendor/fonts"
stamp="$target/.stamp"
wanted=$(cat "$pins/package-lock.json" "$pins/fonts.sha256" | sha256sum | cut -d' ' -f1)

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    exit 0
fi
command -v npm >/dev/null || { echo "fetch-fonts: npm is needed to fetch the fonts; install Node.js 18 or newer" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$pins/package.json" "$pins/package-lock.json" "$work/"
(cd "$work" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)

modules="$work/node_modules"
mkdir -p "$work/fonts"
cp "$modules/@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf" "$work/fonts/NotoSans-Regular.ttf"
cp "$modules/@expo-google-fonts/noto-sans/600SemiBold/NotoSans_600SemiBold.ttf" "$work/fonts/NotoSans-SemiBold.ttf"
cp "$modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf" "$work/fonts/NotoSansSC-Regular.ttf"
cp "$modules/bwip-js/fonts/OCRB7.ttf" "$work/fonts/OCRB.ttf"
cp "$modules/@expo-google-fonts/noto-sans/LICENSE_FONT" "$work/fonts/LICENSE-NotoSans.txt"
cp "$modules/@expo-google-fonts/noto-sans-sc/LICENSE_FONT" "$work/fonts/LICENSE-NotoSansSC.txt"
(cd "$work/fonts" && sha256sum --check --quiet "$pins/fonts.sha256") || {
    echo "fetch-fonts: a font differs from its pinned hash; nothing was installed" >&2
    exit 1
}

mkdir -p "$target"
cp "$work/fonts/"* "$target/"
printf '%s\n' "$wanted" >"$stamp"
echo "fetch-fonts: fonts are in vendor/fonts" >&2
