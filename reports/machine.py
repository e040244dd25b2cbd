"""Where a run took place: processor, cores, memory, system, and the commit that was tested."""

import platform
import subprocess
from pathlib import Path

import msgspec
import psutil


class Machine(msgspec.Struct, frozen=True):
    """The machine of a run; `memory_bytes` is all of it, `cores` are logical ones this process may use."""

    processor: str
    cores: int
    memory_bytes: int
    system: str
    python: str


class Commit(msgspec.Struct, frozen=True):
    """The working tree's commit; `changed` says that files differ from it. Empty outside a repository."""

    id: str = ""
    changed: bool = False


def this_machine() -> Machine:
    """Describe the machine this process runs on."""
    return Machine(
        processor=_processor(),
        cores=_usable_cores(),
        memory_bytes=psutil.virtual_memory().total,
        system=_system(),
        python=platform.python_version(),
    )


def this_commit(root: Path) -> Commit:
    """The commit of the repository at `root`, or an empty one where there is no repository or no git."""
    try:
        head = _git(root, "rev-parse", "HEAD").strip()
        return Commit(head, changed=bool(_git(root, "status", "--porcelain").strip()))
    except (FileNotFoundError, subprocess.CalledProcessError):
        return Commit()


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=30).stdout


def _usable_cores() -> int:
    affinity = getattr(psutil.Process(), "cpu_affinity", None)  # psutil has none on macOS
    return len(affinity()) if affinity else psutil.cpu_count() or 1


def _processor() -> str:
    if platform.system() == "Darwin":
        command = ["sysctl", "-n", "machdep.cpu.brand_string"]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=10).stdout.strip()
    described = Path("/proc/cpuinfo")
    lines = described.read_text().splitlines() if described.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _system() -> str:
    if platform.system() == "Darwin":
        return f"macOS {platform.mac_ver()[0]} on {platform.machine()}"
    try:
        named = platform.freedesktop_os_release()
        release = f"{named['NAME']} {named.get('VERSION_ID', '')}".strip()
    except OSError:
        release = f"{platform.system()} {platform.release()}"
    return f"{release} on {platform.machine()}"
