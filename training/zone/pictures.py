"""Pictures of zones: their ink, and lines that are none."""

import cv2
import numpy as np

from lines import wear
from lines.wear import CAP, MARGIN, camera, scene, strip, taken, worn
from zone import glyphs
from zone.kind import KIND


class Studio(wear.Studio):
    """With the cuts that zones are set in."""

    def __init__(self, rng, cuts, print_fonts):
        self.cuts = cuts
        super().__init__(rng, print_fonts)


def ink_of(rng, studio, lines):
    """Coverage of the zone's ink, 0 to 1, and the places of its lines: (left, right, middle, cap height)."""
    cut = studio.cuts[rng.integers(len(studio.cuts))]
    fields = glyphs.bend(rng, cut.fields)
    weight = rng.normal(0, 0.7) if rng.random() < 0.8 else rng.uniform(-1.4, 2.2)
    soft = rng.uniform(0.4, 1.3)
    tiles = np.clip((fields + weight) / (2 * soft) + 0.5, 0, 1)
    pitch = CAP * (rng.uniform(1.0, 1.16) if rng.random() < 0.75 else rng.uniform(0.86, 1.32))
    spacing = CAP * rng.uniform(1.55, 2.1)
    size = glyphs.TILE
    width = int(pitch * max(map(len, lines)) + 2 * MARGIN + size)
    height = int(spacing * (len(lines) - 1) + CAP + 2 * MARGIN)
    ink = np.zeros((height, width), np.float32)
    places = []
    jitter = abs(rng.normal(0, 0.25))
    for row, text in enumerate(lines):
        base = MARGIN + CAP + row * spacing
        left = MARGIN + rng.uniform(-0.3, 0.3) * pitch * (rng.random() < 0.1)
        for i, c in enumerate(text):
            x = int(round(left + (i + 0.5) * pitch - size / 2 + rng.normal(0, jitter)))
            y = int(round(base - glyphs.BASE + rng.normal(0, jitter)))
            part = ink[y : y + size, x : x + size]
            np.maximum(part, tiles[KIND.symbols.index(c)], out=part)
        places.append((left, left + pitch * len(text), base - CAP / 2, CAP))
    return worn(rng, ink), places


def other_line(rng, studio):
    """A crop that is no zone line: other print, or bare paper."""
    height, width = 4 * CAP, int(rng.uniform(300, 1300))
    ground = rng.uniform(90, 250)
    grey = np.full((height, width), ground, np.float32)
    source = studio.papers[rng.integers(len(studio.papers))]
    part = cv2.resize(source[: height * 2], (width, height), interpolation=cv2.INTER_AREA)
    room = ground * rng.uniform(0.3, 0.95)
    grey += part * room * rng.uniform(0, 0.4)
    x = 10
    while rng.random() < 0.85 and x < width:
        line = studio.print[rng.integers(len(studio.print))]
        take = min(line.shape[1], width - x)
        part = grey[CAP : CAP + 56, x : x + take]
        part -= line[:, :take] * room
        x += take + int(rng.uniform(5, 80))
    cap = float(np.exp(rng.uniform(np.log(8), np.log(30))))
    picture, place = camera(rng, grey, cap)
    picture = taken(rng, picture, cap, room, 0.5)
    return strip(rng, picture, place, (5, width - 5, CAP + 28, CAP), cap, KIND.cut)


def samples(rng, studio, lines, hard):
    """Strips of each line of a zone with their texts."""
    grey, places, room = scene(rng, studio, *ink_of(rng, studio, lines))
    cap = float(np.exp(rng.uniform(np.log(7.5), np.log(30))))
    picture, place = camera(rng, grey, cap)
    picture = taken(rng, picture, cap, room, hard)
    return [(strip(rng, picture, place, line, cap, KIND.cut), text) for line, text in zip(places, lines)]
