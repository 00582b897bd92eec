#!/usr/bin/env python3
"""Makes the HEIC files in this folder with Debian's heif-enc (libheif-examples). See README.md."""
import os, struct, subprocess, sys, tempfile, zlib

WIDTH, HEIGHT = 512, 384
here = os.path.dirname(os.path.abspath(__file__))


def colour(x, y):
    """The picture: brightness runs across, two colours down, and a dark square stands near the top left."""
    if 40 <= x < 104 and 24 <= y < 72:
        return (30, 40, 60)
    return (60 + x * 160 // WIDTH, 70 + y * 140 // HEIGHT, 200 - y * 120 // HEIGHT)


def png(path, left, top, width, height, deep=False):
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    sample = (lambda v: struct.pack(">H", v * 257)) if deep else (lambda v: bytes([v]))
    rows = b"".join(
        b"\0" + b"".join(sample(v) for x in range(left, left + width) for v in colour(min(x, WIDTH - 1), min(y, HEIGHT - 1)))
        for y in range(top, top + height)
    )
    head = struct.pack(">IIBBBBB", width, height, 16 if deep else 8, 2, 0, 0, 0)
    with open(path, "wb") as f:
        f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def encode(source, target, *more):
    subprocess.run([os.environ.get("HEIF_ENC", "heif-enc"), "-q", "80", *more, source, "-o", target], check=True, stdout=subprocess.DEVNULL)


def boxes(data):
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        yield kind, data[at : at + size], data[at + 8 : at + size]
        at += size


def picture_in(path):
    """The decoder's configuration (a whole box) and the coded picture of a file with one picture."""
    data = open(path, "rb").read()
    inner = {}
    meta = next(body for kind, _, body in boxes(data) if kind == b"meta")[4:]
    for kind, whole, body in boxes(meta):
        inner[kind] = body
    properties = next(body for kind, _, body in boxes(inner[b"iprp"]) if kind == b"ipco")
    config = next(whole for kind, whole, _ in boxes(properties) if kind == b"hvcC")
    iloc = inner[b"iloc"]
    version, sizes, base = iloc[0], iloc[4] >> 4, iloc[5] >> 4
    lengths = iloc[4] & 15
    at = 6 + (2 if version < 2 else 4) + (2 if version < 2 else 4) + (2 if version else 0) + 2
    start = int.from_bytes(iloc[at : at + base], "big")
    at += base + 2
    offset = int.from_bytes(iloc[at : at + sizes], "big")
    length = int.from_bytes(iloc[at + sizes : at + sizes + lengths], "big")
    return config, data[start + offset :][:length]


def box(kind, *parts):
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def full(kind, version, flags, *parts):
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def tiled(path, configs, tiles, columns, rows, tile, size, turns=None):
    """A file as phones write it: a grid of tiles, the whole cut to its size and turned as `irot` says."""
    grid_id = len(tiles) + 1
    entries = [full(b"infe", 2, 1, struct.pack(">HH4s", n + 1, 0, b"hvc1"), b"\0") for n in range(len(tiles))]
    entries.append(full(b"infe", 2, 0, struct.pack(">HH4s", grid_id, 0, b"grid"), b"\0"))
    grid = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, *size)
    data = tiles + [grid]
    ispe = lambda w, h: full(b"ispe", 0, 0, struct.pack(">II", w, h))
    properties = [configs[0], ispe(*tile), ispe(*size)] + ([box(b"irot", bytes([turns]))] if turns is not None else [])
    links = b"".join(struct.pack(">HBBB", n + 1, 2, 0x81, 0x02) for n in range(len(tiles)))
    links += struct.pack(">HB", grid_id, 2 if turns is not None else 1) + b"\x03" + (b"\x84" if turns is not None else b"")
    ipma = full(b"ipma", 0, 0, struct.pack(">I", len(data)), links)
    hdlr = full(b"hdlr", 0, 0, struct.pack(">I4s", 0, b"pict"), bytes(13))
    iref = full(b"iref", 0, 0, box(b"dimg", struct.pack(">HH", grid_id, len(tiles)), *[struct.pack(">H", n + 1) for n in range(len(tiles))]))
    ftyp = box(b"ftyp", b"heic", struct.pack(">I", 0), b"mif1heic")

    def meta(first):
        places, at = b"", first
        for n, item in enumerate(data):
            places += struct.pack(">HHHII", n + 1, 0, 1, at, len(item))
            at += len(item)
        iloc = full(b"iloc", 0, 0, b"\x44\x00", struct.pack(">H", len(data)), places)
        return full(b"meta", 0, 0, hdlr, full(b"pitm", 0, 0, struct.pack(">H", grid_id)), full(b"iinf", 0, 0, struct.pack(">H", len(entries)), *entries), iref, box(b"iprp", box(b"ipco", *properties), ipma), iloc)

    first = len(ftyp) + len(meta(0)) + 8
    with open(path, "wb") as f:
        f.write(ftyp + meta(first) + box(b"mdat", *data))


with tempfile.TemporaryDirectory() as folder:
    at = lambda name: os.path.join(folder, name)
    png(at("whole.png"), 0, 0, WIDTH, HEIGHT)
    encode(at("whole.png"), os.path.join(here, "whole.heic"))
    encode(at("whole.png"), os.path.join(here, "other.avif"), "-A")
    png(at("deep.png"), 0, 0, WIDTH, HEIGHT, deep=True)
    encode(at("deep.png"), os.path.join(here, "ten-bits.heic"), "-b", "10")
    parts = []
    for n in range(6):
        png(at(f"{n}.png"), n % 3 * 192, n // 3 * 192, 192, 192)
        encode(at(f"{n}.png"), at(f"{n}.heic"))
        parts.append(picture_in(at(f"{n}.heic")))
    configs, tiles = [config for config, _ in parts], [tile for _, tile in parts]
    assert len(set(configs)) == 1, "tiles share their decoder's configuration"
    # 576 x 384 of tiles, cut to 512 x 384; the second turned a quarter against the clock.
    tiled(os.path.join(here, "tiles.heic"), configs, tiles, 3, 2, (192, 192), (WIDTH, HEIGHT))
    tiled(os.path.join(here, "turned.heic"), configs, tiles, 3, 2, (192, 192), (WIDTH, HEIGHT), turns=1)
