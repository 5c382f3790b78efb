"""Trains and asks a model on PyTorch, a turn of steps for every line read. See contestant.ts."""

import json
import resource
import sys
import time
from pathlib import Path

import torch
from torch import nn

sys.path.append(str(Path(__file__).parents[2] / "models"))
from models import MODELS


def main():
    setup = json.loads(sys.argv[1])
    torch.set_num_threads(setup["threads"])
    layout = torch.channels_last if setup["layout"] == "channels_last" else torch.contiguous_format
    batch, side = setup["batch"], setup["side"]
    # A device of PyTorch's own, as in torch:cpu, else CUDA beside any GPU.
    named = setup["device"].partition("torch:")[2]
    device = named or ("cuda" if setup["device"] != "cpu" and torch.cuda.is_available() else "cpu")
    model = MODELS[setup["model"]](side).to(device, memory_format=layout)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    loss_function = nn.CrossEntropyLoss()
    index = torch.arange(batch * side * side, dtype=torch.float64)
    pictures = torch.sin(index * index).float().reshape(batch, 1, side, side).numpy()
    labels = (torch.arange(batch) % 3).to(device)

    def batch_of():
        return torch.from_numpy(pictures).to(device).contiguous(memory_format=layout)

    def train():
        x = batch_of()
        optimizer.zero_grad(set_to_none=True)
        loss = loss_function(model(x), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    def evaluate():
        with torch.no_grad():
            logits = model(batch_of())
            (logits.argmax(1) == labels).float().mean().item()
            return loss_function(logits, labels).item()

    def predict():
        with torch.no_grad():
            return model(batch_of()).cpu().numpy()[0, 0].item()

    steps = {"train": train, "evaluate": evaluate, "predict": predict}

    def measure(mode, count):
        model.train(mode == "train")
        millis, value = [], float("nan")
        for _ in range(count):
            start = time.perf_counter()
            value = steps[mode]()
            millis.append((time.perf_counter() - start) * 1000)
        unit = 1 if sys.platform == "darwin" else 1024
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
        return {"millis": millis, "value": value, "peakRssBytes": peak}

    for mode in ["train"] + [mode for mode in setup["modes"] if mode != "train"]:
        measure(mode, setup["warmUp"])
    tell(
        {
            "name": f"PyTorch {setup['layout']}" + (f" ({device})" if device != "cpu" else ""),
            "parameters": sum(p.numel() for p in model.parameters()),
            "version": torch.__version__,
        }
    )
    for line in sys.stdin:
        turn = json.loads(line)
        tell(measure(turn["mode"], turn["steps"]))


def tell(message):
    print(json.dumps(message), flush=True)


main()
