"""The generated sets: what is in each picture, and whether a person can read it, is fixed here before any scoring.

Picture number i of a set depends on the set's name and i alone, so that a smaller run is a prefix of a larger one.

What counts as readable was fixed by looking at ladders of one specimen (zone letters 2.4 mm high, printed ones 1.8 to
3 mm) before a reader was run on them. Between the two bounds people disagree; no picture is taken from there.

| defect        | readable up to               | unreadable from               |
| ------------- | ---------------------------- | ----------------------------- |
| defocus       | 0.18 mm Gaussian (0.17)      | 0.62 mm (0.80)                |
| shake         | 0.59 mm (0.20)               | 2.0 mm (0.85)                 |
| resolution    | 6 pixels a millimetre        | 2.2 pixels a millimetre       |
| light         | dark 0.4, overexposed 0.3    | none: even the ends stay legible to the eye |
| reflection    | none on a field or the zone  | 0.8 on a field or the zone    |
| cut off       | nothing                      | 0.5 (22 %) and a detail or the zone is outside |
| camera's lean | 28 degrees                   | none                          |
"""

import json
import random
import subprocess
from pathlib import Path

# Tests use seeds below 100,000.
FIRST_SEED = 40_000_000

# Sets of readable pictures: kind, side, and the share of COUNT that is made.
READABLE = {
    "passport": ("passport", "front", 1.0),
    "id-td1-back": ("id-td1", "back", 1.0),
    "id-td2": ("id-td2", "front", 1.0),
    "id-cn-front": ("id-cn", "front", 1.0),
    "id-td1-front": ("id-td1", "front", 0.5),
    "id-cn-back": ("id-cn", "back", 0.5),
}
UNREADABLE = "unreadable"
# Readable ones that came later: a set's place in the list settles its seeds, and the unreadable ones go through those above.
LATER = {"licence-front": ("licence", "front", 0.5)}
SETS = [*READABLE, UNREADABLE, *LATER]

WIDTH_MM = {"passport": 125.0, "id-td1": 85.6, "id-td2": 105.0, "id-cn": 85.6, "licence": 85.6}
DESKS = ["wood", "cloth", "stone", "plain", "dark"]
GLARE_TARGETS = {
    ("passport", "front"): ["mrz", "document_number", "birth_date", "expiry_date", "surname"],
    ("id-td1", "front"): ["document_number", "birth_date", "expiry_date", "surname"],
    ("id-td1", "back"): ["mrz"],
    ("id-td2", "front"): ["mrz", "document_number", "birth_date", "expiry_date"],
    ("id-cn", "front"): ["personal_number", "birth_date", "full_name", "address"],
    ("id-cn", "back"): ["authority", "expiry_date"],
}
CUT_EDGES = {
    ("passport", "front"): ["bottom", "left", "right"],
    ("id-td1", "front"): ["right", "left"],
    ("id-td1", "back"): ["bottom", "left", "right"],
    ("id-td2", "front"): ["bottom", "left", "right"],
    ("id-cn", "front"): ["bottom", "left"],
    ("id-cn", "back"): ["bottom"],
}
UNREADABLE_KINDS = ["blur", "motion", "glare", "cut_off", "small", "none", "two_documents"]


def size_of(name, count):
    return count if name == UNREADABLE else max(1, round(count * (READABLE | LATER)[name][2]))


def plan(name, index):
    """What picture `index` of the set is: options of `proofdesk specimen`, and what it is for."""
    chance = random.Random(f"{name}/{index}")
    seed = FIRST_SEED + SETS.index(name) * 1_000_000 + index
    return unreadable(index, seed, chance) if name == UNREADABLE else readable(name, index, seed, chance)


