"""`assay health`: would a request that is sent now be answered."""

import contextlib
import os

from system.cli.output import CommandError, Json, Outcome, named_values, show
from system.cli.remote import DEFAULT_SERVER, Remote, ServerOption

SERVICE_UNAVAILABLE = 503


def health(server: ServerOption = DEFAULT_SERVER) -> Outcome:
    """Say whether a running server would answer now, or why not.

    Succeeds only if it would. ASSAY_API_KEY holds the key, where the server wants one.
    """
    with contextlib.closing(Remote(server, os.environ.get("ASSAY_API_KEY"))) as remote:
        status, said = remote.get("/health/ready", accept=(200, SERVICE_UNAVAILABLE))
    if status == SERVICE_UNAVAILABLE:
        told = said.get("status", "silent about why")
        raise CommandError(f"{remote.url} is not ready: it is {told}", code="not_ready")
    data = {"server": remote.url, **said}
    return Outcome(data, lambda: show(named_values(_rows(data))))


def _rows(data: Json) -> list[tuple[str, str]]:
    warnings = [("warning", warning) for warning in data.get("warnings", [])]
    facts = {**data, **data.get("engine", {})}
    return [*warnings, *_told(facts)]


def _told(facts: Json) -> list[tuple[str, str]]:
    return [
        (name, "?" if value is None else str(value))
        for name, value in facts.items()
        if not isinstance(value, dict | list)
    ]
