"""Does together what is alike: an optimizer asks for the same few operations for each of a model's weights.

The end of a graph, whose results nothing but that end reads, can be done in any order that keeps what depends on what. It is done
weight by weight, as many at once as fit into a cache, and level by level. Within a level all calls of an operation become
one call of PyTorch for lists of tensors (``torch._foreach_…``); what nothing else reads is written into.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Callable, Literal

import torch
from torch import Tensor

from .exchange import size_of

Node = Mapping[str, Any]

LISTS: dict[str, Callable[..., Any]] = {
    "Add": torch._foreach_add,
    "Div": torch._foreach_div,
    "Mul": torch._foreach_mul,
    "Neg": torch._foreach_neg,
    "Sqrt": torch._foreach_sqrt,
    "Sub": torch._foreach_sub,
}
"""Operations that PyTorch has for lists of tensors."""

_IN_PLACE: dict[str, Callable[..., Any]] = {
    "Add": torch._foreach_add_,
    "Div": torch._foreach_div_,
    "Mul": torch._foreach_mul_,
    "Neg": torch._foreach_neg_,
    "Sqrt": torch._foreach_sqrt_,
    "Sub": torch._foreach_sub_,
}
"""The same, written into the first list."""

ALONE: dict[str, Callable[..., Tensor]] = {
    "Add": torch.add,
    "Div": torch.div,
    "Mul": torch.mul,
    "Neg": torch.neg,
    "Sqrt": torch.sqrt,
    "Sub": torch.sub,
}

_MOVES = {"Concat", "Identity", "Reshape", "Split", "Transpose"}
"""What may stand between such operations: it changes no number."""


def level_of_tail(nodes: Sequence[Node]) -> dict[int, int]:
    """For each node of the graph's end its level: one more than the highest that it reads."""
    readers: dict[str, list[int]] = {}
    for index, node in enumerate(nodes):
        for name in node["inputs"]:
            readers.setdefault(name, []).append(index)
    tail: set[int] = set()
    for index in reversed(range(len(nodes))):
        node = nodes[index]
        if node["op"] not in LISTS and node["op"] not in _MOVES:
            continue
        if all(reader in tail for name in node["outputs"] for reader in readers.get(name, [])):
            tail.add(index)
    made: dict[str, int] = {}
    levels: dict[int, int] = {}
    for index in sorted(tail):
        node = nodes[index]
        levels[index] = 1 + max((made.get(name, 0) for name in node["inputs"]), default=0)
        made.update((name, levels[index]) for name in node["outputs"])
    return levels


def single_numbers(nodes: Sequence[Node], inputs: set[str]) -> set[str]:
    """Names of single numbers: those given, and what is computed of such alone."""
    found = set(inputs)
    for node in nodes:
        if node["op"] in LISTS and all(name in found for name in node["inputs"]):
            found.update(node["outputs"])
    return found


def scalars_of(graph: Mapping[str, Any]) -> set[str]:
    """Names of all single numbers of a graph."""
    return single_numbers(
        graph["nodes"], {each["name"] for each in [*graph["initializers"], *graph["inputs"]] if each["dims"] == []}
    )


def sizes_of(graph: Mapping[str, Any]) -> dict[str, int]:
    """How many numbers each input of a graph holds."""
    return {each["name"]: size_of(each["dims"]) for each in graph["inputs"]}


def read_once(nodes: Sequence[Node], scalars: set[str], outputs: Sequence[str]) -> set[str]:
    """Names of what such an operation has made for one reader alone: the reader may write into it."""
    readers = Counter(name for node in nodes for name in node["inputs"])
    readers.update(outputs)
    made = (node["outputs"][0] for node in nodes if node["op"] in LISTS)
    return {name for name in made if name not in scalars and readers[name] == 1}


_MOST_TOGETHER = 2**20
"""Numbers in the tensors that a processor does together: what is made of them should still be in its cache when it is read."""


def most_together(device: torch.device) -> float:
    """How many numbers the tensors may have that are done together. A GPU is kept busy by many, and waits between calls."""
    return _MOST_TOGETHER if device.type == "cpu" else math.inf


def tensors_of(node: Node, scalars: set[str]) -> list[str]:
    """Names of what a node makes and reads that is no single number; of one that has no such, an empty name."""
    return [name for name in (*node["outputs"], *node["inputs"]) if name not in scalars] or [""]


def connected(nodes: Sequence[Node], scalars: set[str]) -> Callable[[str], str]:
    """A function that gives the same name for all tensors that these nodes connect."""
    leaders: dict[str, str] = {}

    def leader(name: str) -> str:
        while leaders.setdefault(name, name) != name:
            name = leaders[name]
        return name

    for node in nodes:
        first, *others = tensors_of(node, scalars)
        whole = leader(first)
        for other in others:
            leaders[leader(other)] = whole
    return leader


