from __future__ import annotations

import math
from typing import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from lits_torch.operators import OPERATORS

from .graphs import compute, drawn, real

OF_ONE_NUMBER: dict[str, Callable[[float], float]] = {
    "Abs": abs,
    "Acos": math.acos,
    "Asin": math.asin,
    "Asinh": math.asinh,
    "Atan": math.atan,
    "Atanh": math.atanh,
    "Ceil": math.ceil,
    "Cos": math.cos,
    "Cosh": math.cosh,
    "Elu": lambda x: x if x > 0 else math.expm1(x),
    "Erf": math.erf,
    "Exp": math.exp,
    "Floor": math.floor,
    "Identity": lambda x: x,
    "Neg": lambda x: -x,
    "Reciprocal": lambda x: 1 / x,
    "Relu": lambda x: max(x, 0),
    "Round": round,
    "Sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "Sin": math.sin,
    "Sinh": math.sinh,
    "Softplus": lambda x: math.log1p(math.exp(x)),
    "Tan": math.tan,
    "Tanh": math.tanh,
}


@pytest.mark.parametrize("op", OF_ONE_NUMBER)
def test_is_the_function_of_one_number(op: str) -> None:
    numbers = [-0.9, -0.5, 0.25, 0.75]
    expected = torch.tensor([float(OF_ONE_NUMBER[op](number)) for number in numbers])
    torch.testing.assert_close(compute(op, torch.tensor(numbers)), expected)


@pytest.mark.parametrize(("op", "function"), [("Acosh", math.acosh), ("Log", math.log), ("Sqrt", math.sqrt)])
def test_is_the_function_of_one_number_above_one(op: str, function: Callable[[float], float]) -> None:
    torch.testing.assert_close(compute(op, torch.tensor([1.5, 4.0])), torch.tensor([function(1.5), function(4.0)]))


def test_selu_has_the_constants_of_its_paper() -> None:
    alpha, scale = 1.6732632423543772, 1.0507009873554805
    torch.testing.assert_close(
        compute("Selu", torch.tensor([-1.0, 2.0])), torch.tensor([scale * alpha * math.expm1(-1), 2 * scale])
    )


def test_numbers_that_are_none_or_endless_are_told() -> None:
    x = torch.tensor([1.0, math.nan, -math.inf])
    assert compute("IsNaN", x).tolist() == [False, True, False]
    assert compute("IsInf", x).tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("op", "expected"),
    [
        ("Add", [-5, 9]),
        ("Sub", [-9, 5]),
        ("Mul", [-14, 14]),
        # Towards zero, as TensorFlow.js.
        ("Div", [-3, 3]),
        # As the divisor's sign is.
        ("Mod", [1, 1]),
        ("Max", [2, 7]),
        ("Min", [-7, 2]),
        ("Pow", [49, 49]),
    ],
)
def test_whole_numbers_stay_whole(op: str, expected: list[int]) -> None:
    made = compute(op, torch.tensor([-7, 7], dtype=torch.int32), torch.tensor([2, 2], dtype=torch.int32))
    assert made.dtype == torch.int32
    assert made.tolist() == expected


@pytest.mark.parametrize(
    ("op", "expected"),
    [
        ("Equal", [False, True, False]),
        ("Greater", [False, False, True]),
        ("GreaterOrEqual", [False, True, True]),
        ("Less", [True, False, False]),
        ("LessOrEqual", [True, True, False]),
    ],
)
def test_compares(op: str, expected: list[bool]) -> None:
    assert compute(op, torch.tensor([1.0, 2.0, 3.0]), torch.tensor(2.0)).tolist() == expected


@pytest.mark.parametrize(
    ("op", "expected"), [("And", [False, False, True]), ("Or", [False, True, True]), ("Xor", [False, True, False])]
)
def test_joins_truths(op: str, expected: list[bool]) -> None:
    assert compute(op, torch.tensor([False, False, True]), torch.tensor([False, True, True])).tolist() == expected


def test_not_turns_truths() -> None:
    assert compute("Not", torch.tensor([True, False])).tolist() == [False, True]


def test_the_largest_of_many() -> None:
    assert compute("Max", *(torch.tensor([float(each), 5.0 - each]) for each in range(4))).tolist() == [3.0, 5.0]


def test_clip_keeps_whole_numbers_whole() -> None:
    made = compute("Clip", torch.tensor([-3, 2, 9], dtype=torch.int32), [0.0], [6.0])
    assert (made.dtype, made.tolist()) == (torch.int32, [0, 2, 6])
    assert compute("Clip", torch.tensor([-3.0, 9.0]), [-0.5], [math.inf]).tolist() == [-0.5, 9.0]


