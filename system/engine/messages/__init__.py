"""The typed messages that cross the process boundary between a server and its engine.

They travel as MessagePack, each behind a 4-byte big-endian length, over a Unix-domain socket: `frame`,
`decode_command` and `decode_report` are the only codecs. Both sides import this package and nothing else of
each other.

The server sends commands; the engine sends reports. A request's reports always come in this order:

    Accepted, Prefilled*, Delta*, one Ended for each choice, Done
    or, at any point, Failed, which is the last

One decode step is one `Steps` report with the events of every row in it.
"""

from system.engine.messages.base import (
    Message,
)
from system.engine.messages.commands import (
    Cancel,
    CheckIntegrity,
    Command,
    CountTokens,
    DeleteAgent,
    FlushAgent,
    Generate,
    Grammar,
    ListAgents,
    Load,
    Owner,
    Ping,
    PlaceCache,
    Sampling,
    Shutdown,
    ToolChoice,
)
from system.engine.messages.frames import (
    LENGTH_BYTES,
    MAX_MESSAGE_BYTES,
    decode_command,
    decode_report,
    frame,
)
from system.engine.messages.reports import (
    Accepted,
    AgentCache,
    AgentInfo,
    AgentList,
    BlockInfo,
    CacheInfo,
    CacheSource,
    Delta,
    Done,
    Ended,
    EngineStats,
    Event,
    Failed,
    FinishReason,
    Goodbye,
    Integrity,
    LoadFailed,
    Loading,
    ModelInfo,
    Pong,
    Prefilled,
    Ready,
    Report,
    Steps,
    TokenCount,
    TokenLogprob,
    ToolCall,
)

__all__ = [
    "LENGTH_BYTES",
    "MAX_MESSAGE_BYTES",
    "Accepted",
    "AgentCache",
    "AgentInfo",
    "AgentList",
    "BlockInfo",
    "CacheInfo",
    "CacheSource",
    "Cancel",
    "CheckIntegrity",
    "Command",
    "CountTokens",
    "DeleteAgent",
    "Delta",
    "Done",
    "Ended",
    "EngineStats",
    "Event",
    "Failed",
    "FinishReason",
    "FlushAgent",
    "Generate",
    "Goodbye",
    "Grammar",
    "Integrity",
    "ListAgents",
    "Load",
    "LoadFailed",
    "Loading",
    "Message",
    "ModelInfo",
    "Owner",
    "Ping",
    "PlaceCache",
    "Pong",
    "Prefilled",
    "Ready",
    "Report",
    "Sampling",
    "Shutdown",
    "Steps",
    "TokenCount",
    "TokenLogprob",
    "ToolCall",
    "ToolChoice",
    "decode_command",
    "decode_report",
    "frame",
]
