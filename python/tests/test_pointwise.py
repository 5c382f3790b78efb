from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Callable

import pytest
import torch
from torch import Tensor

from lits_torch import pointwise as module
from lits_torch.pointwise import Pointwise, can_compile, with_chains
from lits_torch.program import Program

from .graphs import CPU, drawn, graph, node

DIMS = [4, 5]
Compile = Callable[..., Callable[..., Any]]


def _momentum(weight: str) -> list[dict[str, Any]]:
    """A step with momentum of one weight: ``v = 0.9 v + g; w = w - rate v``."""
    return [
        node("Mul", [f"{weight}.v", "decay"], [f"{weight}.old"]),
        node("Add", [f"{weight}.old", f"{weight}.g"], [f"{weight}.v2"]),
        node("Mul", [f"{weight}.v2", "rate"], [f"{weight}.step"]),
        node("Sub", [weight, f"{weight}.step"], [f"{weight}.2"]),
    ]


def _steps(*weights: str) -> dict[str, Any]:
    tensors = [f"{weight}{part}" for weight in weights for part in ("", ".v", ".g")]
    nodes = [each for weight in weights for each in _momentum(weight)]
    outputs = [f"{weight}{part}" for weight in weights for part in (".2", ".v2")]
    return graph(nodes, {"decay": [], "rate": [], **{name: DIMS for name in tensors}}, outputs)


def _inputs(weights: int, seed: int = 1) -> list[Tensor]:
    return [torch.tensor(0.9), torch.tensor(0.1), *(drawn(*DIMS, seed=seed + at) for at in range(3 * weights))]


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Even little is compiled, in the third run; whatever is compiled counts as fast."""
    monkeypatch.setattr(module, "_FEWEST_NUMBERS", 20)
    monkeypatch.setattr(module, "_NUMBERS_BEFORE", 80)
    monkeypatch.setattr(module, "_MOST_OF_TIME", 1e9)
    module._compiled.cache_clear()
    yield
    module._compiled.cache_clear()


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Instead of a compiler, one that gives what it was given; for each call how many numbers the largest tensor has."""
    made: list[int] = []

    def compile(function: Callable[..., Any], **_: object) -> Callable[..., Any]:
        def run(*values: Tensor) -> Any:
            made.append(max(value.numel() for value in values))
            return function(*values)

        return run

    monkeypatch.setattr(torch, "compile", compile, raising=False)
    return made


def _run(program: Program, times: int, weights: int = 2) -> None:
    """Runs a program whose numbers are to be those that a plain one makes."""
    plain = Program(_steps(*"ab"[:weights]), CPU)
    for time in range(times):
        inputs = _inputs(weights, seed=10 * time)
        expected = plain.run(inputs)
        assert all(torch.equal(*pair) for pair in zip(program.run(inputs), expected))


def test_the_step_of_each_weight_is_a_chain() -> None:
    nodes, numbers = with_chains(_steps("a", "b"))
    assert [each["op"] for each in nodes] == ["Chain", "Chain"]
    assert [(each["inputs"], each["outputs"]) for each in nodes] == [
        (["a.v", "decay", "a.g", "rate", "a"], ["a.v2", "a.2"]),
        (["b.v", "decay", "b.g", "rate", "b"], ["b.v2", "b.2"]),
    ]
    assert numbers == 40


def test_small_weights_are_left_to_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FEWEST_NUMBERS", 21)
    step = _steps("a")
    assert with_chains(step) == (step["nodes"], 0)


def test_a_chain_that_is_read_before_it_ends_is_none() -> None:
    step = _steps("a")
    nodes = [*step["nodes"][:2], node("Transpose", ["a.v2"], ["turned"], perm=[1, 0]), *step["nodes"][2:]]
    assert with_chains({**step, "nodes": nodes}) == (nodes, 0)


def test_what_stands_before_and_behind_a_chain_stays_there() -> None:
    step = _steps("a")
    before = node("Transpose", ["turned"], ["a.g"], perm=[1, 0])
    behind = node("Transpose", ["a.2"], ["end"], perm=[1, 0])
    nodes, _ = with_chains({**step, "nodes": [before, *step["nodes"], behind]})
    assert [each["op"] for each in nodes] == ["Transpose", "Chain", "Transpose"]


def test_chains_are_compiled_once_it_is_worth_it(calls: list[int]) -> None:
    program = Pointwise(_steps("a", "b"), CPU)
    _run(program, 2)
    assert calls == []
    _run(program, 1)
    # Each once for the compiler, and once to see how long it takes.
    assert calls == [20] * 4
    calls.clear()
    _run(program, 2)
    assert calls == [20] * 4


