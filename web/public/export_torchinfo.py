#!/usr/bin/env python3
"""Export a PyTorch model as TorchInfo JSON artifacts, ready to be dropped on ModelMeter.

One file; needs `torch` and `torchinfo` (pip install torchinfo), nothing else.
It runs one forward pass on random inputs and records every layer's shapes. Weights are never
written, and random weights do: the report depends on shapes alone.

A Hugging Face model (needs `transformers`; reads the config, downloads no weights)
    python export_torchinfo.py --hf Qwen/Qwen2.5-0.5B --seq-len 512 --flops --out artifacts
    python export_torchinfo.py --hf bert --set num_hidden_layers=4 --out artifacts
    python export_torchinfo.py --hf ./folder-with-config.json --out artifacts

A torchvision model
    python export_torchinfo.py --model torchvision.models:resnet50 --input-shape 1,3,224,224 \\
        --flops --out artifacts

Your own: `--model package.module:factory` names a class or a function that returns the model
    python export_torchinfo.py --model mypackage.nets:build --factory-arg width=64 \\
        --input ids=1x128:int64:30522 --input mask=1x128:int64:2 --out artifacts

From Python, with your own weights, device and inputs
    from export_torchinfo import export
    export(model.eval(), {"input_ids": ids}, "artifacts", model_path="my-org/my-model", flops=True)

`--input [name=]SHAPE[:dtype[:max]]` may be repeated; integers are drawn from [0, max).
`--device meta` runs without memory or arithmetic, for models that never look at tensor values;
`--hf` tries it first and falls back to the processor.

Files written (`--gzip` packs the JSON)
    torchinfo-layers.json         every call of every layer, in call order, with its shapes
    torchinfo-unique-layers.json  one record per layer class
    torchinfo-stages.json         parameters and multiply-adds per stage (--stage NAME=PREFIX,...)
    torchinfo-summary.txt         torchinfo's own table
    flops.json                    only with --flops: PyTorch's FLOP counts per module, which
                                  ModelMeter holds against its own

Reading the numbers
    `macs` is torchinfo's estimate, not a FLOP count: it sees parameters only, and up to torchinfo
    1.8.0 it loses the sequence axis of a Linear (`linear_macs_rule` says which rule was in force).
    A module that runs again has further rows with `is_recursive: true`. Containers that are never
    called, and modules whose `.forward` is called directly, have `executed: false` and no sizes.
    `shared_parameters` lists groups of names that are one tensor (tied weights).
"""
from __future__ import annotations

import argparse
import contextlib
import copy
import gzip
import importlib
import inspect
import json
import os
import re
import sys
import traceback
from datetime import datetime, timezone

try:
    import torch
    import torchinfo
    from torch import nn
    from torch.utils._python_dispatch import TorchDispatchMode
    from torchinfo.layer_info import LayerInfo
except ImportError as missing:  # --help works without them
    if __name__ != "__main__":
        raise
    torch, MISSING, TorchDispatchMode = None, missing, object

SCHEMA_WORKLOAD_KEYS = ("base_size", "image_size", "seq_len", "crop_mode")


# --------------------------------------------------------------------- values
def _jsonable(x):
    """Anything torchinfo stores in a LayerInfo -> JSON value."""
    if x is None or isinstance(x, (bool, int, float, str)):
        return x
    if isinstance(x, torch.Tensor):
        return x.item() if x.ndim == 0 and x.device.type != "meta" else {"tensor_shape": list(x.shape)}
    if isinstance(x, (list, tuple)):  # torch.Size is a tuple
        return [_jsonable(v) for v in x]
    if isinstance(x, dict):
        return {str(k): _jsonable(v) for k, v in x.items()}
    return type(x).__name__


def _dtype_name(dtype):
    return str(dtype).replace("torch.", "")


