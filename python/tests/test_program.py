from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest
import torch
from torch import Tensor

from lits_torch.operators import OPERATORS
from lits_torch.program import OperatorError, Program

from .graphs import CPU, constant, drawn, graph, node


def test_runs_nodes_on_inputs_and_constants() -> None:
    nodes = [node("Mul", ["x", "two"], ["a"]), node("Add", ["a", "y"], ["b"])]
    program = Program(graph(nodes, {"x": [3], "y": [3]}, ["b"], [constant("two", torch.tensor(2.0))]), CPU)
    x, y = drawn(3), drawn(3, seed=2)
    torch.testing.assert_close(program.run([x, y]), [2 * x + y])


def test_writes_into_no_input_and_gives_the_same_again() -> None:
    nodes = [node("Neg", ["x"], ["a"]), node("Neg", ["a"], ["b"]), node("Sqrt", ["b"], ["c"])]
    program = Program(graph(nodes, {"x": [3]}, ["c"]), CPU)
    x = drawn(3).abs()
    before = x.clone()
    once, again = program.run([x])[0].clone(), program.run([x])[0]
    assert torch.equal(once, again)
    assert torch.equal(x, before)


def test_nodes_with_several_outputs_and_an_input_that_is_left_out() -> None:
    nodes = [node("Split", ["x", "sizes"], ["a", "b"], axis=0), node("Resize", ["p", "", "scales"], ["q"])]
    given = [constant("sizes", torch.tensor([1, 2])), constant("scales", torch.tensor([1.0, 1.0, 2.0, 1.0]))]
    program = Program(graph(nodes, {"x": [3], "p": [1, 1, 1, 2]}, ["b", "a", "q"], given), CPU)
    b, a, q = program.run([torch.tensor([1.0, 2.0, 3.0]), torch.tensor([[[[4.0, 5.0]]]])])
    assert (a.tolist(), b.tolist(), q.tolist()) == ([1], [2, 3], [[[[4, 5], [4, 5]]]])


def test_lets_go_of_what_nothing_reads_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    alive: list[int] = []
    made: list[weakref.ref[Tensor]] = []

    def watched(_: Any) -> Any:
        def compute(x: Tensor) -> Tensor:
            gc.collect()
            alive.append(sum(each() is not None for each in made))
            result = x + 1
            made.append(weakref.ref(result))
            return result

        return compute

    monkeypatch.setitem(OPERATORS, "Watched", watched)
    names = ["x", "a", "b", "c", "d"]
    nodes = [node("Watched", [read], [write]) for read, write in zip(names, names[1:])]
    [result] = Program(graph(nodes, {"x": [1]}, ["d"]), CPU).run([torch.zeros(1)])
    assert result.tolist() == [4]
    # Each call finds alive what it reads, and nothing before that.
    assert alive == [0, 1, 1, 1]


def test_keeps_what_is_an_output_and_what_is_a_constant() -> None:
    nodes = [node("Exp", ["x"], ["a"]), node("Add", ["a", "one"], ["b"])]
    program = Program(graph(nodes, {"x": [1]}, ["a", "b"], [constant("one", torch.ones(1))]), CPU)
    for _ in range(2):
        torch.testing.assert_close(program.run([torch.zeros(1)]), [torch.ones(1), 2 * torch.ones(1)])


def test_a_failure_ends_with_the_name_of_its_node() -> None:
    nodes = [node("Exp", ["x"], ["a"], "Exp@0"), node("MatMul", ["a", "a"], ["b"], "MatMul@7")]
    program = Program(graph(nodes, {"x": [2, 3]}, ["b"]), CPU)
    with pytest.raises(OperatorError, match=r"^RuntimeError: .*\[MatMul@7\]$"):
        program.run([drawn(2, 3)])


def test_an_operator_that_is_unknown_is_named_when_the_graph_is_read() -> None:
    with pytest.raises(OperatorError, match=r"no operator Frobnicate \[Frobnicate@3\]$"):
        Program(graph([node("Frobnicate", ["x"], ["y"], "Frobnicate@3")], {"x": [1]}, ["y"]), CPU)


def test_an_optimizers_calls_are_fewer_than_its_nodes() -> None:
    weights = ["u", "v", "w"]
    nodes = [
        each
        for name in weights
        for each in (node("Mul", [f"d{name}", "rate"], [f"{name}1"]), node("Sub", [name, f"{name}1"], [f"{name}2"]))
    ]
    inputs = {name: [2] for each in weights for name in (each, f"d{each}")}
    program = Program(graph(nodes, {**inputs, "rate": []}, [f"{name}2" for name in weights]), CPU)
    assert program.calls == 2
    given = [drawn(2, seed=index) for index in range(6)]
    expected = [given[2 * index] - 0.5 * given[2 * index + 1] for index in range(3)]
    torch.testing.assert_close(program.run([*given, torch.tensor(0.5)]), expected)


@pytest.mark.parametrize(
    "value", [torch.tensor([True, False]), torch.tensor(2**40), torch.empty(0, 3), torch.tensor([1], dtype=torch.int32)]
)
def test_constants_keep_type_and_shape(value: Tensor) -> None:
    program = Program(graph([node("Identity", ["c"], ["y"])], {}, ["y"], [constant("c", value)]), CPU)
    [made] = program.run([])
    assert made.dtype == value.dtype
    assert torch.equal(made, value)


def test_filters_are_marked_among_the_inputs() -> None:
    nodes = [node("Transpose", ["filter"], ["w"], perm=[3, 2, 0, 1]), node("Conv", ["x", "w"], ["y"], kernel_shape=[1, 1])]
    program = Program(graph(nodes, {"x": [1, 2, 3, 3], "filter": [1, 1, 2, 4]}, ["y"]), CPU)
    assert program.filters == [False, True]
