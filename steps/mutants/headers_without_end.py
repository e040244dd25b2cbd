"""A header is read as long as it comes.

Headers are counted when they have ended, and there is a deadline for them, but half a minute is long: one
client fills the server's memory with a request that never begins, and no limit on bodies looks at it.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.api.protocol",
    breaks=["SEC-4"],
    noticed_by={
        "wire/malformed [3] a header": "the server took less than",
    },
)
def seed() -> None:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

    from system.api.protocol import PunctualProtocol

    @replaces(PunctualProtocol, "data_received")
    def data_received(original: Any, self: Any, data: Any) -> None:
        HttpToolsProtocol.data_received(self, data)
