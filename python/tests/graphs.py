"""Short ways to write calls, nodes and graphs."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from lits_torch.call import Call
from lits_torch.operators import OPERATORS

CPU = torch.device("cpu")


def real(number: float) -> dict[str, float]:
    """A number as an attribute, as the engine writes it."""
    return {"float": number}


def compute(op: str, *inputs: Tensor | list[Any] | None, outputs: int = 1, **attributes: Any) -> Any:
    """What an operator makes of inputs; a list is an input that is part of the graph."""
    constants = [torch.tensor(each) if isinstance(each, list) else None for each in inputs]
    call = Call(attributes, constants, outputs, CPU)
    function = OPERATORS[op](call)
    given = [constant if constant is not None else value for constant, value in zip(constants, inputs)]
    return function(*[value for index, value in enumerate(given) if value is not None and index not in call.settled])


def node(op: str, inputs: Sequence[str], outputs: Sequence[str], name: str = "", **attributes: Any) -> dict[str, Any]:
    return {"op": op, "inputs": [*inputs], "outputs": [*outputs], "attributes": attributes, "name": name or f"{op}@0"}


def constant(name: str, value: Tensor) -> dict[str, Any]:
    kinds = {torch.float32: "float32", torch.int32: "int32", torch.int64: "int64", torch.bool: "bool"}
    bits = base64.b64encode(bytes(value.reshape(-1).view(torch.uint8).tolist())) if value.numel() > 0 else b""
    return {"name": name, "type": kinds[value.dtype], "dims": list(value.shape), "bytes": bits.decode()}


def graph(
    nodes: Sequence[Mapping[str, Any]],
    inputs: Mapping[str, Sequence[int]],
    outputs: Sequence[str],
    initializers: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """A graph; each input by its name and its shape."""
    given = [{"name": name, "dims": list(dims)} for name, dims in inputs.items()]
    return {"nodes": list(nodes), "inputs": given, "outputs": list(outputs), "initializers": list(initializers)}


def drawn(*dims: int, seed: int = 1) -> Tensor:
    """Numbers around zero, the same for the same seed."""
    return torch.randn(dims, generator=torch.Generator().manual_seed(seed))
