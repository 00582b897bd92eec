"""What happens to a line of print on its way into a strip: paper, wear, camera, and the crop that a line finder would make."""

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

# Height of capital letters where lines are drawn, pixels.
CAP = 26
# Around the lines of a scene.
MARGIN = 4 * CAP


@dataclass(frozen=True)
class Cut:
    """How strips are cut: what is fixed between training and reader."""

    height: int
    # Width over what it would naturally be.
    stretch: float
    # Height of the crop in heights of capitals: mostly, and at its worst.
    tall: tuple[float, float]
    any_tall: tuple[float, float]


class Studio:
    """Everything that is made once: fonts of other print, and papers."""

    def __init__(self, rng, print_fonts, papers=160):
        self.print_fonts = print_fonts
        self.papers = [paper(rng) for _ in range(papers)]
        self.print = [printed_text(rng, print_fonts) for _ in range(200)]


def smooth(rng, height, width, cells, low=-1.0, high=1.0):
    """Noise without fine detail."""
    grid = rng.uniform(low, high, (max(2, int(cells)), max(2, int(cells * width / height)))).astype(np.float32)
    return cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)


def paper(rng, height=420, width=1500):
    """A security background around 0, about -1 to 1: guilloche, rasters, ghosts, fibres."""
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    out = np.zeros((height, width), np.float32)
    for _ in range(rng.integers(1, 4)):
        kind = rng.random()
        weight = rng.uniform(0.2, 1.0)
        if kind < 0.45:  # bent line patterns
            angle, period = rng.uniform(0, np.pi), rng.uniform(3, 22)
            bend_x, bend_y = smooth(rng, height, width, rng.integers(2, 9)), smooth(rng, height, width, 4)
            phase = (xs * np.cos(angle) + ys * np.sin(angle)) / period * 2 * np.pi
            phase += bend_x * rng.uniform(0, 14) + bend_y * rng.uniform(0, 6)
            wave = np.sin(phase)
            sharp = rng.uniform(0, 0.95)
            out += weight * np.clip((wave - sharp) / (1 - sharp), -1, 1)
        elif kind < 0.6:  # dots
            period = rng.uniform(3, 12)
            dots = np.cos(xs / period * 2 * np.pi) * np.cos(ys / period * 2 * np.pi)
            out += weight * (dots > rng.uniform(0.2, 0.8)) * rng.choice([-1, 1])
        elif kind < 0.75:  # a ghost: soft shapes with edges
            shape = smooth(rng, height, width, rng.integers(3, 12))
            out += weight * np.tanh(shape * rng.uniform(1, 12))
        elif kind < 0.88:
            out += weight * smooth(rng, height, width, rng.integers(2, 40))
        else:  # micro-print and rotated lettering
            image = Image.new("L", (width, height), 0)
            draw = ImageDraw.Draw(image)
            font = ImageFont.load_default(int(rng.integers(8, 90)))
            for _ in range(rng.integers(2, 30)):
                text = "".join(rng.choice(list("ABCDEFGHIKLMNOPRSTUVXYZ0123456789 "), 14))
                draw.text((rng.integers(-100, width), rng.integers(-20, height)), text, font=font, fill=255)
            out -= weight * np.asarray(image, np.float32) / 255
    return np.clip(out, -1.5, 1.5)


def printed_text(rng, fonts):
    """Coverage of a line of other print than a zone's."""
    words = []
    letters = "abcdefghijklmnopqrstuvwxyz"
    for _ in range(rng.integers(1, 6)):
        if rng.random() < 0.3:
            words.append("".join(rng.choice(list("0123456789./-"), rng.integers(2, 11))))
            continue
        text = "".join(rng.choice(list(letters), rng.integers(2, 11)))
        words.append(text.title() if rng.random() < 0.5 else text if rng.random() < 0.6 else text.upper())
    font = ImageFont.truetype(fonts[rng.integers(len(fonts))], int(rng.integers(24, 40)))
    text = " ".join(words)
    box = font.getbbox(text)
    image = Image.new("L", (box[2] + 4, 56), 0)
    ImageDraw.Draw(image).text((2, 4), text, font=font, fill=255)
    return np.asarray(image, np.float32) / 255


def worn(rng, ink):
    """What printers and years do to ink."""
    height, width = ink.shape
    if rng.random() < 0.12:  # dots of thermal heads and lasers
        period = rng.uniform(2.2, 5)
        ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
        grid = np.cos(xs / period * 2 * np.pi) * np.cos(ys / period * 2 * np.pi)
        ink = ink * np.clip(0.75 + grid * rng.uniform(0.1, 0.7), 0, 1)
    if rng.random() < 0.12:  # missing nozzles
        rows = (rng.random(height) < rng.uniform(0.01, 0.1)).astype(np.float32)
        ink = ink * (1 - rng.uniform(0.3, 1) * rows[:, None])
    if rng.random() < 0.2:  # rubbed off in places
        worn_off = smooth(rng, height, width, rng.integers(4, 60)) > rng.uniform(0.25, 0.8)
        ink = ink * (1 - rng.uniform(0.2, 0.9) * worn_off)
    if rng.random() < 0.15:  # grain
        ink = ink * rng.uniform(rng.uniform(0, 0.8), 1, ink.shape).astype(np.float32)
    return ink.astype(np.float32)


