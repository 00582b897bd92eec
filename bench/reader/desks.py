"""Readable specimens on desks with a pattern of their own: how many are told that their picture is at fault.

`desks.py BINARY [--count N] [--seed S] [--folder DIR]`: passports, cards and licences of the specimen generator, cut out along their true
corners and laid on checked cloth, gingham, newspaper, planks and keys. Everything it prints is a wrong reason.
"""

import argparse
import json
import subprocess
from collections import Counter, defaultdict
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont
from sets import ENVIRONMENT, ROOT, inspected, whole

FONT = str(ROOT / "vendor/fonts/NotoSans-Regular.ttf")
WORDS = "the of and market said new report for prices city council after years plan river school talks with a record in its".split()


def turned_grid(rng, width, height, cell):
    """Which column and row of a slightly turned grid each pixel is in."""
    ys, xs = np.mgrid[0:height, 0:width]
    turn = rng.uniform(-0.3, 0.3)
    return (xs * np.cos(turn) + ys * np.sin(turn)) // cell, (ys * np.cos(turn) - xs * np.sin(turn)) // cell


def checked(rng, width, height):
    across, down = turned_grid(rng, width, height, int(rng.integers(50, 260)))
    share = ((across + down) % 2)[..., None]
    return rng.integers(30, 255, 3) * share + rng.integers(30, 255, 3) * (1 - share)


def gingham(rng, width, height):
    across, down = turned_grid(rng, width, height, int(rng.integers(40, 160)))
    share = (across % 2 / 2 + down % 2 / 2)[..., None]
    return rng.integers(30, 200, 3) * share + 245 * (1 - share)


def newspaper(rng, width, height):
    image = Image.new("RGB", (width, height), (225, 222, 212))
    draw = ImageDraw.Draw(image)
    small, large = ImageFont.truetype(FONT, int(rng.integers(20, 30))), ImageFont.truetype(FONT, 70)
    column = int(rng.integers(330, 480))
    for x in range(20, width, column):
        y = int(rng.integers(-100, 60))
        while y < height:
            kind = rng.random()
            if kind < 0.03:
                draw.text((x, y), " ".join(rng.choice(WORDS, 3)).title(), font=large, fill=(30, 30, 30))
                y += 90
            elif kind < 0.05:
                draw.rectangle((x, y, x + column - 30, y + 220), fill=tuple(int(v) for v in rng.integers(60, 170, 3)))
                y += 240
            else:
                draw.text((x, y), " ".join(rng.choice(WORDS, 9))[: column // 11], font=small, fill=(50, 50, 50))
                y += 33
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(rng.uniform(-25, 25)), 1.3)
    return cv2.warpAffine(np.asarray(image)[:, :, ::-1], turn, (width, height))


def planks(rng, width, height):
    ys = np.mgrid[0:height, 0:width][0].astype(np.float32)
    bend = cv2.resize(rng.normal(0, 1, (8, 3)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    grain = np.sin(ys / 7 + bend * 9) * 12 + np.sin(ys / 31 + bend * 4) * 14 - 60 * (np.abs(ys % 260 - 2) < 4)
    return np.array([60, 100, 150]) * rng.uniform(0.5, 1.2) + grain[..., None]


def keys(rng, width, height):
    image = Image.new("RGB", (width, height), (60, 62, 66))
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, 34)
    for y in range(10, height, 130):
        for x in range(10 + (y // 130 % 3) * 30, width, 130):
            draw.rounded_rectangle((x, y, x + 112, y + 112), 14, fill=(30, 31, 34))
            draw.text((x + 14, y + 10), str(rng.choice(list("QWERTYUIOPASDFGHJKL1234567890"))), font=font, fill=(220, 220, 220))
    return np.asarray(image)[:, :, ::-1]


DESKS = {"checked cloth": checked, "gingham": gingham, "newspaper": newspaper, "planks": planks, "keys": keys}


def lay(rng, picture, corners, desk):
    """The document of a picture on another desk, with its shadow and uneven light."""
    height, width = picture.shape[:2]
    mask = np.zeros((height, width), np.uint8)
    # A hair inside, so that nothing is left of the old desk.
    centre = corners.mean(0)
    cv2.fillConvexPoly(mask, np.int32((corners - centre) * 0.996 + centre), 255)
    shadow = cv2.GaussianBlur(np.roll(mask, (8, 6), (0, 1)), (0, 0), 9)[..., None] / 255
    mask = cv2.GaussianBlur(mask, (0, 0), 0.8)[..., None] / 255
    light = 1 + cv2.resize(rng.uniform(-0.15, 0.1, (3, 4)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)[..., None]
    laid = desk * (1 - 0.35 * shadow) * light * (1 - mask) + picture * mask
    laid = cv2.GaussianBlur(laid, (0, 0), 0.6) + rng.normal(0, 2.5, (height, width, 1))
    return np.clip(laid, 0, 255).astype(np.uint8)


def make(binary, folder, count, seed):
    plain = folder / "plain"
    for kind in ("passport", "id-td1", "licence"):
        subprocess.run(
            [binary, "specimen", "--kind", kind, "--side", "front", "--seed", str(seed), "--count", str(count), "--fill", "0.7", "--out", str(plain)],
            check=True, stdout=subprocess.DEVNULL, env=ENVIRONMENT,
        )
    for number, file in enumerate(sorted(plain.glob("*.jpg"))):
        picture, truth = cv2.imread(str(file)).astype(np.float32), json.loads(file.with_suffix(".json").read_text())
        for index, (name, desk) in enumerate(DESKS.items()):
            rng = np.random.default_rng([seed, number, index])
            laid = lay(rng, picture, np.array(truth["corners"]), desk(rng, picture.shape[1], picture.shape[0]))
            cv2.imwrite(str(folder / f"{file.stem} on {name}.jpg"), laid, [cv2.IMWRITE_JPEG_QUALITY, 88])
            (folder / f"{file.stem} on {name}.json").write_text(json.dumps({"zone": bool(truth.get("zone"))}))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--count", type=int, default=12, help="documents of each of three kinds")
    parser.add_argument("--seed", type=int, default=2200)
    parser.add_argument("--folder", type=Path, default=ROOT / "target/bench/desks")
    args = parser.parse_args()
    folder = args.folder / f"{args.seed}-{args.count}"
    files = whole(folder, lambda making: make(args.binary, making, args.count, args.seed))
    told, counts = defaultdict(list), Counter()
    for file, answer in inspected(args.binary, files):
        desk = file.stem.split(" on ")[1]
        counts[desk] += 1
        faults = [f["code"] for f in answer["findings"] if f["severity"] == "blocking" and f["code"].startswith(("image.", "read.", "file."))]
        if json.loads(file.with_suffix(".json").read_text())["zone"] and not (answer["mrz"] or {}).get("check_digits_ok"):
            faults.append("no zone")
        if faults:
            told[desk].append(f"{file.stem}: {', '.join(faults)}")
    print("| desk | pictures | told something wrong |\n|---|---|---|")
    for desk in DESKS:
        print(f"| {desk} | {counts[desk]} | {len(told[desk])} |")
    for faults in told.values():
        print(*faults, sep="\n")


if __name__ == "__main__":
    main()
