"""Links of the OpenAPI document: what may be asked next of the agent that a request was about."""

from typing import Any

AGENT = "/v1/agents/{agent}"
ASKED_OF_AN_AGENT = {
    "look": (AGENT, "get"),
    "forget": (AGENT, "delete"),
    "flush": (f"{AGENT}/flush", "post"),
    "blocks": (f"{AGENT}/cache", "get"),
    "warm": (f"{AGENT}/warm", "post"),
    "evict": (f"{AGENT}/evict", "post"),
    "pin": (f"{AGENT}/pin", "post"),
    "unpin": (f"{AGENT}/unpin", "post"),
}
OF_THE_HEADER = "$request.header.X-Agent-ID"
OF_THE_PATH = "$request.path.agent"
OF_THE_LIST = "$response.body#/data/0/id"


def agent_links(name: str) -> dict[str, Any]:
    """Links to all that can be asked of the agent whose name is at `name`, a runtime expression.

    >>> agent_links(OF_THE_PATH)["forget"]["operationRef"]
    '#/paths/~1v1~1agents~1{agent}/delete'
    """
    return {
        asked: {"operationRef": f"#/paths/{path.replace('/', '~1')}/{method}", "parameters": {"agent": name}}
        for asked, (path, method) in ASKED_OF_AN_AGENT.items()
    }
