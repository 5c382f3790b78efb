"""Writes volumes.json.gz: small NIfTI volumes, and the pictures and masks that nibabel and Pillow make of them.

Run with Debian's packages python3-nibabel and python3-pil: /usr/bin/python3 test/golden/volumes.py
"""

import base64
import gzip
import itertools
import json
import tempfile
from pathlib import Path

import nibabel as nib
import numpy as np
from nibabel.nifti1 import Nifti1Extension
from nibabel.orientations import apply_orientation, axcodes2ornt, io_orientation
from PIL import Image

LOW, HIGH, SIZE = -160, 240, 16
rng = np.random.default_rng(19)


def volume(shape, low=-400, high=500):
    """Smooth values, so that a shifted or turned picture is far from the right one, and noise."""
    x, y, z = np.meshgrid(*(np.linspace(0, 1, n) for n in shape), indexing='ij')
    values = low + (high - low) * (0.5 * x + 0.3 * y + 0.2 * z) + rng.normal(0, 30, shape)
    return np.clip(values, low, high)


def labels(shape):
    x, y, z = np.meshgrid(*(np.linspace(0, 1, n) for n in shape), indexing='ij')
    return ((x > 0.4) & (y < 0.7)).astype(np.uint8) + ((x > 0.7) & (y < 0.3) & (z > 0.5)).astype(np.uint8)


def affine_of(codes, zooms=(0.8, 0.9, 2.5)):
    """The matrix of a file whose axes run to these letters."""
    ornt = axcodes2ornt(tuple(codes))
    matrix = np.zeros((4, 4))
    matrix[3, 3] = 1
    for axis, (world, way) in enumerate(ornt):
        matrix[int(world), axis] = way * zooms[int(world)]
    matrix[:3, 3] = [-90, -120, 40]
    return matrix


def expected(image_path, label_path):
    image, label = nib.load(image_path), nib.load(label_path)
    ornt = io_orientation(image.affine)
    squeeze = lambda data: data.reshape(data.shape[:3]) if data.ndim > 3 else data
    values = apply_orientation(squeeze(image.get_fdata()), ornt)
    classes = apply_orientation(np.rint(squeeze(label.get_fdata())), ornt)
    pictures, masks = [], []
    for z in range(values.shape[2]):
        seen = values[::-1, ::-1, z].T.clip(LOW, HIGH).astype(np.float32)
        mean = np.asarray(Image.fromarray(seen).resize((SIZE, SIZE), Image.BOX))
        pictures.append(np.rint(255 * (mean - LOW) / (HIGH - LOW)).astype(np.uint8).tobytes())
        mask = Image.fromarray(classes[::-1, ::-1, z].T.astype(np.uint8)).resize((SIZE, SIZE), Image.NEAREST)
        masks.append(np.asarray(mask).tobytes())
    return pictures, masks


def case(name, image, label, suffix='.nii'):
    text = lambda data: base64.b64encode(data).decode()
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f'{kind}{suffix}' for kind in ('image', 'label')]
        for made, path in zip((image, label), paths):
            nib.save(made, path)
        pictures, masks = expected(*paths)
        files = [text(path.read_bytes()) for path in paths]
    return {
        'name': name,
        'suffix': suffix,
        'image': files[0],
        'label': files[1],
        'pictures': [text(one) for one in pictures],
        'masks': [text(one) for one in masks],
    }


def made(values, affine, kind=nib.Nifti1Image, dtype=np.int16, endian='<', slope=None, intercept=None):
    header = kind.header_class(endianness=endian)
    header.set_data_dtype(np.dtype(dtype).newbyteorder(endian))
    image = kind(np.asarray(values).astype(dtype), affine, header)
    image.set_sform(affine, 1)
    image.set_qform(affine, 1)
    if slope is not None:
        image.header.set_slope_inter(slope, intercept)
    return image


def cases():
    shape = (9, 8, 5)
    seg = lambda shape, affine: made(labels(shape), affine, dtype=np.uint8)
    for letters in itertools.permutations(['RL', 'AP', 'SI']):
        for codes in itertools.product(*letters):
            affine = affine_of(codes)
            yield case(f'axes {"".join(codes)}', made(volume(shape), affine), seg(shape, affine))
    affine = affine_of('LPS')
    types = [np.uint8, np.int8, np.int16, np.uint16, np.int32, np.uint32, np.int64, np.uint64, np.float32, np.float64]
    for kind, endian, dtype in itertools.product((nib.Nifti1Image, nib.Nifti2Image), '<>', types):
        values = volume(shape, 0, 120) if dtype in (np.uint8, np.int8) else volume(shape, 0, 500)
        name = f'{kind.__name__} {np.dtype(dtype).name} {endian}'
        suffix = '.nii.gz' if endian == '>' else '.nii'
        yield case(name, made(values, affine, kind, dtype, endian), made(labels(shape), affine, kind, dtype, endian), suffix)
    for slope, intercept in [(2.0, -300.0), (0.5, 10.0), (-1.0, 100.0)]:
        image = made(volume(shape), affine)
        image = nib.Nifti1Image(image.get_fdata() * slope + intercept, affine, image.header)
        image.header.set_slope_inter(slope, intercept)
        yield case(f'slope {slope}', image, seg(shape, affine))
    extended = made(volume(shape), affine)
    extended.header.extensions.append(Nifti1Extension('comment', b'some words ' * 20))
    yield case('an extension', extended, seg(shape, affine))
    for other in [(32, 32, 3), (25, 25, 3), (40, 24, 3), (5, 7, 3), (16, 16, 3), (20, 20, 1)]:
        affine = affine_of('RAS')
        yield case(f'size {other}', made(volume(other), affine), seg(other, affine))
    fourth = made(volume(shape).reshape(*shape, 1), affine_of('RPS'))
    yield case('a fourth dimension of 1', fourth, seg(shape, affine_of('RPS')))
    angle = np.deg2rad(25)
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    oblique = affine_of('LPS')
    oblique[:3, :3] = turn @ oblique[:3, :3]
    yield case('oblique', made(volume(shape), oblique), seg(shape, oblique))
    only = made(volume(shape), affine_of('LAS'))
    only.set_sform(None, 0)
    yield case('only the quaternion', only, seg(shape, np.eye(4)))
    differs = made(volume(shape), affine_of('LAS'))
    differs.set_sform(affine_of('RPI'), 1)
    differs.set_qform(affine_of('LAS'), 2)
    yield case('matrix and quaternion that differ', differs, seg(shape, np.eye(4)))
    none = made(volume(shape), np.eye(4))
    none.set_sform(None, 0)
    none.set_qform(None, 0)
    yield case('no orientation', none, seg(shape, np.eye(4)))
    yield case('the identity', made(volume(shape), np.eye(4)), seg(shape, np.eye(4)))


if __name__ == '__main__':
    golden = {'window': [LOW, HIGH], 'size': SIZE, 'cases': list(cases())}
    target = Path(__file__).with_suffix('.json.gz')
    target.write_bytes(gzip.compress(json.dumps(golden).encode(), 9, mtime=0))
    print(len(golden['cases']), 'cases,', target.stat().st_size, 'bytes')
