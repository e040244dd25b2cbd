"""Where a suite lies: in the folder that a command is run in, as behave has it."""

from pathlib import Path

from reports.ending import WrongUsageError

FEATURES = "features"


def suite_here() -> Path:
    """The current folder. Raises WrongUsageError where it holds no suite."""
    folder = Path.cwd()
    if not (folder / FEATURES).is_dir():
        raise WrongUsageError(
            f"there is no suite in {folder}", f"run it in the folder that holds {FEATURES}/ and steps/"
        )
    return folder
