"""Writes models.json: what PyTorch finds for the models of test/models, in double precision.

Weights and slices are too large to keep, so both sides make them by the same hash (hashed.ts is its twin). All tensors are
counted in TensorFlow.js' layout: pictures [batch, height, width, channels], filters [height, width, in, out].

Run: python3 test/golden/models.py
"""

import json
import math
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn

from hash import hashed, uniform

sys.path.insert(0, str(Path(__file__).parents[1] / "models"))
from models import MODELS, Bottleneck  # noqa: E402

CLASSES = 3
SAMPLES = 24
# Residual branches begin small, as is common: with large ones 50 layers magnify rounding a hundredfold.
DAMPING = 0.1
# Of 592 batches the one whose activations keep farthest from zero. Where one is within rounding of it, ReLU's derivative
# is right on either side, and single precision (PyTorch's too) may differ from double by a percent of the gradient.
CLEAR_BATCH = 509
# Streams of the hash: what is drawn for what. A model's parameters come first, one stream each.
PICTURES, LABELS, PROJECTION, POSITIONS, STATISTICS = 1000, 1001, 2000, 3000, 4000


def as_float32(values):
    return torch.from_numpy(np.asarray(values, np.float64).astype(np.float32).astype(np.float64))


def to_torch(values, shape, flattened):
    """From TensorFlow.js' layout to PyTorch's. `flattened` are the channels of the picture that a dense layer reads."""
    if len(shape) == 4:
        out, inputs, height, width = shape
        return values.reshape(height, width, inputs, out).transpose(3, 2, 0, 1)
    if len(shape) == 2:
        out, inputs = shape
        kernel = values.reshape(inputs, out).T
        return kernel if not flattened else kernel.reshape(out, -1, flattened).transpose(0, 2, 1).reshape(shape)
    return values


def from_torch(values, flattened):
    if values.ndim == 4:
        return values.transpose(2, 3, 1, 0).ravel()
    if values.ndim == 2:
        if flattened:
            values = values.reshape(len(values), flattened, -1).transpose(0, 2, 1).reshape(values.shape)
        return values.T.ravel()
    return values


def layers_of(model):
    """Layers with weights, and for a dense layer that reads a flattened picture the picture's channels."""
    channels = None
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            channels = module.out_channels
        if isinstance(module, (nn.Conv2d, nn.BatchNorm2d)):
            yield module, None
        elif isinstance(module, nn.Linear):
            yield module, channels if module.in_features != channels else None
            channels = module.out_features


def parameters_of(model):
    return [
        (parameter, flattened, isinstance(module, nn.BatchNorm2d) and name == "weight")
        for module, flattened in layers_of(model)
        for name, parameter in module.named_parameters(recurse=False)
    ]


def damped_scales(model):
    """Streams of the scales that end a residual branch."""
    ends = {id(module.third[1].weight) for module in model.modules() if isinstance(module, Bottleneck)}
    return [stream for stream, (parameter, *_) in enumerate(parameters_of(model)) if id(parameter) in ends]


def fill(model):
    damped = set(damped_scales(model))
    for stream, (parameter, flattened, is_scale) in enumerate(parameters_of(model)):
        shape = tuple(parameter.shape)
        values = uniform(stream, parameter.numel())
        if is_scale:
            values = (DAMPING if stream in damped else 1) * (1 + 0.25 * values)
        elif len(shape) == 1:
            values = 0.1 * values
        else:
            values = values * math.sqrt(6 / math.prod(shape[1:]))
        parameter.data = as_float32(np.ascontiguousarray(to_torch(values, shape, flattened)))
    norms = [module for module, _ in layers_of(model) if isinstance(module, nn.BatchNorm2d)]
    for index, norm in enumerate(norms):
        size = norm.num_features
        norm.running_mean = as_float32(0.1 * uniform(STATISTICS + 2 * index, size))
        norm.running_var = as_float32(1 + 0.25 * uniform(STATISTICS + 2 * index + 1, size))


def batch_of(size, side, number=0):
    count = size * side * side
    positions = np.arange(count) + number * count
    pictures = hashed(PICTURES, positions).astype(np.float64) / 2**31 - 1
    labels = hashed(LABELS, np.arange(size) + number * size) % np.uint64(CLASSES)
    return as_float32(pictures).reshape(size, 1, side, side), torch.from_numpy(labels.astype(np.int64))


def compact(numbers):
    return [float(f"{number:.9g}") for number in np.asarray(numbers, np.float64).ravel()]


def summary(stream, values):
    """Norm, projection and a few entries of a tensor: what the test compares."""
    positions = hashed(POSITIONS + stream, np.arange(SAMPLES)) % np.uint64(values.size)
    return {
        "size": int(values.size),
        "norm": compact([np.linalg.norm(values)])[0],
        "projection": compact([np.dot(values, uniform(PROJECTION + stream, values.size))])[0],
        "samples": compact(values[positions.astype(np.int64)]),
    }


def summaries(model, of):
    return [
        summary(stream, np.ascontiguousarray(from_torch(of(parameter).detach().numpy(), flattened)))
        for stream, (parameter, flattened, _) in enumerate(parameters_of(model))
    ]


def gradients(name, side, size, number=0):
    model = MODELS[name](side).double()
    fill(model)
    pictures, labels = batch_of(size, side, number)
    with torch.no_grad():
        evaluated = model.eval()(pictures)
    logits = model.train()(pictures)
    loss = nn.functional.cross_entropy(logits, labels)
    loss.backward()
    return {
        "model": name,
        "side": side,
        "batch": size,
        "number": number,
        "damped": damped_scales(model),
        "evaluated": compact(evaluated),
        "logits": compact(logits.detach()),
        "loss": compact([loss.item()])[0],
        "gradients": summaries(model, lambda parameter: parameter.grad),
    }


def training(name, side, size, steps, rate):
    model = MODELS[name](side).double()
    fill(model)
    adam = torch.optim.Adam(model.parameters(), lr=rate, eps=1e-8)
    losses = []
    for step in range(steps):
        pictures, labels = batch_of(size, side, step % 4)
        loss = nn.functional.cross_entropy(model(pictures), labels)
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    return {
        "model": name,
        "side": side,
        "batch": size,
        "rate": rate,
        "losses": compact(losses),
        "weights": summaries(model, lambda parameter: parameter),
    }


def main():
    golden = {
        "pytorch": torch.__version__,
        "damping": DAMPING,
        "gradients": [
            gradients("small-cnn", 64, 4),
            gradients("alexnet", 127, 2),
            gradients("resnet50", 64, 2, CLEAR_BATCH),
        ],
        "training": training("small-cnn", 64, 8, 20, 3e-4),
    }
    target = Path(__file__).with_name("models.json")
    target.write_text(json.dumps(golden, separators=(",", ":")) + "\n")


main()
