"""Writes shards of training strips: `python -m zone.generate --fonts DIR --cuts A,B --out DIR --shards N --seed S`.
"""

import argparse
import pathlib

import cv2
import numpy as np

from lines import shards
from zone import glyphs, pictures, zones

PRINT = ("DejaVuSans", "LiberationSans", "LiberationSerif", "LiberationSansNarrow", "DejaVuSerif")


def shard(rng, studio, count, hard):
    strips, texts = [], []
    while len(strips) < count:
        if rng.random() < 0.06:
            strips.append(pictures.other_line(rng, studio))
            texts.append("")
            continue
        for image, text in pictures.samples(rng, studio, zones.zone(rng), hard):
            strips.append(image)
            texts.append(text)
    return strips, texts


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--fonts", type=pathlib.Path, required=True, help="folder of the cuts")
    args.add_argument("--cuts", required=True, help="font files, with :N for a weight, as in OCRB.otf:3,OCRA.ttf")
    args.add_argument("--print-fonts", type=pathlib.Path, default="/usr/share/fonts/truetype")
    args.add_argument("--out", type=pathlib.Path, required=True)
    args.add_argument("--shards", type=int, default=10)
    args.add_argument("--strips", type=int, default=2000, help="strips a shard")
    args.add_argument("--hard", type=float, default=0.6, help="how bad pictures get, 0 to 1")
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--first", type=int, default=0, help="number of the first shard")
    args = args.parse_args()
    cv2.setNumThreads(1)
    cuts = []
    for name in args.cuts.split(","):
        name, _, weight = name.partition(":")
        cuts += [glyphs.Cut(str(args.fonts / name))] * int(weight or 1)
    fonts = [str(f) for f in sorted(args.print_fonts.rglob("*.ttf")) if f.stem.split("-")[0] in PRINT]
    rng = np.random.default_rng(args.seed)
    studio = pictures.Studio(rng, cuts, fonts)
    make = lambda number: shard(np.random.default_rng([args.seed, number]), studio, args.strips, args.hard)  # noqa: E731
    shards.write(args.out, args.first, args.shards, make)


if __name__ == "__main__":
    main()
