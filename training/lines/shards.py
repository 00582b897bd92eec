"""Shards: .npz files of strips laid end to end (`pixels`), their widths and their texts."""

import time

import numpy as np


def write(folder, first, count, make):
    """Writes shards with these numbers; `make(number)` gives the strips and texts of one."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(first, first + count):
        started = time.time()
        strips, texts = make(number)
        part = folder / f"{number:04}.part.npz"
        np.savez(part, pixels=np.concatenate(strips, axis=1), widths=[s.shape[1] for s in strips], texts=texts)
        part.rename(folder / f"{number:04}.npz")
        print(f"shard {number}: {len(strips)} strips, {1000 * (time.time() - started) / len(strips):.1f} ms each", flush=True)


def load(path):
    """Strips and texts of a shard."""
    data = np.load(path)
    pixels, widths, texts = data["pixels"], data["widths"], data["texts"]
    ends = np.cumsum(widths)
    return [(pixels[:, a:b], str(t)) for a, b, t in zip(ends - widths, ends, texts)]
