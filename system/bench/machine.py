"""Where a run took place and with what: figures mean nothing without it."""

import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

import msgspec
import psutil

PACKAGES = ("assay", "mlx", "mlx-lm", "numpy", "uvicorn", "fastapi")


class Machine(msgspec.Struct, frozen=True):
    """The machine, and how busy it already was: the one-minute load average before the first measurement."""

    system: str
    processor: str
    cores: int
    memory_bytes: int
    python: str
    load_before: float
    versions: dict[str, str]


def this_machine() -> Machine:
    return Machine(
        system=platform.platform(),
        processor=_processor(),
        cores=psutil.cpu_count() or 1,
        memory_bytes=psutil.virtual_memory().total,
        python=platform.python_version(),
        load_before=os.getloadavg()[0],
        versions={package: version(package) for package in PACKAGES},
    )


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if sys.platform == "linux" and cpuinfo.is_file():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
