"""The agent a request belongs to, by the name its caller gives it."""

import unicodedata
from typing import Annotated

from msgspec import Meta
from starlette.datastructures import Headers

from system.api.exchange import Exchange
from system.engine.messages import Owner
from system.errors import RequestError

AGENT_HEADERS = ("X-Agent-ID", "X-Session-ID")
MAX_NAME_CHARACTERS = 256
UNPRINTABLE = {"Cc", "Cs", "Zl", "Zp"}
"""Control characters, surrogates, line and paragraph separators. Joiners (Cf) are allowed: Persian words and
emoji are written with them. NAME_PATTERN is the same rule for the OpenAPI document."""
NAME_PATTERN = r"^(?=.*\S)[^\u0000-\u001f\u007f-\u009f\u2028\u2029]+$"

AgentName = Annotated[
    str,
    Meta(
        description="Names the agent, where no X-Agent-ID or X-Session-ID header does.",
        extra_json_schema={"pattern": NAME_PATTERN, "maxLength": MAX_NAME_CHARACTERS},
    ),
]
"""An agent's name in a body; `owner_of` checks it."""


def owner_of(exchange: Exchange, headers: Headers, body_key: str | None, param: str) -> Owner | None:
    """The tenant's agent: X-Agent-ID, else X-Session-ID, else the body's field named `param`, else nobody.

    Raises RequestError for a name that is empty, too long, or not printable, and where a header names two.
    """
    for header in AGENT_HEADERS:
        if names := set(headers.getlist(header)):
            return owner(exchange, _decode(_only(names, header), header), header)
    return None if body_key is None else owner(exchange, body_key, param)


def owner(exchange: Exchange, agent: str, param: str) -> Owner:
    """The agent of that name under the caller's tenant. Raises RequestError as `owner_of` does."""
    fault = _fault(agent)
    if fault is not None:
        raise RequestError(f"{param} names an agent, and {fault}", param=param, code="invalid_agent")
    return Owner(exchange.tenant, agent)


def _fault(name: str) -> str | None:
    """What is wrong with an agent's name.

    >>> [_fault(name) for name in ("Ada", "team/Zoë 👩‍🚀", "..")]
    [None, None, None]
    >>> _fault("a\\n"), _fault(" ")
    ('its name holds a character that is not printable', 'its name is empty')
    """
    if not name.strip():
        return "its name is empty"
    if len(name) > MAX_NAME_CHARACTERS:
        return f"its name has {len(name)} characters, more than {MAX_NAME_CHARACTERS}"
    if any(unicodedata.category(character) in UNPRINTABLE for character in name):
        return "its name holds a character that is not printable"
    return None


def _only(names: set[str], header: str) -> str:
    """The one name: where a proxy adds its header to the caller's, two readers may take different ones."""
    if len(names) > 1:
        raise RequestError(
            f"{header} names {len(names)} agents: send it once", param=header, code="invalid_agent"
        )
    return names.pop()


def _decode(value: str, header: str) -> str:
    """A header's bytes as UTF-8; Starlette reads them as Latin-1."""
    try:
        return value.encode("latin-1").decode()
    except UnicodeDecodeError:
        raise RequestError(f"{header} is not UTF-8", param=header, code="invalid_agent") from None
