from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor

from lits_torch.exchange import Exchange, size_of


@pytest.fixture
def window(tmp_path: Path) -> Path:
    file = tmp_path / "window"
    file.write_bytes(bytes(256))
    return file


@pytest.mark.parametrize(
    "values",
    [
        torch.tensor([1.5, -2.0, 3.25]),
        torch.tensor([1, -2, 2**31 - 1], dtype=torch.int32),
        torch.tensor([True, False, True]),
        torch.tensor([2**40, -1]),
    ],
    ids=["float32", "int32", "bool", "int64"],
)
def test_what_is_put_is_taken_again(window: Path, values: Tensor) -> None:
    exchange = Exchange(str(window))
    exchange.put(values)
    kind = str(values.dtype).removeprefix("torch.")
    assert torch.equal(exchange.take(kind, [len(values)], 0), values)


def test_a_tensor_lies_at_its_byte_and_has_its_shape(window: Path) -> None:
    exchange = Exchange(str(window))
    exchange.put(torch.arange(32, dtype=torch.float32))
    assert torch.equal(exchange.take("float32", [2, 3], 64), torch.arange(16, 22, dtype=torch.float32).view(2, 3))


def test_what_is_taken_stays_when_the_window_is_written_again(window: Path) -> None:
    exchange = Exchange(str(window))
    exchange.put(torch.ones(4))
    taken = exchange.take("float32", [4], 0)
    exchange.put(torch.zeros(4))
    assert torch.equal(taken, torch.ones(4))


def test_the_other_process_reads_what_is_put(window: Path) -> None:
    Exchange(str(window)).put(torch.tensor([1, 2], dtype=torch.int32))
    assert window.read_bytes()[:8] == b"\1\0\0\0\2\0\0\0"


def test_an_empty_tensor_takes_no_place(window: Path) -> None:
    exchange = Exchange(str(window))
    exchange.put(torch.empty(0))
    assert exchange.take("float32", [0, 3], 0).shape == (0, 3)


def test_a_shape_of_no_axes_holds_one_number() -> None:
    assert [size_of([]), size_of([2, 3]), size_of([2, 0])] == [1, 6, 0]
