"""What was said with an agent by `assay run --agent`, kept for the next run.

    HOME/conversations/NAME.json    one agent's messages; NAME is a digest, since an agent's may hold anything

The server keeps an agent's cache and no text; whoever goes on has to send the whole conversation again. These
files are text, and only their owner may read them.
"""

import json
import os
from hashlib import blake2b
from pathlib import Path
from typing import Any

from system.cli.output import CommandError
from system.home import private_directory

Message = dict[str, Any]


class Conversation:
    """One agent's messages, below a home."""

    def __init__(self, home: Path, agent: str) -> None:
        digest = blake2b(agent.encode(), digest_size=16).hexdigest()
        self._file = home.expanduser() / "conversations" / f"{digest}.json"
        self._agent = agent

    def read(self) -> list[Message]:
        """What was said so far, nothing where nothing was. Raises CommandError for a file that is damaged."""
        try:
            messages = json.loads(self._file.read_bytes())["messages"]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(
                f"what was said with {self._agent!r} can't be read: {self._file}: {error}",
                hint="remove the file to begin anew",
            ) from error
        return list(messages)

    def write(self, messages: list[Message]) -> None:
        """Keep a conversation in place of the one before: whole, or not at all."""
        try:
            private_directory(self._file.parent)
            temporary = self._file.with_suffix(f".{os.getpid()}")
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                kept = {"agent": self._agent, "messages": messages}
                file.write(json.dumps(kept, ensure_ascii=False).encode())
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self._file)
        except OSError as error:
            raise CommandError(f"what was said can't be kept: {self._file}: {error.strerror}") from error

    def forget(self) -> bool:
        """Remove it; whether there was one."""
        try:
            self._file.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise CommandError(f"{self._file} can't be removed: {error.strerror}") from error
        return True
