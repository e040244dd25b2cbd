"""Requests that begin alike and come together are all prefilled: nobody waits for what another computes.

What has been kept is reused, so that a second session is quick. But five that are started by one script read
the same instructions five times, at the same time, and all of them are slow.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.batch",
    breaks=["ISO-9"],
    noticed_by={"coding_sessions/common_beginnings [8]": "the server read at most 2,900 tokens in all"},
)
def seed() -> None:
    from system.engine.batch import Batch

    @replaces(Batch, "ahead_of")
    def ahead_of(original: Any, self: Any, prepared: Any) -> None:
        return None
