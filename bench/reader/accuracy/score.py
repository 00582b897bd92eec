"""The tables: score.py --folder DIR [--label NAME] [--causes]. Markdown on the terminal, JSON lines in scores.jsonl."""

import argparse
import json
import math
import sys
from collections import Counter, defaultdict
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent))
import measure  # noqa: E402
import sets  # noqa: E402
import shared  # noqa: E402

PEERS = {"passporteye": "passporteye", "rapidocr, plain": "rapidocr", "rapidocr, grammar": "rapidocr"}
CHINESE = {"id-cn-front", "id-cn-back"}
GROUPS = ("Latin", "Chinese", "licences", "docxpand")
SCORES = []


def rate(name, good, n, goal=None):
    low, high = measure.wilson(good, n)
    SCORES.append({"figure": name, "good": good, "n": n, "low": round(low, 4), "high": round(high, 4), "goal": goal})
    if not n:
        return "-"
    return f"{100 * good / n:.1f} % ({100 * low:.1f}-{100 * high:.1f}) of {n}"


def load(path):
    return {(r["set"], r["index"]): r for r in map(json.loads, path.read_text().splitlines())} if path.exists() else {}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--label", default="ours")
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--causes", action="store_true")
    args = parser.parse_args()
    paths = {
        (name, index): path
        for name, index, path in [*shared.pictures(args.folder, args.data), *sets.pictures(args.folder, args.count)]
    }
    ours = {key: row for key, row in load(args.folder / f"{args.label}.jsonl").items() if key in paths}
    truths = {key: shared.truth(key[0], path) for key, path in paths.items() if path.exists()}
    ours = {key: row["answer"] | {"cpu_ms": row["cpu_ms"], "peak_mib": row["peak_mib"]} for key, row in ours.items() if key in truths}
    peers = {name: load(args.folder / f"{file}.jsonl") for name, file in PEERS.items()}
    readable = {k: a for k, a in ours.items() if truths[k] and truths[k]["plan"]["class"] != "unreadable"}
    generated = {k: a for k, a in ours.items() if k[0] in sets.SETS}

    zone_table(readable, truths, peers)
    claims(ours, truths)
    field_table(readable, truths)
    calibration(ours, truths, args.folder)
    refused(readable, truths)
    unreadable(generated, truths)
    places(readable, truths)
    cost(ours, peers)
    nothing_readable(ours, truths)
    other_sets(ours, paths)
    if args.causes:
        causes(readable, truths)
    (args.folder / "scores.jsonl").write_text("".join(json.dumps(s) + "\n" for s in SCORES))


def zone_table(readable, truths, peers):
    print("## Zones exact, readable pictures (every letter of every line)\n")
    zone_rows("zones exact", lambda lines, true: lines == true, readable, truths, peers)
    print("\n## Number, birth and expiry right in the zone, readable pictures (names and fillers do not count)\n")
    same = lambda lines, true: measure.essentials(lines) == measure.essentials(true)  # noqa: E731
    zone_rows("zone essentials", same, readable, truths, peers)
    print("\nRotated pictures (90 to 270 degrees) are in each set; `upright only` leaves them out, for the peers' sake.")


