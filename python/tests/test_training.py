from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from .graphs import compute, drawn, real

EPSILON = 1e-3


def _batch() -> tuple[Tensor, Tensor, Tensor]:
    return drawn(4, 3, 5, 5), drawn(3, seed=2), drawn(3, seed=3)


@pytest.mark.parametrize("outputs", [1, 2, 3, 4])
def test_a_batch_is_normalized_by_its_own_mean_and_variance(outputs: int) -> None:
    x, scale, offset = _batch()
    made = compute("BatchNormTraining", x, scale, offset, outputs=outputs, epsilon=real(EPSILON))
    variance, mean = torch.var_mean(x, [0, 2, 3], unbiased=False)
    normed = F.batch_norm(x, None, None, scale, offset, training=True, eps=EPSILON)
    expected = [normed, mean, variance, torch.rsqrt(variance + EPSILON)][:outputs]
    torch.testing.assert_close([made] if outputs == 1 else list(made), expected)


@pytest.mark.parametrize("outputs", [1, 2, 3])
def test_the_gradient_of_batch_norm_is_that_of_autograd(outputs: int) -> None:
    x, scale, offset = (each.requires_grad_() for each in _batch())
    dy = drawn(4, 3, 5, 5, seed=4)
    normed = F.batch_norm(x, None, None, scale, offset, training=True, eps=EPSILON)
    expected = torch.autograd.grad(normed, [x, scale, offset], dy)
    with torch.no_grad():
        _, mean, _, inverse = compute("BatchNormTraining", x, scale, offset, outputs=4, epsilon=real(EPSILON))
        made = compute("BatchNormGradient", dy, x, scale, mean, inverse, outputs=outputs, epsilon=real(EPSILON))
    torch.testing.assert_close([made] if outputs == 1 else list(made), list(expected[:outputs]))


def test_the_gradient_of_relu_passes_where_the_input_is_positive() -> None:
    made = compute("ReluGradient", torch.tensor([1.0, 2.0, 3.0]), torch.tensor([-1.0, 0.0, 4.0]))
    assert made.tolist() == [0, 0, 3]


def _rows() -> tuple[Tensor, Tensor]:
    return drawn(5, 3).mul(30), drawn(5, 3, seed=2).abs()


def test_cross_entropy_is_that_of_each_row_whatever_its_targets_sum_to() -> None:
    logits, targets = _rows()
    expected = -(targets * logits.double().log_softmax(-1)).sum(-1).float()
    torch.testing.assert_close(compute("SoftmaxCrossEntropy", logits, targets), expected)


def test_the_gradient_of_cross_entropy_is_that_of_autograd() -> None:
    logits, targets = _rows()
    dy = drawn(5, seed=3)
    rows = F.cross_entropy(logits.requires_grad_(), targets, reduction="none")
    (expected,) = torch.autograd.grad(rows, [logits], dy)
    with torch.no_grad():
        made = compute("SoftmaxCrossEntropyGradient", dy, logits, targets)
    torch.testing.assert_close(made, expected)
