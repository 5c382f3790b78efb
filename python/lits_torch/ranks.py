"""Several processes that train one model: what each has computed is summed over all of them by ``torch.distributed``.

Each process is a rank of PyTorch's launcher (``torchrun``), which has put into the environment where the others are.
"""

from __future__ import annotations

import importlib
import os
import queue
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import IO, Any

import torch
import torch.distributed as dist
from torch import Tensor

from .call import Call, Function, Operator

_BUCKET = 25 * 2**20
"""So many bytes are sent at once: enough to be worth a message, few enough that one is on its way while the next is made ready."""

_TO_PYTORCH, _TO_TENSORFLOW = [3, 2, 0, 1], [2, 3, 1, 0]


class RankLost(Exception):
    """Another process has ended, or was waited for too long."""


@contextmanager
def _among_ranks() -> Iterator[None]:
    """What fails in here is the fault of another process, or of the network."""
    try:
        yield
    except Exception as error:  # What the network throws is of any kind.
        raise RankLost(str(error)) from error


def _do_without_libuv() -> None:
    """Since PyTorch 2.4, processes ask for libuv to meet, which Debian's and Windows' builds do not have."""
    usual: Any = dist.TCPStore
    if "use_libuv" not in (usual.__init__.__doc__ or ""):
        return

    class Store(usual):  # type: ignore[misc]
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **{**named, "use_libuv": False})

    rendezvous: Any = importlib.import_module("torch.distributed.rendezvous")
    rendezvous.TCPStore = Store


def join(device: torch.device, seconds: float) -> None:
    """Comes together with the other processes.

    :param seconds: how long they wait for each other, now and later
    :raises RankLost: when they have not come together in this time
    """
    if device.type == "cuda":
        torch.cuda.set_device(device)
        # An error of the network, or a rank that is late, is to end the wait.
        os.environ.setdefault("NCCL_ASYNC_ERROR_HANDLING", "1")
        os.environ.setdefault("TORCH_NCCL_ASYNC_ERROR_HANDLING", "1")
    _do_without_libuv()
    with _among_ranks():
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo", timeout=timedelta(seconds=seconds))
    _summed([torch.ones(1, device=device)])


def lines_until_gone(questions: IO[str]) -> Iterator[str]:
    """The lines of the engine; this process ends when the engine does, even where it waits for other processes meanwhile."""
    # A scheduler that ends a job may tell all of its processes: what the engine makes of that is its own affair.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()

    def read() -> None:
        try:
            for line in questions:
                lines.put(line)
            sys.stderr.flush()
        finally:
            # Whatever went wrong with the pipes of an engine that is gone: the others must not wait for this process.
            os._exit(0)

    # At once, not when the first line is asked for: joining the others may take long.
    threading.Thread(target=read, daemon=True).start()
    return iter(lines.get, "")


def _buckets(tensors: Sequence[Tensor]) -> Iterator[list[int]]:
    """The places of tensors that are sent together: neighbours of one type."""
    bucket: list[int] = []
    filled = 0
    for place, tensor in enumerate(tensors):
        size = tensor.numel() * tensor.element_size()
        if bucket and (filled + size > _BUCKET or tensor.dtype != tensors[bucket[0]].dtype):
            yield bucket
            bucket, filled = [], 0
        bucket.append(place)
        filled += size
    if bucket:
        yield bucket


def _slots(flat: Tensor, tensors: Sequence[Tensor]) -> list[Tensor]:
    """For each tensor its part of a bucket, in an order that is the same in every process, however the tensor lies in memory.

    Those of four axes lie as PyTorch's filters do (see ``filters``).
    """
    slots: list[Tensor] = []
    at = 0
    for tensor in tensors:
        part = flat[at : at + tensor.numel()]
        at += tensor.numel()
        if tensor.dim() == 4:
            shape = [tensor.shape[axis] for axis in _TO_PYTORCH]
            slots.append(part.view(shape).permute(_TO_TENSORFLOW))
        else:
            slots.append(part.view(tensor.shape))
    return slots


def _summed(tensors: Sequence[Tensor]) -> list[Tensor]:
    """The sum of each tensor over all processes. All of them must call this with tensors of the same shapes."""
    summed: list[Tensor] = []
    under_way = []
    # gloo knows the memory of the CPU alone.
    through_host = tensors[0].device.type not in ("cpu", "cuda")
    for bucket in _buckets(tensors):
        own = [tensors[place] for place in bucket]
        flat = torch.empty(sum(tensor.numel() for tensor in own), dtype=own[0].dtype, device=own[0].device)
        slots = _slots(flat, own)
        for slot, tensor in zip(slots, own):
            slot.copy_(tensor)
        sent = flat.cpu() if through_host else flat
        with _among_ranks():
            under_way.append((dist.all_reduce(sent, async_op=True), sent, flat))
        summed += slots
    for work, sent, flat in under_way:
        with _among_ranks():
            work.wait()
        if through_host:
            flat.copy_(sent)
    return summed


def _all_reduce_sum(call: Call) -> Function:
    """Tensors to their sums over all processes, as many as are read: all are sent, for another process may read more."""
    outputs = call.outputs

    def reduce(*tensors: Tensor) -> object:
        made = _summed(tensors)
        return made[0] if outputs == 1 else made[:outputs]

    return reduce


RANKS: dict[str, Operator] = {"AllReduceSum": _all_reduce_sum}
