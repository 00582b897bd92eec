"""What people are told of documents that can be read, are valid and agree with what they typed: nothing of it is right.

wrong_reasons.py [--count N] [--folder DIR]: N documents of each kind, every side of each, as readable as the accuracy sets
are (its `sets.py` says what that is), read and judged with the details of their holder typed in three ways
(`crates/reader/examples/wrong_reasons.rs`). Findings go to FOLDER/told.jsonl, a table to the terminal.
"""

import argparse
import json
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "accuracy"))
import sets  # noqa: E402
from measure import wilson  # noqa: E402

KINDS = {"passport": "passport", "id-td1": "id-td1-front", "id-td2": "id-td2", "id-cn": "id-cn-front", "licence": "licence-front"}
# Away from the accuracy sets' and the tests' seeds.
FIRST_SEED = 70_000_000


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=120)
    parser.add_argument("--folder", type=Path, default=Path("target/bench/told"))
    parser.add_argument("--build", type=Path, default=Path(os.environ.get("CARGO_TARGET_DIR", "target")) / "release")
    args = parser.parse_args()
    env = os.environ | {
        "PROOFDESK_FONTS_DIR": os.environ.get("PROOFDESK_FONTS_DIR", str(Path("vendor/fonts").resolve())),
        "PROOFDESK_MODELS_DIR": os.environ.get("PROOFDESK_MODELS_DIR", str(Path("vendor/models").resolve())),
    }
    for place, (kind, name) in enumerate(KINDS.items()):
        for index in range(args.count):
            make(args, env, kind, name, FIRST_SEED + place * 1_000_000 + index, index)
    folders = [args.folder / kind for kind in KINDS]
    told = subprocess.run([args.build / "examples/wrong_reasons", *folders], env=env, check=True, capture_output=True, text=True)
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    (args.folder / "told.jsonl").write_text(told.stdout)
    table(lines[:-1], lines[-1])


def make(args, env, kind, name, seed, index):
    """Both sides under the conditions of one picture of a readable set."""
    folder = args.folder / kind
    made = folder / f"{index}.made"
    if made.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    options = sets.readable(name, index, seed, random.Random(f"told/{kind}/{index}"))["options"]
    del options["side"]
    arguments = [f"--{key}={value}" for key, value in options.items()]
    subprocess.run([args.build / "proofdesk", "specimen", *arguments, "--out", folder], check=True, env=env, stdout=subprocess.DEVNULL)
    made.touch()


def table(findings, counts):
    n = counts["submissions"]
    print(f"{counts['pictures']} pictures, {n} submissions (documents, times the ways of typing a name)\n")
    print("| told, though nothing is wrong | submissions | 95 % interval |\n|---|---|---|")
    tally = Counter((found["finding"]["code"], found["typed"]) for found in findings)
    for (code, typed), times in sorted(tally.items()):
        print(f"| {code}, name typed {typed} | {times} | |")
    low, high = wilson(counts["told something"], n)
    print(f"| **any** | {counts['told something']} = {100 * counts['told something'] / n:.1f} % | {100 * low:.1f}-{100 * high:.1f} % |")


main()
