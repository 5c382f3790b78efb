"""Writes schedules.json: learning rate and momentum of torch.optim.lr_scheduler after 0, 1, 2, … steps.

Run: python3 test/golden/schedules.py
"""

import json
import math
import warnings
from pathlib import Path

import torch
from torch.optim import lr_scheduler as torch_schedules

from hash import uniform

warnings.filterwarnings("ignore")
BASE, STEPS = 0.4, 40

MAKERS = {
    "constant": (torch_schedules.ConstantLR, {"factor": "factor", "totalIters": "total_iters"}),
    "linear": (
        torch_schedules.LinearLR,
        {"startFactor": "start_factor", "endFactor": "end_factor", "totalIters": "total_iters"},
    ),
    "step": (torch_schedules.StepLR, {"stepSize": "step_size", "gamma": "gamma"}),
    "multiStep": (torch_schedules.MultiStepLR, {"milestones": "milestones", "gamma": "gamma"}),
    "exponential": (torch_schedules.ExponentialLR, {"gamma": "gamma"}),
    "cosine": (torch_schedules.CosineAnnealingLR, {"tMax": "T_max", "minLearningRate": "eta_min"}),
    "cosineRestarts": (
        torch_schedules.CosineAnnealingWarmRestarts,
        {"t0": "T_0", "tMult": "T_mult", "minLearningRate": "eta_min"},
    ),
    "oneCycle": (
        torch_schedules.OneCycleLR,
        {
            "maxLearningRate": "max_lr",
            "totalSteps": "total_steps",
            "pctStart": "pct_start",
            "annealStrategy": "anneal_strategy",
            "threePhase": "three_phase",
            "divFactor": "div_factor",
            "finalDivFactor": "final_div_factor",
            "cycleMomentum": "cycle_momentum",
            "baseMomentum": "base_momentum",
            "maxMomentum": "max_momentum",
        },
    ),
    "plateau": (
        torch_schedules.ReduceLROnPlateau,
        {
            "mode": "mode",
            "factor": "factor",
            "patience": "patience",
            "threshold": "threshold",
            "thresholdMode": "threshold_mode",
            "cooldown": "cooldown",
            "minLearningRate": "min_lr",
            "epsilon": "eps",
        },
    ),
}
# In PyTorch 1.13, LambdaLR takes a function; here it is 1 / (1 + count).
INVERSE = "inverse"


def make(optimizer, options):
    if options == INVERSE:
        return torch_schedules.LambdaLR(optimizer, lambda count: 1 / (1 + count))
    name = options["name"]
    if name == "sequential":
        parts = [make(optimizer, part) for part in options["schedules"]]
        return torch_schedules.SequentialLR(optimizer, parts, options["milestones"])
    if name == "chained":
        return torch_schedules.ChainedScheduler([make(optimizer, part) for part in options["schedules"]])
    kind, names = MAKERS[name]
    return kind(optimizer, **{names[option]: value for option, value in options.items() if option != "name"})


def measured(position):
    """A metric that falls and then stays about the same."""
    return max(0.5, 1 - 0.05 * position) + 0.02 * float(uniform(9, STEPS)[position])


def trajectory(options):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=BASE, momentum=0.9)
    schedule = make(optimizer, options)
    [group] = optimizer.param_groups
    rates, momenta, metrics = [group["lr"]], [group["momentum"]], []
    most = options.get("totalSteps", STEPS + 1) - 1 if options != INVERSE else STEPS
    for position in range(min(most, STEPS)):
        optimizer.step()
        if options != INVERSE and options["name"] == "plateau":
            metrics.append(measured(position) * (-1 if options.get("mode") == "max" else 1))
            schedule.step(metrics[-1])
        else:
            schedule.step()
        rates.append(group["lr"])
        momenta.append(group["momentum"])
    return {"options": options, "rates": rates, "momenta": momenta, "metrics": metrics}


WARM_UP = {"name": "linear", "startFactor": 0.1, "totalIters": 6}
CASES = [
    {"name": "constant"},
    {"name": "constant", "factor": 0.2, "totalIters": 9},
    {"name": "linear"},
    {"name": "linear", "startFactor": 0.05, "endFactor": 0.7, "totalIters": 12},
    {"name": "step", "stepSize": 7},
    {"name": "step", "stepSize": 5, "gamma": 0.6},
    {"name": "multiStep", "milestones": [3, 8, 30], "gamma": 0.3},
    {"name": "exponential", "gamma": 0.93},
    {"name": "cosine", "tMax": 40},
    {"name": "cosine", "tMax": 9, "minLearningRate": 0.01},
    {"name": "cosineRestarts", "t0": 7},
    {"name": "cosineRestarts", "t0": 4, "tMult": 2, "minLearningRate": 0.02},
    {"name": "oneCycle", "maxLearningRate": 0.8, "totalSteps": 40},
    {"name": "oneCycle", "maxLearningRate": 0.8, "totalSteps": 23, "annealStrategy": "linear", "pctStart": 0.41},
    {"name": "oneCycle", "maxLearningRate": 0.8, "totalSteps": 33, "threePhase": True, "divFactor": 10},
    {"name": "oneCycle", "maxLearningRate": 0.8, "totalSteps": 30, "cycleMomentum": False, "finalDivFactor": 50},
    {"name": "oneCycle", "maxLearningRate": 0.8, "totalSteps": 30, "baseMomentum": 0.5, "maxMomentum": 0.6},
    INVERSE,
    {"name": "plateau", "patience": 2},
    {"name": "plateau", "patience": 1, "factor": 0.5, "cooldown": 3, "minLearningRate": 0.03},
    {"name": "plateau", "patience": 0, "mode": "max", "threshold": 0.01, "thresholdMode": "abs", "factor": 0.7},
    {"name": "plateau", "patience": 0, "factor": 0.7, "epsilon": 0.05},
    {"name": "sequential", "schedules": [WARM_UP, {"name": "exponential", "gamma": 0.9}], "milestones": [6]},
    {"name": "sequential", "schedules": [WARM_UP, {"name": "cosine", "tMax": 20}], "milestones": [6]},
    {
        "name": "sequential",
        "schedules": [WARM_UP, {"name": "cosineRestarts", "t0": 5}, {"name": "step", "stepSize": 3}, INVERSE],
        "milestones": [4, 13, 25],
    },
    {"name": "chained", "schedules": [WARM_UP, {"name": "exponential", "gamma": 0.9}]},
    {"name": "chained", "schedules": [WARM_UP, {"name": "cosine", "tMax": 25, "minLearningRate": 0.01}]},
    {"name": "chained", "schedules": [{"name": "step", "stepSize": 4}, {"name": "constant"}]},
]

golden = {"pytorch": torch.__version__, "base": BASE, "cases": [trajectory(case) for case in CASES]}
assert all(math.isfinite(rate) for case in golden["cases"] for rate in case["rates"])
Path(__file__).with_name("schedules.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
