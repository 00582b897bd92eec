"""Trains a reader on shards: `python -m lines.train KIND --shards DIR --held FILE --out FILE --minutes M [--start FILE]`."""

import argparse
import pathlib
import time

import numpy as np
import torch

from lines import kind as kinds
from lines.kind import STRIDE
from lines.model import LineNet
from lines.shards import load


def tensor(strips, width):
    """A batch as the reader makes it: each strip by its own mean and deviation, zero to the right."""
    out = np.zeros((len(strips), 1, strips[0].shape[0], width), np.float32)
    for i, strip in enumerate(strips):
        grey = strip.astype(np.float32)
        out[i, 0, :, : strip.shape[1]] = (grey - grey.mean()) / max(grey.std(), 4.0)
    return torch.from_numpy(out)


def batches(samples, size, rng):
    """Batches of like width, in an order of chance."""
    order = sorted(range(len(samples)), key=lambda i: samples[i][0].shape[1] + rng.uniform(-40, 40))
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    groups = [g for g in groups if len(g) == size] or groups
    rng.shuffle(groups)
    for group in groups:
        part = [samples[i] for i in group]
        width = max(s.shape[1] for s, _ in part)
        # Few shapes: the engine prepares itself anew for each.
        yield part, tensor([s for s, _ in part], -(-width // 96) * 96)


def on_its_head(part, x, rng, share):
    """Some lines stand on their heads, and are then no lines: so the reader learns which way is up."""
    out = []
    for i, (strip, text) in enumerate(part):
        if rng.random() < share:
            w = strip.shape[1]
            x[i, 0, :, :w] = x[i, 0, :, :w].flip(0, 1)
            text = ""
        out.append((strip, text))
    return out, x


def widths(part):
    return [s.shape[1] // STRIDE for s, _ in part]


@torch.inference_mode()
def score(kind, net, samples):
    """Shares of lines and of characters read exactly without any grammar."""
    net.eval()
    right = lines = errors = characters = 0
    for part, x in batches(samples, 32, np.random.default_rng(0)):
        best = net(x).argmax(2).numpy()
        for row, steps, (_, text) in zip(best, widths(part), part):
            read = kind.greedy(row[:steps])
            lines += 1
            right += read == text
            errors += distance(read, text)
            characters += len(text)
    net.train()
    return right / lines, errors / max(1, characters)


def distance(a, b):
    """Levenshtein's."""
    if a == b:
        return 0
    row = list(range(len(b) + 1))
    for i, c in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, d in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (c != d))
    return row[-1]


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("kind", type=kinds.named, help="zone or letters")
    args.add_argument("--shards", type=pathlib.Path, required=True)
    args.add_argument("--held", type=pathlib.Path, required=True, help="a shard never trained on")
    args.add_argument("--out", type=pathlib.Path, required=True)
    args.add_argument("--start", type=pathlib.Path, help="weights to go on from")
    args.add_argument("--minutes", type=float, default=20)
    args.add_argument("--rate", type=float, default=2e-3)
    args.add_argument("--batch", type=int, default=32)
    args.add_argument("--threads", type=int, default=1)
    args = args.parse_args()
    kind = args.kind
    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    rng = np.random.default_rng(int(time.time()) if args.start else 1)
    net = LineNet(kind).to(memory_format=torch.channels_last)
    if args.start:
        net.load_state_dict(torch.load(args.start))
    print("parameters", sum(p.numel() for p in net.parameters()), flush=True)
    optimiser = torch.optim.AdamW(net.parameters(), args.rate, weight_decay=0.01)
    held = load(args.held)[:200]
    loss_of = torch.nn.CTCLoss(zero_infinity=True)
    started, seen, mean, told = time.time(), 0, None, time.time()
    uses = {}
    while time.time() - started < args.minutes * 60:
        # The shards least used, as they come.
        shards = sorted(args.shards.glob("[0-9]*[0-9].npz"))
        least = min(uses.get(s, 0) for s in shards)
        shard = rng.choice([s for s in shards if uses.get(s, 0) == least])
        uses[shard] = uses.get(shard, 0) + 1
        samples = load(shard)
        if seen < 4000 and not args.start:
            # The alignment is found soonest on lines that are plain to see.
            samples = [s for s in samples if s[1] and s[0].std() > 28]
        for part, x in batches(samples, args.batch, rng):
            done = (time.time() - started) / (args.minutes * 60)
            if done >= 1:
                break
            warm = min(1.0, seen / 1500 + 0.02)
            for group in optimiser.param_groups:
                group["lr"] = args.rate * warm * max(0.01, 0.5 * (1 + np.cos(np.pi * done)))
            part, x = on_its_head(part, x, rng, kind.upside_down)
            if rng.random() < 0.5:
                x = x * rng.uniform(0.8, 1.2) + float(rng.normal(0, 0.1))
            x = x.contiguous(memory_format=torch.channels_last)
            with torch.autocast("cpu", torch.bfloat16):
                logits = net(x)
            log = logits.float().log_softmax(2).transpose(0, 1)
            targets = [kind.encode(t) for _, t in part]
            loss = loss_of(
                log,
                torch.tensor(sum(targets, []), dtype=torch.long),
                torch.tensor(widths(part)),
                torch.tensor([len(t) for t in targets]),
            )
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
            optimiser.step()
            seen += len(part)
            mean = loss.item() if mean is None else 0.99 * mean + 0.01 * loss.item()
            if time.time() - told > 180:
                told = time.time()
                lines, cer = score(kind, net, held)
                print(f"{(told - started) / 60:.1f} min, {seen} strips, loss {mean:.3f}, held-out lines {lines:.3f}, cer {cer:.4f}", flush=True)
                torch.save(net.state_dict(), args.out)
    torch.save(net.state_dict(), args.out)
    lines, cer = score(kind, net, held)
    print(f"end: {seen} strips, held-out lines {lines:.3f}, cer {cer:.4f}", flush=True)


if __name__ == "__main__":
    main()
