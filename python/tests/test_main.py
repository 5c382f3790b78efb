from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

PACKAGE = Path(__file__).parent.parent


def _started(*arguments: str, questions: str = "", code: str = "import lits_torch.__main__") -> list[dict[str, Any]]:
    """The lines that the package writes to its standard output; ``code`` starts it."""
    prepared = f"import sys; sys.argv[1:] = {list(arguments)!r}; {code}"
    done = subprocess.run(
        [sys.executable, "-c", prepared], cwd=PACKAGE, input=questions, capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_lists_the_devices() -> None:
    [listed] = _started("--list")
    assert listed["torch"] == torch.__version__
    assert listed["devices"][-1] == "cpu"


def test_greets_serves_and_ends_with_its_input(tmp_path: Path) -> None:
    window = tmp_path / "window"
    window.write_bytes(bytes(64))
    greeting, answer = _started("cpu", "1", str(window), questions='[["clear"]]\n')
    assert greeting == {"lits_torch": 1, "torch": torch.__version__, "device": "cpu"}
    assert answer == {"done": None}


def test_a_device_that_is_not_there_is_refused(tmp_path: Path) -> None:
    [refusal] = _started("cuda:99", "1", str(tmp_path / "none"))
    assert "has no device cuda:99 here" in refusal["refused"]


def test_a_python_without_pytorch_says_so() -> None:
    # `None` there is what makes an import fail.
    [said] = _started("--list", code="sys.modules['torch'] = None; import lits_torch.__main__")
    assert "import of torch halted" in said["missing"]


@pytest.mark.parametrize("version", ["1.12.1+cu116", "0.4.1"])
def test_a_pytorch_that_is_too_old_is_named(version: str) -> None:
    code = f"import types; sys.modules['torch'] = types.SimpleNamespace(__version__='{version}'); import lits_torch.__main__"
    assert _started("--list", code=code) == [
        {"lits_torch": 1, "missing": f"PyTorch {version} is too old; 1.13 or newer is needed."}
    ]


def test_a_python_that_is_too_old_is_named() -> None:
    [said] = _started("--list", code="sys.version_info = (3, 8, 10); import lits_torch.__main__")
    assert "is too old; 3.9 or newer is needed." in said["missing"]


def test_what_others_print_goes_to_the_standard_error(tmp_path: Path) -> None:
    window = tmp_path / "window"
    window.write_bytes(bytes(64))
    code = "import torch; torch.set_num_threads = print; import lits_torch.__main__"
    [greeting] = _started("cpu", "1", str(window), code=code)
    assert greeting["device"] == "cpu"
