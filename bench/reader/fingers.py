"""A finger on a detail: what is left of it must not be claimed to be all of it.

`fingers.py BINARY [--count N] [--seed S] [--folder DIR] [-v]`: readable specimens with a finger that reaches in from the right, or from the
left, over a part of one printed detail. Told: how many details of which more than an eighth lies under it are claimed surely (0.8 or more)
with another value, and how many that no finger touches are read surely and right.
"""

import argparse
import json
import subprocess
from pathlib import Path

import cv2
import numpy as np
from sets import ENVIRONMENT, ROOT, inspected, whole

FIELDS = ("surname", "given_names", "full_name", "document_number", "personal_number")
SURE = 0.8
SKINS = [(224, 182, 160), (196, 150, 126), (141, 95, 70), (92, 60, 44)]


def finger(rng, picture, quad, from_right):
    """Painted over what lies from a place 0.4 to 0.75 along `quad` to its end, and on beyond."""
    quad = np.array(quad)
    if not from_right:
        quad = quad[[1, 0, 3, 2]]
    along = (quad[1] + quad[2] - quad[0] - quad[3]) / 2
    length, height = np.linalg.norm(along), np.linalg.norm((quad[3] + quad[2] - quad[0] - quad[1]) / 2)
    tip = (quad[0] + quad[3]) / 2 + along * rng.uniform(0.4, 0.75)
    angle = np.arctan2(along[1], along[0]) + rng.uniform(-0.35, 0.35)
    radius = max(rng.uniform(1.1, 2.2) * height, 0.03 * picture.shape[1])
    reach = np.array([np.cos(angle), np.sin(angle)])
    scale = 4
    mask = np.zeros((picture.shape[0] // scale, picture.shape[1] // scale), np.uint8)
    ends = [tuple(int(v) for v in (tip + reach * away) / scale) for away in (radius, 3 * picture.shape[1])]
    cv2.line(mask, *ends, 255, max(2, int(2 * radius / scale)), cv2.LINE_AA)
    mask = cv2.GaussianBlur(cv2.resize(mask, picture.shape[1::-1], interpolation=cv2.INTER_LINEAR), (0, 0), rng.uniform(1.5, 4))
    mask = mask.astype(np.float32)[..., None] / 255
    # Rounder at the edges, and with a shadow on the card.
    depth = cv2.GaussianBlur(mask, (0, 0), radius / 3)[..., None]
    skin = np.array(SKINS[rng.integers(len(SKINS))][::-1]) * (0.55 + 0.5 * depth)
    shadow = 1 - 0.35 * cv2.GaussianBlur(mask, (0, 0), radius / 4)[..., None]
    out = picture * shadow * (1 - mask) + (skin + rng.normal(0, 3, picture.shape)) * mask
    return np.clip(out, 0, 255).astype(np.uint8), mask[..., 0]


def make(binary, folder, count, seed):
    plain = folder / "plain"
    for kind, side in (("passport", "front"), ("id-td1", "front"), ("licence", "front"), ("id-td2", "front")):
        subprocess.run(
            [binary, "specimen", "--kind", kind, "--side", side, "--seed", str(seed), "--count", str(count), "--fill", "0.8", "--out", str(plain)],
            check=True, stdout=subprocess.DEVNULL, env=ENVIRONMENT,
        )
    for number, file in enumerate(sorted(plain.glob("*.jpg"))):
        rng = np.random.default_rng([seed, number])
        truth = json.loads(file.with_suffix(".json").read_text())["fields"]
        field = str(rng.choice([name for name in FIELDS if name in truth]))
        picture, mask = finger(rng, cv2.imread(str(file)).astype(np.float32), truth[field]["quad"], rng.random() < 0.7)
        cv2.imwrite(str(folder / file.name), picture, [cv2.IMWRITE_JPEG_QUALITY, 90])
        # How much of every detail lies under it.
        for name, value in truth.items():
            stencil = np.zeros(mask.shape, np.uint8)
            cv2.fillPoly(stencil, [np.int32(value["quad"])], 1)
            value["covered"] = float(mask[stencil > 0].mean()) if stencil.any() else 0.0
        (folder / file.with_suffix(".json").name).write_text(json.dumps({"field": field, "fields": truth}))


def bare(text):
    return "".join(c for c in text.casefold() if c.isalnum())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--count", type=int, default=20, help="documents of each of four kinds")
    parser.add_argument("--seed", type=int, default=3300)
    parser.add_argument("--folder", type=Path, default=ROOT / "target/bench/fingers")
    parser.add_argument("-v", "--verbose", action="store_true")
    args = parser.parse_args()
    folder = args.folder / f"{args.seed}-{args.count}"
    files = whole(folder, lambda making: make(args.binary, making, args.count, args.seed))
    covered, claimed, sure_of, free, kept = 0, 0, 0, 0, 0
    for file, answer in inspected(args.binary, files):
        read = answer["fields"]
        for name, value in json.loads(file.with_suffix(".json").read_text())["fields"].items():
            printed = [r for r in read.get(name, {"readings": []})["readings"] if r["source"] == "printed"]
            best = max(printed, key=lambda r: r["confidence"], default=None)
            sure = best is not None and best["confidence"] >= SURE
            right = sure and bare(best["value"]) == bare(value["value"])
            if value["covered"] > 0.125:
                covered += 1
                sure_of += sure
                claimed += sure and not right
                if args.verbose and sure and not right:
                    print(f"{file.stem} {name}: {value['value']} claimed as {best['value']} at {best['confidence']:.2f}")
            elif value["covered"] == 0 and name in FIELDS:
                free += 1
                kept += right
                if args.verbose and not right:
                    print(f"{file.stem} {name}, untouched: {value['value']} read {best and (best['value'], round(best['confidence'], 2))}")
    print(f"details with more than an eighth under a finger: {covered}; claimed surely with another value {claimed}, surely at all {sure_of}")
    print(f"names and numbers that no finger touches: {free}; read surely and right {kept}")


if __name__ == "__main__":
    main()
