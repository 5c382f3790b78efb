"""One node of a graph, as its operator sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Callable

import torch
from torch import Tensor

Function = Callable[..., Any]
"""Computes a node: takes the tensors that the operator has not settled, gives one tensor or as many as the node makes."""


class Call:
    """What is known of a node before it is computed.

    :param constants: for each input its numbers, where they are part of the graph
    :param outputs: how many outputs are read
    """

    def __init__(
        self,
        attributes: Mapping[str, Any],
        constants: Sequence[Tensor | None],
        outputs: int,
        device: torch.device,
    ) -> None:
        self._attributes = attributes
        self.constants = constants
        self.outputs = outputs
        self.device = device
        self.settled: set[int] = set()
        """Inputs that the function is not given, because the operator has read them already."""

    @property
    def count(self) -> int:
        """How many inputs there are."""
        return len(self.constants)

    def numbers(self, index: int) -> list[float]:
        """The numbers of an input that is part of the graph."""
        constant = self.constants[index]
        if constant is None:
            raise NotImplementedError(f"input {index} must be part of the graph")
        self.settled.add(index)
        return [float(number) for number in constant.reshape(-1).tolist()]

    def number(self, index: int) -> float:
        """The only number of an input that is part of the graph."""
        return self.numbers(index)[0]

    def integers(self, index: int) -> list[int]:
        """The whole numbers of an input that is part of the graph."""
        return [int(number) for number in self.numbers(index)]

    def integer(self, name: str, default: int) -> int:
        """An attribute that is a whole number."""
        return int(self._attributes.get(name, default))

    def real(self, name: str, default: float) -> float:
        """An attribute that is a number."""
        given = self._attributes.get(name)
        return default if given is None else float(given["float"])

    def text(self, name: str, default: str) -> str:
        """An attribute that is a text."""
        return str(self._attributes.get(name, default))

    def sequence(self, name: str, default: Sequence[int] = ()) -> list[int]:
        """An attribute that is a list of whole numbers."""
        return [int(number) for number in self._attributes.get(name, default)]


Operator = Callable[[Call], Function]
"""Takes a node, once, and gives the function that computes it."""
