#!/usr/bin/env python3
"""Measures matrix-product kernels of one GPU, for `npm run calibrate` of ModelMeter.

    python measure_gpu.py --out DIR [--seconds 300]

One file, plain PyTorch (CUDA or ROCm). Writes DIR/gemm.json and DIR/bmm.json. Every time is a median, in microseconds
a call, from replays of a CUDA graph that holds many calls:
  warm_us   the same buffers again and again: what fits L2 is found there
  cold_us   a read of four times the L2 cache before each call; the read's own time is taken off
Inputs are random normal numbers (zeros draw less power and run faster). No setting of the GPU is changed.
"""
import argparse
import json
import os
import statistics
import time

import torch
import torch.nn.functional as F

DEVICE = "cuda"
DTYPES = {"bf16": torch.bfloat16, "fp16": torch.float16, "fp32": torch.float32, "tf32": torch.float32}

# Widths of layers of vision encoders, OCR decoders and language models: (N, K) of y[M, N] = x[M, K] W[N, K]^T.
LAYERS = [(768, 768), (2304, 768), (3072, 768), (768, 3072), (1024, 1024), (3072, 1024), (4096, 1024), (1024, 4096),
          (1280, 1280), (6848, 1280), (1280, 6848), (1792, 1280), (1280, 896), (2048, 2048), (8192, 2048), (2048, 8192),
          (4096, 4096), (14336, 4096), (4096, 14336), (8192, 8192), (129280, 1280)]
ROWS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 703, 1024, 2048, 4096, 8192, 16384]
UNALIGNED = [(50257, 768), (577, 577), (1000, 2048), (512, 257)]


class Timer:
    """Times calls by CUDA graphs."""

    def __init__(self):
        properties = torch.cuda.get_device_properties(0)
        l2 = getattr(properties, "L2_cache_size", 0) or 64 << 20
        self.evict = torch.randn(l2, device=DEVICE)  # four bytes a number: four times the cache
        self.evicted = torch.empty((), device=DEVICE)
        self.evict_us = {}

    def _flush(self):
        torch.amax(self.evict, dim=0, out=self.evicted)

    @staticmethod
    def _graph(call, times):
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            call()
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            for _ in range(times):
                call()
        return graph

    @staticmethod
    def _replay_us(graph, times, replays):
        graph.replay()
        torch.cuda.synchronize()
        spans = []
        for _ in range(replays):
            begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
            begin.record()
            graph.replay()
            end.record()
            spans.append((begin, end))
        torch.cuda.synchronize()
        return statistics.median(b.elapsed_time(e) for b, e in spans) * 1e3 / times

    def measure(self, call):
        """{"warm_us", "cold_us"} of one call."""
        call()
        torch.cuda.synchronize()
        once = max(2.0, self._replay_us(self._graph(call, 1), 1, 3))
        times = int(max(1, min(200, 400 / once)))
        replays = 9 if once < 4000 else 5
        warm = self._replay_us(self._graph(call, times), times, replays)
        few = int(max(2, min(20, times)))
        if few not in self.evict_us:
            self.evict_us[few] = self._replay_us(self._graph(self._flush, few), few, 15)

        def both():
            self._flush()
            call()
        cold = self._replay_us(self._graph(both, few), few, replays) - self.evict_us[few]
        return {"warm_us": round(warm, 3), "cold_us": round(cold, 3)}


def environment():
    properties = torch.cuda.get_device_properties(0)
    return {"torch": torch.__version__, "cuda": torch.version.cuda or torch.version.hip,
            "cudnn": torch.backends.cudnn.version(), "gpu": properties.name, "sms": properties.multi_processor_count,
            "l2_bytes": getattr(properties, "L2_cache_size", None),
            "time_utc": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}


def normal(*shape, dtype="bf16"):
    return torch.randn(*shape, device=DEVICE, dtype=DTYPES[dtype])


class Table:
    """Rows of one file; points that fail are skipped and counted, points after the deadline are left out."""

    def __init__(self, what, timer, deadline):
        self.what, self.timer, self.deadline = what, timer, deadline
        self.rows, self.failed, self.late = [], 0, 0

    def add(self, call, **shape):
        if time.time() > self.deadline:
            self.late += 1
            return
        try:
            self.rows.append({**shape, **self.timer.measure(call)})
        except Exception as error:  # a format or an operator that this GPU or this PyTorch does not have
            self.failed += 1
            print(f"  {self.what} {shape}: {type(error).__name__}: {str(error).splitlines()[0][:120]}")

    def save(self, folder):
        path = os.path.join(folder, self.what + ".json")
        with open(path, "w") as file:
            json.dump({"what": self.what, "environment": environment(), "failed": self.failed, "rows": self.rows}, file)
        print(f"{path}: {len(self.rows)} points, {self.failed} failed, {self.late} left out for time")


