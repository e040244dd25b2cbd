"""Structured logs: one JSON object a line on stderr. Never a prompt, an answer or a key.

A line says when (`time`, UTC), how grave (`level`), who (`logger`), what (`event`), and whatever else belongs
to the event: `log.info("engine_ready", extra={"pid": 1})`.
"""

import json
import logging
import os
import sys
from datetime import UTC, datetime
from typing import Any

LEVEL = "ASSAY_LOG_LEVEL"
OF_EVERY_RECORD = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in OF_EVERY_RECORD}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def configure(level: str | None = None) -> None:
    """Send this process's logs to stderr as JSON lines, and those of the processes it starts.

    `level` is for Assay's own (libraries only warn); without it, what the starting process was told counts.
    """
    os.environ[LEVEL] = level or os.environ.get(LEVEL) or "info"
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("system").setLevel(os.environ[LEVEL].upper())