def zone_rows(figure, judge, readable, truths, peers):
    print("| set | ours | " + " | ".join(f"{p} (ours on the same)" for p in PEERS) + " |")
    print("|---|---|" + "---|" * len(PEERS))
    names = [n for n in [*sets.READABLE, shared.DOCXPAND] if any(k[0] == n and truths[k].get("mrz") for k in readable)]
    conform = lambda k: truths[k]["mrz"].get("conform") is not False  # noqa: E731
    for name in [*names, "all generated", "generated, upright only"]:
        if name.startswith("all") or name.startswith("gen"):
            keys = [k for k in readable if k[0] in sets.READABLE and truths[k].get("mrz")]
            keys = [k for k in keys if truths[k]["plan"]["upright"] or not name.startswith("gen")]
        else:
            keys = [k for k in readable if k[0] == name and truths[k].get("mrz") and conform(k)]
        right = lambda k: bool(readable[k]["mrz"]) and judge(readable[k]["mrz"]["lines"], truths[k]["mrz"]["lines"])  # noqa: E731
        cells = [rate(f"{figure}, {name}", sum(map(right, keys)), len(keys), 0.98)]
        for peer, rows in peers.items():
            both = [k for k in keys if k in rows]
            good = sum(judge(measure.peer_zone(peer, rows[k]), truths[k]["mrz"]["lines"]) for k in both)
            mine = f" ({100 * sum(map(right, both)) / len(both):.1f} %)" if both else ""
            cells.append(rate(f"{figure}, {name}, {peer}", good, len(both)) + mine)
        print(f"| {name} | " + " | ".join(cells) + " |")


def claims(ours, truths):
    with_zone = {k: a for k, a in ours.items() if truths[k] and a.get("mrz") and a["mrz"]["confidence"] >= 0.99}
    wrong = [k for k, a in with_zone.items() if not truths[k].get("mrz") or a["mrz"]["lines"] != truths[k]["mrz"]["lines"]]
    print(f"\nZones claimed at 0.99 or more, wrong: {rate('zones claimed at 0.99 wrong', len(wrong), len(with_zone), 0.01)}")
    exact = [k for k, a in ours.items() if truths[k] and truths[k].get("mrz") and a.get("mrz") and a["mrz"]["lines"] == truths[k]["mrz"]["lines"]]
    print(f"Exact zones that are also claimed at 0.99: {rate('exact zones claimed', sum(k in with_zone for k in exact), len(exact))}\n")


def group_of(name):
    if name == shared.DOCXPAND:
        return "docxpand"
    return "licences" if name in sets.LATER else "Chinese" if name in CHINESE else "Latin"


def field_table(readable, truths):
    print(f"## Printed fields exact, readable pictures\n\n| field | {' | '.join(GROUPS)} |\n|---|{'---|' * len(GROUPS)}")
    tally = defaultdict(lambda: [0, 0])
    loose = defaultdict(int)
    for key, answer in readable.items():
        group = group_of(key[0])
        for name, field, best in measure.printed(answer, truths[key]):
            good = best is not None and measure.same(best["value"], field["value"])
            for row in (name, "all"):
                tally[row, group][0] += good
                tally[row, group][1] += 1
            loose[group] += best is not None and measure.loosely_same(best["value"], field["value"])
    rows = sorted({row for row, _ in tally} - {"all"}) + ["all"]
    goals = {"Latin": 0.95, "Chinese": 0.93, "licences": 0.95}
    for row in rows:
        cells = [rate(f"field {row}, {g}", *tally[row, g], goals.get(g)) for g in GROUPS]
        print(f"| {row} | " + " | ".join(cells) + " |")
    apart = ", ".join(f"{g} {100 * loose[g] / tally['all', g][1]:.1f} %" for g in GROUPS if tally["all", g][1])
    print(f"\nSpaces, marks, case and accents apart: {apart}.\n")


def calibration(ours, truths, folder):
    points = defaultdict(list)
    for key, answer in ours.items():
        if truths[key] is None or key[0] == shared.DOCXPAND:
            continue
        for source, _, confidence, right in measure.readings(answer, truths[key], closed=True):
            points[source].append((confidence, right))
            points["all"].append((confidence, right))
    print("## Calibration of field confidences (15 equal bins, readable and unreadable pictures)\n")
    for source, values in points.items():
        error = expected_error(values)
        SCORES.append({"figure": f"calibration error, {source}", "value": round(error, 4), "n": len(values), "goal": 0.03})
        sure = [right for confidence, right in values if confidence >= 0.99]
        print(f"- {source}: error {error:.3f} on {len(values)} readings; at 0.99 or more wrong {rate(f'field readings at 0.99 wrong, {source}', len(sure) - sum(sure), len(sure))}")
    plot(points, folder / "reliability.png")
    print()