def _bins(nodes: Sequence[Node], tail: Sequence[int], scalars: set[str], sizes: Mapping[str, int], most: float) -> dict[int, int]:
    """For each node of the tail the bin that it is done in: first single numbers, then weights that may be done together.

    :param sizes: how many numbers each input of the graph holds
    """
    leader = connected([nodes[index] for index in tail], scalars)
    largest: dict[str, int] = {}
    for index in tail:
        for name in tensors_of(nodes[index], scalars):
            largest[leader(name)] = max(largest.get(leader(name), 0), sizes.get(name, 0))
    bin_of: dict[str, int] = {}
    current, filled = 1, 0
    for name, size in largest.items():
        if filled > 0 and filled + size > most:
            current, filled = current + 1, 0
        bin_of[name] = current
        filled += size
    return {index: 0 if nodes[index]["outputs"][0] in scalars else bin_of[leader(nodes[index]["outputs"][0])] for index in tail}


def can_be_list(node: Node, scalars: set[str], passing: set[str]) -> bool:
    """Whether even a single node gains from a list: it is written into what it reads."""
    return node["op"] in LISTS and node["inputs"][0] in passing and node["outputs"][0] not in scalars


def grouped(nodes: Sequence[Node], scalars: set[str], passing: set[str], sizes: Mapping[str, int], most: float) -> list[list[Node]]:
    """The nodes in an order that may be run, those together that one call for lists can do.

    :param scalars: names of single numbers
    :param passing: names that are ``read_once``
    :param sizes: how many numbers each input of the graph holds
    :param most: how many numbers may be done together; see ``most_together``
    """
    levels = level_of_tail(nodes)
    bins = _bins(nodes, list(levels), scalars, sizes, most)
    groups: list[list[Node]] = [[node] for index, node in enumerate(nodes) if index not in levels]
    by_key: dict[tuple[Any, ...], list[Node]] = {}
    for index in sorted(levels, key=lambda each: (bins[each], levels[each])):
        node = nodes[index]
        kinds = tuple((name in scalars, name in passing) for name in node["inputs"])
        alike = node["op"] in LISTS and not all(is_scalar for is_scalar, _ in kinds)
        key = (bins[index], levels[index], node["op"], kinds) if alike else (index,)
        by_key.setdefault(key, []).append(node)
    for group in by_key.values():
        groups.append(group)
    return groups


def together(
    op: str, numbers: Sequence[bool], passing: Sequence[bool], count: int, is_one: bool = False
) -> Callable[..., Sequence[Tensor]]:
    """A function for so many calls of an operation, given all their first inputs, then all their second ones.

    :param numbers: for each input whether it is a single number
    :param passing: for each input whether the function may write into it
    :param is_one: whether all calls have the same single number
    """
    alone = ALONE[op]
    is_swapped = op in ("Add", "Mul") and (numbers[0] or (passing[1] and not passing[0]))
    lists = _IN_PLACE[op] if passing[1 if is_swapped else 0] else LISTS[op]
    is_written = lists is _IN_PLACE[op]
    way: _Way | None = None

    def run(*values: Tensor) -> Sequence[Tensor]:
        nonlocal way
        parts = [values[at : at + count] for at in range(0, len(values), count)]
        if way is None:
            way = _way(op, parts, numbers, is_one)
        if way == "alone":
            return [alone(*each) for each in zip(*parts)]
        if is_swapped:
            parts.reverse()
        first, others = parts[0], parts[1:]
        if way == "lists":
            made = lists(first, *others)
        elif way == "numbers":
            made = lists(first, [scalar.item() for scalar in others[0]])
        else:
            made = lists(first, others[0][0])
        return first if is_written else made

    return run


_Way = Literal["alone", "lists", "numbers", "number on device"]


def _way(op: str, parts: Sequence[Sequence[Tensor]], numbers: Sequence[bool], is_one: bool) -> _Way:
    """How PyTorch's function for lists takes these: of equal shapes, or by numbers; "alone" where it does not."""
    if not any(numbers):
        return "lists" if all(len({part.shape for part in each}) == 1 for each in zip(*parts)) else "alone"
    # The lists come first in PyTorch's functions: a number from which is taken, or which is divided, is none for them.
    if not numbers[-1] and op not in ("Add", "Mul"):
        return "alone"
    if _are_on_host(parts[numbers.index(True)]):
        return "numbers"
    return "number on device" if is_one and _takes_tensor(op) else "alone"


def _are_on_host(numbers: Sequence[Tensor]) -> bool:
    """Whether numbers can be read without waiting for a device."""
    return all(number.device.type == "cpu" for number in numbers)


def _takes_tensor(op: str) -> bool:
    """Whether PyTorch's function takes a list and a tensor of one number; since PyTorch 2.1 some do."""
    return "Tensor" in getattr(torch.ops.aten, f"_foreach_{op.lower()}").overloads()
