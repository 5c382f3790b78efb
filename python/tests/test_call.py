from __future__ import annotations

import pytest
import torch

from lits_torch.call import Call

from .graphs import CPU, real


def test_numbers_that_are_read_are_settled_and_given_to_no_function() -> None:
    call = Call({}, [None, torch.tensor([2, 3])], 1, CPU)
    assert call.integers(1) == [2, 3]
    assert call.settled == {1}
    assert call.count == 2


def test_an_input_that_must_be_part_of_the_graph_and_is_not_is_named() -> None:
    with pytest.raises(NotImplementedError, match="input 1 must be part of the graph"):
        Call({}, [None, None], 1, CPU).numbers(1)


def test_attributes_have_their_types_and_else_their_defaults() -> None:
    call = Call({"axis": 2, "alpha": real(1), "mode": "nearest", "pads": [1, 2]}, [], 1, CPU)
    assert (call.integer("axis", 0), call.integer("keepdims", 1)) == (2, 1)
    assert (call.real("alpha", 0.5), call.real("beta", 0.5)) == (1.0, 0.5)
    assert (call.text("mode", "linear"), call.text("other", "linear")) == ("nearest", "linear")
    assert (call.sequence("pads"), call.sequence("strides", [1])) == ([1, 2], [1])
