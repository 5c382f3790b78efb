"""What a CUDA graph does, on the CPU: notes the calls of PyTorch, and makes them again with the same tensors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Callable

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

Work = Callable[[], "list[Tensor]"]


def _tensors(value: object) -> list[Tensor]:
    if isinstance(value, Tensor):
        return [value]
    return [each for part in value for each in _tensors(part)] if isinstance(value, (list, tuple)) else []


class _Notes(TorchDispatchMode):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[Callable[..., Any], Sequence[Any], Mapping[str, Any], list[Tensor]]] = []

    def __torch_dispatch__(
        self, function: Any, types: object, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> object:
        if function is torch.ops.aten._local_scalar_dense.default:
            raise RuntimeError("operation not permitted when stream is capturing")
        made = function(*args, **(kwargs or {}))
        self.calls.append((function, args, kwargs or {}, _tensors(made)))
        return made


def note(work: Work) -> tuple[Callable[[], None], list[Tensor]]:
    """A ``Capture``. What was made while noting is of no use, as with CUDA, where nothing is computed then."""
    # A mode of Python's own does not go with tensors of inference.
    with torch.inference_mode(False), torch.no_grad(), _Notes() as notes:
        made = work()
    for each in made:
        if each.is_floating_point() and not any(each is read for _, args, _, _ in notes.calls for read in _tensors(list(args))):
            each.fill_(torch.nan)

    def replay() -> None:
        for function, args, kwargs, before in notes.calls:
            for target, now in zip(before, _tensors(function(*args, **kwargs))):
                if now is not target and now.data_ptr() != target.data_ptr():
                    target.copy_(now)

    return replay, made