def _shapes(x):
    """Nested input data -> nested shapes, for the record."""
    if isinstance(x, torch.Tensor):
        return {"shape": list(x.shape), "dtype": _dtype_name(x.dtype)}
    if isinstance(x, (list, tuple)):
        return [_shapes(v) for v in x]
    if isinstance(x, dict):
        return {str(k): _shapes(v) for k, v in x.items()}
    cached = [(getattr(layer, "keys", None), getattr(layer, "values", None)) for layer in getattr(x, "layers", ())]
    if cached and all(isinstance(t, torch.Tensor) for pair in cached for t in pair):
        return _shapes(cached)  # a transformers cache: keys and values of each layer
    return _jsonable(x)


def _int(layer, name):
    v = getattr(layer, name, 0)
    return int(v) if v else 0


def _source_file(cls):
    """Where a class is written, relative to the installation: nothing of the machine stays in it."""
    try:
        path = os.path.abspath(inspect.getfile(cls))
    except (TypeError, OSError):
        return None
    path = path.replace(os.sep, "/")
    for folder in ("/site-packages/", "/dist-packages/"):
        if folder in path:
            return path.rsplit(folder, 1)[1]
    roots = {os.path.abspath(p or os.curdir).replace(os.sep, "/").rstrip("/") + "/" for p in sys.path}
    inside = [r for r in roots if path.startswith(r)]
    return path[len(max(inside, key=len)):] if inside else path.rsplit("/", 1)[1]


# --------------------------------------------------------------------- layers
@contextlib.contextmanager
def _tolerant_torchinfo():
    """torchinfo raises on inputs and outputs that are no tensors (caches, dataclasses) and on unusual `kernel_size`
    attributes; such a row loses its size here instead of the whole export."""
    runner = importlib.import_module("torchinfo.torchinfo")
    guards = [(LayerInfo, "calculate_size", ([], 0)), (LayerInfo, "get_kernel_size", None),
              (LayerInfo, "calculate_macs", None), (runner, "get_input_data_sizes", []),
              (runner, "get_total_memory_used", 0)]
    saved = [(owner, name, owner.__dict__[name]) for owner, name, _ in guards]

    def guarded(function, default):
        def call(*args, **kwargs):
            try:
                return function(*args, **kwargs)
            except (TypeError, IndexError, AttributeError, KeyError, ValueError, NotImplementedError):
                return default
        return call

    for (owner, name, default), (_, _, value) in zip(guards, saved):
        static = isinstance(value, staticmethod)
        call = guarded(value.__func__ if static else value, default)
        setattr(owner, name, staticmethod(call) if static else call)
    try:
        yield
    finally:
        for owner, name, value in saved:
            setattr(owner, name, value)


def _layer_record(layer, index, names, files, ids):
    """One torchinfo LayerInfo -> one flat record. Equal `layer_id`s are one module."""
    cls = type(layer.module)
    if cls not in files:
        files[cls] = _source_file(cls)
    return {
        "index": index,
        "layer_id": ids.setdefault(layer.layer_id, len(ids) + 1),
        "var_name": layer.var_name,
        "class_name": layer.class_name,
        "instance_name": names.get(id(layer.module)),
        "class_name_qualified": cls.__module__ + "." + cls.__qualname__,
        "filepath": files[cls],
        "is_torch_builtin": cls.__module__.startswith("torch."),
        "depth": _int(layer, "depth"),
        "depth_index": _int(layer, "depth_index"),
        "is_leaf_layer": bool(layer.is_leaf_layer),
        "is_recursive": bool(layer.is_recursive),
        "contains_lazy_param": bool(getattr(layer, "contains_lazy_param", False)),
        "executed": bool(layer.executed),
        "input_size": _jsonable(layer.input_size),
        "output_size": _jsonable(layer.output_size),
        "kernel_size": _jsonable(layer.kernel_size),
        "num_params": _int(layer, "num_params"),
        "trainable_params": _int(layer, "trainable_params"),
        "param_bytes": _int(layer, "param_bytes"),
        "output_bytes": _int(layer, "output_bytes"),
        "macs": _int(layer, "macs"),
    }


