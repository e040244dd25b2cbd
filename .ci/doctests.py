"""Runs the examples in every docstring; ends with 1 if one of them no longer holds."""

import doctest
import importlib
import sys
from pathlib import Path

failed = attempted = 0
for file in sorted(path for root in ("reports", "steps", "system") for path in Path(root).rglob("*.py")):
    if ">>> " in file.read_text():
        module = importlib.import_module(".".join(file.with_suffix("").parts).removesuffix(".__init__"))
        results = doctest.testmod(module)
        failed, attempted = failed + results.failed, attempted + results.attempted
print(f"doctests: {attempted} examples, {failed} failed")
sys.exit(failed > 0 or attempted == 0)
