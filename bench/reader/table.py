"""The JSON lines of run.sh as a table, with the ratios that the project promises."""

import json
import sys

rows = [json.loads(line) for line in sys.stdin]
print(f"{'system':<10} {'detector side':<14} {'threads':>7} {'workers':>7} {'cpu ms':>7} {'wall ms':>8} {'peak MiB':>8}")
for r in rows:
    print(
        f"{r['system']:<10} {r['detector_side']!s:<14} {r['threads']:>7} {r['workers']:>7} "
        f"{r['cpu_ms']:>7.0f} {r['wall_ms']:>8.0f} {r['peak_mib']:>8}"
    )


def find(system, threads, workers=1, shipped=False):
    return next(
        r
        for r in rows
        if (r["system"], r["threads"], r["workers"], r["detector_side"] == "as shipped")
        == (system, threads, workers, shipped)
    )


one = find("proofdesk", 1)
print(f"RapidOCR as shipped takes {find('rapidocr', 1, shipped=True)['cpu_ms'] / one['cpu_ms']:.2f} times our CPU time (goal: at least 3)")
print(f"RapidOCR at the same detector input: {find('rapidocr', 1)['cpu_ms'] / one['cpu_ms']:.2f} times (goal: at least 1)")
print(f"two workers do {find('proofdesk', 1, 2)['per_second'] / one['per_second']:.2f} times one's work (goal: at least 1.7)")
print(f"peak memory {max(r['peak_mib'] for r in rows if r['system'] == 'proofdesk')} MiB (goal: below 500)")
