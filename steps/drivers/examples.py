"""The examples in a module's documentation, worked through in a process of their own."""

import subprocess
import sys
from pathlib import Path

from steps.drivers.deadlines import START_SECONDS

ROOT = Path(__file__).parents[2]
PROGRAM = """
import doctest, importlib, sys
result = doctest.testmod(importlib.import_module(sys.argv[1]))
sys.exit(result.failed > 0 or result.attempted == 0)
"""


def failing_examples(module: str) -> str:
    """What the failing examples say; empty where there are some and all of them hold."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, module],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
        timeout=START_SECONDS,
    )
    return "" if done.returncode == 0 else f"{done.stdout}{done.stderr}" or f"{module} has no examples"