def test_slopes_below_zero() -> None:
    x = torch.tensor([-2.0, 3.0])
    assert compute("LeakyRelu", x, alpha=real(0.25)).tolist() == [-0.5, 3.0]
    assert compute("PRelu", x, torch.tensor([0.5, 0.5])).tolist() == [-1.0, 3.0]


@pytest.mark.parametrize(("to", "dtype"), [(1, torch.float32), (6, torch.int32), (7, torch.int64), (9, torch.bool)])
def test_cast_makes_the_types_of_onnx(to: int, dtype: torch.dtype) -> None:
    assert compute("Cast", torch.tensor([0.0, 1.75]), to=to).dtype == dtype
    assert compute("Cast", torch.tensor([-1.75]), to=6).tolist() == [-1]


def test_shapes() -> None:
    x = drawn(2, 3)
    assert torch.equal(compute("Reshape", x, [3, -1]), x.reshape(3, 2))
    assert torch.equal(compute("Transpose", x, perm=[1, 0]), x.T)
    assert compute("Shape", x).tolist() == [2, 3]
    assert torch.equal(compute("Tile", x, [2, 1]), torch.cat([x, x]))
    assert torch.equal(compute("Expand", x, [4, 1, 3]), x.expand(4, 2, 3))
    assert torch.equal(compute("Expand", x, torch.tensor([4, 2, 3])), x.expand(4, 2, 3))


@pytest.mark.parametrize(
    ("begin", "end", "step", "expected"),
    [
        (1, 4, 1, [1, 2, 3]),
        (0, 6, 2, [0, 2, 4]),
        (-2, 99, 1, [4, 5]),
        (4, 1, -1, [4, 3, 2]),
        (5, -99, -2, [5, 3, 1]),
        (3, 1, 1, []),
    ],
)
def test_slices_forwards_and_backwards(begin: int, end: int, step: int, expected: list[int]) -> None:
    made = compute("Slice", torch.arange(6).view(1, 6), [begin], [end], [1], [step])
    assert made.tolist() == [expected]


def test_pads_with_a_value_and_cuts_where_a_pad_is_negative() -> None:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    assert compute("Pad", x, [1, 0, 0, 2], [9.0]).tolist() == [[9, 9, 9, 9], [1, 2, 9, 9], [3, 4, 9, 9]]
    assert compute("Pad", x, [-1, 0, 0, 0]).tolist() == [[3, 4]]
    assert compute("Pad", torch.tensor([True]), [1, 1]).tolist() == [False, True, False]


def test_joins_and_splits() -> None:
    a, b = drawn(2, 1), drawn(2, 3, seed=2)
    whole = compute("Concat", a, b, axis=1)
    assert torch.equal(whole, torch.cat([a, b], 1))
    parts = compute("Split", whole, [1, 3], axis=1, outputs=2)
    assert torch.equal(parts[0], a)
    assert torch.equal(parts[1], b)
    assert torch.equal(compute("Split", whole, [4], axis=1), whole)


def test_gathers_along_an_axis() -> None:
    x, indices = drawn(2, 4, 3), torch.tensor([[3, 0], [1, 1]], dtype=torch.int32)
    assert torch.equal(compute("Gather", x, indices, axis=1), x[:, indices.long()])


def test_scatters_and_adds_up() -> None:
    x, indices, updates = torch.zeros(1, 3), torch.tensor([[2, 0, 2]], dtype=torch.int32), torch.tensor([[1.0, 2.0, 4.0]])
    assert compute("ScatterElements", x, indices, updates, axis=1, reduction="add").tolist() == [[2, 0, 5]]
    assert compute("ScatterElements", x, indices[:, :2], updates[:, :2], axis=1).tolist() == [[2, 0, 1]]
    assert x.tolist() == [[0, 0, 0]]


REDUCTIONS: dict[str, Callable[..., Tensor]] = {
    "ReduceMax": torch.amax,
    "ReduceMean": torch.mean,
    "ReduceMin": torch.amin,
    "ReduceSum": torch.sum,
}


@pytest.mark.parametrize("op", REDUCTIONS)
@pytest.mark.parametrize("keep", [True, False])
def test_reduces_over_axes(op: str, keep: bool) -> None:
    x = drawn(2, 3, 4)
    made = compute(op, x, [0, 2], keepdims=int(keep))
    torch.testing.assert_close(made, REDUCTIONS[op](x, [0, 2], keep))


