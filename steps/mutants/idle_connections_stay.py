"""Connections that say nothing keep their places, and who comes later is turned away.

The bound on connections was meant against floods. Now a flood needs no more than that many sockets, and
nobody else gets in for half a minute at a time.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.api.protocol",
    breaks=["SEC-4"],
    noticed_by={
        "security/dawdlers [5]": "Ben is let in",
    },
)
def seed() -> None:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

    from system.api.protocol import PunctualProtocol

    @replaces(PunctualProtocol, "connection_made")
    def connection_made(original: Any, self: Any, transport: Any) -> None:
        HttpToolsProtocol.connection_made(self, transport)
        self._expect_headers()
        if len(self.connections) > self._patience.max_connections:
            transport.close()