def bins(values, count=15):
    parts = defaultdict(list)
    for confidence, right in values:
        parts[min(int(confidence * count), count - 1)].append((confidence, right))
    for part in sorted(parts):
        group = parts[part]
        yield sum(c for c, _ in group) / len(group), sum(r for _, r in group) / len(group), len(group)


def expected_error(values):
    return sum(n * abs(confidence - right) for confidence, right, n in bins(values)) / max(1, len(values))


def plot(points, path):
    try:
        import matplotlib
    except ImportError:
        return
    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axis = pyplot.subplots(figsize=(5, 5), dpi=120)
    axis.plot([0, 1], [0, 1], color="#999", linewidth=1, label="perfect")
    for source, colour in (("printed", "#1b6ca8"), ("mrz", "#c2571a")):
        groups = list(bins(points.get(source, [])))
        if groups:
            x, y, n = zip(*groups)
            axis.plot(x, y, color=colour, linewidth=1)
            axis.scatter(x, y, s=[8 + 30 * math.log10(1 + v) for v in n], color=colour, label=f"{source} ({sum(n)})")
    axis.set(xlabel="confidence", ylabel="share right", xlim=(0, 1.02), ylim=(0, 1.02), title="Field readings")
    axis.legend(loc="upper left", frameon=False)
    figure.tight_layout()
    figure.savefig(path)


def refused(readable, truths):
    mine = {k: a for k, a in readable.items() if k[0] in sets.READABLE}
    codes = Counter(code for a in mine.values() for code in set(measure.refusals(a)))
    bad = sum(bool(measure.refusals(a)) for a in mine.values())
    print(f"## Judgement\n\nReadable pictures refused: {rate('readable refused', bad, len(mine), 0.01)}; findings: {dict(codes.most_common(8))}")
    # Some of its zones break ICAO 9303 (its README): to say so is right.
    broken = lambda k: (truths[k].get("mrz") or {}).get("conform") is False  # noqa: E731
    docx = {k: a for k, a in readable.items() if k[0] == shared.DOCXPAND and not broken(k)}
    codes = Counter(code for a in docx.values() for code in set(measure.refusals(a)))
    print(f"Of docxpand: {rate('readable refused, docxpand', sum(bool(measure.refusals(a)) for a in docx.values()), len(docx), 0.01)}; findings: {dict(codes)}\n")


def unreadable(generated, truths):
    print("| unreadable by | caught | named rightly | otherwise named |\n|---|---|---|---|")
    total = [0, 0, 0]
    field_right, glare, half = 0, 0, 0
    for defect in sets.UNREADABLE_KINDS:
        rows = {k: a for k, a in generated.items() if truths[k]["plan"]["defect"] == defect and k[0] == sets.UNREADABLE}
        if defect == "cut_off":
            rows = {k: a for k, a in rows.items() if loses_something(truths[k])}
        caught = sum(bool(measure.refusals(a)) for a in rows.values())
        named = sum(bool(set(measure.refusals(a)) & measure.NAMES[defect]) for a in rows.values())
        others = Counter(
            "+".join(sorted(set(measure.refusals(a)))) or "nothing"
            for a in rows.values()
            if not set(measure.refusals(a)) & measure.NAMES[defect]
        )
        total = [total[0] + caught, total[1] + named, total[2] + len(rows)]
        print(f"| {defect} | {rate(f'caught, {defect}', caught, len(rows))} | {rate(f'named, {defect}', named, len(rows))} | {dict(others.most_common(4))} |")
        for k, a in rows.items():
            if defect != "glare":
                continue
            found = [f for f in measure.blocking(a) if f["code"] == "image.glare"]
            glare += bool(found)
            wanted = truths[k]["defects"][0]
            field_right += any(f.get("field") == wanted["target"] or wanted["target"] == "mrz" for f in found)
            half += any(f.get("quad") and measure.overlap(f["quad"], wanted["quad"]) >= 0.5 for f in found)
    print(f"| all | {rate('caught', total[0], total[2], 0.95)} | {rate('named rightly', total[1], total[2], 0.95)} | |")
    print(f"\nGlare named: field right {rate('glare field right', field_right, glare)}, outlined place overlaps the true reflection by half {rate('glare place', half, glare)}.\n")


