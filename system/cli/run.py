"""`assay run`: one answer of a model, on a terminal, in a pipe, or for programs."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from system.cli import telling
from system.cli.answer import Answer, ask
from system.cli.conversations import Conversation, Message
from system.cli.invocation import Invocation
from system.cli.local import interrupted_by_signals, local_server
from system.cli.models import complete_model
from system.cli.output import WRONG_USAGE, Json, Outcome, fail
from system.cli.remote import Remote
from system.settings import Settings

STDIN = "-"


def run(
    ctx: typer.Context,
    model: Annotated[
        str, typer.Argument(help="Name of a known model, or its path.", autocompletion=complete_model)
    ],
    prompt: Annotated[
        str | None, typer.Argument(help="What to say; - or nothing reads it from standard input.")
    ] = None,
    stream: Annotated[
        bool | None,
        typer.Option(
            "--stream/--no-stream", help="Show the answer as it comes; so on a terminal.", show_default=False
        ),
    ] = None,
    max_tokens: Annotated[int | None, typer.Option(min=1, help="Limit on the answer.")] = None,
    temperature: Annotated[float | None, typer.Option(min=0, max=2, help="0 is greedy.")] = None,
    top_p: Annotated[float | None, typer.Option(min=0, max=1, help="Nucleus sampling.")] = None,
    stop: Annotated[list[str] | None, typer.Option(help="Ends the answer; up to four times.")] = None,
    seed: Annotated[int | None, typer.Option(help="The same seed gives the same answer.")] = None,
    system: Annotated[str | None, typer.Option(help="What the model is told first.")] = None,
    agent: Annotated[str | None, typer.Option(help="Go on with this agent's conversation.")] = None,
    chat_template: Annotated[
        bool,
        typer.Option("--chat-template/--no-chat-template", help="Or go on from the prompt as it is written."),
    ] = True,
    reasoning: Annotated[bool, typer.Option("--reasoning", help="Show reasoning, on stderr.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Tokens, times and warnings, on stderr.")
    ] = False,
    server: Annotated[
        str | None, typer.Option(envvar="ASSAY_SERVER", help="Use a running server, not one of one's own.")
    ] = None,
    home: Annotated[
        Path, typer.Option(envvar="ASSAY_HOME", help="Where agents' caches and conversations are kept.")
    ] = Settings.model_fields["home"].default,
) -> Outcome:
    """Ask a model, and print its answer.

    The answer is all that goes to stdout. Without --server, a server is
    started for this one answer and ended. With --agent, the conversation is
    kept in HOME and goes on with the next run.
    """
    invocation = ctx.find_object(Invocation) or Invocation([])
    if not chat_template and (system is not None or agent is not None or reasoning):
        ours = "--system, --agent and --reasoning"
        fail(f"without a chat template there is no conversation: leave out {ours}", WRONG_USAGE)
    said = _said(prompt)
    messages = _messages(said, system, Conversation(home, agent) if agent else None)
    parameters = {
        "max_tokens": max_tokens,
        "temperature": temperature,
        "top_p": top_p,
        "stop": stop or None,
        "seed": seed,
        "prompt_cache_key": agent,
        "include_reasoning": True if reasoning else None,
        "logprobs": (True if chat_template else 0) if verbose else None,
    }
    given = {name: value for name, value in parameters.items() if value is not None}
    screen = telling.Screen(
        streams=not invocation.as_json and (sys.stdout.isatty() if stream is None else stream),
        reasons=reasoning and not invocation.as_json,
    )
    with interrupted_by_signals(), _server(model, server, home, invocation) as (remote, name):
        asked = {"messages": messages} if chat_template else {"prompt": said}
        body = {"model": name, **asked, **given}
        answer = ask(remote, body, screen.text, screen.reasoning)
    if agent:
        Conversation(home, agent).write([*messages, {"role": "assistant", "content": answer.text}])
    warnings = telling.warnings(model, answer) if verbose or invocation.as_json else []
    if verbose and not invocation.as_json:
        telling.tell(answer, warnings)
    data = _data(answer, agent, warnings, shows_tokens=verbose, shows_reasoning=reasoning)
    return Outcome(data, lambda: screen.end(answer))


def _said(prompt: str | None) -> str:
    """The prompt, read from standard input where it is not given."""
    if prompt is None and sys.stdin.isatty():
        fail("say something: assay run MODEL PROMPT, or - to read it from standard input", WRONG_USAGE)
    try:
        said = sys.stdin.buffer.read().decode() if prompt in (None, STDIN) else str(prompt)
        said.encode()
    except UnicodeError:
        fail("the prompt is not UTF-8: say it in UTF-8", WRONG_USAGE)
    if not said.strip():
        fail("the prompt is empty: say something", WRONG_USAGE)
    return said.removesuffix("\n") if prompt in (None, STDIN) else said


def _messages(said: str, system: str | None, conversation: Conversation | None) -> list[Message]:
    """The conversation so far, and what is said now; what the model was told first can be told anew."""
    before = conversation.read() if conversation is not None else []
    if system is not None:
        later = [message for message in before if message["role"] != "system"]
        before = [{"role": "system", "content": system}, *later]
    return [*before, {"role": "user", "content": said}]


@contextlib.contextmanager
def _server(
    model: str, server: str | None, home: Path, invocation: Invocation
) -> Iterator[tuple[Remote, str]]:
    """A server, and what it calls the model."""
    if server is not None:
        with contextlib.closing(Remote(server, os.environ.get("ASSAY_API_KEY"))) as remote:
            yield remote, model
        return
    console = Console(stderr=True, quiet=invocation.as_json or not sys.stderr.isatty())
    with contextlib.ExitStack() as stack:
        with console.status(f"loading {Path(model).name}"):
            url = stack.enter_context(local_server(model, home))
        yield stack.enter_context(contextlib.closing(Remote(url, None))), "default"


def _data(
    answer: Answer, agent: str | None, warnings: list[str], *, shows_tokens: bool, shows_reasoning: bool
) -> Json:
    return {
        "model": answer.model,
        "agent": agent,
        "text": answer.text,
        "reasoning": answer.reasoning if shows_reasoning else None,
        "finish_reason": answer.finish_reason,
        "usage": {
            "prompt_tokens": answer.prompt_tokens,
            "completion_tokens": answer.completion_tokens,
            "cached_tokens": answer.cached_tokens,
        },
        "seconds": {"first_token": answer.first_token_seconds, "total": answer.total_seconds},
        "tokens": answer.tokens if shows_tokens else None,
        "warnings": warnings,
    }