def scene(rng, studio, ink, places):
    """Grey picture of print on its document, 0 to 255, before any camera, and the room between its ground and its ink."""
    height, width = ink.shape
    ground = rng.uniform(120, 250) if rng.random() < 0.85 else rng.uniform(60, 130)
    grey = np.full((height, width), ground, np.float32)
    contrast = rng.uniform(0.35, 1.0) if rng.random() < 0.75 else rng.uniform(0.15, 0.4)
    dark = ground * (1 - contrast) + rng.uniform(0, 25) * contrast
    room = max(ground - dark, 10)
    if rng.random() < 0.75:
        source = studio.papers[rng.integers(len(studio.papers))]
        zoom = rng.uniform(0.5, 2)
        take = (min(source.shape[0], int(height * zoom)), min(source.shape[1], int(width * zoom)))
        y, x = rng.integers(source.shape[0] - take[0] + 1), rng.integers(source.shape[1] - take[1] + 1)
        part = cv2.resize(source[y : y + take[0], x : x + take[1]], (width, height), interpolation=cv2.INTER_AREA)
        grey += part * room * (rng.uniform(0.02, 0.3) if rng.random() < 0.8 else rng.uniform(0.2, 0.5))
    # What is printed near.
    top, bottom = places[0][2] - CAP, places[-1][2] + CAP
    other = np.zeros_like(ink)
    for y in (top - CAP * rng.uniform(0.6, 2.5), bottom + CAP * rng.uniform(0.6, 2.5)):
        if rng.random() < 0.35:
            line = studio.print[rng.integers(len(studio.print))]
            x, y = int(rng.integers(-60, width // 2)), int(y - 28)
            y0, y1, x0, x1 = max(0, y), min(height, y + 56), max(0, x), min(width, x + line.shape[1])
            if y1 > y0 and x1 > x0:
                other[y0:y1, x0:x1] = line[y0 - y : y1 - y, x0 - x : x1 - x]
    ink = np.maximum(ink, other * rng.uniform(0.4, 1))
    grey = grey * (1 - ink) + dark * ink
    # The document ends somewhere: desk below it and beside it.
    desk = rng.uniform(0, 255)
    if rng.random() < 0.4:
        grey[int(bottom + CAP * rng.uniform(0.1, 2.4)) :] = desk + rng.normal(0, 12)
    if rng.random() < 0.25:
        grey[:, : max(0, int(places[0][0] - CAP * rng.uniform(0.3, 3)))] = desk
    if rng.random() < 0.25:
        grey[:, int(max(p[1] for p in places) + CAP * rng.uniform(0.3, 3)) :] = desk
    return grey, places, room


def camera(rng, grey, cap):
    """The scene at `cap` pixels of capital height, bent a little; and the map of places into it."""
    height, width = grey.shape
    scale = cap / CAP
    out_w, out_h = int(width * scale), int(height * scale)
    turn, shear = rng.normal(0, 0.006), rng.normal(0, 0.05)
    keystone, wave = rng.normal(0, 0.06), rng.normal(0, 0.10) * CAP if rng.random() < 0.35 else 0.0
    phase, length = rng.uniform(0, 6.3), rng.uniform(0.6, 2) * width
    ys, xs = np.mgrid[0:out_h, 0:out_w].astype(np.float32)
    u, v = (xs - out_w / 2) / scale, (ys - out_h / 2) / scale
    w = 1 + keystone * u / width
    su = u / w + shear * v + width / 2
    sv = v / w + turn * u + wave * np.sin(phase + su * (6.3 / length)) + height / 2
    if scale < 0.7:
        grey = cv2.GaussianBlur(grey, (0, 0), 0.35 / scale)
    picture = cv2.remap(grey, su.astype(np.float32), sv.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)

    def place(x, y):
        """By three steps of fixed-point iteration: the bend is slight."""
        px, py = x - width / 2, y - height / 2
        for _ in range(4):
            f = 1 + keystone * px / width
            s_u = px / f + shear * py + width / 2
            s_v = py / f + turn * px + wave * np.sin(phase + s_u * (6.3 / length)) + height / 2
            px, py = px + (x - s_u), py + (y - s_v)
        return px * scale + out_w / 2, py * scale + out_h / 2

    return picture, place


def taken(rng, grey, cap, room, hard):
    """Light, lens, sensor, compression. `hard` 0 to 1 is how bad it may get."""
    height, width = grey.shape
    if rng.random() < 0.4:  # shadow and uneven light
        light = 1 + smooth(rng, height, width, rng.integers(2, 4)) * rng.uniform(0.05, 0.45)
        grey = grey * light
    if rng.random() < 0.1:  # a hard shadow's edge
        x = np.arange(width)[None] * rng.normal(0, 1) + np.arange(height)[:, None] * rng.normal(0, 1)
        grey = grey * np.where(x > np.quantile(x, rng.uniform(0.1, 0.9)), rng.uniform(0.4, 0.9), 1)
    grey = grey.astype(np.float32)
    if rng.random() < 0.12 * (0.5 + hard):  # glare
        ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        far = ((xs - x) / rng.uniform(1, 12)) ** 2 + ((ys - y) / rng.uniform(1, 5)) ** 2
        grey = grey + rng.uniform(30, 200) * np.exp(-far / (cap * cap))
    blur = abs(rng.normal(0, 0.05 + 0.05 * hard)) * cap
    if rng.random() < 0.5:
        blur = blur * 0.3
    if blur > 0.25:
        if rng.random() < 0.7:
            grey = cv2.GaussianBlur(grey, (0, 0), min(blur, 0.22 * cap))
        else:
            r = max(1, int(1.6 * min(blur, 0.2 * cap)))
            disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * r + 1, 2 * r + 1)).astype(np.float32)
            grey = cv2.filter2D(grey, -1, disc / disc.sum())
    if rng.random() < 0.18:  # shake
        reach = cap * rng.uniform(0.08, 0.2 + 0.25 * hard)
        if reach > 1.2:
            size = int(np.ceil(reach)) | 1
            kernel = np.zeros((size, size), np.float32)
            angle = rng.uniform(0, np.pi)
            d = np.array([np.cos(angle), np.sin(angle)]) * reach / 2
            for t in np.linspace(-1, 1, 4 * size):
                x, y = size // 2 + d[0] * t, size // 2 + d[1] * t
                kernel[min(size - 1, max(0, int(round(y)))), min(size - 1, max(0, int(round(x))))] += 1
            grey = cv2.filter2D(grey, -1, kernel / kernel.sum())
    if rng.random() < 0.5:
        grey = grey * rng.uniform(0.35, 1.25) + rng.uniform(-15, 25)
    grain = room * abs(rng.normal(0, 0.04 + 0.06 * hard))
    noise = rng.normal(0, 1, grey.shape).astype(np.float32)
    if rng.random() < 0.4:
        noise = cv2.GaussianBlur(noise, (0, 0), rng.uniform(0.5, 1.2)) * 2
    grey = np.clip(grey + grain * noise, 0, 255).astype(np.uint8)
    if rng.random() < 0.1:
        grey = cv2.medianBlur(grey, 3)
    if rng.random() < 0.15:  # phones sharpen
        soft = cv2.GaussianBlur(grey, (0, 0), 1.2)
        amount = rng.uniform(0.3, 1.3)
        grey = cv2.addWeighted(grey, 1 + amount, soft, -amount, 0)
    if rng.random() < 0.75:
        quality = int(rng.uniform(35, 95) - 20 * hard * rng.random())
        grey = cv2.imdecode(cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_GRAYSCALE)
    return grey


