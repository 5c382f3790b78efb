"""A graph, read once for its structure and run as often as the engine wants."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any, Callable

import torch
from torch import Tensor

from .exchange import TYPES
from .filters import laid_as_filters
from .operators import OPERATORS, Call
from .ranks import RANKS
from .together import can_be_list, grouped, most_together, read_once, scalars_of, sizes_of, together


class OperatorError(Exception):
    """A node could not be computed. The message ends with the node's name, which tells the engine the call."""

    def __init__(self, name: str, cause: Exception) -> None:
        super().__init__(f"{type(cause).__name__}: {cause} [{name}]")


# A node's function, the places of what it reads, the places of what it makes, and the places that nothing reads any more.
Step = tuple[Callable[..., Any], tuple[int, ...], tuple[int, ...], tuple[int, ...]]


class Program:
    """A graph of ONNX operators: JSON as ``src/engine/torch`` writes it."""

    def __init__(self, graph: Mapping[str, Any], device: torch.device) -> None:
        self._places: dict[str, int] = {}
        constants = {each["name"]: _constant(each) for each in graph["initializers"]}
        self._inputs = [self._place(each["name"]) for each in graph["inputs"]]
        placed = {self._place(name): value.to(device) for name, value in constants.items()}
        self.is_shared = any(node["op"] in RANKS for node in graph["nodes"])
        """Whether other processes take part in a run."""
        steps: list[Step] = []
        self.names: list[str] = []
        scalars = scalars_of(graph)
        filters = laid_as_filters(graph["nodes"], scalars)
        self.filters = [len(each["dims"]) == 4 and each["name"] in filters for each in graph["inputs"]]
        """For each input whether it is to lie in memory as PyTorch's filters do; see ``filters``."""
        passing = read_once(graph["nodes"], scalars, graph["outputs"])
        for nodes in grouped(graph["nodes"], scalars, passing, sizes_of(graph), most_together(device)):
            if len(nodes) == 1 and not can_be_list(nodes[0], scalars, passing):
                steps.append(self._step(nodes[0], constants, device))
            else:
                steps.append(self._common_step(nodes, scalars, passing))
            self.names.append(nodes[0]["name"])
        self._outputs = [self._places[name] for name in graph["outputs"]]
        self._steps = _releasing(steps, {*self._outputs, *placed})
        self._empty: list[Tensor | None] = [placed.get(place) for place in range(len(self._places))]

    @property
    def calls(self) -> int:
        """How many functions a run calls."""
        return len(self._steps)

    def run(self, inputs: Sequence[Tensor]) -> list[Tensor]:
        """The graph's outputs. They may share memory with inputs and with each other: nothing here writes into them.

        :raises OperatorError: naming the node
        """
        places: list[Any] = self._empty.copy()
        for place, value in zip(self._inputs, inputs):
            places[place] = value
        at = 0
        try:
            for function, read, made, dead in self._steps:
                result = function(*[places[place] for place in read])
                if len(made) == 1:
                    places[made[0]] = result
                else:
                    for place, part in zip(made, result):
                        places[place] = part
                for place in dead:
                    places[place] = None
                at += 1
        except Exception as error:
            raise OperatorError(self.names[at], error) from error
        return [places[place] for place in self._outputs]

    def _place(self, name: str) -> int:
        return self._places.setdefault(name, len(self._places))

    def _common_step(self, nodes: Sequence[Mapping[str, Any]], scalars: set[str], passing: set[str]) -> Step:
        """One step for nodes of one operation."""
        numbers = [name in scalars for name in nodes[0]["inputs"]]
        read = tuple(self._places[node["inputs"][index]] for index in range(len(numbers)) for node in nodes)
        made = tuple(self._place(node["outputs"][0]) for node in nodes)
        spent = [name in passing for name in nodes[0]["inputs"]]
        is_one = any(numbers) and len({node["inputs"][numbers.index(True)] for node in nodes}) == 1
        run = together(nodes[0]["op"], numbers, spent, len(nodes), is_one)
        if len(nodes) > 1:
            return run, read, made, ()
        return lambda *values: run(*values)[0], read, made, ()

    def _step(self, node: Mapping[str, Any], constants: Mapping[str, Tensor], device: torch.device) -> Step:
        names = [name for name in node["inputs"]]
        call = Call(node["attributes"], [constants.get(name) for name in names], len(node["outputs"]), device)
        try:
            function = OPERATORS[node["op"]](call)
        except KeyError as error:
            raise OperatorError(node["name"], NotImplementedError(f"no operator {node['op']}")) from error
        read = tuple(self._places[name] for index, name in enumerate(names) if name != "" and index not in call.settled)
        return function, read, tuple(self._place(name) for name in node["outputs"]), ()


def _constant(tensor: Mapping[str, Any]) -> Tensor:
    data = bytearray(base64.b64decode(tensor["bytes"]))
    dims: list[int] = tensor["dims"]
    kind = TYPES[tensor["type"]]
    return torch.frombuffer(data, dtype=kind).reshape(dims) if data else torch.empty(dims, dtype=kind)


def _releasing(steps: Sequence[Step], kept: set[int]) -> list[Step]:
    """The steps, each with the places that it reads or makes last."""
    seen = set(kept)
    reversed_steps: list[Step] = []
    for function, read, made, _ in reversed(steps):
        dead = tuple({*read, *made} - seen)
        seen.update(dead)
        reversed_steps.append((function, read, made, dead))
    return reversed_steps[::-1]
