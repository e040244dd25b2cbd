"""The server's OpenAPI document, and every operation in it tried once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from steps.drivers.client import Client

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
ANY_VALUE = "x"


@dataclass(frozen=True)
class Operation:
    """A method of a path; `is_the_operators` where the document lists it under administration."""

    method: str
    path: str
    is_the_operators: bool

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def url(self) -> str:
        """The path with some value in the place of each parameter."""
        parts = self.path.split("/")
        return "/".join(ANY_VALUE if part.startswith("{") else part for part in parts)


def read_operations(client: Client) -> list[Operation]:
    """Every operation of the document; AssertionError where it has none."""
    paths: dict[str, dict[str, Any]] = client.get("/openapi.json")["paths"]
    found = [
        Operation(method.upper(), path, "Administration" in described["tags"])
        for path, methods in paths.items()
        for method, described in methods.items()
        if method in METHODS
    ]
    assert found, "The OpenAPI document has no operations"
    return found


def try_each(client: Client, operations: list[Operation], headers: Mapping[str, str]) -> dict[str, int]:
    """The status that each operation answers, with no body worth anything, by its name."""
    return {operation.name: _try(client, operation, headers).status_code for operation in operations}


def _try(client: Client, operation: Operation, headers: Mapping[str, str]) -> httpx.Response:
    content = b"{}" if operation.method == "POST" else b""
    typed = {**headers, "Content-Type": "application/json"}
    return client.send(operation.method, operation.url, headers=typed, content=content)
