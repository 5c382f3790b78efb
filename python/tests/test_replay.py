from __future__ import annotations

import weakref
from typing import Any, Callable

import pytest
import torch
from torch import Tensor

from lits_torch import replay as module
from lits_torch import together
from lits_torch.operators import OPERATORS
from lits_torch.program import Program
from lits_torch.replay import Capture, Replay, Replays, capture_on

from .graphs import CPU, drawn, graph, node
from .noted import note

WEIGHTS = "uvw"


@pytest.fixture(autouse=True)
def as_on_a_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """Single numbers lie on the device, where no call may wait for them; short programs are captured, too."""
    monkeypatch.setattr(together, "_are_on_host", lambda numbers: False)
    monkeypatch.setattr(module, "_FEWEST_CALLS", 1)


def _descent() -> Program:
    """For each weight: w - rate * dw, and the sum of them all."""
    nodes = [
        each
        for name in WEIGHTS
        for each in (node("Mul", [f"d{name}", "rate"], [f"{name}1"]), node("Sub", [name, f"{name}1"], [f"{name}2"]))
    ]
    nodes.append(node("ReduceSum", ["u2"], ["sum"], keepdims=0))
    inputs: dict[str, list[int]] = {name: [2, 3] for each in WEIGHTS for name in (each, f"d{each}")}
    return Program(graph(nodes, {**inputs, "rate": []}, [*(f"{name}2" for name in WEIGHTS), "sum"]), CPU)


def _steps(program: Callable[[list[Tensor]], list[Tensor]], count: int = 8) -> list[list[Tensor]]:
    """What each of so many steps makes, each from the weights of the one before and a rate of its own."""
    weights = [drawn(2, 3, seed=index) for index in range(3)]
    made: list[list[Tensor]] = []
    for step in range(count):
        inputs: list[Tensor] = []
        for index, weight in enumerate(weights):
            inputs += [weight, drawn(2, 3, seed=100 * step + index)]
        made.append(program([*inputs, torch.tensor(0.1 / (step + 1))]))
        weights = made[-1][:3]
    return made


def _equal(made: list[list[Tensor]], expected: list[list[Tensor]]) -> bool:
    return all(torch.equal(a, b) for one, other in zip(made, expected) for a, b in zip(one, other))


def test_a_program_that_repeats_makes_the_same_numbers_as_a_graph() -> None:
    expected = _steps(_descent().run)
    replay = Replay(_descent(), note)
    made = _steps(replay.run)
    assert replay.is_captured
    # All of them, at the end: no later run has written into what an earlier one has made.
    assert _equal(made, expected)


def test_is_computed_call_by_call_until_the_graph_has_made_the_same_once(monkeypatch: pytest.MonkeyPatch) -> None:
    program = _descent()
    runs: list[int] = []
    run = program.run

    def counted(inputs: Any) -> list[Tensor]:
        runs.append(1)
        return run(inputs)

    monkeypatch.setattr(program, "run", counted)
    _steps(Replay(program, note).run, 10)
    # Three runs, one that is noted, one that the graph is held against.
    assert len(runs) == 5


def test_a_number_that_was_noted_as_it_was_then_is_found_out(capsys: pytest.CaptureFixture[str]) -> None:
    def careless(work: Callable[[], list[Tensor]]) -> tuple[Callable[[], None], list[Tensor]]:
        made = work()
        return (lambda: None), made

    replay = Replay(_descent(), careless)
    assert _equal(_steps(replay.run), _steps(_descent().run))
    assert not replay.is_captured
    assert "it computes something else" in capsys.readouterr().err