def loses_something(truth):
    return any(not f["visible"] for f in truth["fields"].values()) or bool(truth["mrz"] and not truth["mrz"]["visible"])


def places(readable, truths):
    corners, quads = [], []
    for key, answer in readable.items():
        truth = truths[key]
        if truth.get("corners"):
            corners.append(measure.overlap(answer["document"]["corners"], truth["corners"]) if answer["document"] else 0)
            for _, field, best in measure.printed(answer, truth):
                if best:
                    quads.append(measure.overlap(best["quad"], field["quad"]) if best.get("quad") else 0)
    print("## Places\n")
    print(f"- document outlined, overlap 0.5 or more: {rate('document place', sum(v >= 0.5 for v in corners), len(corners))}; 0.9 or more: {rate('document place 0.9', sum(v >= 0.9 for v in corners), len(corners))}")
    print(f"- printed details outlined, overlap 0.5 or more: {rate('field place', sum(v >= 0.5 for v in quads), len(quads))}\n")


def cost(ours, peers):
    print("## Cost, one thread, generated pictures of 1.9 to 4.9 megapixels\n\n| system | pictures | processor ms, mean | peak MiB |\n|---|---|---|---|")
    groups = {"ours": ours, "RapidOCR as shipped": peers["rapidocr, plain"], "PassportEye with tesseract": peers["passporteye"]}
    for name, rows in groups.items():
        rows = [r for k, r in rows.items() if k[0] in sets.SETS]
        if rows:
            mean = sum(r["cpu_ms"] for r in rows) / len(rows)
            peak = max(r["peak_mib"] for r in rows)
            SCORES.append({"figure": f"processor ms, {name}", "value": round(mean), "n": len(rows), "peak_mib": peak})
            print(f"| {name} | {len(rows)} | {mean:.0f} | {peak} |")
    print()


def nothing_readable(ours, truths):
    """Time to say that nothing can be read, against a whole reading; wall time, so a quiet machine is needed."""
    of = defaultdict(list)
    for key, answer in ours.items():
        if key[0] in sets.SETS:
            made = truths[key]["plan"]
            kind = made["defect"] if made["class"] == "unreadable" else "readable"
            of[kind].append(answer["elapsed_ms"])
            # Much of what is shaken or far away can be read in part, and then is read whole.
            if kind in ("motion", "small") and not answer.get("mrz") and not answer.get("fields"):
                of[f"{kind} and nothing read"].append(answer["elapsed_ms"])
    if of["readable"]:
        whole = median(of["readable"])
        shares = ", ".join(f"{name} {median(of[name]) / whole:.2f}" for name in sorted(of) if name.split()[0] in ("blur", "motion", "small", "none"))
        print(f"Median time against a readable picture's ({whole:.0f} ms of wall time): {shares}; goal 0.25 where nothing is readable.\n")


