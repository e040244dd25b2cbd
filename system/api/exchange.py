"""One HTTP exchange as log and metrics see it: who asked, what it cost, how it ended. Never what was said."""

import re
import time
import uuid
from dataclasses import dataclass, field
from typing import Literal

from starlette.types import Scope

from system.api.limits import Account
from system.home import OPEN_TENANT

Api = Literal[
    "chat", "completions", "messages", "count_tokens", "models", "agents", "integrity", "swap", "other"
]
Outcome = Literal["completed", "rejected", "failed", "cancelled", "stalled"]

SANE_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")


@dataclass(slots=True)
class Exchange:
    """Filled in as the request goes along; `outcome` is what the metrics count it under.

    `account` is the caller's, where the request is one that limits are about.
    """

    request_id: str
    started: float = field(default_factory=time.monotonic)
    api: Api = "other"
    tenant: str = OPEN_TENANT
    is_admin: bool = True
    account: Account | None = None
    status: int = 0
    outcome: Outcome | None = None
    facts: dict[str, str | int | float | bool | None] = field(default_factory=dict)

    def spend(self, tokens: int) -> None:
        """Count tokens against the caller's limit."""
        if self.account is not None:
            self.account.spend(tokens)

    @property
    def seconds(self) -> float:
        """Since the request's first byte was read."""
        return time.monotonic() - self.started


def exchange_of(scope: Scope) -> Exchange:
    """The exchange that the access log began for this request."""
    exchange: Exchange = scope["state"]["exchange"]
    return exchange


def request_id(given: str | None) -> str:
    """The caller's own id where it is fit to be logged and sent back, else a new one.

    >>> request_id("trace-7")
    'trace-7'
    >>> request_id("two\\nlines").startswith("req-")
    True
    """
    return given if given and SANE_ID.fullmatch(given) else f"req-{uuid.uuid4().hex}"
