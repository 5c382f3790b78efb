"""Chains of pointwise operations, as an optimizer asks for them for each weight, compiled to one loop by ``torch.compile``.

That takes a compiler and some seconds. So a program runs call by call until its chains have computed so much that compiling them
is worth it; then each compiled chain is run beside the calls, and is kept where all make the same numbers, sooner.
"""

from __future__ import annotations

import functools
import os
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Callable

import torch
from torch import Tensor

from .program import Program, Step
from .together import ALONE, LISTS, Node, connected, level_of_tail, scalars_of, sizes_of, tensors_of

_FEWEST_NUMBERS = 2**14
"""Of a tensor with fewer numbers, calls cost more than computing."""
_FEWEST_NODES = 3
_NUMBERS_BEFORE = 4 * 10**9
"""So many numbers, in all runs, take the chains of an optimizer about as long to compute as to be compiled."""
_MOST_OF_TIME = 0.8
"""Compiled chains that need more of the calls' time gain nothing that could be told from chance."""

_MOST_WORDS = 30
"""Compilers say much."""

_CHAIN = "Chain"

_Layout = tuple[torch.Size, tuple[int, ...]]
Made = tuple[tuple[str, tuple[int, ...]], ...]
"""Operations in their order, each with the places of what it reads: first what the chain is given, then what it has made."""


def can_compile(device: torch.device) -> bool:
    """Whether chains are to be compiled for this device. On CUDA a step that repeats is a graph already (see ``replay``)."""
    return device.type == "cpu" and hasattr(torch, "compile") and os.environ.get("LITS_TORCH_COMPILE") != "0"


