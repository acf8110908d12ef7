#!/usr/bin/env python3
"""Measure a PyTorch model on a GPU, for ModelMeter to hold its prediction against.

One file; needs `torch` with CUDA (or ROCm), nothing else. It calls your model several times and writes the time of the
whole run, of its stages where you name them, and of every module, as measured by events on the device's stream.

From Python, with your own model and inputs
    from measure_model import measure
    measure(model.eval(), {"input_ids": ids}, "measurement.json", settings={"batch_size": 1, "seq_len": 512})

With stages: call what a run is yourself, and say which part is what
    from measure_model import Recorder
    recorder = Recorder(model, settings={"batch_size": 1, "max_new_tokens": 64})
    for _ in recorder.runs(20):
        with recorder.stage("prefill"):
            state = model(prompt, use_cache=True)
        for _ in range(64):
            with recorder.stage("decode"):
                state = model(...)
    recorder.write("measurement.json")

From the command line: a function that returns (model, inputs)
    python measure_model.py package.module:factory --repeats 20 --set batch_size=1 --out measurement.json

What is measured
    `total` and `stages` come from runs without hooks. `modules` come from further runs with an event before and after
    each module's forward: in eager mode those hold the gaps in which the device waits for the host, so small modules
    look slower than their kernels are. `--trace FILE` also writes a torch.profiler trace of three runs, which
    ModelMeter reads as well: there, times are those of the kernels alone.
    Names, shapes and weights of your model stay on your machine: the file has module paths, classes and times.
"""
from __future__ import annotations

import argparse
import contextlib
import datetime
import importlib
import json
import os
import platform
import sys

import torch

STAGES = ("vision", "projector", "prefill", "decode", "other")


class Recorder:
    """Times runs of a model, of its stages and of its modules."""

    def __init__(self, model, settings=None, runtime="eager", model_name="", modules=True, warmup=3):
        self.model, self.settings, self.runtime = model, dict(settings or {}), runtime
        self.model_name, self.with_modules, self.warmup = model_name, modules, warmup
        self.totals, self.stages, self.modules = [], {}, {}
        self._open, self._stage, self._timed = None, None, False

    def runs(self, repeats=20, module_repeats=5):
        """Yields once per run: warm-up, then `repeats` timed ones, then `module_repeats` with hooks."""
        for _ in range(self.warmup):
            yield
        torch.cuda.synchronize()
        for _ in range(repeats):
            self._begin()
            start, end = _event(), _event()
            start.record()
            yield
            end.record()
            torch.cuda.synchronize()
            self.totals.append(start.elapsed_time(end))
            self._keep(self.stages)
        if not self.with_modules:
            return
        handles = self._hook()
        try:
            for index in range(module_repeats + 1):
                self._begin()
                yield
                torch.cuda.synchronize()
                if index > 0:  # the first warms the hooks up
                    self._keep(self.modules)
        finally:
            for handle in handles:
                handle.remove()
            self._open = None

    @contextlib.contextmanager
    def stage(self, name):
        """Says that what runs inside is of a stage: vision, projector, prefill, decode or other."""
        if name not in STAGES:
            raise ValueError(f"stage {name!r}: expected one of {', '.join(STAGES)}")
        before, self._stage = self._stage, name
        start, end = _event(), _event()
        start.record()
        with torch.profiler.record_function(f"stage:{name}"):
            yield
        end.record()
        self._stage = before
        if self._open is not None:
            self._open.append((("stage", name, None, None), start, end))

    def _begin(self):
        self._open = []

    def _keep(self, into):
        """The times of one run, summed over calls of the same thing."""
        wanted = "stage" if into is self.stages else "module"
        sums = {}
        for key, start, end in self._open:
            if key[0] != wanted:
                continue
            time, calls = sums.get(key, (0.0, 0))
            sums[key] = (time + start.elapsed_time(end), calls + 1)
        for key, (time, calls) in sums.items():
            into.setdefault((key, calls), []).append(time)
        self._open = None

    def _hook(self):
        handles, stacks = [], {}
        for path, module in self.model.named_modules():
            name = type(module).__module__ + "." + type(module).__qualname__

            def before(_, __, path=path):
                event = _event()
                event.record()
                stacks.setdefault(path, []).append(event)

            def after(_, __, ___, path=path, name=name):
                started = stacks.get(path)
                if not started or self._open is None:
                    return
                event = _event()
                event.record()
                self._open.append((("module", path, name, self._stage), started.pop(), event))

            handles.append(module.register_forward_pre_hook(before))
            handles.append(module.register_forward_hook(after))
        return handles

    def document(self):
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        device = torch.cuda.get_device_name()
        document = {
            "format": "modelmeter-measurement",
            "version": 1,
            "run_id": f"{platform.node() or 'host'}-{now}-{os.getpid()}",
            "gpu": {"name": device},
            "runtime": self.runtime,
            "clock": "cuda-events",
            "settings": self.settings,
            "software": {
                "python": platform.python_version(),
                "torch": torch.__version__,
                "cuda": str(torch.version.cuda or torch.version.hip),
                "cudnn": str(torch.backends.cudnn.version()),
            },
            "total": {"times_ms": self.totals},
            "stages": [
                {"stage": key[1], "calls": calls, "times_ms": times} for (key, calls), times in self.stages.items()
            ],
            "modules": [
                {"instance": key[1], "class": key[2], "calls": calls, "times_ms": times}
                | ({"stage": key[3]} if key[3] else {})
                for (key, calls), times in self.modules.items()
            ],
        }
        if self.model_name:
            document["model"] = self.model_name
        return {key: value for key, value in document.items() if value not in ([], {})}

    def write(self, path):
        with open(path, "w", encoding="utf-8") as file:
            json.dump(self.document(), file, indent=1)
        return path


