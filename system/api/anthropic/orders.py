"""From a well-formed request to what the engine is asked to do, by the rules that join several fields."""

from typing import Any

import msgspec

from system.api import templates
from system.api.anthropic.errors import NO_THREADS
from system.api.anthropic.messages import template_messages
from system.api.anthropic.requests import (
    AdaptiveThinking,
    AnyChoice,
    AutoChoice,
    BudgetedThinking,
    Conversation,
    MessageRequest,
    NoChoice,
    NoThinking,
    OfferedTool,
    ToolOfName,
)
from system.api.body import check_plain
from system.api.parameters import check_names, given
from system.engine.messages import CountTokens, Generate, Grammar, ModelInfo, Owner, Sampling, ToolChoice
from system.errors import RequestError
from system.serving.portfolio import SamplingDefaults


def message_order(
    request: MessageRequest, *, request_id: str, owner: Owner | None, defaults: SamplingDefaults
) -> Generate:
    """The engine's command for an answer. Raises RequestError with the parameter at fault."""
    if request.thread is not None:
        raise RequestError("conversations are not held here: send all of it", param="thread", code=NO_THREADS)
    if (
        isinstance(request.thinking, BudgetedThinking)
        and request.thinking.budget_tokens >= request.max_tokens
    ):
        raise RequestError("must be less than max_tokens", param="thinking.budget_tokens")
    return Generate(
        request_id=request_id,
        owner=owner,
        messages=template_messages(request.system, request.messages),
        tools=_tools(request.tools or []),
        tool_choice=_tool_choice(request),
        grammar=_grammar(request),
        max_tokens=request.max_tokens,
        stop=request.stop_sequences or [],
        sampling=Sampling(
            temperature=given(request.temperature, defaults.temperature),
            top_p=given(request.top_p, defaults.top_p),
            top_k=given(request.top_k, defaults.top_k),
            min_p=defaults.min_p,
            repetition_penalty=defaults.repetition_penalty,
        ),
        thinking=False if isinstance(request.thinking, NoThinking) else None,
        show_reasoning=isinstance(request.thinking, AdaptiveThinking | BudgetedThinking),
    )


def count_order(request: Conversation, call_id: str) -> CountTokens:
    """The engine's command that counts the prompt of the same request. Raises RequestError as above."""
    choice = _tool_choice(request)
    held = _grammar(request) is not None or choice.mode in ("required", "named")
    tools = _tools(request.tools or [])
    return CountTokens(
        call_id,
        template_messages(request.system, request.messages),
        [] if choice.mode == "none" else tools,
        thinking=False if held or isinstance(request.thinking, NoThinking) else None,
    )


def check_model_can(request: Conversation, model: ModelInfo) -> None:
    """Raises RequestError for what this one model can't do."""
    if request.tools and not model.tools:
        raise RequestError("this model can't call tools", param="tools")
    if isinstance(request.thinking, NoThinking) and model.reasoning and not model.thinking_switch:
        raise RequestError("this model's reasoning can't be turned off", param="thinking")
    if isinstance(request, MessageRequest) and isinstance(request.thinking, BudgetedThinking):
        unbounded = request.thinking.budget_tokens == request.max_tokens - 1
        if model.reasoning and not unbounded:
            raise RequestError(
                "this model's reasoning is held to no budget but max_tokens: ask for max_tokens less one, "
                'or for {"type": "adaptive"}',
                param="thinking.budget_tokens",
            )


def _tools(tools: list[OfferedTool]) -> list[dict[str, Any]]:
    check_names([tool.name for tool in tools], "tools[{index}].name")
    for index, tool in enumerate(tools):
        check_plain(tool.input_schema, f"tools[{index}].input_schema")
    return [templates.tool(tool.name, tool.description, tool.input_schema, tool.strict) for tool in tools]


def _tool_choice(request: Conversation) -> ToolChoice:
    choice = request.tool_choice
    if choice is None:
        return ToolChoice()
    if not request.tools:
        raise RequestError("tool_choice needs tools to choose from", param="tool_choice")
    match choice:
        case NoChoice():
            return ToolChoice("none")
        case AutoChoice(disable_parallel_tool_use=alone):
            return ToolChoice("auto", parallel=not alone)
        case AnyChoice(disable_parallel_tool_use=alone):
            return ToolChoice("required", parallel=not alone)
        case ToolOfName(name=name, disable_parallel_tool_use=alone):
            if name not in {tool.name for tool in request.tools}:
                raise RequestError(
                    f"tool_choice names {name!r}, which is not among the tools", param="tool_choice.name"
                )
            return ToolChoice("named", name, parallel=not alone)


def _grammar(request: Conversation) -> Grammar | None:
    wanted = request.output_config.format if request.output_config is not None else None
    if wanted is None:
        return None
    if request.tools and not isinstance(request.tool_choice, NoChoice):
        raise RequestError(
            "with tools the answer can't be held to a format: leave one out, or set tool_choice to none",
            param="output_config.format",
        )
    check_plain(wanted.schema, "output_config.format.schema")
    return Grammar("json_schema", msgspec.json.encode(wanted.schema).decode())
