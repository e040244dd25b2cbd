"""What a server of the suite's may read: what files' modes allow, also where the suite runs as root."""

import os
import shutil
import subprocess
from functools import cache

READS_ALL = "-dac_override,-dac_read_search"


@cache
def held_to_modes() -> tuple[str, ...]:
    """What to write before a command, so that modes hold for it as for anybody; it keeps its process id.

    Empty where they hold anyway, and where this machine has nothing for that.
    """
    if os.geteuid() or (setpriv := shutil.which("setpriv")) is None:
        return ()
    prefix = (setpriv, f"--bounding-set={READS_ALL}", f"--inh-caps={READS_ALL}", "--")
    tried = subprocess.run([*prefix, "true"], capture_output=True, check=False)
    return () if tried.returncode else prefix


def modes_hold() -> bool:
    """Whether a server that the suite starts is kept from what a file's mode forbids."""
    return os.geteuid() != 0 or held_to_modes() != ()
