"""Writes ctTransforms.json: what MONAI's random transforms make of small pictures, with all that they drew, for ctTransforms.test.ts to compare with.

A case is a transform with its options; the numbers that it drew, as `uniform` and `normal` in the order in which src/augment asks
for them; and the answer. Pictures are floats of one channel, odd and even, not square.

Run: PYTHONPATH=<a copy of MONAI 1.5> /usr/bin/python3 test/golden/ctTransforms.py (with torch of Debian)
"""

import json
from pathlib import Path

import monai
import numpy as np
import torch
from monai.transforms import GibbsNoise, Rand2DElastic

rng = np.random.default_rng(31)


def picture(height, width):
    y, x = np.mgrid[0:height, 0:width]
    values = 0.5 + 0.3 * np.sin(x / 2.3) * np.cos(y / 1.9) + rng.normal(0, 0.08, (height, width))
    return np.clip(values, 0, 1).astype(np.float32)


def plain(array):
    return [round(float(value), 7) for value in np.asarray(array).ravel()]


inputs = {f"{height}x{width}": picture(height, width) for height, width in [(16, 20), (13, 11), (15, 24)]}
cases = []


def case(name, options, key, uniform, normal, output):
    cases.append({"name": name, "options": options, "input": key, "uniform": uniform, "normal": normal, "output": plain(output)})


for key, image in inputs.items():
    for alpha in (0, 0.3, 0.75):
        case("RandGibbsNoise", {"prob": 1, "alpha": [alpha, alpha]}, key, [alpha], [],
             GibbsNoise(alpha)(torch.tensor(image[None]))[0])

elastic = [
    {"spacing": [4, 5], "magnitudeRange": [0.5, 1.5]},
    {"spacing": [6, 3], "magnitudeRange": [1, 2], "paddingMode": "zeros"},
    {"spacing": [5, 5], "magnitudeRange": [0, 1], "rotateRange": 0.4, "shearRange": [0.2, 0.1],
     "translateRange": [2, 3], "scaleRange": [0.2, 0.3], "paddingMode": "border"},
]
for key, image in inputs.items():
    for options in elastic:
        transform = Rand2DElastic(
            spacing=tuple(options["spacing"]),
            magnitude_range=tuple(options["magnitudeRange"]),
            prob=1.0,
            rotate_range=options.get("rotateRange", 0),
            shear_range=tuple(options.get("shearRange", (0, 0))),
            translate_range=tuple(options.get("translateRange", (0, 0))),
            scale_range=tuple(options.get("scaleRange", (0, 0))),
            padding_mode=options.get("paddingMode", "reflection"),
        )
        transform.set_random_state(seed=len(cases))
        output = transform(torch.tensor(image[None]))[0]
        grid, affine = transform.deform_grid, transform.rand_affine_grid
        drawn = [affine.rotate_params, affine.shear_params, affine.translate_params, affine.scale_params]
        # What MONAI did not draw, as its range is 0, is 0; it keeps the factors of the scale with the 1 added.
        lists = [list(values) if values else [] for values in drawn]
        rotate, shear, translate, scale = [(values + [neutral] * 2)[:count] for values, count, neutral in zip(lists, [1, 2, 2, 2], [0, 0, 0, 1])]
        uniform = [float(grid.rand_mag), *map(float, rotate + shear + translate), *[float(factor) - 1 for factor in scale]]
        case("Rand2DElastic", {"prob": 1, **options}, key, uniform, plain(grid.random_offset), output)

golden = {
    "monai": monai.__version__,
    "inputs": {key: {"height": image.shape[0], "width": image.shape[1], "data": plain(image)} for key, image in inputs.items()},
    "cases": cases,
}
out = Path(__file__).with_name("ctTransforms.json")
out.write_text(json.dumps(golden) + "\n")
print(f"{len(cases)} cases, {out.stat().st_size} bytes")
