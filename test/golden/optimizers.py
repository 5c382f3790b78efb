"""Writes optimizers.json: the weights after each of 20 steps of torch.optim, in double precision.

Weights and gradients are hashed numbers, which optimizers.test.ts makes, too; the learning rate changes from step to step.

Run: python3 test/golden/optimizers.py
"""

import json
from pathlib import Path

import torch

from hash import uniform

SIZE, STEPS = 5, 20
SGD, ADAM, ADAMW, RMSPROP, ADAGRAD = (
    torch.optim.SGD,
    torch.optim.Adam,
    torch.optim.AdamW,
    torch.optim.RMSprop,
    torch.optim.Adagrad,
)
# The name in PyTorch of an option whose name is another here.
TORCH_NAMES = {"learningRate": "lr", "epsilon": "eps", "weightDecay": "weight_decay"}
CASES = [
    (SGD, {"name": "sgd", "learningRate": 0.1}),
    (SGD, {"name": "sgd", "learningRate": 0.1, "weightDecay": 0.3}),
    (SGD, {"name": "sgd", "learningRate": 0.1, "momentum": 0.9}),
    (SGD, {"name": "sgd", "learningRate": 0.1, "momentum": 0.9, "nesterov": True, "weightDecay": 0.1}),
    (SGD, {"name": "sgd", "learningRate": 0.1, "momentum": 0.8, "dampening": 0.4}),
    (SGD, {"name": "momentum", "learningRate": 0.1, "momentum": 0.7, "nesterov": True}),
    (ADAM, {"name": "adam"}),
    (ADAM, {"name": "adam", "learningRate": 0.05, "weightDecay": 0.2}),
    (ADAM, {"name": "adam", "learningRate": 0.05, "betas": [0.8, 0.95], "epsilon": 1e-2}),
    (ADAM, {"name": "adam", "learningRate": 0.05, "betas": [0.5, 0.6], "amsgrad": True}),
    (ADAMW, {"name": "adamw"}),
    (ADAMW, {"name": "adamw", "learningRate": 0.05, "weightDecay": 0.4}),
    (ADAMW, {"name": "adamw", "learningRate": 0.05, "betas": [0.5, 0.6], "amsgrad": True}),
    (RMSPROP, {"name": "rmsprop"}),
    (RMSPROP, {"name": "rmsprop", "learningRate": 0.05, "alpha": 0.8, "epsilon": 1e-2, "weightDecay": 0.2}),
    (RMSPROP, {"name": "rmsprop", "learningRate": 0.05, "momentum": 0.8, "centered": True}),
    (ADAGRAD, {"name": "adagrad"}),
    (ADAGRAD, {"name": "adagrad", "learningRate": 0.3, "weightDecay": 0.2, "epsilon": 1e-3}),
]


def trajectory(kind, options):
    weights = torch.nn.Parameter(torch.from_numpy(uniform(0, SIZE)))
    renamed = {TORCH_NAMES.get(name, name): value for name, value in options.items() if name != "name"}
    optimizer = kind([weights], **renamed)
    rate = optimizer.param_groups[0]["lr"]
    steps = []
    for step in range(1, STEPS + 1):
        optimizer.param_groups[0]["lr"] = rate / step**0.5
        weights.grad = torch.from_numpy(uniform(step, SIZE))
        optimizer.step()
        steps.append(weights.tolist())
    return {"options": options, "rate": rate, "weights": steps}


golden = {"pytorch": torch.__version__, "cases": [trajectory(*case) for case in CASES]}
Path(__file__).with_name("optimizers.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
