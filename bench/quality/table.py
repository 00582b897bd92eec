"""Tables and the curve from the lines that quality_sweep measured: WORK POLICY PNG."""
import collections
import json
import math
import pathlib
import sys
import tomllib

work, policy, png = map(pathlib.Path, sys.argv[1:])
thresholds = tomllib.loads(policy.read_text())["thresholds"]


def lines(name):
    path = work / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def interval(hits, of):
    """Wilson's 95 % interval, in per cent."""
    if of == 0:
        return "-"
    z, p = 1.96, hits / of
    middle, spread = p + z * z / (2 * of), z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    low, high = (middle - spread) / (1 + z * z / of), (middle + spread) / (1 + z * z / of)
    return f"{hits}/{of} = {100 * p:.1f} % [{100 * low:.1f}, {100 * high:.1f}]"


def kind(line):
    return line["defects"][0]["kind"] if line["defects"] else "clean"


def strength(line):
    return line["defects"][0]["strength"] if line["defects"] else 0.0


def named(line):
    """Findings under the policy as it is now, which may differ from that of the measuring."""
    drop, add = set(), set()
    for code, wrong in (
        ("image.blurred", line["sharpness"] < thresholds["sharpness"]),
        ("image.glare", line["glare"] > thresholds["glare"]),
        ("image.overexposed", line["overexposed"] > thresholds["overexposed"] or line["exposure"] > thresholds["exposure_max"]),
        ("image.low_resolution", 0 < line["dpi"] < thresholds["dpi"]),
    ):
        (add if wrong and line["seen"] else drop).add(code)
    return (set(line["findings"]) - drop) | add


everything = lines("clean") + lines("glare") + lines("curve")
by_kind = collections.defaultdict(lambda: [[0, 0], [0, 0], [0, 0]])
for line in everything:
    found = named(line)
    row = by_kind[kind(line)]
    if line["readable"] == "no":
        row[0][1] += 1
        row[0][0] += line["cause"] in found
        row[1][1] += 1
        row[1][0] += bool(found)
    elif line["readable"] == "yes":
        row[2][1] += 1
        row[2][0] += bool(found)
print(f"pictures {len(everything)}")
print("| defect | unreadable caught and rightly named | unreadable caught at all | readable refused |\n|---|---|---|---|")
total = [[0, 0], [0, 0], [0, 0]]
for name in sorted(by_kind):
    print(f"| {name} | " + " | ".join(interval(*cell) for cell in by_kind[name]) + " |")
    for sum_, cell in zip(total, by_kind[name]):
        sum_[0] += cell[0]
        sum_[1] += cell[1]
print("| **all** | " + " | ".join(f"**{interval(*cell)}**" for cell in total) + " |\n")
for line in everything:
    found = named(line)
    if (line["readable"] == "no" and line["cause"] not in found) or (line["readable"] == "yes" and found):
        print("  wrong:", line["file"], line["kind"], line["side"], kind(line), round(strength(line), 2), line["readable"], sorted(found),
              {k: round(line[k], 3) for k in ("sharpness", "glare", "dpi", "exposure", "dark", "overexposed", "colour", "tilt")})

print("\n| reflection, strength | measured above the limit | place overlaps by half |\n|---|---|---|")
rows = collections.defaultdict(list)
for line in lines("glare"):
    rows[round(strength(line), 1)].append((line["glare"] > thresholds["glare"], (line["glare_overlap"] or 0) >= 0.5))
for s in sorted(rows):
    print(f"| {s} | {interval(sum(a for a, _ in rows[s]), len(rows[s]))} | {interval(sum(b for _, b in rows[s]), len(rows[s]))} |")
clean = lines("clean")
print(f"| none | {interval(sum(line['glare'] > thresholds['glare'] for line in clean), len(clean))} | |")

print("\n| photographs of a screen, pixels from dot to dot | its pattern told |\n|---|---|")
rows = collections.defaultdict(list)
for line in lines("screen"):
    rows[round(1.5 + 3 * strength(line), 1)].append(line["moire"] > thresholds["moire"])
for dots in sorted(rows):
    print(f"| {dots} | {interval(sum(rows[dots]), len(rows[dots]))} |")
genuine = [line["moire"] for line in everything if line["seen"]]
print(f"| no screen | {interval(sum(value > thresholds['moire'] for value in genuine), len(genuine))}, largest {max(genuine, default=0):.2f} |")

print("\n| pose | found, overlap at least 0.9 | worst corner within 1 % of the width |\n|---|---|---|")
rows = collections.defaultdict(list)
for line in lines("pose"):
    tilt = next((d["strength"] for d in line["defects"] if d["kind"] == "perspective"), None)
    rows["flat" if tilt is None else f"{15 + 40 * tilt:.0f} degrees"].append(line)
    rows[f"on {line['background']}"].append(line)
    rows[f"all"].append(line)
for name in sorted(rows):
    of = rows[name]
    good = [line for line in of if (line["iou"] or 0) >= 0.9]
    close = [line for line in of if line["corner_error"] is not None and line["corner_error"] <= 13]
    print(f"| {name} | {interval(len(good), len(of))} | {interval(len(close), len(of))} |")
for name, code in (("cut_off", "image.cut_off"), ("two_documents", "image.many_documents"), ("none", "image.no_document")):
    of = [line for line in lines("curve") if kind(line) == name]
    print(f"| {name} named | {interval(sum(code in line['findings'] for line in of), len(of))} | |")

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

panels = [
    ("blur", "sharpness", "sharpness", "below"), ("motion", "sharpness", "sharpness", "below"),
    ("glare", "glare", "glare", "above"), ("small", "dpi", "dpi", "below"),
    ("dark", "exposure", "exposure_min", "below"), ("overexposed", "overexposed", "overexposed", "above"),
]
colours = {"yes": "#2a7f3f", "doubtful": "#c98a00", "no": "#b3261e"}
figure, axes = plt.subplots(2, 3, figsize=(9, 5.2), dpi=90)
for axis, (defect, measure, limit, side) in zip(axes.flat, panels):
    for line in everything:
        if kind(line) in (defect, "clean") and (kind(line) != "clean" or int(line["file"][-4:]) % 4 == 0):
            axis.plot(strength(line), line[measure], ".", color=colours[line["readable"]], markersize=5)
    axis.axhline(thresholds[limit], color="#444", linewidth=1, linestyle="--")
    axis.set_title(f"{defect}: refused {side} {thresholds[limit]:g}", fontsize=9)
    axis.set_xlabel("the generator's strength", fontsize=7)
    axis.set_ylabel(measure, fontsize=7)
    axis.tick_params(labelsize=7)
    if measure == "glare":
        axis.set_yscale("symlog", linthresh=0.01)
figure.suptitle("readable (green), doubtful (amber), unreadable (red) by the generator's parameters", fontsize=9)
figure.tight_layout()
figure.savefig(png)
