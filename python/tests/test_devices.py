from __future__ import annotations

import pytest
import torch

from lits_torch import devices


def _machine_with_cuda(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: count > 0)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: count)


def test_the_cpu_is_always_there_and_comes_last(monkeypatch: pytest.MonkeyPatch) -> None:
    _machine_with_cuda(monkeypatch, 2)
    found = devices.available()
    assert found[:2] == ["cuda:0", "cuda:1"]
    assert found[-1] == "cpu"


def test_of_no_name_the_best_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    _machine_with_cuda(monkeypatch, 2)
    assert devices.choose("") == torch.device("cuda:0")


def test_a_kind_without_a_number_is_the_first_of_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    _machine_with_cuda(monkeypatch, 2)
    assert devices.choose("cuda").type == "cuda"
    assert devices.choose("cuda:1") == torch.device("cuda:1")


@pytest.mark.parametrize("wanted", ["cuda:2", "cuda:", "tpu", "CPU", "cpu:0:0"])
def test_a_device_that_is_not_there_is_refused_with_what_is(monkeypatch: pytest.MonkeyPatch, wanted: str) -> None:
    _machine_with_cuda(monkeypatch, 1)
    with pytest.raises(LookupError) as refused:
        devices.choose(wanted)
    assert f"has no device {wanted} here. It has: cuda:0, " in str(refused.value)
    assert str(refused.value).endswith("cpu.")
