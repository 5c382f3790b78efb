from __future__ import annotations

from typing import Any, Callable

import pytest
import torch
from torch import Tensor

from lits_torch import together as module
from lits_torch.together import can_be_list, grouped, most_together, read_once, single_numbers, together

from .graphs import drawn, node


def _descent(*weights: str) -> list[dict[str, Any]]:
    """What plain gradient descent asks for: for each weight a product and a difference."""
    return [
        each
        for name in weights
        for each in (
            node("Mul", [f"d{name}", "rate"], [f"{name}.step"]),
            node("Sub", [name, f"{name}.step"], [f"{name}.next"]),
        )
    ]


def _outputs(groups: list[list[Any]]) -> list[list[str]]:
    return [[name for each in group for name in each["outputs"]] for group in groups]


def test_what_is_computed_of_single_numbers_alone_is_a_single_number() -> None:
    nodes = [node("Mul", ["rate", "decay"], ["a"]), node("Mul", ["a", "weight"], ["b"]), node("Exp", ["a"], ["c"])]
    assert single_numbers(nodes, {"rate", "decay"}) == {"rate", "decay", "a"}


def test_only_what_one_reader_alone_reads_may_be_written_into() -> None:
    nodes = [node("Neg", ["x"], ["a"]), node("Sqrt", ["a"], ["b"]), node("Add", ["b", "b"], ["c"]), node("Exp", ["x"], ["d"])]
    assert read_once(nodes, set(), ["c"]) == {"a", "c"}
    assert read_once(nodes, set(), ["a", "c"]) == {"c"}


def test_alike_calls_of_an_optimizer_become_one() -> None:
    nodes = _descent("v", "w")
    groups = grouped(nodes, {"rate"}, {"v.step", "w.step"}, {"v": 4, "w": 6}, most=10)
    assert _outputs(groups) == [["v.step", "w.step"], ["v.next", "w.next"]]


def test_what_the_rest_of_the_graph_reads_stays_in_its_place() -> None:
    nodes = [node("Add", ["x", "y"], ["early"]), node("Exp", ["early"], ["loss"]), *_descent("v")]
    assert _outputs(grouped(nodes, {"rate"}, {"v.step"}, {"v": 4}, most=10)) == [["early"], ["loss"], ["v.step"], ["v.next"]]


def test_an_order_of_groups_keeps_what_depends_on_what() -> None:
    nodes = _descent("u", "v", "w")
    groups = grouped(nodes, {"rate"}, set(), {"u": 6, "v": 6, "w": 3}, most=10)
    known = {"rate", *(name for each in "uvw" for name in (each, f"d{each}"))}
    for group in groups:
        assert all(name in known for each in group for name in each["inputs"])
        known.update(name for each in group for name in each["outputs"])
    # Weights that do not fit into the cache together are done one after the other.
    assert _outputs(groups)[:2] == [["u.step"], ["u.next"]]


def test_a_gpu_does_all_weights_together() -> None:
    nodes, sizes = _descent("u", "v"), {"u": 2**20, "v": 2**20}
    steps = {
        kind: [len(group) for group in grouped(nodes, {"rate"}, set(), sizes, most_together(torch.device(kind)))]
        for kind in ("cpu", "cuda")
    }
    assert steps == {"cpu": [1, 1, 1, 1], "cuda": [2, 2]}


def test_a_single_call_is_made_of_lists_only_where_it_can_write_into_what_it_reads() -> None:
    negation = node("Neg", ["a"], ["b"])
    assert can_be_list(negation, set(), {"a"})
    assert not can_be_list(negation, set(), set())
    assert not can_be_list(negation, {"b"}, {"a"})


ALONE: dict[str, Callable[..., Tensor]] = {"Add": torch.add, "Sub": torch.sub, "Mul": torch.mul, "Div": torch.div}
CASES = [(op, numbers) for op in ALONE for numbers in ([False, False], [False, True], [True, False])]


@pytest.mark.parametrize(("op", "numbers"), CASES)
@pytest.mark.parametrize("passing", [[False, False], [True, False], [False, True]])
def test_computes_what_each_call_alone_would(op: str, numbers: list[bool], passing: list[bool], is_one: bool = False) -> None:
    alone = ALONE[op]

    def operand(index: int, seed: int) -> Tensor:
        return torch.tensor(2.5) if numbers[index] else drawn(2, 3, seed=seed) + 4

    parts = [[operand(index, 3 * index + each) for each in range(2)] for index in range(2)]
    expected = [alone(a, b) for a, b in zip(*parts)]
    may_write = [each and not number for each, number in zip(passing, numbers)]
    made = together(op, numbers, may_write, 2, is_one)(*(each.clone() for part in parts for each in part))
    torch.testing.assert_close(list(made), expected)


@pytest.mark.parametrize(("op", "numbers"), [(op, numbers) for op, numbers in CASES if any(numbers)])
@pytest.mark.parametrize("is_one", [False, True])
def test_numbers_on_a_device_make_no_difference(
    monkeypatch: pytest.MonkeyPatch, op: str, numbers: list[bool], is_one: bool
) -> None:
    monkeypatch.setattr(module, "_are_on_host", lambda numbers: False)
    test_computes_what_each_call_alone_would(op, numbers, [False, False], is_one)


def test_one_number_on_a_device_is_given_to_the_function_for_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []
    monkeypatch.setattr(module, "_are_on_host", lambda numbers: False)
    monkeypatch.setattr(module, "_takes_tensor", lambda op: op == "Mul")

    def lists(tensors: list[Tensor], number: object) -> list[Tensor]:
        given.append(number)
        return tensors

    monkeypatch.setattr(module, "LISTS", dict.fromkeys(module.LISTS, lists))
    number = torch.tensor(2.5)
    for op, is_one in (("Mul", True), ("Mul", False), ("Sub", True)):
        together(op, [False, True], [False, False], 2, is_one)(drawn(3), drawn(3, seed=2), number, number)
    assert given == [number]


def test_writes_into_what_it_may_and_nothing_else() -> None:
    a, b = [drawn(3)], [drawn(3, seed=2)]
    before = b[0].clone()
    made = together("Sub", [False, False], [True, False], 1)(*a, *b)
    assert made[0].data_ptr() == a[0].data_ptr()
    assert torch.equal(b[0], before)
    kept = a[0].clone()
    assert together("Neg", [False], [False], 1)(*a)[0].data_ptr() != a[0].data_ptr()
    assert torch.equal(a[0], kept)


def test_shapes_that_lists_do_not_take_are_done_one_by_one() -> None:
    run = together("Add", [False, False], [False, False], 2)
    made = run(drawn(2, 3), drawn(2, 3), drawn(3, seed=2), drawn(2, 3, seed=3))
    torch.testing.assert_close(list(made), [drawn(2, 3) + drawn(3, seed=2), drawn(2, 3) + drawn(2, 3, seed=3)])