def _tree(flat):
    """Direct-children tree from the flat list (pre-order, so `depth` decides the parent)."""
    roots, path = [], []
    for rec in flat:
        node = dict(rec, recursive_ref=rec["is_recursive"], children=[])
        del path[rec["depth"]:]
        (path[-1]["children"] if path else roots).append(node)
        path.append(node)
    return roots


def _unique_layers(hierarchy):
    """One record per qualified class name: how often, under which names, next to whom."""
    found = {}

    def entry(qual):
        sets = ("parents", "children", "class_names", "var_name", "instance_name", "filepaths")
        return found.setdefault(qual, {"count": 0, "is_torch_builtin": False, **{s: set() for s in sets}})

    def visit(node, parent):
        qual = node["class_name_qualified"]
        e = entry(qual)
        e["count"] += 1
        e["is_torch_builtin"] |= node["is_torch_builtin"]
        for key, src in (("class_names", "class_name"), ("var_name", "var_name"),
                         ("instance_name", "instance_name"), ("filepaths", "filepath")):
            if node[src] is not None:
                e[key].add(node[src])
        if parent:
            e["parents"].add(parent)
            entry(parent)["children"].add(qual)
        for child in node["children"]:
            visit(child, qual)

    for root in hierarchy:
        visit(root, None)
    return [
        {
            "class_name_qualified": q,
            "class_name": min(e["class_names"], default=None),
            "var_name": sorted(e["var_name"]),
            "instance_name": sorted(e["instance_name"]),
            "filepaths": sorted(e["filepaths"]),
            "is_torch_builtin": e["is_torch_builtin"],
            "count": e["count"],
            "parents": sorted(e["parents"]),
            "children": sorted(e["children"]),
        }
        for q, e in sorted(found.items())
    ]


def _stages(model, flat, stages):
    """Params (each tensor once) and leaf MACs (every execution) per stage."""
    if stages is None:
        stages = {n: [n] for n, _ in model.named_children()}

    def inside(name, prefixes):
        return name is not None and any(name == p or name.startswith(p + ".") for p in prefixes)

    out = {}
    for stage, prefixes in stages.items():
        params = {id(p): p.numel() for n, p in model.named_parameters() if inside(n, prefixes)}
        macs = sum(r["macs"] for r in flat if r["is_leaf_layer"] and inside(r["instance_name"], prefixes))
        out[stage] = {"stage_name": stage, "params": sum(params.values()), "macs": macs}
    return out


def _shared_parameters(model):
    """Names that are one tensor, in groups: [["lm_head.weight", "model.embed_tokens.weight"]]."""
    groups = {}
    for name, parameter in model.named_parameters(remove_duplicate=False):
        groups.setdefault(id(parameter), []).append(name)
    return sorted(sorted(names) for names in groups.values() if len(names) > 1)


def _linear_macs_rule():
    """How this torchinfo counts a Linear on [B, S, C]; __version__ does not tell (later builds also say 1.8.0)."""
    probe = torchinfo.summary(nn.Linear(2, 3, bias=False), input_data=torch.zeros(1, 5, 2), verbose=0, device="cpu")
    return {6: "params*output_size[0]", 30: "params*prod(output_size[:-1])"}.get(int(probe.total_mult_adds), "other")


# ---------------------------------------------------------------------- FLOPs
def _prod(numbers):
    result = 1
    for n in numbers:
        result *= int(n)
    return result


def _attention_flops(query, key, value, *args, **kwargs):
    """Q Kᵀ and P V over the whole rectangle, masked or not, for every query head (grouped-query too)."""
    *batch_heads, seq_q, dim = query.shape
    return 2 * _prod(batch_heads) * seq_q * key.shape[-2] * (dim + value.shape[-1])


def _recurrent_flops(args):
    """Each weight matrix of an RNN meets each token (of each sequence) once."""
    tensors = [t for a in args for t in (a if isinstance(a, (list, tuple)) else [a]) if isinstance(t, torch.Tensor)]
    tokens = _prod(tensors[0].shape[:-1])
    return 2 * tokens * sum(t.numel() for t in tensors[1:] if t.ndim == 2)


