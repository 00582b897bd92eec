"""Sets of pictures that a bench makes once and keeps, and what a build says of each."""

import json
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {"PROOFDESK_MODELS_DIR": str(ROOT / "vendor/models"), "PROOFDESK_FONTS_DIR": str(ROOT / "vendor/fonts")} | os.environ


def whole(folder, make):
    """The pictures of a folder, which `make` fills where it is not there: whole, or not at all."""
    if not folder.exists():
        making = folder.with_name(folder.name + ".part")
        shutil.rmtree(making, ignore_errors=True)
        make(making)
        making.rename(folder)
    return sorted(folder.glob("*.jpg"))


def inspected(binary, files, at_a_time=12):
    """Each picture with what `inspect --json` answers."""
    for at in range(0, len(files), at_a_time):
        part = files[at : at + at_a_time]
        out = subprocess.run([binary, "inspect", "--json", *map(str, part)], capture_output=True, text=True, env=ENVIRONMENT, check=True)
        yield from zip(part, map(json.loads, out.stdout.splitlines()), strict=True)
