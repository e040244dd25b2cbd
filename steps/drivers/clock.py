"""A wall clock of one server's own, which can be set while it runs: libfaketime's."""

import platform
import sys

import libfaketime

from steps.drivers.damage import NotPossibleError
from steps.drivers.server import Server


class Clock:
    """That of a server that has not been started yet, which reads it at every look at the time.

    Raises NotPossibleError where the library doesn't run.
    """

    def __init__(self, server: Server) -> None:
        if (sys.platform, platform.machine()) != ("linux", "x86_64"):
            raise NotPossibleError("libfaketime comes ready to use for Linux on x86-64 only")
        self._file = server.folder / "clock"
        self.set_back(0)
        _, variables = libfaketime.get_reload_information()
        # A file's times stay those of the file system: a clock that is set does not change what was written.
        server.variables |= {**variables, "FAKETIME_TIMESTAMP_FILE": str(self._file), "NO_FAKE_STAT": "1"}

    def set_back(self, seconds: float) -> None:
        """From now on it shows so much less than the machine's."""
        new = self._file.with_suffix(".new")
        new.write_text(f"-{seconds:.0f}\n")
        new.replace(self._file)
