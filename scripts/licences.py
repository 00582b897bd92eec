#!/usr/bin/env python3
"""Every crate that is linked in has a licence from the list below, read from cargo metadata."""
import json, re, subprocess, sys

ALLOWED = {
    "MIT", "MIT-0", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "ISC", "Zlib",
    "0BSD", "Unlicense", "CC0-1.0", "Unicode-3.0", "Unicode-DFS-2016", "BSL-1.0", "CDLA-Permissive-2.0", "MPL-2.0", "OpenSSL",
}
FILE_LICENCES = {"ring": "Apache-2.0 AND ISC"}  # crates that name a file instead of an expression


def satisfied(expression: str) -> bool:
    text = expression.replace("/", " OR ")
    tokens = re.findall(r"\(|\)|\bOR\b|\bAND\b|[^\s()]+(?:\s+WITH\s+[^\s()]+)?", text)
    python = " ".join({"OR": "or", "AND": "and"}.get(t, t if t in "()" else str(t in ALLOWED)) for t in tokens)
    return bool(eval(python))  # noqa: S307 - only True, False, and, or and brackets are left in it


def main() -> int:
    meta = json.loads(subprocess.run(
        ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", "x86_64-unknown-linux-gnu"],
        check=True, capture_output=True, text=True).stdout)
    bad = []
    for package in meta["packages"]:
        licence = package["license"] or FILE_LICENCES.get(package["name"])
        if not licence or not satisfied(licence):
            bad.append(f"{package['name']} {package['version']}: {licence}")
    for line in bad:
        print("licence not on the list:", line)
    print(f"{len(meta['packages'])} packages, {len(bad)} with a licence that does not fit")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
