"""Writes transforms.json.gz: what torchvision makes of small pictures, for transforms.test.ts to compare with.

A case is one call of a function of `F` in src/augment: its name, its arguments after the picture as JSON, and torchvision's
answer. Pictures are odd and even, not square, of floats and of bytes, of one and of three channels.

Run: /usr/bin/python3 test/golden/transforms.py (torchvision 0.14 of Debian; nothing is drawn at random)
"""

import base64
import gzip
import json
from pathlib import Path

import numpy as np
import torch
import torchvision
from torchvision.transforms import functional as F
from torchvision.transforms import InterpolationMode

MODES = {mode.value: mode for mode in InterpolationMode}
GRID_MODES = ["nearest", "bilinear"]
rng = np.random.default_rng(20210)


def picture(channels, height, width, kind):
    """Smooth shapes and noise, with black and white in it."""
    y, x = np.mgrid[0:height, 0:width]
    planes = [
        0.5 + 0.4 * np.sin(x / (1.5 + c) + c) * np.cos(y / (2.5 - 0.5 * c)) + rng.normal(0, 0.08, (height, width))
        for c in range(channels)
    ]
    values = np.clip(np.stack(planes), 0, 1)
    values[:, 0, 0], values[:, -1, -1] = 0, 1
    if kind == "uint8":
        return torch.tensor(np.round(values * 255), dtype=torch.uint8)
    return torch.tensor(values, dtype=torch.float32)


def encode(tensor):
    array = tensor.contiguous().numpy()
    kind = "float" if array.dtype == np.float32 else "uint8"
    return {"kind": kind, "shape": list(array.shape), "data": base64.b64encode(array.tobytes()).decode()}


inputs = {}
for (height, width) in [(9, 12), (16, 16), (13, 7)]:
    for channels in (1, 3):
        for kind in ("float", "uint8"):
            inputs[f"{channels}x{height}x{width} {kind}"] = picture(channels, height, width, kind)
grey = [name for name in inputs if name.startswith("1x")]
small = ["1x9x12 float", "1x9x12 uint8", "3x13x7 float", "3x13x7 uint8"]
cases = []


def case(name, args, call, on=small, exact=False):
    """Adds F[name](picture, ...args), which should give call(picture)."""
    for key in on:
        output = call(inputs[key])
        outputs = output if isinstance(output, (list, tuple)) else [output]
        cases.append({"name": name, "input": key, "args": args, "exact": exact, "outputs": [encode(o) for o in outputs]})


case("hflip", [], F.hflip, on=inputs, exact=True)
case("vflip", [], F.vflip, on=inputs, exact=True)

for mode in GRID_MODES:
    for angle in (0, 30, -45, 90, 180, 200.5):
        case("rotate", [angle, {"interpolation": mode}],
             lambda img: F.rotate(img, angle, MODES[mode]), on=grey, exact=mode == "nearest")
    for expand in (False, True):
        for fill in (None, 0.0, 0.75):
            options = {"interpolation": mode, "expand": expand, "center": [2, 5] if not expand else None, "fill": fill}
            on = small if fill is None or not expand else ["1x9x12 float", "3x13x7 float"]
            case("rotate", [25, {k: v for k, v in options.items() if v is not None}],
                 lambda img: F.rotate(img, 25, MODES[mode], expand, options["center"],
                                      None if fill is None else [fill] * img.shape[0]),
                 on=on, exact=mode == "nearest")
    case("rotate", [25, {"interpolation": mode, "fill": [0.1, 0.5, 0.9]}],
         lambda img: F.rotate(img, 25, MODES[mode], fill=[0.1, 0.5, 0.9]), on=["3x13x7 float"], exact=mode == "nearest")
    case("rotate", [25, {"interpolation": mode, "fill": 200}],
         lambda img: F.rotate(img, 25, MODES[mode], fill=200.0), on=["1x9x12 uint8"], exact=mode == "nearest")
    for (angle, translate, scale, shear) in [
        (15, [2, -3], 1.2, [0, 0]), (0, [0, 0], 0.5, [0, 0]), (0, [0, 0], 2, [0, 0]), (-70, [1, 1], 0.8, [20, -10]),
        (0, [3, 4], 1, [0, 0]), (0, [0, 0], 1, [30, 0]),
    ]:
        case("affine", [angle, translate, scale, shear, {"interpolation": mode}],
             lambda img: F.affine(img, angle, translate, scale, shear, MODES[mode]), on=grey, exact=mode == "nearest")
    case("affine", [40, [1, 0], 1.1, 12, {"interpolation": mode, "fill": 0.25, "center": [3, 4]}],
         lambda img: F.affine(img, 40, [1, 0], 1.1, 12, MODES[mode], 0.25, [3, 4]),
         on=["1x9x12 float", "3x13x7 float"], exact=mode == "nearest")

for factor in (0, 0.4, 1, 1.7):
    case("adjustBrightness", [factor], lambda img: F.adjust_brightness(img, factor))
    case("adjustContrast", [factor], lambda img: F.adjust_contrast(img, factor))
    case("adjustSaturation", [factor], lambda img: F.adjust_saturation(img, factor))
for factor in (-0.5, -0.2, 0, 0.3):
    case("adjustHue", [factor], lambda img: F.adjust_hue(img, factor))
for channels in (1, 3):
    case("rgbToGrayscale", [channels], lambda img: F.rgb_to_grayscale(img, channels if img.shape[0] == 3 else 1))

for args in ([3], [[5, 3]], [[3, 5], [0.5, 2]], [5, 1.3], [1]):
    case("gaussianBlur", args, lambda img: F.gaussian_blur(img, *args))

case("normalize", [0.5, 0.25], lambda img: F.normalize(img, [0.5], [0.25]), on=["1x9x12 float", "3x13x7 float"], exact=True)
case("normalize", [[0.1, 0.2, 0.3], [0.5, 0.6, 0.7]],
     lambda img: F.normalize(img, [0.1, 0.2, 0.3], [0.5, 0.6, 0.7]), on=["3x13x7 float"], exact=True)

golden = {
    "torchvision": torchvision.__version__,
    "inputs": {name: encode(tensor) for name, tensor in inputs.items()},
    "cases": cases,
}
out = Path(__file__).with_name("transforms.json.gz")
out.write_bytes(gzip.compress(json.dumps(golden).encode(), 9, mtime=0))
print(f"{len(cases)} cases, {out.stat().st_size} bytes")