class FlopCounter(TorchDispatchMode):
    """PyTorch's own formulas (torch.utils.flop_counter), by module, and those that it lacks: attention with fewer
    key-value heads, grouped matrix products, fused recurrent layers. 2 per multiply-add; nothing element-wise."""

    def __init__(self, model):
        super().__init__()
        from torch.utils.flop_counter import flop_registry
        self.registry = flop_registry
        self.root = type(model).__name__
        self.stack = []
        self.modules, self.shapes, self.by_op = {}, {}, {}
        names = {id(m): n for n, m in model.named_modules()}
        self.hooks = []
        for module in model.modules():
            path = self.root + ("." + names[id(module)] if names[id(module)] else "")
            self.hooks += [
                module.register_forward_pre_hook(lambda m, i, p=path: self.stack.append(p)),
                module.register_forward_hook(lambda m, i, o: self.stack.pop() and None, always_call=True)]

    def close(self):
        for hook in self.hooks:
            hook.remove()

    def flops(self, func, args, kwargs, out):
        """FLOPs of one call, or None where the operation has no matrix arithmetic."""
        packet, name = func._overloadpacket, func._overloadpacket.__name__
        if name.startswith("_scaled_dot_product") and not name.endswith("_math") and "backward" not in name:
            return _attention_flops(*args, **kwargs)
        if name in ("_cudnn_rnn", "mkldnn_rnn_layer", "miopen_rnn"):
            return _recurrent_flops(args)
        if "grouped_mm" in name:
            return 2 * args[0].numel() * int(out.shape[-1])
        if name == "_addmm_activation":
            return 2 * args[1].numel() * int(out.shape[-1])
        if packet in self.registry:
            return int(self.registry[packet](*args, **kwargs, out_val=out))
        return None

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if func._overloadpacket not in self.registry and func is not torch.ops.prim.device.default:
            with self:  # what an operation is made of, where it is made of others
                out = func.decompose(*args, **kwargs)
            if out is not NotImplemented:
                return out
        out = func(*args, **kwargs)
        flops = self.flops(func, args, kwargs, out)
        if flops:
            name = func._overloadpacket.__name__
            here = self.stack[-1] if self.stack else self.root
            for path in set(self.stack) | {self.root}:
                self.modules.setdefault(path, {"flops": 0, "self_flops": 0})["flops"] += flops
            self.modules[here]["self_flops"] += flops
            self.by_op[name] = self.by_op.get(name, 0) + flops
            tensors = [list(a.shape) for a in args if isinstance(a, torch.Tensor)]
            where = re.sub(r"\.\d+(?=\.|$)", ".*", here)
            row = self.shapes.setdefault((where, name, str(tensors)), {
                "module": where, "op": name, "inputs": tensors, "calls": 0, "flops": 0})
            row["calls"] += 1
            row["flops"] += flops
        return out


def _call(model, input_data):
    if isinstance(input_data, torch.Tensor):
        return model(input_data)
    return model(**input_data) if isinstance(input_data, dict) else model(*input_data)


@contextlib.contextmanager
def _no_fused_attention_path():
    """nn.MultiheadAttention's fused path hides its matrix products from every counter."""
    mha = getattr(torch.backends, "mha", None)
    before = mha.get_fastpath_enabled() if mha else None
    if mha:
        mha.set_fastpath_enabled(False)
    try:
        yield
    finally:
        if mha:
            mha.set_fastpath_enabled(before)


