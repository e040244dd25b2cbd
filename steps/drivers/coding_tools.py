"""Other people's command-line tools, told where the server is and nothing else, in a home of their own."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from steps.drivers.commands import Run
from steps.drivers.damage import NotPossibleError
from steps.drivers.deadlines import START_SECONDS
from steps.drivers.messages import Caller, EventLog, Message
from steps.drivers.process import ServerProcess

KEY = "not-needed"
API = "/v1/"

CLAUDE_CODE = {
    "User-Agent": "claude-cli/2.1.197 (external, cli)",
    "anthropic-beta": "claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27",
    "anthropic-dangerous-direct-browser-access": "true",
    "anthropic-version": "2023-06-01",
    "x-app": "cli",
}
"""What Claude Code 2.1 sends beside its key, of what a server could look at."""


class Tools:
    """One person's, with one home: what they keep there between two calls is theirs alone."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._home = tempfile.TemporaryDirectory(prefix="assay-tools-")

    def close(self) -> None:
        self._home.cleanup()

    def llm(self, words: Sequence[str], functions: str = "") -> Run:
        """`llm` of the suite's own environment; NotPossibleError where it is not there."""
        folder = Path(self._home.name)
        model = {"model_id": "local", "model_name": "default", "api_base": f"{self._url}/v1"}
        models = [{**model, "supports_tools": True}]
        (folder / "extra-openai-models.yaml").write_text(json.dumps(models))
        command = [_found("llm"), "prompt", "--model", "local", "--option", "temperature", "0", *words]
        given = ["--functions", functions] if functions else []
        return self._run([*command, *given], {"LLM_USER_PATH": str(folder), "OPENAI_API_KEY": KEY})

    def answer(self, tool: str, text: str) -> Run:
        """Have one of TOOLS say one thing; NotPossibleError where it is not installed."""
        arguments, variables = TOOLS[tool](self._url, Path(self._home.name))
        return self._run([_found(tool), *arguments, text], variables)

    def _run(self, command: Sequence[str], variables: Mapping[str, str]) -> Run:
        finished = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            encoding="utf-8",
            timeout=START_SECONDS,
            cwd=self._home.name,
            env={"PATH": os.environ["PATH"], "HOME": self._home.name, **variables},
        )
        return Run(finished.returncode, finished.stdout, finished.stderr)


def refused(process: ServerProcess) -> list[Any]:
    """Every request to one of the server's APIs that it did not answer with success, as its log has it."""
    asked = [record for record in process.log.records() if record.get("event") == "request"]
    sent = [record for record in asked if record["path"].startswith(API)]
    assert sent, "The server was asked for nothing"
    return [record for record in sent if record["status"] != 200]


def as_claude_code(caller: Caller, text: str, session: str) -> Message:
    """A first turn as Claude Code sends it, always as a stream; AssertionError where it is refused."""
    kept = {"type": "ephemeral"}
    name = {"device_id": "5" * 64, "account_uuid": "", "session_id": session}
    said = [
        {"type": "text", "text": "<system-reminder>\nToday's date is 2026-11-21.\n</system-reminder>\n"},
        {"type": "text", "text": text, "cache_control": kept},
    ]
    body = {
        "model": "claude-opus-4-8",
        "messages": [{"role": "user", "content": said}],
        "system": [{"type": "text", "text": "You are an interactive agent.", "cache_control": kept}],
        "tools": [],
        "metadata": {"user_id": json.dumps(name)},
        "max_tokens": 64,
        "thinking": {"type": "adaptive"},
        "context_management": {"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]},
        "output_config": {"effort": "high"},
        "stream": True,
    }
    return EventLog(caller.post(body, "/v1/messages?beta=true", **CLAUDE_CODE)).message()


def _claude(url: str, home: Path) -> tuple[list[str], dict[str, str]]:
    little = [
        "--system-prompt",
        "Be brief.",
        "--tools",
        "",
        "--strict-mcp-config",
        "--disable-slash-commands",
    ]
    quiet = {"CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "DISABLE_AUTOUPDATER": "1"}
    bound = {"CLAUDE_CODE_MAX_OUTPUT_TOKENS": "64"}
    return [*little, "--print"], {"ANTHROPIC_BASE_URL": url, "ANTHROPIC_API_KEY": KEY, **quiet, **bound}


def _opencode(url: str, home: Path) -> tuple[list[str], dict[str, str]]:
    model = {"name": "default", "limit": {"context": 4096, "output": 64}}
    options = {"baseURL": f"{url}/v1", "apiKey": KEY}
    settings = {
        "provider": {
            "assay": {
                "npm": "@ai-sdk/openai-compatible",
                "options": options,
                "models": {"default": model},
            }
        },
        "model": "assay/default",
        "small_model": "assay/default",
        "autoupdate": False,
        "agent": {"brief": {"mode": "primary", "prompt": "Be brief.", "tools": {"*": False}}},
    }
    file = home / "opencode.json"
    file.write_text(json.dumps(settings))
    return ["run", "--agent", "brief"], {"OPENCODE_CONFIG": str(file), "OPENCODE_DISABLE_MODELS_FETCH": "1"}


def _sgpt(url: str, home: Path) -> tuple[list[str], dict[str, str]]:
    variables = {"API_BASE_URL": f"{url}/v1", "DEFAULT_MODEL": "default", "OPENAI_API_KEY": KEY}
    return ["--no-md", "--no-cache"], variables


def _aider(url: str, home: Path) -> tuple[list[str], dict[str, str]]:
    quiet = ["--no-git", "--no-check-update", "--no-show-model-warnings", "--no-analytics", "--yes-always"]
    short = ["--map-tokens", "0", "--edit-format", "whole", "--model", "openai/default", "--message"]
    return [*quiet, *short], {"OPENAI_API_BASE": f"{url}/v1", "OPENAI_API_KEY": KEY}


TOOLS: dict[str, Callable[[str, Path], tuple[list[str], dict[str, str]]]] = {
    "claude": _claude,
    "opencode": _opencode,
    "sgpt": _sgpt,
    "aider": _aider,
}


def _found(name: str) -> str:
    """The command's path: beside Python first, as it is where it came with the suite."""
    path = shutil.which(name, path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if path is None:
        raise NotPossibleError(f"{name} is not installed")
    return path
