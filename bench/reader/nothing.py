"""How long a picture takes on which nothing can be read, against one that can be: `nothing.py`, after accuracy/run.sh.

On the accuracy bench's pictures, one thread, alone on the machine. Of each kind: all; those of which neither a zone nor
a detail was read; those of which not one line was legible. The goal, a quarter, is about the last: what can be read is read.
"""

import json
import os
import subprocess
from pathlib import Path
from statistics import median

PICTURES = Path("target/bench/accuracy")
BUILD = Path(os.environ.get("CARGO_TARGET_DIR", "target"))
# Their places in the accuracy bench's order of kinds, which repeats after seven.
KINDS = {"blur": 0, "motion": 1, "small": 4, "none": 5}
SETS = ["passport", "id-td1-front", "id-td1-back", "id-td2", "id-cn-front"]


def times(files):
    """Milliseconds and inspection of each; the first is read twice, for the models are loaded with it."""
    example = [str(BUILD / "release/examples/inspect"), "--threads", "1", files[0], *files]
    env = os.environ | {"PROOFDESK_MODELS_DIR": os.environ.get("PROOFDESK_MODELS_DIR", "vendor/models")}
    done = subprocess.run(example, check=True, capture_output=True, text=True, env=env).stdout
    rows = [json.loads(line) for line in done.splitlines()[1:]]
    return [(row["elapsed_ms"], row["inspection"]) for row in rows]


def main():
    build = ["cargo", "build", "--release", "--quiet", "-p", "proofdesk-reader", "--example", "inspect"]
    subprocess.run(build, check=True)
    readable = times([str(PICTURES / name / f"{i:04}.jpg") for name in SETS for i in range(6)])
    base = median(ms for ms, _ in readable)
    print(f"readable: {base:.0f} ms")
    for kind, place in KINDS.items():
        files = [str(PICTURES / "unreadable" / f"{i:04}.jpg") for i in range(place, 400, 7)]
        rows = times(files)
        unread = [(ms, page) for ms, page in rows if not page["zone"] and not page["readings"]]
        blank = [(ms, page) for ms, page in unread if not (page["print"] or {}).get("legible")]
        share = lambda rows: f"{median(ms for ms, _ in rows) / base:.2f} ({len(rows)})" if rows else "-"
        print(f"{kind}: all {share(rows)}, no detail {share(unread)}, no line {share(blank)}")


main()
