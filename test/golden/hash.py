"""Well-mixed numbers that two languages make alike (hash.ts is its twin)."""

import numpy as np


def hashed(stream, positions):
    """32 well-mixed bits for each position (the finalizer of MurmurHash3)."""
    mask = np.uint64(0xFFFFFFFF)
    h = (np.asarray(positions, np.uint64) * np.uint64(0x9E3779B1) + np.uint64(stream * 0x85EBCA77)) & mask
    h ^= h >> np.uint64(16)
    h = h * np.uint64(0x85EBCA6B) & mask
    h ^= h >> np.uint64(13)
    h = h * np.uint64(0xC2B2AE35) & mask
    return h ^ (h >> np.uint64(16))


def uniform(stream, size):
    """Numbers in [-1, 1)."""
    return hashed(stream, np.arange(size)).astype(np.float64) / 2**31 - 1
