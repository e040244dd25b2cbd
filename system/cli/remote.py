"""A running server, asked over HTTP as any client would."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any
from urllib.parse import quote

import httpx
import typer

from system.cli.output import WRONG_USAGE, CommandError, Json

DEFAULT_SERVER = "http://127.0.0.1:8000"
SECONDS = 30.0
KEY_HINT = "set ASSAY_API_KEY to a key that this server knows"
START_HINT = "start one with `assay serve`, or name another with --server (or ASSAY_SERVER)"

ServerOption = Annotated[str, typer.Option(envvar="ASSAY_SERVER", help="Where the server is.")]


class Remote:
    """One server and the caller's key to it. Every method raises CommandError with what to do."""

    def __init__(self, url: str, key: str | None) -> None:
        self.url = url.rstrip("/").removesuffix("/v1")
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        try:
            self._client = httpx.Client(base_url=self.url, headers=headers, timeout=SECONDS, trust_env=False)
        except (httpx.InvalidURL, ValueError) as error:
            raise CommandError(f"{url} is no address: {error}", exit_code=WRONG_USAGE) from error

    def close(self) -> None:
        self._client.close()

    def get(self, path: str, *, accept: tuple[int, ...] = (200,)) -> tuple[int, Json]:
        """The status and the JSON object that a path answers with."""
        return self._asked("GET", path, accept)

    def forget_agent(self, name: str) -> bool:
        """Have the server forget an agent; whether it kept anything of it."""
        status, _ = self._asked("DELETE", f"/v1/agents/{quote(name, safe='')}", (204, 404))
        return status == 204

    @contextmanager
    def streamed(self, path: str, body: Json, headers: dict[str, str]) -> Iterator[httpx.Response]:
        """The answer to a request whose answer is a stream, its status checked; silence has no deadline."""
        try:
            with self._client.stream(
                "POST", path, json=body, headers=headers, timeout=httpx.Timeout(SECONDS, read=None)
            ) as response:
                if response.status_code != 200:
                    response.read()
                    raise refused(self.url, response)
                yield response
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _unreachable(self.url, error) from error

    def _asked(self, method: str, path: str, accept: tuple[int, ...]) -> tuple[int, Json]:
        try:
            response = self._client.request(method, path)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _unreachable(self.url, error) from error
        if response.status_code not in accept:
            raise refused(self.url, response)
        try:
            content: Any = response.json() if response.content else {}
        except ValueError:
            content = None
        if not isinstance(content, dict):
            raise CommandError(f"what answers at {self.url} is no Assay server", hint=START_HINT)
        return response.status_code, content


def refused(url: str, response: httpx.Response) -> CommandError:
    """What a server says when it refuses: a problem of Assay's own API, or OpenAI's envelope."""
    try:
        content = response.json()
        error = content.get("error", content)
        message = error.get("message") or error.get("detail") or error.get("title")
    except (ValueError, AttributeError):
        message = None
    hint = KEY_HINT if response.status_code in (401, 403) else None
    return CommandError(message or f"{url} answered {response.status_code}", code="refused", hint=hint)


def _unreachable(url: str, error: Exception) -> CommandError:
    return CommandError(f"no server answers at {url}: {error}", code="unreachable", hint=START_HINT)
