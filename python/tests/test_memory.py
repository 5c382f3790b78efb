from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import torch

from lits_torch import memory

from .graphs import CPU

GIB = 2**30
CUDA = torch.device("cuda:1")


def _gpu(monkeypatch: pytest.MonkeyPatch, kind: str = "cuda", **figures: Any) -> None:
    """PyTorch's module for a kind of device, with these functions alone."""
    asked = {name: (lambda device, value=value: value) for name, value in figures.items()}
    monkeypatch.setattr(torch, kind, SimpleNamespace(**asked), raising=False)


def test_of_the_cpu_it_is_what_the_process_takes() -> None:
    before = memory.in_use(CPU)
    assert 10 * 2**20 < before["used"] <= before["peak"]
    held = torch.ones(2**25)
    assert memory.in_use(CPU)["used"] >= before["used"] + held.numel()


def test_without_proc_the_peak_alone_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr("builtins.open", refused)
    assert list(memory.in_use(CPU)) == ["peak"]


def test_of_a_gpu_it_is_what_pytorch_has_allocated_there(monkeypatch: pytest.MonkeyPatch) -> None:
    _gpu(monkeypatch, memory_allocated=3 * GIB, max_memory_allocated=5 * GIB)
    assert memory.in_use(CUDA) == {"used": 3 * GIB, "peak": 5 * GIB}


def test_a_device_that_tells_less_gives_less(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch, "mps", SimpleNamespace(current_allocated_memory=lambda: 7), raising=False)
    assert memory.in_use(torch.device("mps")) == {"used": 7}
    monkeypatch.setattr(torch, "mps", None, raising=False)
    assert memory.in_use(torch.device("mps")) == {}
    monkeypatch.setattr(torch, "xpu", None, raising=False)
    assert memory.in_use(torch.device("xpu:0")) == {}


# What PyTorch 1.13 and 2.x say.
OLD = "CUDA out of memory. Tried to allocate 2.00 GiB (GPU 1; 8.00 GiB total capacity; 3.00 GiB already allocated) [Conv2D@3]"
NEW = "CUDA out of memory. Tried to allocate 512.00 MiB. GPU 1 has a total capacity of 8 GiB of which 1.00 GiB is free. [Conv2D@3]"


@pytest.mark.parametrize(("message", "tried"), [(OLD, 2 * GIB), (NEW, GIB // 2)])
def test_a_shortage_tells_what_was_tried_and_what_could_be_had(monkeypatch: pytest.MonkeyPatch, message: str, tried: int) -> None:
    _gpu(monkeypatch, memory_allocated=3 * GIB, memory_reserved=4 * GIB, mem_get_info=(GIB, 8 * GIB))
    assert memory.shortage(CUDA, message) == {"used": 3 * GIB, "tried": tried, "limit": 5 * GIB}


@pytest.mark.parametrize("message", ["out of memory", "CUDA error: out of memory", "Tried to allocate 3 apples", "anything else"])
def test_of_a_message_without_a_size_nothing_is_said(monkeypatch: pytest.MonkeyPatch, message: str) -> None:
    _gpu(monkeypatch, memory_allocated=1, memory_reserved=1, mem_get_info=(1, 1))
    assert memory.shortage(CUDA, message) is None


def test_on_the_cpu_the_limit_is_not_known() -> None:
    assert memory.shortage(CPU, "DefaultCPUAllocator: can't allocate memory: you tried to allocate 140737488355328 bytes.") is None