def test_what_the_device_does_not_note_is_computed_call_by_call(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def waiting(_: Any) -> Any:
        return lambda x: x * float(x.sum())

    monkeypatch.setitem(OPERATORS, "Waiting", waiting)
    program = Program(graph([node("Waiting", ["x"], ["y"])], {"x": [2]}, ["y"]), CPU)
    replay = Replay(program, note)
    for step in range(6):
        x = drawn(2, seed=step)
        assert torch.equal(replay.run([x])[0], x * x.sum())
    assert not replay.is_captured
    assert "not permitted when stream is capturing" in capsys.readouterr().err


def test_an_input_that_is_an_output_and_one_that_stays_the_same() -> None:
    program = Program(graph([node("Add", ["x", "y"], ["z"])], {"x": [2], "y": [2]}, ["x", "z"]), CPU)
    replay, y = Replay(program, note), drawn(2)
    for step in range(8):
        x = drawn(2, seed=step)
        same, added = replay.run([x, y])
        assert torch.equal(same, x)
        assert torch.equal(added, x + y)


def test_keeps_nothing_alive_that_it_was_given() -> None:
    program = Program(graph([node("Exp", ["x"], ["y"])], {"x": [2]}, ["y"]), CPU)
    replay = Replay(program, note)
    for step in range(6):
        x = drawn(2, seed=step)
        known = weakref.ref(x)
        replay.run([x])
        del x
        assert known() is None


def test_whole_numbers_must_be_the_same_and_infinities_too() -> None:
    infinite = torch.tensor([torch.inf, -torch.inf, torch.nan, 1.0])
    assert module._are_alike([infinite], [infinite.clone()])
    assert not module._are_alike([torch.tensor([torch.inf, 1.0])], [torch.tensor([2.0, 1.0])])
    assert not module._are_alike([torch.tensor([1000])], [torch.tensor([1001])])
    assert module._are_alike([torch.tensor([1000.0, 0.1])], [torch.tensor([1000.1, 0.0])])


@pytest.mark.parametrize("program", ["short", "shared"])
def test_what_gains_nothing_or_is_shared_with_other_processes_is_not_captured(
    program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_FEWEST_CALLS", 2)
    monkeypatch.setitem(OPERATORS, "AllReduceSum", OPERATORS["Identity"])
    short = [node("Exp", ["x"], ["y"])]
    shared = [node("AllReduceSum", ["x"], ["s"]), node("Exp", ["s"], ["y"])]
    nodes = {"short": short, "shared": shared}[program]
    replay = Replay(Program(graph(nodes, {"x": [2]}, ["y"]), CPU), note)
    for _ in range(6):
        replay.run([drawn(2)])
    assert not replay.is_captured


def test_graphs_are_given_up_where_their_memory_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    is_short = [False]

    def hungry(_: Any) -> Any:
        def work(x: Tensor) -> Tensor:
            if is_short[0]:
                is_short[0] = False
                raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB")
            return x + 1

        return work

    monkeypatch.setitem(OPERATORS, "Hungry", hungry)
    replays = Replays(CPU, note)
    replays.add(0, _descent())
    replays.add(1, Program(graph([node("Hungry", ["x"], ["y"])], {"x": [1]}, ["y"]), CPU))
    _steps(lambda inputs: replays.run(0, inputs))
    is_short[0] = True
    assert replays.run(1, [torch.ones(1)])[0].item() == 2
    assert replays._captured() == []
    is_short[0] = True
    # Without graphs there is nothing to give up.
    with pytest.raises(Exception, match="out of memory"):
        replays.run(1, [torch.ones(1)])


def test_only_cuda_has_graphs_and_they_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    cuda = torch.device("cuda:0")
    monkeypatch.delenv("LITS_CUDA_GRAPHS", raising=False)
    assert capture_on(CPU) is None
    assert capture_on(torch.device("mps")) is None
    assert capture_on(cuda) is not None
    monkeypatch.setenv("LITS_CUDA_GRAPHS", "0")
    assert capture_on(cuda) is None


def test_on_cuda_all_graphs_share_memory_on_the_programs_device(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[Any] = []

    class Around:
        def __init__(self, name: str, *arguments: Any, **named: Any) -> None:
            self.what = (name, *arguments, *named.values())

        def __enter__(self) -> None:
            said.append(self.what)

        def __exit__(self, *_: object) -> None:
            said.append(f"end of {self.what[0]}")

    class Graph:
        def replay(self) -> None:
            said.append("replay")

    graph = Graph()
    monkeypatch.setattr(torch.cuda, "device", lambda device: Around("device", str(device)))
    monkeypatch.setattr(torch.cuda, "graph_pool_handle", lambda: "pool")
    monkeypatch.setattr(torch.cuda, "CUDAGraph", lambda: graph)
    monkeypatch.setattr(torch.cuda, "graph", lambda graph, pool: Around("graph", graph, pool))
    capture: Capture | None = capture_on(torch.device("cuda:1"))
    assert capture is not None
    replay, made = capture(lambda: [torch.ones(1)])
    replay()
    noting = [("device", "cuda:1"), ("graph", graph, "pool"), "end of graph", "end of device"]
    assert said == [*noting, ("device", "cuda:1"), "replay", "end of device"]
    assert made[0].item() == 1