def count_flops(model, input_data):
    """PyTorch's matrix FLOPs of one forward pass, per module (`flops` with, `self_flops` without its children)."""
    parameters, inputs = list(model.parameters()), _shapes(input_data)
    counter = FlopCounter(model)
    try:
        with _no_fused_attention_path(), torch.no_grad(), counter:
            _call(model, input_data)
    finally:
        counter.close()
    return {
        "model": type(model).__name__,
        "dtype": _dtype_name(parameters[0].dtype if parameters else torch.get_default_dtype()),
        "inputs": inputs,
        "counter": "torch.utils.flop_counter + grouped-query attention, grouped matrix products, recurrent layers",
        "torch_version": torch.__version__,
        "total_flops": counter.modules.get(counter.root, {"flops": 0})["flops"],
        "parameters": sum(p.numel() for p in parameters),
        "param_bytes": sum(p.numel() * p.element_size() for p in parameters),
        "flops_by_op": counter.by_op,
        "modules": dict(sorted(counter.modules.items())),
        "shapes": sorted(counter.shapes.values(), key=lambda row: -row["flops"]),
    }


# --------------------------------------------------------------------- export
def export(model, input_data, out_dir, model_path=None, *, depth=None, stages=None, flops=False, compress=False,
           col_width=25, **workload):
    """Run one forward pass of `model` under torchinfo and write the artifacts.

    model       nn.Module, already on its device and in the mode (eval/train) to record
    input_data  tensor | tuple/list of positional args | dict of keyword args
    out_dir     created if needed
    depth       rows deeper than this are left out of the .txt table only
    stages      {stage: [module-name prefix, ...]}; default: top-level children
    flops       also count FLOPs (a second forward pass) into flops.json
    compress    write .json.gz instead of .json
    workload    base_size / image_size / seq_len / crop_mode and anything else

    Returns the dict written to torchinfo-layers.json.
    """
    full_depth = max((n.count(".") + 1 for n, _ in model.named_modules() if n), default=0)
    depth = full_depth if depth is None else depth
    device = next((t.device for t in list(model.parameters()) + list(model.buffers())), torch.device("cpu"))

    inputs = _shapes(input_data)  # before the run: it may fill a cache that it was given
    counted = count_flops(model, copy.deepcopy(input_data)) if flops else None
    was_training = model.training
    with _tolerant_torchinfo():
        stats = torchinfo.summary(  # no `device`: model and inputs stay where they are
            model, input_data=input_data, depth=depth, col_width=col_width, verbose=0,
            col_names=("input_size", "output_size", "num_params", "kernel_size", "mult_adds"),
            row_settings=("depth", "var_names"), mode="train" if was_training else "eval")
    model.train(was_training)

    names = {id(m): n for n, m in model.named_modules()}
    files, ids = {}, {}
    flat = [_layer_record(layer, i, names, files, ids) for i, layer in enumerate(stats.summary_list)]
    hierarchy = _tree(flat)

    head = {
        "generated_at": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "model_path": str(model_path if model_path is not None else type(model).__name__),
        "device": device.type,
        **{k: workload.pop(k, None) for k in SCHEMA_WORKLOAD_KEYS},
        "depth": int(depth),
        "total_params": int(stats.total_params),
        "total_macs": int(stats.total_mult_adds or 0),
    }
    about = {
        "exporter": "export_torchinfo.py",
        "torchinfo_version": getattr(torchinfo, "__version__", "unknown"),
        "linear_macs_rule": _linear_macs_rule(),
        "torch_version": torch.__version__,
        "dtype": _dtype_name(next((p.dtype for p in model.parameters()), torch.get_default_dtype())),
        "training": was_training,
        "inputs": inputs,
        "workload": _jsonable(workload),
    }
    unique = _unique_layers(hierarchy)
    shared = {"shared_parameters": _shared_parameters(model)}
    documents = {
        "torchinfo-layers.json": {**head, **about, **shared, "layers_flat": flat, "hierarchy": hierarchy},
        "torchinfo-unique-layers.json": {**head, **about, "num_unique_layers": len(unique), "layers": unique},
        "torchinfo-stages.json": {**head, **about, "stages": _stages(model, flat, stages)},
    }
    if flops:
        documents["flops.json"] = counted

    os.makedirs(out_dir, exist_ok=True)
    for name, document in documents.items():
        data = json.dumps(document, indent=1).encode("utf-8")
        path = os.path.join(out_dir, name)
        with (gzip.open(path + ".gz", "wb") if compress else open(path, "wb")) as f:
            f.write(data)
    with open(os.path.join(out_dir, "torchinfo-summary.txt"), "w", encoding="utf-8") as f:
        f.write(str(stats) + "\n")
    return documents["torchinfo-layers.json"]


