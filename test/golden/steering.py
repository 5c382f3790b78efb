"""Writes steering.json: losses, penalties, clipped gradients and averaged weights of PyTorch, and early stopping of Keras.

Everything is in double precision. Of Keras 3 only its callback is loaded, so that it needs no backend:
pip install --no-deps keras; PYTHONPATH=… /usr/bin/python3 test/golden/steering.py
"""

import importlib.util
import json
import sys
import types
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from hash import uniform

LABELS = [0, 2, 1, 2, 2, 0, 1]
LOSSES = [
    {},
    {"labelSmoothing": 0.1},
    {"classWeights": [1, 2, 5]},
    {"classWeights": [0.2, 1, 3], "labelSmoothing": 0.3},
]


def loss(options):
    logits = torch.from_numpy(4 * uniform(1, len(LABELS) * 3).reshape(-1, 3)).requires_grad_()
    weights = options.get("classWeights")
    value = functional.cross_entropy(
        logits,
        torch.tensor(LABELS),
        weight=torch.tensor(weights, dtype=torch.float64) if weights else None,
        label_smoothing=options.get("labelSmoothing", 0),
    )
    value.backward()
    return {"options": options, "loss": value.item(), "gradient": logits.grad.flatten().tolist()}


def clipped(options):
    parameters = [torch.nn.Parameter(torch.zeros(size, dtype=torch.float64)) for size in (4, 3, 6)]
    for stream, parameter in enumerate(parameters):
        parameter.grad = torch.from_numpy(uniform(20 + stream, parameter.numel()))
    norm = None
    if "clipValue" in options:
        torch.nn.utils.clip_grad_value_(parameters, options["clipValue"])
    if "clipNorm" in options:
        norm = torch.nn.utils.clip_grad_norm_(parameters, options["clipNorm"]).item()
    return {
        "options": options,
        "norm": norm,
        "gradients": [parameter.grad.tolist() for parameter in parameters],
    }


def averaged(decay, steps):
    model = torch.nn.Linear(3, 2).double()
    average = torch.optim.swa_utils.AveragedModel(
        model, avg_fn=lambda old, new, _: decay * old + (1 - decay) * new, use_buffers=True
    )
    for step in range(steps):
        model.weight.data = torch.from_numpy(uniform(40 + step, 6)).reshape(2, 3)
        average.update_parameters(model)
    return {"decay": decay, "steps": steps, "weights": average.module.weight.flatten().tolist()}


def keras_early_stopping():
    """The class, with the three of Keras' modules that it names in the place of a backend's."""
    [root] = importlib.util.find_spec("keras").submodule_search_locations

    def module(name, **contents):
        made = types.ModuleType(name)
        made.__dict__.update(contents)
        made.__path__ = []
        sys.modules[name] = made
        return made

    class Callback:
        def __init__(self):
            self.model = None

        def set_model(self, model):
            self.model = model

    ops = module("keras.src.ops", less=np.less, greater=np.greater)
    compile_utils = module("keras.src.trainers.compile_utils")
    io_utils = module("keras.src.utils.io_utils")
    module("keras.src", ops=ops)
    module("keras")
    module("keras.src.api_export", keras_export=lambda *_: lambda one: one)
    module("keras.src.trainers", compile_utils=compile_utils)
    module("keras.src.utils", io_utils=io_utils)
    module("keras.src.callbacks")
    module("keras.src.callbacks.callback", Callback=Callback)
    for name in ("monitor_callback", "early_stopping"):
        full = f"keras.src.callbacks.{name}"
        spec = importlib.util.spec_from_file_location(full, f"{root}/src/callbacks/{name}.py")
        loaded = importlib.util.module_from_spec(spec)
        sys.modules[full] = loaded
        spec.loader.exec_module(loaded)
    return sys.modules["keras.src.callbacks.early_stopping"].EarlyStopping


EarlyStopping = keras_early_stopping()
METRICS = [0.9, 0.7, 0.71, 0.69, 0.695, 0.7, 0.68, 0.72, 0.73, 0.74, 0.6, 0.8, 0.81, 0.82, 0.83, 0.84]
STOPS = [
    {"patience": 0},
    {"patience": 1},
    {"patience": 2},
    {"patience": 3},
    {"patience": 4},
    {"patience": 20},
    {"patience": 2, "minDelta": 0.015},
    {"patience": 3, "minDelta": 0.05},
    {"patience": 2, "mode": "max"},
    {"patience": 2, "mode": "max", "minDelta": 0.01, "negative": True},
    {"patience": 3, "mode": "max", "negative": True},
]


def stopped(options):
    class Model:
        stop_training = False
        weights = None

        def get_weights(self):
            return self.weights

        def set_weights(self, weights):
            self.weights = weights

    model = Model()
    callback = EarlyStopping(
        patience=options["patience"],
        mode=options.get("mode", "min"),
        min_delta=options.get("minDelta", 0),
        restore_best_weights=True,
    )
    callback.set_model(model)
    callback.on_train_begin()
    done = 0
    for epoch, metric in enumerate(METRICS):
        model.weights = epoch + 1
        done = epoch + 1
        callback.on_epoch_end(epoch, {"val_loss": -metric if options.get("negative") else metric})
        if model.stop_training:
            break
    callback.on_train_end()
    return {"options": options, "epochs": done, "stopped": model.stop_training, "best": model.weights}


golden = {
    "pytorch": torch.__version__,
    "labels": LABELS,
    "losses": [loss(options) for options in LOSSES],
    "clipped": [clipped(one) for one in ({"clipValue": 0.3}, {"clipNorm": 0.5}, {"clipNorm": 50}, {"clipValue": 0.6, "clipNorm": 1})],
    "averages": [averaged(0.9, 1), averaged(0.9, 6)],
    "metrics": METRICS,
    "stops": [stopped(options) for options in STOPS],
}
Path(__file__).with_name("steering.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
