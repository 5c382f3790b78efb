"""Operators of the engine's own for training, beside those with windows: batch norm by a batch's statistics, cross-entropy, and
gradients.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from .call import Call, Function, Operator

aten = torch.ops.aten


def _batch_norm(call: Call) -> Function:
    """``x, scale, offset`` to the normalized batch, its mean, its variance and one over its deviation, as many as are read."""
    epsilon, outputs = call.real("epsilon", 1e-3), call.outputs

    def normalize(x: Tensor, scale: Tensor, offset: Tensor) -> object:
        normed, mean, inverse = torch.native_batch_norm(x, scale, offset, None, None, True, 0.0, epsilon)
        if outputs == 1:
            return normed
        # What is at hand is one over the deviation.
        variance = inverse.pow(-2).sub_(epsilon)
        return (normed, mean, variance, inverse)[:outputs]

    return normalize


def _batch_norm_gradient(call: Call) -> Function:
    """``dy, x, scale, mean, inverse`` to the gradients for x, scale and offset, as many as are read."""
    epsilon, outputs = call.real("epsilon", 1e-3), call.outputs
    mask = [True, outputs > 1, outputs > 2]

    def gradient(dy: Tensor, x: Tensor, scale: Tensor, mean: Tensor, inverse: Tensor) -> object:
        made = aten.native_batch_norm_backward(dy, x, scale, None, None, mean, inverse, True, epsilon, mask)
        return made[0] if outputs == 1 else made[:outputs]

    return gradient


def _relu_gradient(dy: Tensor, x: Tensor) -> Tensor:
    return aten.threshold_backward(dy, x, 0)


def _cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    return functional.cross_entropy(logits, targets, reduction="none")


def _cross_entropy_gradient(dy: Tensor, logits: Tensor, targets: Tensor) -> Tensor:
    masses = targets.sum(-1, keepdim=True)
    return logits.softmax(-1).mul_(masses).sub_(targets).mul_(dy.unsqueeze(-1))


TRAINING: dict[str, Operator] = {
    "BatchNormGradient": _batch_norm_gradient,
    "BatchNormTraining": _batch_norm,
    "ReluGradient": lambda _: _relu_gradient,
    "SoftmaxCrossEntropy": lambda _: _cross_entropy,
    "SoftmaxCrossEntropyGradient": lambda _: _cross_entropy_gradient,
}