# --------------------------------------------------------------- Hugging Face
def _find(config, names, default=None):
    """The first of `names` that the config, or its text or vision part, knows."""
    parts = [config] + [getattr(config, n) for n in ("text_config", "vision_config", "encoder") if hasattr(config, n)]
    for part in parts:
        for name in names:
            value = part.get(name) if isinstance(part, dict) else getattr(part, name, None)
            if value is not None:
                return value
    return default


def hf_config(identifier, settings=(), trust_remote_code=False):
    """The config of a repository, of a folder, or (by model type, as "bert") the type's default one."""
    import transformers
    if identifier in transformers.CONFIG_MAPPING and not os.path.isdir(identifier):
        config = transformers.AutoConfig.for_model(identifier)
    else:
        config = transformers.AutoConfig.from_pretrained(identifier, trust_remote_code=trust_remote_code)
    for key, value in settings:
        *path, last = key.split(".")
        part = config
        for name in path:
            part = getattr(part, name)
        setattr(part, last, value)
    return config


def hf_model(config, class_name=None, device="meta", dtype=None, trust_remote_code=False):
    """The config's architecture with random weights, in eval mode."""
    import transformers
    if str(device) == "meta":  # of the ways to run experts, the one that does not look at how many tokens each got
        for part in [config] + [getattr(config, n) for n in ("text_config", "llm_config") if hasattr(config, n)]:
            if hasattr(part, "_experts_implementation"):
                part._experts_implementation = "batched_mm"
    names = [class_name] if class_name else [n for n in (config.architectures or []) if hasattr(transformers, n)]
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype or torch.float32)
    try:
        with torch.device(device):
            if names:
                cls = getattr(transformers, names[0])
                model = cls(config)
            else:
                lm = type(config) in transformers.MODEL_FOR_CAUSAL_LM_MAPPING
                auto = transformers.AutoModelForCausalLM if lm else transformers.AutoModel
                model = auto.from_config(config, trust_remote_code=trust_remote_code)
    finally:
        torch.set_default_dtype(before)
    return model.to(dtype=dtype or torch.float32).eval()


def hf_inputs(model, batch=1, seq_len=None, device="meta", use_cache=False):
    """Random inputs of the shapes that the config asks for: text, image, video, audio, or text and image."""
    config = model.config
    accepted = inspect.signature(model.forward).parameters
    main = getattr(model, "main_input_name", "input_ids")
    dtype = next((p.dtype for p in model.parameters() if p.dtype.is_floating_point), torch.float32)
    limit = _find(config, ("max_position_embeddings", "n_positions", "max_target_positions"), 512)
    length = seq_len or min(128, limit - 2 if isinstance(limit, int) and limit > 8 else 128)
    vocab = _find(config, ("vocab_size",), 100)

    def tokens():
        return torch.randint(0, vocab, (batch, length), device=device)

    def image():
        size = _find(config, ("image_size",), 224)
        height, width = size if isinstance(size, (list, tuple)) else (size, size)
        frames = [config.num_frames] if isinstance(getattr(config, "num_frames", None), int) else []
        channels = _find(config, ("num_channels",), 3)
        return torch.randn((batch, *frames, channels, height, width), device=device).to(dtype)

    # Where images are tokens of the text, their number depends on the image: such models are recorded on text alone.
    image_tokens = any(hasattr(config, n) for n in ("image_token_id", "image_token_index"))
    sees = (hasattr(config, "vision_config") or hasattr(config, "image_size")) and "pixel_values" in accepted
    inputs = {}
    if main == "pixel_values" and "pixel_values" in accepted:
        inputs["pixel_values"] = image()
    elif main == "input_features":
        frames = 2 * _find(config, ("max_source_positions",), 1500)
        inputs[main] = torch.randn((batch, _find(config, ("num_mel_bins",), 80), frames), device=device).to(dtype)
    elif main == "input_values":
        mels = _find(config, ("num_mel_bins",))  # spectrograms, else one second of sound
        shape = (batch, _find(config, ("max_length",), 1024), mels) if mels else (batch, 16000)
        inputs[main] = torch.randn(shape, device=device).to(dtype)
    else:
        inputs["input_ids"] = tokens()
        if sees and not image_tokens:
            inputs["pixel_values"] = image()
    if getattr(config, "is_encoder_decoder", False) and "decoder_input_ids" in accepted:
        inputs["decoder_input_ids"] = tokens()
    if "use_cache" in accepted:
        inputs["use_cache"] = use_cache
    return inputs


