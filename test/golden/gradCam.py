"""Writes gradCam.json: Grad-CAM of two small models, computed by PyTorch in double precision.

Run: /usr/bin/python3 test/golden/gradCam.py
"""

import json
from pathlib import Path

import torch
from torch.nn import functional as F

from hash import uniform

SIDE, CHANNELS, CLASSES = 8, 4, 3
# Streams of the hash, as in the test.
PICTURES, FIRST, SECOND, DENSE = 7000, 7001, 7002, 7003


def drawn(stream, *shape):
    """In TensorFlow.js' layout."""
    size = 1
    for side in shape:
        size *= side
    return torch.from_numpy(uniform(stream, size)).reshape(shape)


def filters(stream, inputs):
    return drawn(stream, 3, 3, inputs, CHANNELS).permute(3, 2, 0, 1)


def features(pictures, residual):
    first = F.relu(F.conv2d(pictures, filters(FIRST, 1), padding=1))
    second = F.conv2d(first, filters(SECOND, CHANNELS), padding=1)
    return F.relu(second + first if residual else second)


def logits(maps, residual):
    if residual:
        return maps.mean(dim=(2, 3)) @ drawn(DENSE, CHANNELS, CLASSES)
    pooled = F.max_pool2d(maps, 2).permute(0, 2, 3, 1).flatten(1)
    return pooled @ drawn(DENSE, pooled.shape[1], CLASSES)


def grad_cam(residual, classes):
    pictures = drawn(PICTURES, len(classes), SIDE, SIDE, 1).permute(0, 3, 1, 2)
    maps = features(pictures, residual).detach().requires_grad_()
    scores = logits(maps, residual)
    scores[range(len(classes)), classes].sum().backward()
    weights = maps.grad.mean(dim=(2, 3), keepdim=True)
    heat = F.relu((weights * maps).sum(dim=1)).detach()
    largest = heat.amax(dim=(1, 2), keepdim=True)
    return torch.where(largest > 0, heat / largest, heat)


classes = [0, 1, 2]
cases = [
    {"residual": residual, "classes": classes, "heat": [round(v, 9) for v in grad_cam(residual, classes).flatten().tolist()]}
    for residual in [False, True]
]
Path(__file__).with_name("gradCam.json").write_text(json.dumps({"torch": torch.__version__, "cases": cases}) + "\n")
