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


def choose(wanted: str, place: int | None = None) -> torch.device:
    """The device of this name; of no name, the best there is.

    :param place: of this process among those of this machine that share the work: each takes a GPU of its own
    :raises LookupError: naming what is there, where PyTorch has no such device
    """
    names = available()
    if place is not None:
        kind = wanted or names[0].split(":")[0]
        if kind in ("cuda", "xpu"):
            wanted = f"{kind}:{place}"
    if wanted == "":
        return torch.device(names[0])
    if wanted in names or f"{wanted}:0" in names:
        return torch.device(wanted)
    raise LookupError(f"PyTorch {torch.__version__} has no device {wanted} here. It has: {', '.join(names)}.")
