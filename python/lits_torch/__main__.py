"""``python -m lits_torch --list`` prints the devices; ``python -m lits_torch DEVICE THREADS WINDOW`` serves the engine.

One more argument makes it one of several processes that were started by PyTorch's launcher: how many seconds they wait for each
other.

The engine writes to the standard input and reads from the standard output. Whatever else prints, prints to the standard error.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable

OLDEST_PYTHON, OLDEST_PYTORCH = (3, 9), (1, 13)


def _dotted(release: tuple[int, int]) -> str:
    return ".".join(map(str, release))


def _release(version: str) -> tuple[int, int]:
    """The first two numbers of a version, as of ``2.1.0a0+git``."""
    major, minor = version.split(".")[:2]
    return int(major), int(minor)


def main(arguments: list[str]) -> None:
    """Runs the program; the first line that it writes says who answers, or why nobody does."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def tell(**facts: object) -> None:
        answers.write(json.dumps({"lits_torch": 1, **facts}) + "\n")
        answers.flush()

    if sys.version_info < OLDEST_PYTHON:
        tell(missing=f"Python {sys.version.split()[0]} is too old; {_dotted(OLDEST_PYTHON)} or newer is needed.")
        return
    # Without it, products on CUDA may differ from run to run; it is read when PyTorch starts.
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    try:
        import torch

        if _release(torch.__version__) < OLDEST_PYTORCH:
            tell(missing=f"PyTorch {torch.__version__} is too old; {_dotted(OLDEST_PYTORCH)} or newer is needed.")
            return
        from . import devices
    except ImportError as error:
        tell(missing=str(error))
        return
    if arguments == ["--list"]:
        tell(torch=torch.__version__, devices=devices.available())
        return

    from . import ranks
    from .exchange import Exchange
    from .server import Server, serve

    wanted, threads, window, *limit = arguments
    try:
        device = devices.choose(wanted, int(os.environ["LOCAL_RANK"]) if limit else None)
        # A first tensor: only then is a driver asked.
        torch.zeros(1, device=device)
    except Exception as error:  # What drivers throw is of any kind.
        tell(refused=str(error))
        return
    torch.set_num_threads(int(threads))
    torch.use_deterministic_algorithms(True, warn_only=True)
    torch.backends.cudnn.benchmark = False
    deterministic = getattr(torch.utils, "deterministic", None)
    if deterministic is not None:
        # Since PyTorch 2.2, new memory would be filled before it is written; what is not written is never read here.
        deterministic.fill_uninitialized_memory = False
    server = Server(device, Exchange(window))
    questions: Iterable[str] = sys.stdin
    if limit:
        questions = ranks.lines_until_gone(sys.stdin)
        try:
            ranks.join(device, float(limit[0]))
        except ranks.RankLost as error:
            tell(apart=str(error))
            return
    tell(torch=torch.__version__, device=str(device))
    serve(server, questions, answers)


main(sys.argv[1:])