class Pointwise(Program):
    """A program that has its chains compiled once that is worth it."""

    def __init__(self, graph: Mapping[str, Any], device: torch.device) -> None:
        super().__init__(graph, device)
        self._graph: Mapping[str, Any] | None = None
        self._fused: _Fused | None = None
        nodes, numbers = with_chains(graph)
        if numbers > 0:
            self._graph, self._device = {**graph, "nodes": nodes}, device
            self._runs_before = -(-_NUMBERS_BEFORE // numbers)

    def run(self, inputs: Sequence[Tensor]) -> list[Tensor]:
        """The graph's outputs; see ``Program.run``."""
        if self._fused is not None:
            return self._fused.run(inputs)
        if self._graph is None:
            return super().run(inputs)
        if self._runs_before > 0:
            self._runs_before -= 1
            return super().run(inputs)
        tried = _Fused(self._graph, self._device)
        self._graph = None
        made = tried.run(inputs)
        tried.trial.is_over = True
        why = tried.trial.verdict()
        if why is None:
            self._fused = tried
        else:
            _say(why)
        return made


class Trial:
    """The first run of compiled chains, beside the calls."""

    def __init__(self) -> None:
        self.is_over = False
        self.fault: str | None = None
        self.seconds_compiled = self.seconds_by_calls = 0.0

    def verdict(self) -> str | None:
        """Why the calls are better, if so."""
        if self.fault is None and self.seconds_compiled > _MOST_OF_TIME * self.seconds_by_calls:
            return f"compiled, they took {1000 * self.seconds_compiled:.0f} ms instead of {1000 * self.seconds_by_calls:.0f} ms"
        return self.fault


class _Fused(Program):
    """A program of a graph with chains."""

    def __init__(self, graph: Mapping[str, Any], device: torch.device) -> None:
        self.trial = Trial()
        super().__init__(graph, device)

    def _step(self, node: Node, constants: Mapping[str, Tensor], device: torch.device) -> Step:
        if node["op"] != _CHAIN:
            return super()._step(node, constants, device)
        chain = Chain(node["made"], node["kept"], node["numbers"], self.trial)
        read = tuple(self._places[name] for name in node["inputs"])
        return chain, read, tuple(self._place(name) for name in node["outputs"]), ()


def with_chains(graph: Mapping[str, Any]) -> tuple[list[Node], int]:
    """The nodes of a graph, those of each chain as one, and how many numbers the tensors of all chains have.

    Only what ends a graph is looked at: an optimizer's step.
    """
    nodes: Sequence[Node] = graph["nodes"]
    scalars, sizes = scalars_of(graph), sizes_of(graph)
    reads = _reads(nodes)
    reads.update(graph["outputs"])
    pointwise = [
        index for index in sorted(level_of_tail(nodes)) if nodes[index]["op"] in LISTS and nodes[index]["outputs"][0] not in scalars
    ]
    leader = connected([nodes[index] for index in pointwise], scalars)
    members: dict[str, list[int]] = {}
    for index in pointwise:
        members.setdefault(leader(tensors_of(nodes[index], scalars)[0]), []).append(index)
    numbers, chained, ends = 0, set(), {}
    for chain in members.values():
        size = max(sizes.get(name, 0) for index in chain for name in nodes[index]["inputs"])
        if len(chain) >= _FEWEST_NODES and size >= _FEWEST_NUMBERS and not _is_read_within(nodes, chain):
            numbers += size
            chained.update(chain)
            ends[chain[-1]] = _as_one([nodes[index] for index in chain], scalars, reads)
    rest = [ends.get(index, node) for index, node in enumerate(nodes) if index in ends or index not in chained]
    return rest, numbers


def _is_read_within(nodes: Sequence[Node], chain: Sequence[int]) -> bool:
    """Whether a node that is not of the chain reads from it before it ends."""
    made = {nodes[index]["outputs"][0] for index in chain}
    between = set(range(chain[0], chain[-1])) - set(chain)
    return any(name in made for index in between for name in nodes[index]["inputs"])


def _reads(nodes: Sequence[Node]) -> Counter[str]:
    return Counter(name for node in nodes for name in node["inputs"])


def _as_one(own: Sequence[Node], scalars: set[str], reads: Counter[str]) -> Node:
    """A chain as a node.

    :param reads: how often each tensor is read in the graph, or is an output of it
    """
    made = [node["outputs"][0] for node in own]
    given = list(dict.fromkeys(name for node in own for name in node["inputs"] if name not in made))
    places = {name: place for place, name in enumerate([*given, *made])}
    within = _reads(own)
    kept = [name for name in made if reads[name] > within[name]]
    return {
        "op": _CHAIN,
        "name": own[-1]["name"],
        "inputs": given,
        "outputs": kept,
        "made": tuple((node["op"], tuple(places[name] for name in node["inputs"])) for node in own),
        "kept": tuple(places[name] for name in kept),
        "numbers": tuple(name in scalars for name in given),
    }


class Chain:
    """Computes a chain. On trial it does so call by call and compiled, and gives what the calls have made.

    :param kept: places of what is read later
    :param numbers: for each input whether it is a single number
    """

    def __init__(self, made: Made, kept: tuple[int, ...], numbers: Sequence[bool], trial: Trial) -> None:
        self._by_calls = _function(made, kept)
        self._steps = made, kept
        self._numbers = numbers
        self._trial = trial
        self._layout: _Layout | None = None

    def __call__(self, *values: Tensor) -> Sequence[Tensor] | Tensor:
        """What is read later of what the chain makes: one tensor, or several."""
        made = self._made(values) if self._trial.is_over else self._tried(values)
        return made if len(made) > 1 else made[0]

    def _made(self, values: Sequence[Tensor]) -> Sequence[Tensor]:
        layout = self._layout_of(values)
        # What lies in memory in another way was not on trial.
        if layout is not None and layout == self._layout:
            try:
                return self._by_loop(values)
            except Exception as error:  # A compiler may want to compile anew, and cannot. If memory is short, calls say so.
                self._layout = None
                _say(_words_of(error))
        return self._by_calls(*values)

    def _tried(self, values: Sequence[Tensor]) -> Sequence[Tensor]:
        trial = self._trial
        begin = time.perf_counter()
        expected = self._by_calls(*values)
        trial.seconds_by_calls += time.perf_counter() - begin
        if trial.fault is not None:
            return expected
        self._layout = self._layout_of(values)
        if self._layout is None or not _is_dense(values[self._numbers.index(False)]):
            trial.fault = "their tensors lie in memory in different ways"
            return expected
        try:
            self._by_loop(values)
            begin = time.perf_counter()
            made = self._by_loop(values)
            trial.seconds_compiled += time.perf_counter() - begin
            if not all(torch.allclose(*pair, rtol=0, atol=0, equal_nan=True) for pair in zip(made, expected)):
                trial.fault = "compiled, they make other numbers"
        except Exception as error:  # Of any kind, by the compiler that is there, or is not.
            trial.fault = _words_of(error)
        return expected

    def _layout_of(self, values: Sequence[Tensor]) -> _Layout | None:
        """Shape and strides that all tensors have; None where they differ."""
        layouts = {(value.shape, value.stride()) for value, is_number in zip(values, self._numbers) if not is_number}
        return layouts.pop() if len(layouts) == 1 else None

    def _by_loop(self, values: Sequence[Tensor]) -> Sequence[Tensor]:
        """As a row of numbers in the order in which they lie in memory: so one compiled loop does for all shapes."""
        assert self._layout is not None
        shape, strides = self._layout
        rows = [
            value if is_number else value.as_strided((value.numel(),), (1,), value.storage_offset())
            for value, is_number in zip(values, self._numbers)
        ]
        return [row.as_strided(shape, strides) for row in _compiled(*self._steps)(*rows)]


def _words_of(error: Exception) -> str:
    return " ".join(str(error).split()[:_MOST_WORDS]) or type(error).__name__


def _say(why: str) -> None:
    print(f"lits_torch: chains of operations are computed call by call: {why}", file=sys.stderr, flush=True)


def _is_dense(tensor: Tensor) -> bool:
    """Whether the numbers of a tensor lie side by side, in whatever order."""
    expected = 1
    for stride, size in sorted(zip(tensor.stride(), tensor.shape)):
        if size > 1 and stride != expected:
            return False
        expected *= size
    return True


def _function(made: Made, kept: tuple[int, ...]) -> Callable[..., Sequence[Tensor]]:
    def run(*values: Tensor) -> Sequence[Tensor]:
        places = list(values)
        for op, read in made:
            places.append(ALONE[op](*[places[place] for place in read]))
        return [places[place] for place in kept]

    return run


@functools.cache
def _compiled(made: Made, kept: tuple[int, ...]) -> Callable[..., Sequence[Tensor]]:
    # PyTorch's usual folder is one of all users. Processes of their own that compile would outlive this one.
    os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", str(_user_cache() / "lits-lab" / "torch-compile"))
    os.environ.setdefault("TORCHINDUCTOR_COMPILE_THREADS", "1")
    compile: Any = getattr(torch, "compile", None)
    compiled: Callable[..., Sequence[Tensor]] = compile(_function(made, kept), dynamic=True, fullgraph=True)
    return compiled


def _user_cache() -> Path:
    """Where the system keeps what can be made anew."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    if sys.platform == "darwin":
        return home / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
