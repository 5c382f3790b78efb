from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from lits_torch import devices, ranks

PACKAGE = Path(__file__).parent.parent
START = """
import json, os, torch
from lits_torch import ranks
from tests.graphs import CPU, compute, drawn
rank = int(os.environ["RANK"])
ranks.join(CPU, 60)
"""


def _in_two_processes(code: str) -> list[Any]:
    """What each of two ranks prints as JSON."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "WORLD_SIZE": "2"}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", START + code],
            cwd=PACKAGE,
            env={**os.environ, **place, "RANK": str(rank)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for rank in range(2)
    ]
    return [json.loads(process.communicate()[0]) for process in started]


def test_both_get_the_sums_whatever_shapes_types_and_memory_the_tensors_have() -> None:
    code = """
filters = drawn(3, 3, 2, 4, seed=rank)
# One of the two has its filter in PyTorch's order.
mine = filters.permute(3, 2, 0, 1).contiguous().permute(2, 3, 1, 0) if rank else filters
made = compute("AllReduceSum", mine, torch.tensor([rank, 2]), torch.tensor(1.5), outputs=3)
right = torch.allclose(made[0], drawn(3, 3, 2, 4, seed=0) + drawn(3, 3, 2, 4, seed=1))
print(json.dumps([right, made[1].tolist(), made[2].item()]))
"""
    assert _in_two_processes(code) == [[True, [1, 4], 3.0]] * 2


def test_what_one_does_not_read_is_sent_all_the_same() -> None:
    code = """
made = compute("AllReduceSum", torch.ones(1), torch.ones(2), outputs=1 + rank)
print(json.dumps((made[0] if rank else made).tolist()))
"""
    assert _in_two_processes(code) == [[2.0], [2.0]]


def test_buckets_hold_neighbours_of_one_type_up_to_their_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranks, "_BUCKET", 16)
    kinds = [torch.float32, torch.float32, torch.float32, torch.int32]
    tensors = [torch.zeros(2, dtype=kind) for kind in kinds]
    assert list(ranks._buckets(tensors)) == [[0, 1], [2], [3]]


def test_each_process_takes_a_gpu_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    assert devices.choose("", 1) == torch.device("cuda:1")
    with pytest.raises(LookupError, match="no device cuda:2"):
        devices.choose("cuda", 2)