def gemm(table):
    def one(m, n, k, dtype, bias=False):
        x, w = normal(m, k, dtype=dtype), normal(n, k, dtype=dtype)
        b = normal(n, dtype=dtype) if bias else None
        table.add(lambda: F.linear(x, w, b), dtype=dtype, M=m, N=n, K=k, bias=bias)

    # Rows outermost: a run that ends early has seen all widths.
    for m in ROWS:
        for n, k in LAYERS:
            one(m, n, k, "bf16")
    for n, k in UNALIGNED:
        for m in (1, 8, 64, 512, 2048):
            one(m, n, k, "bf16")
    for n, k in ((3072, 768), (4096, 4096)):
        for m in (1, 16, 256, 703, 4096):
            one(m, n, k, "bf16", bias=True)
    for dtype in ("fp16", "tf32", "fp32"):
        torch.backends.cuda.matmul.allow_tf32 = dtype == "tf32"
        for n, k in ((768, 768), (3072, 768), (1280, 1280), (4096, 4096), (8192, 8192)):
            for m in (1, 16, 128, 703, 2048, 8192):
                one(m, n, k, dtype)
    torch.backends.cuda.matmul.allow_tf32 = False
    if hasattr(torch, "float8_e4m3fn") and hasattr(torch, "_scaled_mm"):
        scale = torch.ones((), device=DEVICE)
        for n, k in ((768, 768), (3072, 768), (1280, 1280), (4096, 4096), (14336, 4096), (8192, 8192)):
            for m in (16, 128, 704, 2048, 8192):
                a, b = normal(m, k).to(torch.float8_e4m3fn), normal(n, k).to(torch.float8_e4m3fn)
                table.add(lambda: torch._scaled_mm(a, b.t(), scale_a=scale, scale_b=scale, out_dtype=torch.bfloat16),
                          dtype="fp8", M=m, N=n, K=k, bias=False)


def bmm(table):
    for b in (12, 64, 256):
        for s in (49, 196, 512, 1024, 2048):
            for d in (64, 128):
                if b * s * s > 3e8:
                    continue
                q, k, p = normal(b, s, d), normal(b, s, d), normal(b, s, s)
                table.add(lambda: torch.bmm(q, k.transpose(1, 2)), kind="qk", B=b, M=s, N=s, K=d)
                table.add(lambda: torch.bmm(p, k), kind="pv", B=b, M=s, N=d, K=s)
    for m in (1, 4, 16, 64, 256, 1024):
        for n, k in ((1792, 1280), (1280, 896)):
            x, w = normal(64, m, k), normal(64, n, k)
            table.add(lambda: torch.bmm(x, w.transpose(1, 2)), kind="experts", B=64, M=m, N=n, K=k)
    grouped = getattr(F, "grouped_mm", None) or getattr(torch, "_grouped_mm", None)
    if grouped is None:
        return
    for rows, active in ((6, 6), (48, 36), (192, 61), (1638, 64), (4218, 64), (12288, 64), (49152, 64), (196608, 64)):
        for n, k in ((1792, 1280), (1280, 896)):
            x, w = normal(rows, k), normal(64, n, k)
            counts = [rows // active + (i < rows % active) if i < active else 0 for i in range(64)]
            offsets = torch.tensor(counts).cumsum(0).to(torch.int32).to(DEVICE)
            table.add(lambda: grouped(x, w.transpose(-2, -1), offs=offsets), kind="grouped_mm", rows=rows,
                      active_experts=active, E=64, N=n, K=k)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True, help="folder for gemm.json and bmm.json")
    parser.add_argument("--seconds", type=float, default=300, help="no point begins after that")
    arguments = parser.parse_args()
    if not torch.cuda.is_available():
        raise SystemExit("PyTorch sees no GPU")
    os.makedirs(arguments.out, exist_ok=True)
    torch.set_grad_enabled(False)
    deadline = time.time() + arguments.seconds
    timer = Timer()
    for what, points in (("bmm", bmm), ("gemm", gemm)):
        table = Table(what, timer, deadline)
        points(table)
        table.save(arguments.out)
        torch.cuda.empty_cache()


if __name__ == "__main__":
    main()
