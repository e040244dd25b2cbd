"""What the commands print: errors for people on stderr, the JSON envelope on stdout."""

import json
import sys
from typing import Any, NoReturn

SUCCESS = 0
FAILURE = 1
WRONG_USAGE = 2
INTERRUPTED = 130


def fail(message: str, exit_code: int = FAILURE) -> NoReturn:
    """One clear message on stderr, and out."""
    for line in message.splitlines():
        print(f"assay: {line}", file=sys.stderr)
    raise SystemExit(exit_code)


def print_envelope(command: str, data: dict[str, Any]) -> None:
    """What a command found, for machines: status, command, data, error."""
    print(json.dumps({"status": "ok", "command": command, "data": data, "error": None}, ensure_ascii=False))


def print_failure(command: str, code: str, message: str) -> None:
    """Why a command failed, for machines."""
    error = {"code": code, "message": message}
    print(
        json.dumps({"status": "error", "command": command, "data": None, "error": error}, ensure_ascii=False)
    )