def strip(rng, picture, place, line, cap, cut):
    """A crop of one line as a finder might make it, at the network's height."""
    left, right, middle, _ = line
    (x0, y0), (x1, y1) = place(left, middle), place(right, middle)
    length = np.hypot(x1 - x0, y1 - y0)
    angle = np.arctan2(y1 - y0, x1 - x0) + rng.normal(0, 0.004)
    tall = cap * (rng.uniform(*cut.tall) if rng.random() < 0.85 else rng.uniform(*cut.any_tall))
    shift = rng.normal(0, 0.12) * cap if tall > 1.4 * cap else rng.normal(0, 0.04) * cap
    pads = np.where(rng.random(2) < 0.85, rng.uniform(0.0, 1.2, 2), rng.uniform(0, 4, 2)) * cap
    centre_x, centre_y = (x0 + x1) / 2, (y0 + y1) / 2 + shift
    along = np.array([np.cos(angle), np.sin(angle)])
    start = np.array([centre_x, centre_y]) - along * (length / 2 + pads[0])
    whole = length + pads.sum()
    factor = cut.height / tall
    width = int(np.ceil(whole * factor * cut.stretch * rng.uniform(0.88, 1.14) / 4) * 4)
    width = min(width, 1400)
    step = whole / width
    ys, xs = np.mgrid[0:cut.height, 0:width].astype(np.float32)
    offset = (ys + 0.5 - cut.height / 2) / factor
    map_x = start[0] + (xs + 0.5) * step * along[0] - offset * along[1] - 0.5
    map_y = start[1] + (xs + 0.5) * step * along[1] + offset * along[0] - 0.5
    shrink = int(min(1 / factor, step) + 0.15)
    if shrink > 1:
        small = cv2.resize(picture, (picture.shape[1] // shrink, picture.shape[0] // shrink), interpolation=cv2.INTER_AREA)
        picture, map_x, map_y = small, (map_x + 0.5) / shrink - 0.5, (map_y + 0.5) / shrink - 0.5
    return cv2.remap(picture, map_x.astype(np.float32), map_y.astype(np.float32), cv2.INTER_LINEAR,
                     borderMode=cv2.BORDER_CONSTANT, borderValue=128)
