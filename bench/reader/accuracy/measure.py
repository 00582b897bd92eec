"""What one picture's answer is worth against its truth: zone, printed fields, places, findings. No totals here."""

import math
import unicodedata

import zones

# The finding that names each defect of the unreadable set.
NAMES = {
    "blur": {"image.blurred"},
    "motion": {"image.blurred"},
    "glare": {"image.glare"},
    "cut_off": {"image.cut_off"},
    "small": {"image.low_resolution"},
    "none": {"image.no_document"},
    "two_documents": {"image.many_documents"},
}
# Findings that send a picture back.
REFUSALS = ("image.", "read.", "file.", "capture.")
DATES = {"birth_date", "expiry_date"}


def wilson(good, n, z=1.96):
    """The 95 % interval of a share."""
    if not n:
        return 0.0, 1.0
    p, d = good / n, 1 + z * z / n
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, (middle - half) / d), min(1.0, (middle + half) / d)


def same(a, b):
    clean = lambda text: " ".join(unicodedata.normalize("NFC", text).split())  # noqa: E731
    return clean(a) == clean(b)


def loosely_same(a, b):
    clean = lambda text: "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if c.isalnum())  # noqa: E731
    return clean(a) == clean(b)


def printed(answer, truth):
    """For each printed detail of the truth: (name, true value, what was read or None, confidence, quad)."""
    for name, field in truth["fields"].items():
        if not field["visible"]:
            continue
        found = [r for r in (answer["fields"].get(name) or {}).get("readings", []) if r["source"] == "printed"]
        best = max(found, key=lambda r: r["confidence"], default=None)
        yield name, field, best


def readings(answer, truth, closed):
    """(confidence, right) of every reading; `closed`: the truth names every detail, so that others are wrong."""
    by_zone = zones.fields_of(truth["mrz"]["lines"]) if truth.get("mrz") else None
    for name, field in answer["fields"].items():
        for reading in field["readings"]:
            value = reading["value"]
            if reading["source"] == "mrz":
                expected = (by_zone or {}).get(name)
                if expected is None and by_zone:
                    continue
                if name in DATES and expected:
                    value = value.replace("-", "")[2:]
                right = expected is not None and (value == expected or value in ("X", "") and expected == "<")
            elif reading["source"] == "printed":
                expected = truth["fields"].get(name)
                if expected is None and not closed:
                    continue
                right = expected is not None and same(value, expected["value"])
            else:
                continue
            yield reading["source"], name, reading["confidence"], right


def blocking(answer):
    return [f for f in answer["findings"] if f["severity"] == "blocking"]


def refusals(answer):
    return [f["code"] for f in blocking(answer) if f["code"].startswith(REFUSALS)]


def overlap(a, b):
    """Intersection over union of two quads."""
    from shapely import Polygon

    try:
        first, second = Polygon(a).buffer(0), Polygon(b).buffer(0)
        union = first.union(second).area
        return first.intersection(second).area / union if union else 0.0
    except ValueError:
        return 0.0


def peer_zone(system, row):
    """What a peer reads as the zone: a list of lines or None."""
    if system == "passporteye":
        return [line.replace(" ", "") for line in row["raw"].splitlines() if line.strip()] if row["raw"] else None
    texts = zones.rows([(text, quad) for text, _, quad in row["boxes"]])
    return zones.plain(texts) if system == "rapidocr, plain" else zones.grammar(texts)


def essentials(lines):
    """Document number, birth and expiry as the zone's positions say, whatever a line's length: kinder than all letters."""
    if not lines:
        return None
    length = 30 if len(lines) == 3 else min((36, 44), key=lambda n: abs(n - len(lines[-1])))
    fields = zones.fields_of([line[:length].ljust(length, "<") for line in lines])
    return fields and (fields["document_number"], fields["birth_date"], fields["expiry_date"])
