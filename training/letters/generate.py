"""Writes shards of training strips: `python -m letters.generate --fonts DIR... --out DIR --shards N --seed S`."""

import argparse
import pathlib

import cv2
import numpy as np

from letters.pictures import Face, Studio, sample
from lines import shards

# Families of free fonts like those that documents are printed in; `held` is never trained on.
TRAINED = (
    "Carlito Cantarell DejaVuSans DejaVuSansCondensed DejaVuSerif DejaVuSerifCondensed DejaVuSansMono FreeMono FreeSans FreeSerif Inter Lato "
    "LiberationSans LiberationSansNarrow LiberationSerif LiberationMono LinBiolinum LinLibertine NimbusSans NimbusSansNarrow "
    "NotoSerif OCRB Roboto RobotoCondensed texgyreheros texgyreheroscn texgyreadventor"
).split()
HELD = "NotoSans OpenSans texgyretermes URWGothic".split()
# Faces of display, too thin or too black for a document.
NONE = ("Thin", "Hairline", "ExtraLight", "Black", "Heavy", "ExtraBold", "Extra")


def faces(folders, families):
    """The faces of these families, each family as likely as another."""
    found = {family: [] for family in families}
    for path in sorted(p for folder in folders for p in folder.rglob("*") if p.suffix in (".ttf", ".otf")):
        family, _, style = path.stem.partition("-")
        family = family.partition("_")[0]
        if family in found and not any(name in style for name in NONE):
            found[family].append(Face(str(path)))
    missing = [family for family, faces in found.items() if not faces]
    if missing:
        print("no fonts of", ", ".join(missing))
    most = 12
    return [faces[i % len(faces)] for faces in found.values() if faces for i in range(most)]


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--fonts", type=pathlib.Path, nargs="+", required=True, help="folders of fonts")
    args.add_argument("--held", action="store_true", help="by fonts that are never trained on")
    args.add_argument("--out", type=pathlib.Path, required=True)
    args.add_argument("--shards", type=int, default=10)
    args.add_argument("--strips", type=int, default=2000, help="strips a shard")
    args.add_argument("--hard", type=float, default=0.45, help="how bad pictures get, 0 to 1")
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--first", type=int, default=0, help="number of the first shard")
    args = args.parse_args()
    cv2.setNumThreads(1)
    fonts = faces(args.fonts, HELD if args.held else TRAINED)
    print_fonts = [str(p) for folder in args.fonts for p in sorted(folder.rglob("*.ttf")) if p.stem.split("-")[0] in TRAINED]
    studio = Studio(np.random.default_rng(args.seed), fonts, print_fonts)

    def make(number):
        rng = np.random.default_rng([args.seed, number])
        return zip(*(sample(rng, studio, args.hard) for _ in range(args.strips)))

    shards.write(args.out, args.first, args.shards, make)


if __name__ == "__main__":
    main()