# ------------------------------------------------------------------------ CLI
def _literal(text):
    try:
        return json.loads(text)
    except ValueError:
        return text


def _key_value(text):
    key, sep, value = text.partition("=")
    if not sep:
        raise argparse.ArgumentTypeError("expected KEY=VALUE, got %r" % text)
    return key, _literal(value)


def _make_input(spec, default_dtype, device):
    """'[name=]SHAPE[:dtype[:max]]' -> (name or None, tensor)."""
    name, sep, rest = spec.partition("=")
    name, rest = (name, rest) if sep else (None, spec)
    shape, *more = rest.split(":")
    shape = [int(s) for s in shape.replace("x", ",").split(",") if s]
    dtype = getattr(torch, more[0]) if more and more[0] else default_dtype
    if dtype.is_floating_point:
        return name, torch.randn(shape, device=device).to(dtype)
    high = int(more[1]) if len(more) > 1 else 2
    return name, torch.randint(0, high, shape, device=device).to(dtype)


def _parser():
    ap = argparse.ArgumentParser(description="Export a PyTorch model as TorchInfo JSON artifacts.",
                                 epilog="See the docstring at the top of this file for examples.")
    what = ap.add_mutually_exclusive_group(required=True)
    what.add_argument("--hf", metavar="ID", help="Hugging Face repository, folder with a config.json, or model type")
    what.add_argument("--model", metavar="PKG.MODULE:NAME", help="factory: class or function")
    ap.add_argument("--out", required=True, metavar="FOLDER")
    ap.add_argument("--flops", action="store_true", help="also count FLOPs with PyTorch into flops.json")
    ap.add_argument("--dtype", default="float32", help="parameter and default input dtype")
    ap.add_argument("--device", help="cpu, cuda, meta, ... (--hf: meta, then cpu; --model: cuda where there is one)")
    ap.add_argument("--train", action="store_true", help="record training mode instead of eval")
    ap.add_argument("--gzip", action="store_true", help="write .json.gz")
    ap.add_argument("--depth", type=int, help="depth of the text table (default: full)")
    ap.add_argument("--stage", action="append", default=[], metavar="NAME=PREFIX[,PREFIX...]")
    ap.add_argument("--workload", action="append", type=_key_value, default=[], metavar="KEY=VALUE")
    ap.add_argument("--model-path", help="recorded as the model's name (default: the --hf or --model text)")
    hf = ap.add_argument_group("with --hf")
    hf.add_argument("--set", action="append", type=_key_value, default=[], metavar="KEY=VALUE",
                    help="change the config")
    hf.add_argument("--hf-class", metavar="NAME", help="transformers class (default: what the config names)")
    hf.add_argument("--batch", type=int, default=1)
    hf.add_argument("--seq-len", type=int, help="tokens of text inputs (default: 128)")
    hf.add_argument("--trust-remote-code", action="store_true", help="run model code that the repository brings")
    own = ap.add_argument_group("inputs (with --hf: named ones replace or join the generated)")
    own.add_argument("--factory-arg", action="append", type=_key_value, default=[], metavar="KEY=VALUE")
    own.add_argument("--input-shape", action="append", default=[], metavar="1,3,224,224",
                     help="float input of this shape (repeat for more positional inputs)")
    own.add_argument("--input", action="append", default=[], metavar="[NAME=]SHAPE[:DTYPE[:MAX]]")
    return ap


