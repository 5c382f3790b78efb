"""A program that repeats, as one graph of the device (CUDA graphs): it makes all its calls at once, without being told each.

A graph reads and writes the same memory every time. So what a run is given is copied to where the graph reads, and what it has
made is copied from where the graph writes.
"""

from __future__ import annotations

import os
import sys
import weakref
from collections.abc import Sequence
from typing import Callable

import torch
from torch import Tensor

from . import memory
from .program import Program

Work = Callable[[], list[Tensor]]
Capture = Callable[[Work], tuple[Callable[[], None], list[Tensor]]]
"""Takes work and notes its calls; gives what makes them again, and the tensors that then hold what was made."""

_RUNS_BEFORE = 3
"""A program that has run so often runs on."""
_FEWEST_CALLS = 20
"""Fewer calls are no more work than copying is."""


def capture_on(device: torch.device) -> Capture | None:
    """How calls are noted on this device; None where it has no such graphs, or ``LITS_CUDA_GRAPHS`` is 0."""
    if device.type != "cuda" or os.environ.get("LITS_CUDA_GRAPHS") == "0":
        return None
    # Graphs never run at the same time, and nothing that one has made is read after another has run: they can share memory.
    pool: list[object] = []

    def capture(work: Work) -> tuple[Callable[[], None], list[Tensor]]:
        with torch.cuda.device(device):
            if not pool:
                pool.append(torch.cuda.graph_pool_handle())
            graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(graph, pool=pool[0]):
                made = work()

        def replay() -> None:
            with torch.cuda.device(device):
                graph.replay()

        return replay, made

    return capture


class Replay:
    """Runs a program: call by call at first, as a graph of the device once it has run a few times with the same result."""

    def __init__(self, program: Program, capture: Capture | None) -> None:
        self.program = program
        # Other processes take part in what is shared: they would have to be noted, too.
        may_be_captured = not program.is_shared and program.calls >= _FEWEST_CALLS
        self._capture = capture if may_be_captured else None
        self._runs = 0
        self._graph: _Graph | None = None

    @property
    def is_captured(self) -> bool:
        """Whether it holds a graph, and the memory of one."""
        return self._graph is not None

    def run(self, inputs: Sequence[Tensor]) -> list[Tensor]:
        """The program's outputs; see ``Program.run``."""
        graph = self._graph
        if graph is not None and graph.is_proven:
            return graph.run(inputs)
        made = self.program.run(inputs)
        if graph is not None:
            # Other numbers than those that it was captured with: a number that was noted as it was then is found out.
            if _are_alike(graph.run(inputs), made):
                graph.is_proven = True
            else:
                self.give_up("it computes something else")
        elif self._capture is not None:
            self._runs += 1
            if self._runs == _RUNS_BEFORE:
                self._note(self._capture, inputs)
        return made

    def give_up(self, why: str) -> None:
        """Lets go of the graph for good."""
        self._graph = self._capture = None
        print(f"lits_torch: a step of {self.program.calls} calls is no CUDA graph: {why}", file=sys.stderr, flush=True)

    def _note(self, capture: Capture, inputs: Sequence[Tensor]) -> None:
        try:
            self._graph = _Graph(self.program, capture, inputs)
        except Exception as error:  # What a device refuses to note is of any kind; call by call it can be computed.
            self.give_up(str(error))


class _Graph:
    """A captured program, and the tensors that it reads and writes."""

    def __init__(self, program: Program, capture: Capture, inputs: Sequence[Tensor]) -> None:
        self._read = _copies(inputs)
        self._given = [weakref.ref(each) for each in inputs]
        self._replay, self._written = capture(lambda: program.run(self._read))
        self.is_proven = False

    def run(self, inputs: Sequence[Tensor]) -> list[Tensor]:
        # Nobody writes into what is an input: the same tensor holds the same numbers.
        new = [place for place, given in enumerate(inputs) if given is not self._given[place]()]
        _copy([self._read[place] for place in new], [inputs[place] for place in new])
        self._given = [weakref.ref(each) for each in inputs]
        self._replay()
        return _copies(self._written)


class Replays:
    """The programs of a device, some of them as graphs."""

    def __init__(self, device: torch.device, capture: Capture | None = None) -> None:
        self._capture = capture or capture_on(device)
        self._programs: dict[int, Replay] = {}

    def add(self, number: int, program: Program) -> None:
        """Keeps a program under this number."""
        self._programs[number] = Replay(program, self._capture)

    def remove(self, number: int) -> None:
        """Lets go of the program of this number."""
        del self._programs[number]

    def clear(self) -> None:
        """Lets go of all programs."""
        self._programs.clear()

    def program(self, number: int) -> Program:
        """The program of this number."""
        return self._programs[number].program

    def run(self, number: int, inputs: Sequence[Tensor]) -> list[Tensor]:
        """What the program makes of the inputs. Graphs are given up where their memory is needed for that."""
        try:
            return self._programs[number].run(inputs)
        except Exception as error:
            if not self._captured() or not memory.is_short(str(error)):
                raise
        # After the exception: its traceback holds what the failed run had made.
        for replay in self._captured():
            replay.give_up("its memory is needed")
        self._capture = None
        torch.cuda.memory.empty_cache()
        return self._programs[number].run(inputs)

    def _captured(self) -> list[Replay]:
        return [replay for replay in self._programs.values() if replay.is_captured]


def _copy(to: Sequence[Tensor], tensors: Sequence[Tensor]) -> None:
    together = getattr(torch, "_foreach_copy_", None)  # since PyTorch 2.1
    if together is not None and to:
        together(to, tensors)
        return
    for target, tensor in zip(to, tensors):
        target.copy_(tensor)


def _copies(tensors: Sequence[Tensor]) -> list[Tensor]:
    made = [torch.empty_like(tensor) for tensor in tensors]
    _copy(made, tensors)
    return made


def _are_alike(made: Sequence[Tensor], expected: Sequence[Tensor]) -> bool:
    """Whether the tensors are the same but for rounding, for which orders of adding may differ."""
    return all(_is_alike(*pair) for pair in zip(made, expected))


def _is_alike(made: Tensor, expected: Tensor) -> bool:
    if not expected.is_floating_point():
        return torch.equal(made, expected)
    finite = expected[expected.isfinite()]
    largest = float(finite.abs().max()) if finite.numel() > 0 else 0.0
    return torch.allclose(made, expected, rtol=1e-3, atol=1e-3 * largest, equal_nan=True)
