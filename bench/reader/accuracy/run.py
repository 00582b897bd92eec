"""One JSON line for each picture and system, kept in a file a system, so that a run goes on where it was cut.

run.py make|ours|rapidocr|passporteye --folder DIR --count N [--binary PATH] [--label NAME]
`make` draws the pictures. `ours` runs the real binary; `--label` keeps several builds apart.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import sets  # noqa: E402
import shared  # noqa: E402

BATCH = 10


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("system", choices=["make", "ours", "rapidocr", "passporteye"])
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--binary", default="target/release/proofdesk")
    parser.add_argument("--label", default="ours")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--only", nargs="*", help="names of sets")
    args = parser.parse_args()
    args.binary = str(Path(args.binary).resolve())
    env = os.environ | {
        "PROOFDESK_FONTS_DIR": os.environ.get("PROOFDESK_FONTS_DIR", str(Path("vendor/fonts").resolve())),
        "PROOFDESK_MODELS_DIR": os.environ.get("PROOFDESK_MODELS_DIR", str(Path("vendor/models").resolve())),
        "OMP_THREAD_LIMIT": "1",
        "RAYON_NUM_THREADS": "1",
    }
    if args.system == "make":
        make(args, env)
        return
    output = args.folder / f"{args.label if args.system == 'ours' else args.system}.jsonl"
    done = {(row["set"], row["index"]) for row in read(output)}
    peer = args.system != "ours"
    # Peers are slow: they get pictures with a zone alone, the generated ones first.
    order = [sets.pictures(args.folder, args.count), shared.pictures(args.folder, args.data)]
    todo = [
        (name, index, path)
        for part in (order if peer else order[::-1])
        for name, index, path in part
        if (name, index) not in done
        and (not args.only or name in args.only)
        and not (peer and name in shared.OURS_ALONE | {sets.UNREADABLE})
        and path.exists()
        and not (peer and not has_zone(name, path))
    ]
    with output.open("a") as out:
        run = {"ours": ours, "rapidocr": rapidocr, "passporteye": passporteye}[args.system]
        for row in run(todo, args, env):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            out.flush()


def read(path):
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def has_zone(name, path):
    truth = shared.truth(name, path)
    return bool(truth and truth.get("mrz"))


def make(args, env):
    for name in sets.SETS:
        (args.folder / name).mkdir(parents=True, exist_ok=True)
    for name, index, _ in sets.pictures(args.folder, args.count):
        sets.make(args.binary, args.folder, name, index, env)


def ours(todo, args, env):
    """Batches through `proofdesk inspect`; processor time is the batch's, shared out evenly."""
    for start in range(0, len(todo), BATCH):
        batch = todo[start : start + BATCH]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [args.binary, "inspect", "--json", "--threads", "1", *(str(path) for _, _, path in batch)]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        lines = done.stdout.splitlines()
        if len(lines) != len(batch):
            raise SystemExit(f"{len(lines)} lines for {len(batch)} pictures: {done.stderr[-400:]}")
        cpu = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / len(batch)
        for (name, index, _), line in zip(batch, lines):
            cost = {"cpu_ms": round(cpu * 1000), "peak_mib": after.ru_maxrss // 1024}
            yield {"set": name, "index": index} | cost | {"answer": json.loads(line)}


def rapidocr(todo, _args, _env):
    import logging

    logging.disable(logging.INFO)
    import cv2
    from rapidocr import RapidOCR

    cv2.setNumThreads(1)
    engine = RapidOCR(
        params={"EngineConfig.onnxruntime.intra_op_num_threads": 1, "EngineConfig.onnxruntime.inter_op_num_threads": 1}
    )
    for name, index, path in todo:
        begun = time.process_time()
        read = engine(cv2.imread(str(path)))
        cpu = time.process_time() - begun
        found = [] if read.txts is None else zip(read.txts, read.scores, read.boxes)
        boxes = [[text, round(float(score), 4), box.tolist()] for text, score, box in found]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        yield {"set": name, "index": index, "cpu_ms": round(cpu * 1000), "peak_mib": peak, "boxes": boxes}


def passporteye(todo, _args, _env):
    import warnings

    warnings.simplefilter("ignore")
    os.environ["OMP_THREAD_LIMIT"] = "1"
    from passporteye import read_mrz

    def spent():
        own, child = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        return own.ru_utime + own.ru_stime + child.ru_utime + child.ru_stime

    for name, index, path in todo:
        begun = spent()
        try:
            zone = read_mrz(str(path))
            row = {"raw": zone.aux["raw_text"] if zone else None, "score": zone.valid_score if zone else 0}
        except Exception as error:  # A peer that falls over on a picture has not read it.
            row = {"raw": None, "score": 0, "error": repr(error)[:200]}
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        yield {"set": name, "index": index, "cpu_ms": round((spent() - begun) * 1000), "peak_mib": peak} | row


if __name__ == "__main__":
    main()
