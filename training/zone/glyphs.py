"""Glyphs as distance fields, so that a stroke's weight is a number; and new cuts bent out of given ones."""

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from lines.wear import CAP
from zone.kind import KIND

# A tile's size and the line on which letters stand, pixels.
TILE = 56
BASE = 41
OVERSAMPLE = 4


class Cut:
    """The distance fields of one font: positive inside the stroke, in pixels of a tile."""

    def __init__(self, path):
        size = OVERSAMPLE * CAP * 100 // 70
        font = ImageFont.truetype(path, size)
        top, bottom = font.getbbox("H")[1], font.getbbox("H")[3]
        font = ImageFont.truetype(path, round(size * OVERSAMPLE * CAP / (bottom - top)))
        big = OVERSAMPLE * TILE
        self.fields = np.empty((len(KIND.symbols), TILE, TILE), np.float32)
        self.pitch = font.getlength("H") / OVERSAMPLE
        for i, symbol in enumerate(KIND.symbols):
            image = Image.new("L", (big, big), 0)
            left = (big - font.getlength(symbol)) / 2
            bottom = font.getbbox("H")[3]
            ImageDraw.Draw(image).text((left, OVERSAMPLE * BASE - bottom), symbol, font=font, fill=255)
            ink = (np.asarray(image) > 127).astype(np.uint8)
            inside = cv2.distanceTransform(ink, cv2.DIST_L2, 5)
            outside = cv2.distanceTransform(1 - ink, cv2.DIST_L2, 5)
            field = np.clip((inside - outside) / OVERSAMPLE, -12, 12)
            self.fields[i] = cv2.resize(field, (TILE, TILE), interpolation=cv2.INTER_AREA)


def bend(rng, fields):
    """A cut of its own: narrower or wider, slanted, each glyph a little out of shape."""
    count = len(fields)
    width, slant = rng.uniform(0.86, 1.12), rng.normal(0, 0.025)
    ys, xs = np.mgrid[0:TILE, 0:TILE].astype(np.float32)
    map_x = (xs - TILE / 2) / width + TILE / 2 + slant * (ys - BASE + CAP / 2)
    map_y = ys
    amount = abs(rng.normal(0, 0.5))
    tall_x, tall_y = np.tile(map_x, (count, 1)), np.tile(map_y, (count, 1))
    wobble = rng.normal(0, amount, (2, count * 4, 4)).astype(np.float32)
    tall_x += cv2.resize(wobble[0], (TILE, count * TILE), interpolation=cv2.INTER_CUBIC)
    tall_y += cv2.resize(wobble[1], (TILE, count * TILE), interpolation=cv2.INTER_CUBIC)
    tall_y = np.clip(tall_y, 0, TILE - 1) + TILE * np.repeat(np.arange(count), TILE)[:, None].astype(np.float32)
    tall = fields.reshape(count * TILE, TILE)
    bent = cv2.remap(tall, tall_x, tall_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=-12)
    return bent.reshape(count, TILE, TILE)