def other_sets(ours, paths):
    print("## Shared sets\n")
    licences = [k for k in ours if k[0] == shared.AAMVA]
    table = shared.table(next(iter(paths[k].parent for k in licences))) if licences else {}
    good = total = 0
    for key in licences:
        expected = table.get(paths[key].name, {}).get("expected", {})
        for theirs, mine in (("IdNumber", "document_number"), ("DateOfBirth", "birth_date"), ("ExpirationDate", "expiry_date"), ("IssueDate", "issue_date"), ("Last", "surname")):
            if expected.get(theirs):
                total += 1
                read = [r["value"] for r in (ours[key]["fields"].get(mine) or {}).get("readings", []) if r["source"] == "barcode"]
                good += expected[theirs] in read
    print(f"- barcodes-aamva, details right: {rate('aamva details', good, total)}")
    codes = [k for k in ours if k[0] == shared.PDF417]
    read = 0
    for key in codes:
        text = paths[key].with_suffix(".txt")
        payload = text.read_text(errors="replace") if text.exists() else None
        read += any(payload is not None and b.get("text") == payload for b in ours[key].get("barcodes") or [])
    print(f"- barcodes-pdf417, payload right: {rate('pdf417 payload', read, len(codes))} (`inspect` shows no payload: its contract has fields only)" if not read else f"- barcodes-pdf417, payload right: {rate('pdf417 payload', read, len(codes))}")
    families = defaultdict(set)
    for key in ours:
        if key[0] == shared.EXIF:
            families[paths[key].stem.split("_")[0]].add((tuple(sorted(f["code"] for f in ours[key]["findings"])), round(ours[key]["quality"]["exposure"], 2) if ours[key]["quality"] else None))
    print(f"- pictures-exif: different answers in a family of nine: {dict((k, len(v)) for k, v in families.items())}")
    screens = {"positive": [], "negative": []}
    for key in ours:
        if key[0] == shared.MOIRE:
            found = any(f["code"] == "capture.screen_photo" for f in ours[key]["findings"])
            screens["positive" if "positive" in paths[key].name else "negative"].append(found)
    print(f"- pictures-moire: screens named {sum(screens['positive'])} of {len(screens['positive'])}, genuine ones called screens {sum(screens['negative'])} of {len(screens['negative'])}\n")


def causes(readable, truths):
    """What goes wrong most, with an example each: for those who improve the reader."""
    found, example = Counter(), {}
    for key, answer in readable.items():
        truth, group = truths[key], key[0]
        made = truth["plan"]
        turned = "upright" if made["upright"] else "rotated"
        if truth.get("mrz") and truth["mrz"].get("conform") is not False:
            lines, read = truth["mrz"]["lines"], (answer["mrz"] or {}).get("lines")
            if read is None:
                why = "zone missing" + ("" if answer["document"] else ", no document found")
            elif read == lines:
                why = None
            elif [len(line) for line in read] != [len(line) for line in lines]:
                why = "zone: wrong format"
            else:
                pairs = Counter(f"{a}->{b}" for t, r in zip(lines, read) for a, b in zip(t, r) if a != b)
                why = "zone: one letter " + next(iter(pairs)) if sum(pairs.values()) == 1 else f"zone: {'2-4' if sum(pairs.values()) < 5 else '5+'} letters wrong"
            if why:
                note(found, example, f"{group}: {why} ({made['class']}, {made['defect']}, {turned})", key, f"{lines} read {read}")
        for name, field, best in measure.printed(answer, truth):
            if best is None:
                note(found, example, f"{group}: {name} missing ({made['class']}, {turned})", key, field["printed"])
            elif not measure.same(best["value"], field["value"]):
                kind = "spaces/accents/case" if measure.loosely_same(best["value"], field["value"]) else "wrong"
                note(found, example, f"{group}: {name} {kind} ({made['class']}, {turned})", key, f"{field['value']!r} read {best['value']!r} at {best['confidence']:.2f}")
        for code in set(measure.refusals(answer)) if group in sets.READABLE else ():
            note(found, example, f"{group}: readable refused, {code} ({made['class']}, {made['defect']})", key, "")
    print("## Causes of failure on readable pictures, worst first\n")
    for cause, n in found.most_common(40):
        key, text = example[cause]
        print(f"- {n} x {cause}; e.g. {key[0]}/{key[1]:04}: {text}")


def note(found, example, cause, key, text):
    found[cause] += 1
    example.setdefault(cause, (key, text))


if __name__ == "__main__":
    main()
