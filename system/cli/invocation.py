"""One run of the `assay` command: every way it can end becomes one exit code, and with --json one envelope.

While --json is given, what a command prints for people goes to stderr; stdout holds the envelope and nothing
else. `envelope.v1.schema.json` is what it keeps to: fields are added within a version, never changed.
"""

import contextlib
import json
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any, Protocol, cast, runtime_checkable

import typer

from system.cli.output import FAILURE, INTERRUPTED, SUCCESS, WRONG_USAGE, CommandError, Json, Outcome, say
from system.errors import AssayError, SettingsError

JSON = "--json"
PROGRAM = "assay"
REASONS = {
    FAILURE: ("failed", "it failed; what it said is on stderr"),
    WRONG_USAGE: ("wrong_usage", "it can't be used like this; what it said is on stderr"),
    INTERRUPTED: ("interrupted", "it was interrupted before it was done"),
}

ClickError = cast("type[Exception]", typer.BadParameter.__mro__[2])
"""Whatever click raises about a command line; Typer exports no name for it."""


@runtime_checkable
class Ending(Protocol):
    """What a command hands over that is no part of the system: the suite's own.

    `told` is whether people have read of the failure in what the command printed.
    """

    data: Json
    exit_code: int
    failure: str
    hint: str | None
    told: bool


class Invocation:
    """The arguments of one run, the command they name, and how it ends."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self.arguments = list(arguments)
        self.as_json = JSON in self.arguments[: _index(self.arguments, "--")]
        self.command = PROGRAM
        self._told = False
        self._stdout = sys.stdout

    def run(self, program: Any) -> int:
        """Run a click command to its end; the exit code."""
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
        try:
            exit_code = self._ended(program)
            sys.stdout.flush()
        except BrokenPipeError:
            return _reader_has_left()
        except SystemExit as exit_:
            if isinstance(exit_.__context__, BrokenPipeError):
                return _reader_has_left()
            raise
        return exit_code

    def tell(self, data: Json) -> None:
        """The envelope of a command that has succeeded, or that goes on and has begun well."""
        self._tell({"status": "ok", "command": self.command, "data": data, "error": None})

    def _ended(self, program: Any) -> int:
        try:
            return self._succeeded(program)
        except CommandError as error:
            return self._failed(error.exit_code, error.code, error.message, error.hint)
        except SettingsError as error:
            return self._failed(WRONG_USAGE, error.code, error.message)
        except AssayError as error:
            return self._failed(FAILURE, error.code, error.message)
        except ClickError as error:
            return self._misused(error)
        except KeyboardInterrupt:
            return self._ended_with(INTERRUPTED)
        except (BrokenPipeError, SystemExit):
            raise
        except Exception as error:
            traceback.print_exc()
            return self._failed(FAILURE, "internal_error", f"this is a defect of Assay: {error!r}")

    def _succeeded(self, program: Any) -> int:
        quiet = contextlib.redirect_stdout(sys.stderr) if self.as_json else contextlib.nullcontext()
        try:
            with quiet:
                outcome = program.main(self.arguments, prog_name=PROGRAM, standalone_mode=False, obj=self)
        except SystemExit as exit_:
            if isinstance(exit_.__context__, BrokenPipeError):
                raise
            outcome = exit_.code
        if isinstance(outcome, int):
            return self._ended_with(outcome)
        if isinstance(outcome, Ending):
            return self._concluded(outcome)
        if self.as_json:
            self.tell(outcome.data if isinstance(outcome, Outcome) else {})
        elif isinstance(outcome, Outcome):
            outcome.show()
        return SUCCESS

    def _concluded(self, ending: Ending) -> int:
        """A command of the suite, which shows people itself what it found."""
        if ending.exit_code == SUCCESS:
            if self.as_json:
                self.tell(ending.data)
        elif self.as_json or not ending.told:
            code, _ = REASONS.get(ending.exit_code, REASONS[FAILURE])
            self._failed(ending.exit_code, code, ending.failure, ending.hint)
        return int(ending.exit_code)

    def _ended_with(self, exit_code: int) -> int:
        """A command that has said everything itself and gives only its exit code."""
        if not self.as_json:
            return exit_code
        if exit_code == SUCCESS:
            self.tell({})
            return SUCCESS
        return self._failed(exit_code, *REASONS.get(exit_code, REASONS[FAILURE]))

    def _misused(self, error: Any) -> int:
        context = getattr(error, "ctx", None)
        path = PROGRAM if context is None else context.command_path
        self.command = path.removeprefix(f"{PROGRAM} ")
        message = error.format_message()
        if not message.strip() or type(error).__name__ == "NoArgsIsHelpError":
            message = "a command is missing"
        return self._failed(WRONG_USAGE, "wrong_usage", message, f"see `{path} --help`")

    def _failed(self, exit_code: int, code: str, message: str, hint: str | None = None) -> int:
        say(message if hint is None else f"{message}\n{hint}")
        if self.as_json:
            self._tell_failure(code, message, hint)
        return exit_code

    def _tell_failure(self, code: str, message: str, hint: str | None) -> None:
        error = {"code": code, "message": message, "hint": hint}
        self._tell({"status": "error", "command": self.command, "data": None, "error": error})

    def _tell(self, envelope: Json) -> None:
        if self._told:
            return
        self._told = True
        text = json.dumps(envelope, ensure_ascii=self._stdout.encoding.lower() != "utf-8")
        print(text, file=self._stdout, flush=True)


def _reader_has_left() -> int:
    """Whoever read the output wanted no more of it, which is no failure; what is left has no reader."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.__stdout__.fileno())  # type: ignore[union-attr]
    os.close(nowhere)
    return SUCCESS


def _index(arguments: list[str], wanted: str) -> int:
    return arguments.index(wanted) if wanted in arguments else len(arguments)