def readable(name, index, seed, chance):
    kind, side, _ = (READABLE | LATER)[name]
    options = {"kind": kind, "side": side, "seed": seed, "background": chance.choice(DESKS)}
    if index % 2 == 0:
        options |= {
            "size": "1920x1440",
            "fill": round(chance.uniform(0.7, 0.92), 3),
            "tilt": round(chance.uniform(0, 8), 1),
            "quality": chance.randint(85, 95),
        }
        return {"class": "clean", "defect": None, "upright": True, "options": options}
    turn = chance.choice([0, 0, 0, chance.uniform(-15, 15), 90, 180, 270])
    defect = chance.choice([None, "blur", "motion", "dark", "overexposed", "small"])
    strengths = {"blur": (0.03, 0.17), "motion": (0.03, 0.20), "dark": (0.1, 0.4), "overexposed": (0.1, 0.3)}
    size = chance.choice(["1600x1200", "1920x1440", "2560x1920"])
    options |= {
        "size": size,
        "fill": round(chance.uniform(0.6, 0.85), 3),
        "tilt": round(chance.uniform(5, 28), 1),
        "rotation": round(turn, 1),
        "quality": chance.randint(60, 85),
    }
    if defect == "small":
        # The generator's own `small` goes too far for the readable class: choose the pixels a millimetre instead.
        wanted = chance.uniform(6.0, 8.0)
        options["size"], options["rotation"] = "1600x1200", round(chance.uniform(-15, 15), 1)
        options["fill"] = round(wanted * WIDTH_MM[kind] / 1600 * 1.08, 3)
    elif defect:
        options["defect"] = f"{defect}={chance.uniform(*strengths[defect]):.3f}"
    return {"class": "moderate", "defect": defect, "upright": abs(options["rotation"]) < 45, "options": options}


def unreadable(index, seed, chance):
    kind, side = list(READABLE.values())[(index // len(UNREADABLE_KINDS)) % len(READABLE)][:2]
    defect = UNREADABLE_KINDS[index % len(UNREADABLE_KINDS)]
    options = {
        "kind": kind,
        "side": side,
        "seed": seed,
        "background": chance.choice(DESKS),
        "size": "1920x1440",
        "fill": round(chance.uniform(0.7, 0.9), 3),
        "tilt": round(chance.uniform(0, 10), 1),
        "quality": chance.randint(75, 95),
    }
    match defect:
        case "blur":
            options["defect"] = f"blur={chance.uniform(0.8, 1):.3f}"
        case "motion":
            options["defect"] = f"motion={chance.uniform(0.85, 1):.3f}"
        case "glare":
            target = chance.choice(GLARE_TARGETS[kind, side])
            options["defect"] = f"glare={chance.uniform(0.8, 1):.3f}@{target}"
        case "cut_off":
            options["defect"] = f"cut_off={chance.uniform(0.5, 1):.3f}@{chance.choice(CUT_EDGES[kind, side])}"
        case "small":
            options["fill"] = round(chance.uniform(1.5, 2.2) * WIDTH_MM[kind] / 1920, 3)
        case _:
            options["defect"] = defect
    return {"class": "unreadable", "defect": defect, "upright": True, "options": options}


def make(binary, folder, name, index, env):
    """The picture and its truth, made once; answers the picture's path."""
    picture = folder / name / f"{index:04}.jpg"
    truth = picture.with_suffix(".json")
    if picture.exists() and truth.exists():
        return picture
    place = picture.parent / f"making-{index}"
    made = plan(name, index)
    arguments = [f"--{key}={value}" for key, value in made["options"].items()]
    subprocess.run(
        [binary, "specimen", *arguments, "--out", place], check=True, env=env, stdout=subprocess.DEVNULL
    )
    found = next(place.glob("*.jpg"))
    told = json.loads(found.with_suffix(".json").read_text()) | {"plan": made}
    found.rename(picture)
    for left in place.iterdir():
        left.unlink()
    place.rmdir()
    truth.write_text(json.dumps(told, ensure_ascii=False))
    return picture


def pictures(folder, count):
    """(set, index, path) of what a run of `count` takes, the sets in turn, so that a run cut short is still balanced."""
    for index in range(count):
        for name in SETS:
            if index < size_of(name, count):
                yield name, index, Path(folder) / name / f"{index:04}.jpg"
