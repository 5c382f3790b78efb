"""The devices that PyTorch can compute on here."""

from __future__ import annotations

import torch


def available() -> list[str]:
    """PyTorch's names of the devices that are there, the best first."""
    found: list[str] = []
    if torch.cuda.is_available():
        found += [f"cuda:{index}" for index in range(torch.cuda.device_count())]
    xpu = getattr(torch, "xpu", None)
    if xpu is not None and xpu.is_available():
        found += [f"xpu:{index}" for index in range(xpu.device_count())]
    mps = getattr(torch.backends, "mps", None)
    if mps is not None and mps.is_available():
        found.append("mps")
    return [*found, "cpu"]


def choose(wanted: str) -> torch.device:
    """The device of this name; of no name, the best there is.

    :raises LookupError: naming what is there, where PyTorch has no such device
    """
    names = available()
    if wanted == "":
        return torch.device(names[0])
    if wanted in names or f"{wanted}:0" in names:
        return torch.device(wanted)
    raise LookupError(f"PyTorch {torch.__version__} has no device {wanted} here. It has: {', '.join(names)}.")
