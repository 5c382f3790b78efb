"""How filters lie in memory.

TensorFlow.js has filters as [height, width, in, out], PyTorch as [out, in, height, width]. Where a filter, its gradient, and what
an optimizer keeps for it lie in PyTorch's order under TensorFlow.js' axes, nothing has to be moved in a step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from torch import Tensor

_TO_PYTORCH, _TO_TENSORFLOW = [3, 2, 0, 1], [2, 3, 1, 0]
_POINTWISE = {"Abs", "Add", "Clip", "Div", "Max", "Min", "Mul", "Neg", "Pow", "Reciprocal", "Sqrt", "Sub"}


def laid_as_filters(nodes: Sequence[Mapping[str, Any]], scalars: set[str]) -> set[str]:
    """Names of what is a filter, a filter's gradient, or computed number by number with such; single numbers bind nothing."""
    found: set[str] = set()
    bound: dict[str, set[str]] = {}
    for node in nodes:
        if node["op"] == "Transpose" and node["attributes"]["perm"] == _TO_PYTORCH:
            found.update(node["inputs"])
        elif node["op"] == "Transpose" and node["attributes"]["perm"] == _TO_TENSORFLOW:
            found.update(node["outputs"])
        elif node["op"] == "AllReduceSum":
            for pair in zip(node["inputs"], node["outputs"]):
                for name in pair:
                    bound.setdefault(name, set()).update(pair)
        elif node["op"] in _POINTWISE:
            names = {*node["inputs"], *node["outputs"]} - scalars
            for name in names:
                bound.setdefault(name, set()).update(names)
    waiting = list(found)
    while waiting:
        for neighbour in bound.get(waiting.pop(), ()):
            if neighbour not in found:
                found.add(neighbour)
                waiting.append(neighbour)
    return found


def as_filter(x: Tensor) -> Tensor:
    """The same numbers under the same axes, in the memory as PyTorch has filters."""
    return x.permute(_TO_PYTORCH).contiguous().permute(_TO_TENSORFLOW)
