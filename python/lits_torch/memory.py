"""What the device's memory holds, and what it lacks when an allocation has failed. All figures are bytes."""

from __future__ import annotations

import re
from typing import Any

import torch


def in_use(device: torch.device) -> dict[str, int]:
    """What is in use (``used``) and the most that ever was (``peak``), as far as the device tells.

    Of the CPU it is what this process takes, PyTorch itself included.
    """
    if device.type == "cpu":
        return _of_process()
    if device.type == "mps":
        return _known(used=_asked(getattr(torch, "mps", None), "current_allocated_memory"))
    module = getattr(torch, device.type, None)
    return _known(used=_asked(module, "memory_allocated", device), peak=_asked(module, "max_memory_allocated", device))


_SIZE = re.compile(r"tried to allocate ([\d.]+) (\w+)", re.IGNORECASE)
_UNITS = {"bytes": 1, "kib": 2**10, "mib": 2**20, "gib": 2**30}


def is_short(message: str) -> bool:
    """Whether an error says that memory is short."""
    return _SIZE.search(message) is not None


def shortage(device: torch.device, message: str) -> dict[str, int] | None:
    """Of an error that says that memory is short: what is in use (``used``), what was asked for (``tried``), and the most that
    PyTorch could have (``limit``). None where one of them is not known: then nothing can be said of what would fit.
    """
    size = _SIZE.search(message)
    if size is None or size[2].lower() not in _UNITS:
        return None
    module = getattr(torch, device.type, None)
    used, reserved = _asked(module, "memory_allocated", device), _asked(module, "memory_reserved", device)
    ask = getattr(module, "mem_get_info", None)
    if used is None or reserved is None or ask is None:
        return None
    tried = int(float(size[1]) * _UNITS[size[2].lower()])
    free, _ = ask(device)
    return {"used": used, "tried": tried, "limit": reserved + int(free)}


def _asked(module: Any, name: str, *arguments: Any) -> int | None:
    """A figure that older versions, or other kinds of devices, may not have."""
    ask = getattr(module, name, None)
    return None if ask is None else int(ask(*arguments))


def _known(**figures: int | None) -> dict[str, int]:
    return {name: figure for name, figure in figures.items() if figure is not None}


def _of_process() -> dict[str, int]:
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as file:
            lines = dict(line.split(":", 1) for line in file if ":" in line)
        return {name: int(lines[key].split()[0]) * 1024 for name, key in (("used", "VmRSS"), ("peak", "VmHWM"))}
    except (OSError, KeyError):
        return _peak_of_process()


def _peak_of_process() -> dict[str, int]:
    """The peak alone, where there is no ``/proc``, as on macOS; nothing on Windows."""
    try:
        import resource
    except ImportError:
        return {}
    import sys

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"peak": most if sys.platform == "darwin" else most * 1024}
