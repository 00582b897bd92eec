"""Pictures of lines in which people's names stand: any font that has their letters."""

import numpy as np
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

import cv2
from letters import languages
from letters.kind import KIND
from lines import wear
from lines.wear import CAP, MARGIN, camera, scene, strip, taken, worn

# Capitals are drawn this many times too large, and made smaller after their weight is set.
OVERSAMPLE = 2
# A text as the reader is taught to spell it, and the letters that a font may have instead.
DRAWN = {"Ş": "ŞȘ", "Ţ": "ŢȚ", "ş": "şș", "ţ": "ţț", "Đ": "ĐÐ", "đ": "đð", "'": "'’"}


class Face:
    """A font file with the letters it has."""

    def __init__(self, path):
        self.has = {chr(c) for c in TTFont(path, fontNumber=0, lazy=True).getBestCmap()}
        font = ImageFont.truetype(path, 100)
        top, bottom = font.getbbox("H")[1], font.getbbox("H")[3]
        self.font = ImageFont.truetype(path, round(100 * OVERSAMPLE * CAP / (bottom - top)))
        self.base = self.font.getbbox("H")[3]


class Studio(wear.Studio):
    """With the faces that lines are set in."""

    def __init__(self, rng, faces, print_fonts):
        self.faces = faces
        super().__init__(rng, print_fonts)


def ink_of(rng, studio, text):
    """Coverage of the line's ink, 0 to 1, and its place; nothing if no face has its letters."""
    drawn = "".join(languages.pick(rng, DRAWN[c]) if c in DRAWN else c for c in text)
    for _ in range(40):
        face = languages.pick(rng, studio.faces)
        if all(c in face.has for c in drawn):
            break
    else:
        return None
    margin = MARGIN * OVERSAMPLE
    spaced = rng.uniform(-0.04, 0.2) * CAP * OVERSAMPLE if rng.random() < 0.3 else None
    if spaced is None:
        length = face.font.getlength(drawn)
    else:
        length = sum(face.font.getlength(c) + spaced for c in drawn)
    height = 2 * margin + OVERSAMPLE * CAP
    image = Image.new("L", (int(length) + 2 * margin, height), 0)
    draw, base = ImageDraw.Draw(image), margin + OVERSAMPLE * CAP
    x = float(margin)
    for part in [drawn] if spaced is None else drawn:
        draw.text((x, base - face.base), part, font=face.font, fill=255)
        x += face.font.getlength(part) + (spaced or 0)
    ink = np.asarray(image)
    # The weight of strokes: a little thinner or thicker than the font's.
    if rng.random() < 0.35:
        around = np.ones((2, 2), np.uint8) if rng.random() < 0.6 else np.ones((3, 3), np.uint8)
        ink = cv2.dilate(ink, around) if rng.random() < 0.65 else cv2.erode(ink, np.ones((2, 2), np.uint8))
    narrow = rng.uniform(0.72, 1.15) if rng.random() < 0.4 else 1.0
    size = (max(1, int(ink.shape[1] / OVERSAMPLE * narrow)), ink.shape[0] // OVERSAMPLE)
    ink = cv2.resize(ink, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    left = MARGIN * narrow
    # Marks stand above capitals more than below: the middle of a line lies above that of its capitals.
    place = (left, left + length / OVERSAMPLE * narrow, MARGIN + CAP / 2 - rng.uniform(0, 0.22) * CAP, CAP)
    return worn(rng, ink), [place]


def sample(rng, studio, hard):
    """A strip of one line and its text."""
    while True:
        text = languages.line(rng)
        ink = ink_of(rng, studio, text)
        if ink is not None and ink[0].shape[1] < 1300:
            break
    grey, places, room = scene(rng, studio, *ink)
    cap = float(np.exp(rng.uniform(np.log(9), np.log(32))))
    picture, place = camera(rng, grey, cap)
    picture = taken(rng, picture, cap, room, hard)
    return strip(rng, picture, place, places[0], cap, KIND.cut), text
