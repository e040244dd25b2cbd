"""An agent's name in a request's body is cut to its allowed length; only one in a header is refused.

Two agents whose long names begin alike become one, and each is answered from the other's conversation.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.api.callers",
    breaks=["WIR-4", "SEC-3"],
    noticed_by={
        "wire/refusals [14]": "both ways are refused with 400",
        "wire/anthropic_refusals [7]": "both of Anthropic's ways are refused with 400",
    },
)
def seed() -> None:
    from system.api import callers

    @replaces(callers, "owner")
    def owner(original: Any, exchange: Any, agent: Any, param: Any) -> Any:
        in_header = param in callers.AGENT_HEADERS
        return original(exchange, agent if in_header else agent[: callers.MAX_NAME_CHARACTERS], param)
