"""Is an engine that runs alive? One that hangs keeps its process and its socket, and answers nobody."""

import asyncio

from system.engine.messages import Ping
from system.serving.engine_client import EngineClient

BEATS = 4


async def falls_silent(client: EngineClient, seconds: float) -> bool:
    """Returns True once the engine has given no sign of life for `seconds`, False once its socket is closed.

    It is asked BEATS times in that while, and a missed beat is one turn of this event loop's own clock: a
    server that was itself suspended finds the answers waiting when it goes on, and blames nobody.
    """
    missed = 0
    while missed < BEATS:
        heard = client.signs_of_life
        if client.is_open:
            client.send(Ping())
        await asyncio.wait({client.lost}, timeout=seconds / BEATS)
        if client.lost.done():
            return False
        missed = 0 if client.signs_of_life > heard else missed + 1
    return True
