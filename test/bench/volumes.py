"""Prepares the volumes of a folder with nibabel and Pillow, in one process for each core.

Debian's packages python3-nibabel and python3-pil: volumes.py VOLUMES OUT WORKERS. Prints the seconds it took.
"""

import re
import sys
import time
from multiprocessing import Pool
from pathlib import Path

import nibabel as nib
import numpy as np
from nibabel.orientations import apply_orientation, io_orientation
from PIL import Image

LOW, HIGH, SIZE = -160, 240, 256


def prepare(task):
    image_path, out = task
    number = re.search(r'-(\d+)\.nii', image_path.name).group(1)
    image = nib.load(image_path)
    labels = nib.load(image_path.with_name(image_path.name.replace('volume', 'segmentation')))
    ornt = io_orientation(image.affine)
    values = apply_orientation(np.asarray(image.dataobj, dtype=np.float32), ornt)
    classes = apply_orientation(np.asarray(labels.dataobj, dtype=np.uint8), ornt)
    rows = []
    for z in range(values.shape[2]):
        seen = np.ascontiguousarray(values[::-1, ::-1, z].T.clip(LOW, HIGH))
        mean = np.asarray(Image.fromarray(seen).resize((SIZE, SIZE), Image.BOX))
        grey = np.rint(255 * (mean - LOW) / (HIGH - LOW)).astype(np.uint8)
        seen = np.ascontiguousarray(classes[::-1, ::-1, z].T)
        mask = np.asarray(Image.fromarray(seen).resize((SIZE, SIZE), Image.NEAREST))
        liver, lesion = (mask >= 1).astype(np.uint8), (mask == 2).astype(np.uint8)
        files = [
            (f'volumes/volume-{number}_{z}.png', grey),
            (f'segmentations/segmentation-{number}_livermask_{z}.png', liver),
            (f'segmentations/segmentation-{number}_lesionmask_{z}.png', lesion),
        ]
        for name, pixels in files:
            Image.fromarray(pixels).save(out / name)
        rows.append(f'{files[0][0]},{int(liver.any())},{int(lesion.any())},{files[1][0]},{files[2][0]}')
    return rows


if __name__ == '__main__':
    folder, out, workers = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    start = time.perf_counter()
    for kind in ('volumes', 'segmentations'):
        (out / kind).mkdir(parents=True, exist_ok=True)
    tasks = [(path, out) for path in sorted(folder.glob('volume-*.nii*'))]
    with Pool(workers) as pool:
        rows = [row for rows in pool.imap(prepare, tasks) for row in rows]
    (out / 'classes.csv').write_text('\n'.join(rows))
    print(time.perf_counter() - start)