def _event():
    return torch.cuda.Event(enable_timing=True)


def _call(model, inputs):
    if isinstance(inputs, dict):
        return model(**inputs)
    return model(*inputs) if isinstance(inputs, (tuple, list)) else model(inputs)


def _runner(model, inputs, runtime):
    """What one run is under a runtime: a call, or the replay of a CUDA graph of the model or of the compiled model."""
    if runtime == "compiled":
        model = torch.compile(model, dynamic=False)
    if runtime == "eager":
        return lambda: _call(model, inputs)
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            _call(model, inputs)
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        _call(model, inputs)
    return graph.replay


def measure(model, inputs, out="measurement.json", settings=None, repeats=20, trace=None, runtime="eager",
            model_name=""):
    """Measures `model` on `inputs` (a tensor, a tuple, or a dict of keyword arguments) under a runtime and writes the file.

    Modules are timed in eager mode only: a replayed graph calls none.
    """
    with torch.inference_mode():
        run = _runner(model, inputs, runtime)
        recorder = Recorder(model, settings, runtime, model_name, modules=runtime == "eager")
        for _ in recorder.runs(repeats):
            run()
        if trace:
            profile(run, trace)
    return recorder.write(out)


def profile(run, path, repeats=3):
    """A torch.profiler trace of some runs, with module calls and a step per run."""
    run()
    torch.cuda.synchronize()
    activities = [torch.profiler.ProfilerActivity.CPU, torch.profiler.ProfilerActivity.CUDA]
    with torch.profiler.profile(activities=activities, with_stack=True) as profiler:
        for index in range(repeats):
            with torch.profiler.record_function(f"ProfilerStep#{index}"):
                run()
                torch.cuda.synchronize()
    profiler.export_chrome_trace(path)


def _setting(text):
    key, _, value = text.partition("=")
    if value in ("true", "false"):
        return key, value == "true"
    return key, int(value) if value.lstrip("-").isdigit() else value


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("factory", help="package.module:function that returns (model, inputs) on the GPU")
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE",
                        help="settings of the run by ModelMeter's names: batch_size=1, seq_len=512, precision=bf16")
    parser.add_argument("--runtime", default="eager", choices=("eager", "graph", "compiled"),
                        help="how the model runs: call by call, replayed as a CUDA graph, or torch.compile'd and replayed")
    parser.add_argument("--model-name", default="")
    parser.add_argument("--trace", metavar="FILE", help="also write a torch.profiler trace (FILE.json or FILE.json.gz)")
    parser.add_argument("--out", default="measurement.json")
    arguments = parser.parse_args()
    sys.path.insert(0, os.getcwd())
    module, _, name = arguments.factory.partition(":")
    model, inputs = getattr(importlib.import_module(module), name)()
    measure(model, inputs, arguments.out, dict(map(_setting, arguments.set)), arguments.repeats, arguments.trace,
            runtime=arguments.runtime, model_name=arguments.model_name)
    print(f"wrote {arguments.out}" + (f" and {arguments.trace}" if arguments.trace else ""))


if __name__ == "__main__":
    main()
