"""Pictures as a front camera saves them: read as well as the same ones the right way round?

`mirrored.py BINARY [--each N] [-v]`, after accuracy/run.sh: the first pictures of each of its readable sets, turned over. Told: how many
details that were read surely (0.8 or more) on the picture itself are read with the same value on the one turned over, how many are surely
another, and how long both took.
"""

import argparse
from pathlib import Path

import cv2
from sets import ROOT, inspected, whole

SETS = ("passport", "id-td1-front", "id-td1-back", "id-td2", "id-cn-front", "id-cn-back", "licence-front")
SURE = 0.8


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--each", type=int, default=10)
    parser.add_argument("--pictures", type=Path, default=ROOT / "target/bench/accuracy")
    parser.add_argument("-v", "--verbose", action="store_true")
    args = parser.parse_args()
    plain = [args.pictures / name / f"{at:04}.jpg" for name in SETS for at in range(args.each)]

    def turn_over(folder):
        folder.mkdir(parents=True)
        for at, file in enumerate(plain):
            cv2.imwrite(str(folder / f"{at:04}.jpg"), cv2.flip(cv2.imread(str(file)), 1), [cv2.IMWRITE_JPEG_QUALITY, 92])

    over = whole(ROOT / f"target/bench/mirrored/{args.each}", turn_over)
    surely, same, other, times = 0, 0, 0, [0, 0]
    for (file, one), (_, back) in zip(inspected(args.binary, plain), inspected(args.binary, over), strict=True):
        times = [times[0] + one["elapsed_ms"], times[1] + back["elapsed_ms"]]
        for name, field in one["fields"].items():
            if field["confidence"] < SURE:
                continue
            seen = back["fields"].get(name, {"value": None, "confidence": 0})
            surely += 1
            same += seen["value"] == field["value"]
            other += seen["value"] != field["value"] and seen["confidence"] >= SURE
            if args.verbose and seen["value"] != field["value"]:
                print(f"{file.parent.name}/{file.stem} {name}: {field['value']}, turned over {seen['value']} at {seen['confidence']:.2f}")
    print(f"details read surely: {surely}; the same turned over {same}, surely another {other}; time {times[1] / times[0]:.2f} of the plain ones'")


if __name__ == "__main__":
    main()
