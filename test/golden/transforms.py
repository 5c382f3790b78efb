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
from torch.nn.functional import interpolate
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


def case(name, args, call, on=small, exact=False, undecided=lambda img: []):
    """Adds F[name](picture, ...args), which should give call(picture) but in the pixels (as indices) that are undecided."""
    for key in on:
        output = call(inputs[key])
        outputs = output if isinstance(output, (list, tuple)) else [output]
        cases.append({"name": name, "input": key, "args": args, "exact": exact, "outputs": [encode(o) for o in outputs],
                      "undecided": undecided(inputs[key])})


def on_border(starts, ends):
    """Pixels of a perspective that come from within 1e-4 of the border between two pixels: torchvision solves for its
    coefficients in single precision, and with nearest interpolation the rounding decides."""
    a = np.zeros((8, 8))
    for i, (e, s) in enumerate(zip(ends, starts)):
        a[2 * i] = [e[0], e[1], 1, 0, 0, 0, -s[0] * e[0], -s[0] * e[1]]
        a[2 * i + 1] = [0, 0, 0, e[0], e[1], 1, -s[1] * e[0], -s[1] * e[1]]
    k = np.linalg.solve(a, np.array(starts, float).ravel())

    def indices(img):
        y, x = np.mgrid[0:img.shape[1], 0:img.shape[2]] + 0.5
        depth = k[6] * x + k[7] * y + 1
        position = np.stack([(k[0] * x + k[1] * y + k[2]) / depth, (k[3] * x + k[4] * y + k[5]) / depth])
        close = (np.abs(position - np.round(position)) < 1e-4).any(0)
        return np.flatnonzero(np.broadcast_to(close, img.shape)).tolist()

    return indices


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

for (top, left, height, width) in [(1, 2, 4, 5), (-2, -1, 5, 4), (5, 4, 20, 10), (0, 0, 3, 3)]:
    case("crop", [top, left, height, width], lambda img: F.crop(img, top, left, height, width), exact=True)
for size in ([4, 5], [3, 3], [20, 9], [12, 15], [7, 7], [6, 6]):
    case("centerCrop", [size], lambda img: F.center_crop(img, size), exact=True)
case("fiveCrop", [[4, 5]], lambda img: F.five_crop(img, [4, 5]), exact=True)
case("tenCrop", [3], lambda img: F.ten_crop(img, 3), on=["1x9x12 float"], exact=True)
case("tenCrop", [[4, 5], True], lambda img: F.ten_crop(img, [4, 5], True), on=["3x13x7 uint8"], exact=True)

for padding in (2, [1, 3], [1, 2, 3, 4]):
    for mode in ("constant", "edge", "reflect", "symmetric"):
        case("pad", [padding, 0, mode], lambda img: F.pad(img, padding, 0, mode), on=["1x9x12 float", "3x13x7 uint8"], exact=True)
case("pad", [[-1, 2, 3, -2], 0.5], lambda img: F.pad(img, [-1, 2, 3, -2], 0.5), on=["1x9x12 float"], exact=True)
case("pad", [2, 77], lambda img: F.pad(img, 2, 77), on=["1x9x12 uint8"], exact=True)

for size in ([5, 7], [20, 15], [9, 24], 6, 14):
    for mode in ("nearest", "bilinear", "bicubic"):
        case("resize", [size, {"interpolation": mode, "antialias": False}],
             lambda img: F.resize(img, size, MODES[mode], antialias=False), exact=mode == "nearest")
        if mode != "nearest":
            case("resize", [size, {"interpolation": mode}], lambda img: F.resize(img, size, MODES[mode], antialias=True))
    case("resize", [size, {"interpolation": "area"}],
         lambda img: interpolate(img[None], F._compute_resized_output_size(img.shape[1:], size if isinstance(size, list) else [size]), mode="area")[0],
         on=["1x9x12 float", "3x13x7 float"])
case("resize", [6, {"maxSize": 8}], lambda img: F.resize(img, 6, max_size=8, antialias=True))
case("resizedCrop", [2, 1, 6, 5, [9, 12]], lambda img: F.resized_crop(img, 2, 1, 6, 5, [9, 12], antialias=True))
case("resizedCrop", [1, 1, 8, 6, 4, {"interpolation": "bicubic"}],
     lambda img: F.resized_crop(img, 1, 1, 8, 6, [4], MODES["bicubic"], antialias=True))

for mode in GRID_MODES:
    for ends in ([[1, 2], [10, 0], [11, 7], [0, 8]], [[2, 1], [9, 2], [8, 8], [1, 6]]):
        starts = [[0, 0], [11, 0], [11, 8], [0, 8]]
        case("perspective", [starts, ends, {"interpolation": mode}],
             lambda img: F.perspective(img, starts, ends, MODES[mode]), on=grey,
             exact=mode == "nearest", undecided=on_border(starts, ends) if mode == "nearest" else lambda img: [])
        case("perspective", [starts, ends, {"interpolation": mode, "fill": 0.5}],
             lambda img: F.perspective(img, starts, ends, MODES[mode], [0.5] * img.shape[0]),
             on=["1x9x12 float", "3x13x7 float"], exact=mode == "nearest",
             undecided=on_border(starts, ends) if mode == "nearest" else lambda img: [])

