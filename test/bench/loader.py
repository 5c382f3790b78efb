"""Reads the training slices of a data set as students do with PyTorch: a DataLoader over PNG files, opened with Pillow.

loader.py DATA WORKERS EPOCHS: prints slices a second of each epoch, after one that is not counted.
"""

import csv
import sys
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset

# The data set is small: an epoch reads it so many times.
REPEATS = 8


class Slices(Dataset):
    def __init__(self, root):
        self.root = root / 'train'
        with open(root / 'train_classes.csv') as table:
            self.rows = [(row['filename'], int(row['liver_visible']) + int(row['lesion_visible'])) for row in csv.DictReader(table)]

    def __len__(self):
        return REPEATS * len(self.rows)

    def __getitem__(self, index):
        name, label = self.rows[index % len(self.rows)]
        pixels = np.asarray(Image.open(self.root / name), dtype=np.float32)
        low, high = pixels.min(), pixels.max()
        return torch.from_numpy((pixels - low) / max(high - low, 1))[None], label


if __name__ == '__main__':
    root, workers, epochs = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(1)
    loader = DataLoader(Slices(root), batch_size=16, shuffle=True, num_workers=workers, persistent_workers=True)
    for epoch in range(epochs + 1):
        start = time.perf_counter()
        read = sum(len(labels) for _, labels in loader)
        if epoch > 0:
            print(read / (time.perf_counter() - start))
