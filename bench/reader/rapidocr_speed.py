"""RapidOCR on the same pictures: bytes in, text out. One JSON object on the last line.

rapidocr_speed.py [--rounds N] [--threads N] [--side PIXELS] FILE...
Without --side it runs as its package ships it; with it the detector's longer side is limited to that.
"""

import argparse
import json
import logging
import resource
import time

logging.disable(logging.INFO)
import cv2  # noqa: E402
import numpy  # noqa: E402
from rapidocr import RapidOCR  # noqa: E402

parser = argparse.ArgumentParser()
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--side", type=int)
parser.add_argument("files", nargs="+")
args = parser.parse_args()

cv2.setNumThreads(args.threads)
params = {
    "EngineConfig.onnxruntime.intra_op_num_threads": args.threads,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}
if args.side:
    params |= {"Det.limit_side_len": args.side, "Det.limit_type": "max"}
engine = RapidOCR(params=params)
files = [open(path, "rb").read() for path in args.files]


def read_all():
    for file in files:
        engine(cv2.imdecode(numpy.frombuffer(file, numpy.uint8), cv2.IMREAD_COLOR))


read_all()
processor, wall = time.process_time(), time.perf_counter()
for _ in range(args.rounds):
    read_all()
count = args.rounds * len(files)
print(
    json.dumps(
        {
            "system": "rapidocr",
            "detector_side": args.side or "as shipped",
            "threads": args.threads,
            "workers": 1,
            "cpu_ms": round((time.process_time() - processor) / count * 1000),
            "wall_ms": round((time.perf_counter() - wall) / count * 1000),
            "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
    )
)