def test_all_chains_alike_are_compiled_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[object] = []

    def compile(function: Callable[..., Any], **_: object) -> Callable[..., Any]:
        compiled.append(function)
        return function

    monkeypatch.setattr(torch, "compile", compile, raising=False)
    _run(Pointwise(_steps("a", "b"), CPU), 4)
    assert len(compiled) == 1


def test_tensors_keep_how_they_lie_in_memory(calls: list[int]) -> None:
    program = Pointwise(_steps("a"), CPU)

    def filters(seed: int) -> list[Tensor]:
        return [each.t().contiguous().t() if each.dim() > 0 else each for each in _inputs(1, seed)]

    for seed in range(6):
        made = program.run(filters(seed))
    expected = Program(_steps("a"), CPU).run(filters(5))
    assert all(torch.equal(*pair) for pair in zip(made, expected))
    assert [list(each.stride()) for each in made] == [[1, 4], [1, 4]]
    calls.clear()
    _run(program, 1, weights=1)
    assert calls == []  # Those lie otherwise.


def _refused(monkeypatch: pytest.MonkeyPatch, compile: Compile) -> None:
    """Runs with a compiler whose work is not taken."""
    monkeypatch.setattr(torch, "compile", compile, raising=False)
    _run(Pointwise(_steps("a", "b"), CPU), 5)


def _said(capfd: pytest.CaptureFixture[str]) -> str:
    return capfd.readouterr().err


def test_where_there_is_no_compiler_calls_go_on(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    tries: list[object] = []

    def compile(function: Callable[..., Any], **_: object) -> Callable[..., Any]:
        tries.append(function)
        raise RuntimeError("No working C++ compiler found\nin any folder")

    _refused(monkeypatch, compile)
    why = "No working C++ compiler found in any folder"
    assert _said(capfd) == f"lits_torch: chains of operations are computed call by call: {why}\n"
    assert len(tries) == 1


def test_other_numbers_are_found_out(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    _refused(monkeypatch, lambda function, **_: lambda *values: [each * (1 + 1e-6) for each in function(*values)])
    assert "they make other numbers" in _said(capfd)


def test_what_is_no_faster_is_not_kept(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(module, "_MOST_OF_TIME", 0.0)
    _refused(monkeypatch, lambda function, **_: function)
    assert "ms instead of" in _said(capfd)


def test_what_a_compiler_refuses_later_is_computed_by_calls(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    runs: list[object] = []

    def compile(function: Callable[..., Any], **_: object) -> Callable[..., Any]:
        def run(*values: Tensor) -> Any:
            runs.append(function)
            if len(runs) > 6:
                raise RuntimeError("recompile_limit reached")
            return function(*values)

        return run

    _refused(monkeypatch, compile)
    # Twice in the trial, and once later; each of both chains is refused once.
    assert len(runs) == 8
    assert _said(capfd).count("recompile_limit reached") == 2


def test_tensors_that_lie_in_different_ways_are_computed_by_calls(calls: list[int], capfd: pytest.CaptureFixture[str]) -> None:
    program = Pointwise(_steps("a"), CPU)
    for _ in range(5):
        decay, rate, weight, speed, gradient = _inputs(1)
        inputs = [decay, rate, weight.t().contiguous().t(), speed, gradient]
        assert all(torch.equal(*pair) for pair in zip(program.run(inputs), Program(_steps("a"), CPU).run(inputs)))
    assert calls == []
    assert "in different ways" in _said(capfd)


def test_numbers_that_are_none_are_the_same_numbers(calls: list[int]) -> None:
    program = Pointwise(_steps("a"), CPU)
    inputs = _inputs(1)
    inputs[4][0, 0] = torch.nan
    for _ in range(6):
        program.run(inputs)
    assert calls == [20] * 3


def test_only_the_cpu_of_a_pytorch_that_compiles_has_chains_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch, "compile", lambda function: function, raising=False)
    assert can_compile(CPU)
    assert not can_compile(torch.device("cuda"))
    monkeypatch.setenv("LITS_TORCH_COMPILE", "0")
    assert not can_compile(CPU)
    monkeypatch.delenv("LITS_TORCH_COMPILE")
    monkeypatch.delattr(torch, "compile")
    assert not can_compile(CPU)


def test_whatever_compiler_this_pytorch_has_makes_the_same_numbers(capfd: pytest.CaptureFixture[str]) -> None:
    _run(Pointwise(_steps("a", "b"), CPU), 5)
    assert "other numbers" not in _said(capfd)
