"""The file through which tensors pass: both processes have it in their memory."""

from __future__ import annotations

import mmap
from collections.abc import Sequence

import torch
from torch import Tensor

TYPES = {"float32": torch.float32, "int32": torch.int32, "bool": torch.bool, "int64": torch.int64}


def size_of(dims: Sequence[int]) -> int:
    """How many numbers a shape holds."""
    size = 1
    for dim in dims:
        size *= dim
    return size


class Exchange:
    """A window of fixed size; what is larger passes in pieces."""

    def __init__(self, path: str) -> None:
        with open(path, "r+b") as file:
            self._memory = mmap.mmap(file.fileno(), 0)

    def take(self, kind: str, dims: list[int], offset: int) -> Tensor:
        """A copy of the tensor that lies at this byte of the window."""
        count = size_of(dims)
        if count == 0:
            return torch.empty(dims, dtype=TYPES[kind])
        lying = torch.frombuffer(self._memory, dtype=TYPES[kind], count=count, offset=offset)
        return lying.clone().view(dims)

    def put(self, flat: Tensor) -> None:
        """Writes a tensor of one axis to the window's start."""
        if len(flat) > 0:
            torch.frombuffer(self._memory, dtype=flat.dtype, count=len(flat)).copy_(flat)
