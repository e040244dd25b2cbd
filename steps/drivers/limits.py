"""What a caller does at her limits, and is told of them (draft-ietf-httpapi-ratelimit-headers-11)."""

import re
import time
from dataclasses import dataclass, field

import httpx

from steps.drivers.client import Client
from steps.drivers.deadlines import until

MODELS = "/v1/models"
REMAINS = re.compile(r'"(?P<limit>[a-z]+)";r=(?P<left>\d+)(?:;t=(?P<seconds>\d+))?')
MOST = 200
TOO_MANY = httpx.codes.TOO_MANY_REQUESTS
SLACK_SECONDS = 1.0


@dataclass
class Caller:
    """Somebody who lists the models again and again."""

    client: Client
    answers: list[httpx.Response] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)

    def ask(self) -> httpx.Response:
        self.answers.append(self.client.send("GET", MODELS, headers=self.headers))
        return self.answers[-1]

    def ask_until_refused(self) -> None:
        """AssertionError where that does not come."""
        while self.ask().status_code != TOO_MANY:
            assert len(self.answers) < MOST, f"{MOST} requests were answered, none was refused"

    @property
    def answered(self) -> int:
        return sum(answer.is_success for answer in self.answers)

    def gained(self, quota: int) -> int:
        """How many requests of a quota a minute came back since the first."""
        return int((time.monotonic() - self.began) * quota / 60) + 1

    def remaining(self, limit: str) -> list[int]:
        """What each answer said remained of a limit."""
        return [remaining(answer)[limit] for answer in self.answers]

    @property
    def told_seconds(self) -> int:
        """How long the last refusal says to wait."""
        return told_seconds(self.answers[-1])

    def seconds_until_let_in(self) -> float:
        """How long it takes, asking all the while. Raises DeadlineError."""
        began = time.monotonic()
        until(self.ask, lambda answer: answer.is_success, "a refused caller to be let in", every_seconds=0.05)
        return time.monotonic() - began


def how_received(client: Client) -> str:
    """The status of an answer, or what became of the connection instead."""
    try:
        response = client.send("GET", MODELS)
    except httpx.TransportError as error:
        return f"{type(error).__name__}: {error}"
    return f"{response.status_code} {response.reason_phrase}"


def remaining(response: httpx.Response) -> dict[str, int]:
    """The limits of an answer's RateLimit and what remains of each; AssertionError for another form."""
    items = [REMAINS.fullmatch(item.strip()) for item in response.headers.get("RateLimit", "").split(",")]
    assert all(items), f"This is no RateLimit field: {response.headers.get('RateLimit')!r}"
    return {item["limit"]: int(item["left"]) for item in items if item}


def told_seconds(response: httpx.Response) -> int:
    """Retry-After of a refusal, which is never before RateLimit's own time; AssertionError for none."""
    assert response.status_code == TOO_MANY, f"{response.status_code} {response.text}"
    told = int(response.headers["Retry-After"])
    times = [int(item["seconds"] or 0) for item in REMAINS.finditer(response.headers["RateLimit"])]
    assert told >= 1, f"Retry-After: {told}"
    assert told >= min(times, default=0), response.headers
    return told


def violated(response: httpx.Response) -> list[str]:
    """The limits that a problem names."""
    names: list[str] = response.json()["violated-policies"]
    return names
