"""Does what the engine asks: a list of commands a line, as JSON; the answer to the last is the answer to all."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import IO, Any, Callable

import torch
from torch import Tensor

from . import memory
from .exchange import TYPES, Exchange, size_of
from .filters import as_filter
from .pointwise import Pointwise, can_compile
from .program import Program
from .replay import Replays


class Server:
    """Programs and tensors under the numbers that the engine has given them."""

    def __init__(self, device: torch.device, exchange: Exchange) -> None:
        self._device = device
        self._exchange = exchange
        self._programs = Replays(device)
        self._tensors: dict[int, Tensor] = {}
        self._arriving: dict[int, Tensor] = {}
        self._commands: dict[str, Callable[..., Any]] = {
            "load": self._load,
            "unload": self._unload,
            "put": self._put,
            "piece": self._piece,
            "run": self._run,
            "get": self._get,
            "free": self._free,
            "clear": self._clear,
            "memory": self._memory,
        }

    def answer(self, line: str) -> dict[str, Any]:
        """What came of a line of commands: ``{"done": …}``, or ``{"error": …}`` with what failed, and what the ``memory`` lacks."""
        try:
            done = None
            for name, *arguments in json.loads(line):
                done = self._commands[name](*arguments)
            return {"done": done}
        except Exception as error:  # The engine says it to the student, in the words of PyTorch.
            said = {"error": str(error) or type(error).__name__}
            # Now, as long as the traceback holds what the failed run has made.
            lacking = memory.shortage(self._device, said["error"])
        if lacking is None:
            return said
        return {**said, "memory": {**lacking, "before": memory.in_use(self._device).get("used", 0)}}

    def _load(self, number: int, graph: dict[str, Any]) -> int:
        """Answers how many functions a run of the graph calls."""
        program = (Pointwise if can_compile(self._device) else Program)(graph, self._device)
        self._programs.add(number, program)
        return program.calls

    def _unload(self, number: int) -> None:
        self._programs.remove(number)

    def _put(self, tensors: list[list[Any]]) -> None:
        for number, kind, dims, offset in tensors:
            self._tensors[number] = self._exchange.take(kind, dims, offset).to(self._device)

    def _piece(self, number: int, kind: str, dims: list[int], begin: int, count: int) -> None:
        """A part of a tensor that is larger than the window."""
        if begin == 0:
            self._arriving[number] = torch.empty(size_of(dims), dtype=TYPES[kind])
        flat = self._arriving[number]
        flat[begin : begin + count] = self._exchange.take(kind, [count], 0)
        if begin + count == len(flat):
            del self._arriving[number]
            self._tensors[number] = flat.view(dims).to(self._device)

    def _run(self, program: int, inputs: list[int], outputs: list[int]) -> None:
        tensors = self._tensors
        for number, is_filter in zip(inputs, self._programs.program(program).filters):
            if is_filter:
                tensors[number] = as_filter(tensors[number])
        made = self._programs.run(program, [tensors[number] for number in inputs])
        tensors.update(zip(outputs, made))

    def _get(self, number: int, begin: int, count: int) -> None:
        """So many numbers of a tensor, from ``begin`` on, into the window."""
        flat = self._tensors[number].reshape(-1)
        self._exchange.put(flat.narrow(0, begin, count).cpu())

    def _free(self, numbers: list[int]) -> None:
        for number in numbers:
            del self._tensors[number]

    def _memory(self) -> dict[str, int]:
        return memory.in_use(self._device)

    def _clear(self) -> None:
        self._programs.clear()
        self._tensors.clear()
        self._arriving.clear()


def serve(server: Server, questions: Iterable[str], answers: IO[str]) -> None:
    """Answers until the engine is gone."""
    with torch.inference_mode():
        for line in questions:
            answers.write(json.dumps(server.answer(line)) + "\n")
            answers.flush()
