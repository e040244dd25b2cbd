"""A run of the suite in which something is broken tells programs that all is well.

People read the red line, and the exit code is right. A build that reads the envelope goes on.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.cli.invocation",
    breaks=["CLI-2"],
    noticed_by={"cli/suite [2]": "stdout is one envelope of"},
)
def seed() -> None:
    from system.cli.invocation import Invocation

    @replaces(Invocation, "_concluded")
    def concluded(original: Any, self: Any, ending: Any) -> int:
        self.tell(ending.data)
        return int(ending.exit_code)