def _build_hf(a, ap, device, dtype, use_cache):
    try:
        config = hf_config(a.hf, a.set, a.trust_remote_code)
    except (OSError, ValueError, AttributeError) as error:
        ap.error("--hf %s: %s" % (a.hf, str(error).strip().splitlines()[0]))
    model = hf_model(config, a.hf_class, device, dtype, a.trust_remote_code)
    inputs = hf_inputs(model, a.batch, a.seq_len, device, use_cache)
    for name, tensor in (_make_input(s, dtype, device) for s in a.input_shape + a.input):
        if name is None:
            ap.error("with --hf every input needs a name: --input NAME=SHAPE")
        inputs[name] = tensor
    return model, inputs


def _build_own(a, ap, device, dtype):
    sys.path.insert(0, os.getcwd())
    mod_name, sep, attr = a.model.partition(":")
    if not sep:
        ap.error("--model must look like pkg.module:name")
    factory = importlib.import_module(mod_name)
    for part in attr.split("."):
        factory = getattr(factory, part)
    model = factory(**dict(a.factory_arg))
    if not isinstance(model, nn.Module):
        ap.error("%s returned %s, not an nn.Module" % (a.model, type(model).__name__))
    made = [_make_input(s, dtype, device) for s in a.input_shape + a.input]
    if not made:
        ap.error("give at least one --input-shape or --input")
    if all(n is None for n, _ in made):
        return model.to(device=device, dtype=dtype), [t for _, t in made]
    if any(n is None for n, _ in made):
        ap.error("name all inputs or none")
    return model.to(device=device, dtype=dtype), dict(made)


def main(argv=None):
    ap = _parser()
    a = ap.parse_args(argv)
    if torch is None:
        ap.error("%s (pip install torch torchinfo)" % MISSING)
    dtype = getattr(torch, a.dtype)
    stages = {k: v.split(",") for k, v in (s.split("=", 1) for s in a.stage)} or None
    text = a.hf or a.model
    named = a.model_path or (os.path.basename(os.path.abspath(text)) if os.path.isdir(text) else text)
    workload = dict(a.workload)
    if a.seq_len:
        workload.setdefault("seq_len", a.seq_len)
    if a.device or a.model:
        ways = [(a.device or ("cuda" if torch.cuda.is_available() else "cpu"), False)]
    else:
        # Without memory where it can be; some decoders look at tensor values unless they fill a cache.
        ways = [("meta", False), ("meta", True), ("cpu", False)]
    for device, use_cache in ways:
        model = None
        try:
            model, inputs = _build_hf(a, ap, device, dtype, use_cache) if a.hf else _build_own(a, ap, device, dtype)
            doc = export(model.train(a.train), inputs, a.out, model_path=named, depth=a.depth, stages=stages,
                         flops=a.flops, compress=a.gzip, **dict(workload))
            break
        except Exception:
            if (device, use_cache) == ways[-1]:
                traceback.print_exc()
                ap.exit(1, "The model did not run on %s. Inputs come from --input [NAME=]SHAPE[:DTYPE[:MAX]]; where it "
                        "needs more than shapes, call export() from Python.\n"
                        % ("these inputs" if a.input or a.input_shape else "the generated inputs"))
            if model is not None and use_cache:
                size = sum(p.numel() * p.element_size() for p in model.parameters())
                print("This model looks at tensor values: running it on the processor, which takes %.1f GB for the "
                      "weights (--dtype bfloat16 halves it, --set num_hidden_layers=2 cuts it)." % (size / 1e9),
                      file=sys.stderr)
    print("%s: %d layer rows, %s parameters -> %s" % (
        named, len(doc["layers_flat"]), format(doc["layers_flat"][0]["num_params"], ","), a.out))
    print("Drop this folder on ModelMeter.")


if __name__ == "__main__":
    main()
