"""Cache files can be read by everybody on the machine.

The folder is closed, so it looks safe, until somebody copies the files or opens the folder. They are
written with the usual mode, and nobody looked.
"""

import os
from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.folder",
    breaks=["PER-1"],
    noticed_by={
        "persistence/saving [1]": "only the owner can read",
    },
)
def seed() -> None:
    from system.engine.cache.folder import Folder

    @replaces(Folder, "write")
    def write(original: Any, self: Any, name: Any, parts: Any) -> None:
        original(self, name, parts)
        os.chmod(name, 0o644, dir_fd=self.fd)
