"""Trains a model on PyTorch, a turn of steps for every line read. See contestant.ts."""

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
    model = MODELS[setup["model"]](side).to(memory_format=layout)
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    loss_function = nn.CrossEntropyLoss()
    index = torch.arange(batch * side * side, dtype=torch.float64)
    pictures = torch.sin(index * index).float().reshape(batch, 1, side, side).numpy()
    labels = torch.arange(batch) % 3

    def step():
        x = torch.from_numpy(pictures).contiguous(memory_format=layout)
        optimizer.zero_grad(set_to_none=True)
        loss = loss_function(model(x), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    loss = float("nan")
    for _ in range(setup["warmUp"]):
        loss = step()
    tell(
        {
            "name": f"PyTorch {setup['layout']}",
            "parameters": sum(p.numel() for p in model.parameters()),
            "version": torch.__version__,
        }
    )
    for line in sys.stdin:
        millis = []
        for _ in range(json.loads(line)["steps"]):
            start = time.perf_counter()
            loss = step()
            millis.append((time.perf_counter() - start) * 1000)
        unit = 1 if sys.platform == "darwin" else 1024
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
        tell({"millis": millis, "loss": loss, "peakRssBytes": peak})


def tell(message):
    print(json.dumps(message), flush=True)


main()
