from __future__ import annotations

from typing import Any

import pytest
import torch

from lits_torch.fused import fused
from lits_torch.program import Program
from lits_torch.together import read_once, together

from .graphs import CPU, drawn, graph, node


def _fused(nodes: list[Any], outputs: list[str], scalars: set[str]) -> list[tuple[str, list[str]]]:
    made = fused(nodes, range(len(nodes)), scalars, read_once(nodes, scalars, outputs))
    return [(each["op"], list(each["inputs"])) for each in made]


FIRST = [node("Mul", ["m", "beta"], ["a"]), node("Mul", ["g", "rest"], ["b"]), node("Add", ["a", "b"], ["c"])]


def test_a_sum_with_a_scaled_tensor_is_one_call_written_into_the_other() -> None:
    expected = [("Mul", ["m", "beta"]), ("AddScaled", ["a", "g", "rest"])]
    assert _fused(FIRST, ["c"], {"beta", "rest"}) == expected


def test_a_sum_with_a_scaled_product_or_quotient_is_one_call() -> None:
    for op, chain in (("Mul", "AddProduct"), ("Div", "AddQuotient")):
        nodes = [node(op, ["x", "y"], ["a"]), node("Mul", ["a", "s"], ["b"]), node("Add", ["b", "w"], ["c"])]
        assert _fused(nodes, ["c"], {"s"}) == [(chain, ["w", "x", "y", "s"])]


def test_what_something_else_reads_stays_a_call() -> None:
    assert len(_fused(FIRST, ["a", "b", "c"], {"beta", "rest"})) == 3
    nodes = [node("Mul", ["x", "y"], ["a"]), node("Mul", ["a", "s"], ["b"]), node("Add", ["b", "w"], ["c"])]
    assert _fused(nodes, ["a", "c"], {"s"}) == [("Mul", ["x", "y"]), ("AddScaled", ["w", "a", "s"])]


def test_products_of_two_tensors_and_sums_with_a_single_number_stay_calls() -> None:
    assert len(_fused([node("Mul", ["x", "y"], ["a"]), node("Add", ["w", "a"], ["c"])], ["c"], set())) == 2
    assert len(_fused([node("Mul", ["x", "s"], ["a"]), node("Add", ["s", "a"], ["c"])], ["c"], {"s"})) == 2


def _adam() -> tuple[list[Any], dict[str, list[int]]]:
    nodes = [
        node("Mul", ["m", "b1"], ["m1"]),
        node("Mul", ["g", "r1"], ["m2"]),
        node("Add", ["m1", "m2"], ["m3"]),
        node("Mul", ["v", "b2"], ["v1"]),
        node("Mul", ["g", "g"], ["v2"]),
        node("Mul", ["v2", "r2"], ["v3"]),
        node("Add", ["v1", "v3"], ["v4"]),
        node("Div", ["m3", "c1"], ["mc"]),
        node("Div", ["v4", "c2"], ["vc"]),
        node("Sqrt", ["vc"], ["root"]),
        node("Add", ["root", "eps"], ["below"]),
        node("Div", ["mc", "below"], ["change"]),
        node("Mul", ["change", "rate"], ["step"]),
        node("Add", ["step", "w"], ["w1"]),
    ]
    scalars = ("b1", "r1", "b2", "r2", "c1", "c2", "eps", "rate")
    return nodes, {**{name: [5] for name in ("w", "m", "v", "g")}, **{name: [] for name in scalars}}


@pytest.mark.parametrize("is_on_host", [True, False])
def test_adams_fourteen_operations_are_seven_calls_and_make_the_same(is_on_host: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    from lits_torch import together as module

    if not is_on_host:
        monkeypatch.setattr(module, "_fits", lambda *_: False)
    nodes, inputs = _adam()
    program = Program(graph(nodes, inputs, ["w1", "m3", "v4"]), CPU)
    # Those of the two moments are done together.
    assert program.calls == 7
    w, m, v, g = drawn(5), drawn(5, seed=2), drawn(5, seed=3).abs(), drawn(5, seed=4)
    numbers = [0.9, 0.1, 0.999, 0.001, 0.19, 0.002, 1e-7, -0.01]
    given = [w, m, v, g, *map(torch.tensor, numbers)]
    before = [each.clone() for each in given]
    first, second = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
    expected = [w - 0.01 * (first / 0.19) / ((second / 0.002).sqrt() + 1e-7), first, second]
    for _ in range(2):
        torch.testing.assert_close(program.run(given), expected)
    assert all(torch.equal(a, b) for a, b in zip(given, before))


@pytest.mark.parametrize("op", ["AddScaled", "AddProduct", "AddQuotient"])
@pytest.mark.parametrize("may_write", [True, False])
def test_chains_of_several_weights_at_once_and_of_shapes_that_are_spread(op: str, may_write: bool) -> None:
    tensors = 2 if op == "AddScaled" else 3
    numbers = [False] * tensors + [True]
    rate = torch.tensor(0.5)

    def expected(a: torch.Tensor, *others: torch.Tensor) -> torch.Tensor:
        product = others[0] if tensors == 2 else others[0] * others[1] if op == "AddProduct" else others[0] / others[1]
        return a + 0.5 * product

    for shapes in ([[3], [3]], [[2, 3], [3]]):
        parts = [[drawn(*shapes[min(index, 1)], seed=7 * index + each) + 3 for each in range(2)] for index in range(tensors)]
        wanted = [expected(*each) for each in zip(*parts)]
        run = together(op, numbers, [may_write] + [False] * tensors, 2)
        made = run(*(each.clone() for part in parts for each in part), rate, rate)
        torch.testing.assert_close(list(made), wanted)
