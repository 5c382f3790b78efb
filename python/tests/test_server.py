from __future__ import annotations

import io
import json
import weakref
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from lits_torch import memory
from lits_torch.exchange import Exchange
from lits_torch.operators import OPERATORS
from lits_torch.server import Server, serve

from .graphs import CPU, graph, node

DOUBLING = graph([node("Add", ["x", "x"], ["y"], "Add@0")], {"x": [3]}, ["y"])


class Engine:
    """The other side: writes into the window and asks."""

    def __init__(self, window: Path) -> None:
        self.exchange = Exchange(str(window))
        self.server = Server(CPU, self.exchange)

    def ask(self, *commands: list[Any]) -> dict[str, Any]:
        return self.server.answer(json.dumps(commands))


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    window = tmp_path / "window"
    window.write_bytes(bytes(64))
    return Engine(window)


def test_a_graph_runs_on_what_was_put_and_is_read_back_in_parts(engine: Engine) -> None:
    engine.exchange.put(torch.tensor([1.0, 2.0, 3.0]))
    assert engine.ask(["load", 0, DOUBLING]) == {"done": 1}
    assert engine.ask(["put", [[7, "float32", [3], 0]]], ["run", 0, [7], [8]], ["get", 8, 1, 2]) == {"done": None}
    assert engine.exchange.take("float32", [2], 0).tolist() == [4, 6]


def test_a_tensor_larger_than_the_window_arrives_in_pieces(engine: Engine) -> None:
    for begin in (0, 16):
        engine.exchange.put(torch.arange(begin, begin + 16, dtype=torch.float32))
        engine.ask(["piece", 1, "float32", [2, 16], begin, 16])
    engine.ask(["get", 1, 14, 4])
    assert engine.exchange.take("float32", [4], 0).tolist() == [14, 15, 16, 17]


def test_what_is_freed_or_cleared_is_gone(engine: Engine) -> None:
    endings: list[list[Any]] = [["free", [1]], ["clear"]]
    for ending in endings:
        engine.ask(["put", [[1, "float32", [1], 0]]])
        assert engine.ask(ending) == {"done": None}
        assert engine.ask(["get", 1, 0, 1]) == {"error": "1"}


def test_an_unloaded_program_is_gone(engine: Engine) -> None:
    engine.ask(["load", 0, DOUBLING], ["unload", 0])
    assert "error" in engine.ask(["run", 0, [], []])


@pytest.mark.parametrize("line", ["no JSON", '[["unknown"]]', '[["get"]]', '{"a": 1}'])
def test_what_is_not_understood_is_answered_as_an_error(engine: Engine, line: str) -> None:
    assert engine.server.answer(line)["error"] != ""


def test_a_failure_names_its_node_and_the_next_question_is_answered(engine: Engine) -> None:
    engine.ask(["load", 0, graph([node("MatMul", ["x", "x"], ["y"], "MatMul@4")], {"x": [3]}, ["y"])])
    engine.ask(["put", [[1, "float32", [1, 3], 0]]])
    assert engine.ask(["run", 0, [1], [2]])["error"].endswith("[MatMul@4]")
    assert engine.ask(["get", 1, 0, 3]) == {"done": None}


def test_tells_what_the_memory_holds(engine: Engine) -> None:
    assert set(engine.ask(["memory"])["done"]) >= {"peak"}


def test_a_shortage_has_the_figures_of_the_moment_and_those_without_the_failed_run(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[weakref.ref[Tensor]] = []

    def refuse(_: Any) -> Any:
        def compute(x: Tensor) -> Tensor:
            held.append(weakref.ref(x))
            raise RuntimeError("CUDA out of memory. Tried to allocate 1.00 GiB")

        return compute

    def used() -> int:
        return sum(each() is not None for each in held)

    monkeypatch.setitem(OPERATORS, "Refuse", refuse)
    monkeypatch.setattr(memory, "shortage", lambda device, message: {"used": used(), "tried": 1, "limit": 1})
    monkeypatch.setattr(memory, "in_use", lambda device: {"used": used()})
    nodes = [node("Exp", ["x"], ["a"]), node("Refuse", ["a"], ["b"], "Refuse@1")]
    engine.ask(["put", [[1, "float32", [1], 0]]], ["load", 0, graph(nodes, {"x": [1]}, ["b"])])
    answer = engine.ask(["run", 0, [1], [2]])
    assert answer["memory"] == {"used": 1, "tried": 1, "limit": 1, "before": 0}
    assert answer["error"].endswith("[Refuse@1]")


def test_filters_are_laid_in_memory_as_pytorch_has_them_once(engine: Engine) -> None:
    nodes = [node("Transpose", ["f"], ["w"], perm=[3, 2, 0, 1])]
    engine.ask(["load", 0, graph(nodes, {"f": [1, 1, 2, 3]}, ["w"])], ["put", [[1, "float32", [1, 1, 2, 3], 0]]])
    engine.ask(["run", 0, [1], [2]])
    assert engine.server._tensors[1].permute(3, 2, 0, 1).is_contiguous()


def test_serving_answers_line_by_line_until_the_engine_is_gone(engine: Engine) -> None:
    answers = io.StringIO()
    serve(engine.server, io.StringIO('[["clear"]]\n[["get", 5, 0, 1]]\n'), answers)
    assert [json.loads(line) for line in answers.getvalue().splitlines()] == [{"done": None}, {"error": "5"}]
