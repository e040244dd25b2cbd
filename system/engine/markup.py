"""How a model marks reasoning and tool calls in what it writes, and how the marks are read."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mlx_lm.tokenizer_utils import TokenizerWrapper

from system.engine.messages import ToolCall


@dataclass(frozen=True, slots=True)
class Marks:
    """The start and end of one kind of passage: as text, and as a token where one token says it."""

    start: str
    end: str
    start_token: int | None = None
    end_token: int | None = None


@dataclass(frozen=True, slots=True)
class Markup:
    """A model's marks, and mlx-lm's parser of a call: (text, tools) -> one call or several."""

    reasoning: Marks | None = None
    calls: Marks | None = None
    parse: Callable[[str, list[dict[str, Any]] | None], Any] | None = None
    json_calls: bool = field(default=False)
    """Calls are written `{"name": ..., "arguments": {...}}`, the one form that can be forced by grammar."""


THINKING = (
    ("<think>", "</think>"),
    ("<longcat_think>", "</longcat_think>"),
    ("<|think:start|>", "<|think:end|>"),
)
"""How the models that mlx-lm knows mark what they think."""

SWITCH = "enable_thinking"
"""What a chat template is told where thinking can be turned on and off."""


def markup_of(tokenizer: TokenizerWrapper) -> Markup:
    """The marks that mlx-lm found in a tokenizer's template and vocabulary (a `TokenizerWrapper`).

    It knows marks of reasoning only where they are tokens. Those that only a template has are found in text.
    """
    vocabulary = tokenizer.get_vocab()

    def marks(start: str | None, end: str | None) -> Marks | None:
        if not start:
            return None
        return Marks(start, end or "", vocabulary.get(start), vocabulary.get(end))

    calls = marks(tokenizer.tool_call_start, tokenizer.tool_call_end)
    parser = tokenizer.tool_parser
    is_json = calls is not None and getattr(parser, "__module__", "").endswith(".json_tools")
    thoughts = marks(tokenizer.think_start, tokenizer.think_end) or _written_out(template_of(tokenizer))
    return Markup(thoughts, calls, parser, is_json)


def template_of(tokenizer: TokenizerWrapper) -> str:
    """The source of the chat template; empty where there is none, or it is no one text."""
    template = tokenizer.chat_template if tokenizer.has_chat_template else None
    return template if isinstance(template, str) else ""


def _written_out(template: str) -> Marks | None:
    """The marks of reasoning that a template writes and the vocabulary has no tokens for."""
    return next((Marks(start, end) for start, end in THINKING if start in template and end in template), None)


def read_calls(markup: Markup, text: str, tools: list[dict[str, Any]]) -> list[ToolCall]:
    """The calls in the text between a call's marks. Empty when it is not a well-formed call."""
    if markup.parse is None:
        return []
    try:
        parsed = markup.parse(text, tools)
        return [_call(call) for call in (parsed if isinstance(parsed, list) else [parsed])]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, SyntaxError):
        return []  # mlx-lm's parsers raise any of these on what is no call; the caller shows it as text


def _call(parsed: dict[str, Any]) -> ToolCall:
    """Raises KeyError, TypeError or ValueError unless it has a name, and arguments that are an object.

    Python reads more than JSON can say. Answers carry arguments as they are, so those are no call either:

    >>> _call({"name": "dive", "arguments": {"depth": float("inf")}})
    Traceback (most recent call last):
    ValueError: Out of range float values are not JSON compliant
    """
    arguments = parsed.get("arguments", {})
    if isinstance(arguments, str):
        arguments = json.loads(arguments)
    name = parsed["name"]
    if not (isinstance(name, str) and name and isinstance(arguments, dict)):
        raise TypeError("not a call")
    text = json.dumps(arguments, ensure_ascii=False, allow_nan=False)
    return ToolCall(f"call_{uuid.uuid4().hex[:24]}", name, text)