for gamma in (0, 0.5, 1, 2.2):
    case("adjustGamma", [gamma], lambda img: F.adjust_gamma(img, gamma))
case("adjustGamma", [1.5, 1.3], lambda img: F.adjust_gamma(img, 1.5, 1.3))
for factor in (0, 0.5, 1, 3):
    case("adjustSharpness", [factor], lambda img: F.adjust_sharpness(img, factor))
case("invert", [], F.invert, exact=True)
case("autocontrast", [], F.autocontrast, exact=True)
case("equalize", [], F.equalize, on=["1x16x16 uint8", "3x16x16 uint8", "1x9x12 uint8", "3x13x7 uint8"], exact=True)
for bits in (0, 1, 4, 8):
    case("posterize", [bits], lambda img: F.posterize(img, bits), on=["1x9x12 uint8", "3x13x7 uint8"], exact=True)
for threshold in (0, 0.3, 1):
    case("solarize", [threshold], lambda img: F.solarize(img, threshold), on=["1x9x12 float", "3x13x7 float"], exact=True)
for threshold in (0, 100, 255):
    case("solarize", [threshold], lambda img: F.solarize(img, threshold), on=["1x9x12 uint8", "3x13x7 uint8"], exact=True)
case("convertImageDtype", ["float32"], lambda img: F.convert_image_dtype(img, torch.float32), exact=True)
case("convertImageDtype", ["uint8"], lambda img: F.convert_image_dtype(img, torch.uint8), exact=True)
case("erase", [2, 3, 4, 2, 0.5], lambda img: F.erase(img, 2, 3, 4, 2, torch.tensor([0.5])[:, None, None]),
     on=["1x9x12 float", "3x13x7 float"], exact=True)
case("erase", [1, 0, 3, 6, [10, 20, 30]], lambda img: F.erase(img, 1, 0, 3, 6, torch.tensor([10, 20, 30])[:, None, None]),
     on=["3x13x7 uint8"], exact=True)

# MONAI's formulas, each computed with NumPy's or PyTorch's own function where there is one.
floats = ["1x9x12 float", "1x13x7 float"]
case("adjustContrastByGamma", [1.7],
     lambda img: ((img - img.min()) / (img.max() - img.min() + 1e-7)) ** 1.7 * (img.max() - img.min()) + img.min(), on=floats)
coefficients = [0.05, -0.1, 0.2, 0.3, -0.15, 0.1, 0.02, 0.07, -0.2, 0.12]


def biased(img):
    triangle = np.zeros((4, 4))
    triangle[np.tril_indices(4)] = coefficients
    axes = [np.linspace(-1, 1, side) for side in img.shape[1:]]
    return img * torch.tensor(np.exp(np.polynomial.legendre.leggrid2d(*axes, triangle)), dtype=torch.float32)


def zoomed(img, factor):
    size = [int(np.floor(side * factor)) for side in img.shape[1:]]
    small_img = interpolate(img[None], size, mode="area")[0]
    missing = [side - new for side, new in zip(img.shape[1:], size)]
    if factor > 1:
        top, left = [-gap // 2 for gap in missing]
        return small_img[:, top:top + img.shape[1], left:left + img.shape[2]]
    pads = [(gap // 2, gap - gap // 2) for gap in missing]
    return torch.tensor(np.pad(small_img.numpy(), [(0, 0), *pads], mode="edge"))


case("biasField", [coefficients], biased, on=floats)
for factor in (0.7, 1.4):
    case("zoom", [factor], lambda img: zoomed(img, factor), on=floats)
# src/augment's elasticTransform takes its displacement as a list; JSON has it in sixteenths, which are exact.
shift = np.round(rng.uniform(-0.4, 0.4, (9, 12, 2)) * 16) / 16
for mode in GRID_MODES:
    case("elasticTransform", [shift.ravel().tolist(), {"interpolation": mode, "fill": 0.5}],
         lambda img: F.elastic_transform(img, torch.tensor(shift[None], dtype=torch.float32), MODES[mode], 0.5),
         on=["1x9x12 float", "1x9x12 uint8"] if mode == "bilinear" else [])

golden = {
    "torchvision": torchvision.__version__,
    "inputs": {name: encode(tensor) for name, tensor in inputs.items()},
    "cases": cases,
}
out = Path(__file__).with_name("transforms.json.gz")
out.write_bytes(gzip.compress(json.dumps(golden).encode(), 9, mtime=0))
print(f"{len(cases)} cases, {out.stat().st_size} bytes")