def test_the_product_over_axes_and_sums_of_whole_numbers() -> None:
    x = torch.arange(1, 7, dtype=torch.int32).view(2, 3)
    product = compute("ReduceProd", x, [0, 1], keepdims=0)
    assert (product.dtype, product.item()) == (torch.int32, 720)
    assert compute("ReduceSum", x, [0]).dtype == torch.int32


def test_no_axes_are_all_or_none() -> None:
    x = drawn(2, 3)
    torch.testing.assert_close(compute("ReduceSum", x, keepdims=0), x.sum())
    assert torch.equal(compute("ReduceSum", x, noop_with_empty_axes=1), x)


def test_finds_where_the_largest_and_smallest_are() -> None:
    x = torch.tensor([[3.0, 1.0, 3.0]])
    assert compute("ArgMax", x, axis=1, keepdims=0).tolist() == [0]
    assert compute("ArgMin", x, axis=1).tolist() == [[1]]


@pytest.mark.parametrize(
    ("exclusive", "reverse", "expected"),
    [(0, 0, [1, 3, 6]), (1, 0, [0, 1, 3]), (0, 1, [6, 5, 3]), (1, 1, [5, 3, 0])],
)
def test_sums_that_go_on(exclusive: int, reverse: int, expected: list[int]) -> None:
    x = torch.tensor([[1, 2, 3]], dtype=torch.int32)
    made = compute("CumSum", x, [1], exclusive=exclusive, reverse=reverse)
    assert (made.dtype, made.tolist()) == (torch.int32, [expected])
    assert compute("CumSum", x[:, :0], [1], exclusive=exclusive, reverse=reverse).shape == (1, 0)


def test_softmax_is_exponentials_by_their_sum() -> None:
    x = drawn(2, 3)
    exponentials = torch.exp(x)
    torch.testing.assert_close(compute("Softmax", x), exponentials / exponentials.sum(-1, keepdim=True))
    torch.testing.assert_close(compute("LogSoftmax", x, axis=0), torch.log(exponentials / exponentials.sum(0)))


def test_of_equal_values_the_first_comes_first() -> None:
    values, indices = compute("TopK", torch.tensor([[1.0, 5.0, 5.0, 2.0, 5.0]]), [3], outputs=2)
    assert (values.tolist(), indices.tolist()) == ([[5, 5, 5]], [[1, 2, 4]])


def test_products() -> None:
    a, b = drawn(2, 3), drawn(3, 4, seed=2)
    torch.testing.assert_close(compute("MatMul", a, b), a @ b)
    torch.testing.assert_close(compute("Einsum", a, b, equation="ij,jk->ki"), (a @ b).T)


def test_resizing_by_whole_factors_repeats_each_pixel() -> None:
    x = drawn(1, 2, 2, 3)
    made = compute("Resize", x, None, [1.0, 1.0, 2.0, 3.0])
    assert torch.equal(made, F.interpolate(x, scale_factor=[2.0, 3.0], mode="nearest"))


def test_crops_are_what_pytorch_samples_from_the_same_places() -> None:
    x, boxes = drawn(1, 2, 5, 7), torch.tensor([[0.1, 0.2, 0.9, 0.7]])
    made = compute("CropAndResize", x, boxes, torch.tensor([0], dtype=torch.int32), [4, 3], mode="bilinear")
    rows, columns = torch.linspace(0.1, 0.9, 4), torch.linspace(0.2, 0.7, 3)
    grid = torch.stack(torch.meshgrid(rows, columns, indexing="ij")[::-1], -1).unsqueeze(0) * 2 - 1
    torch.testing.assert_close(made, F.grid_sample(x, grid, align_corners=True))


def test_what_lies_outside_of_a_picture_has_the_given_value() -> None:
    x, boxes, of = torch.ones(1, 1, 3, 3), torch.tensor([[-1.0, 0.0, 0.0, 1.0]]), torch.tensor([0], dtype=torch.int32)
    made = compute("CropAndResize", x, boxes, of, [2, 2], mode="nearest", extrapolation_value=real(7))
    assert made.tolist() == [[[[7, 7], [1, 1]]]]


def test_where_takes_from_one_or_the_other() -> None:
    assert compute("Where", torch.tensor([True, False]), torch.tensor([1.0, 1.0]), torch.tensor([2.0, 2.0])).tolist() == [1, 2]


def test_every_operator_has_a_test(request: pytest.FixtureRequest) -> None:
    """A name in quotes in a file of tests; nothing is in the table that nobody has tried."""
    folder = request.path.parent
    text = "".join(file.read_text(encoding="utf-8") for file in folder.glob("test_*.py"))
    untried = [op for op in OPERATORS if f'"{op}"' not in text]
    assert untried == []
