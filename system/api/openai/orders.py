"""From a well-formed request to what the engine is asked to do, by the rules that join several fields."""

from typing import Any

import msgspec

from system.api import templates
from system.api.body import check_plain
from system.api.openai.messages import template_messages
from system.api.openai.requests import (
    ChatRequest,
    CompletionRequest,
    JsonObjectFormat,
    JsonSchemaFormat,
    NamedTool,
    Parameters,
    Tool,
)
from system.api.parameters import check_names, given
from system.engine.messages import Generate, Grammar, ModelInfo, Owner, Sampling, ToolChoice
from system.errors import RequestError
from system.serving.portfolio import SamplingDefaults

COMPLETION_TOKENS = 16
"""OpenAI's default for the older API."""


def chat_order(
    request: ChatRequest,
    *,
    request_id: str,
    owner: Owner | None,
    defaults: SamplingDefaults,
    max_tokens: int | None,
) -> Generate:
    """The engine's command for a chat. Raises RequestError with the parameter at fault."""
    _check_stream(request)
    if request.store:
        raise RequestError("store is not supported: nothing that was said is kept", param="store")
    if request.top_logprobs is not None and not request.logprobs:
        raise RequestError("top_logprobs needs logprobs to be true", param="top_logprobs")
    _check_tools(request)
    return Generate(
        request_id=request_id,
        owner=owner,
        messages=template_messages(request.messages),
        tools=_tools(request.tools or []),
        tool_choice=_tool_choice(request),
        grammar=_grammar(request),
        n=request.n or 1,
        max_tokens=_chat_tokens(request) or max_tokens,
        limit="max_tokens" if request.max_completion_tokens is None else "max_completion_tokens",
        stop=_stop(request),
        sampling=_sampling(request, defaults),
        top_logprobs=(request.top_logprobs or 0) if request.logprobs else None,
        thinking=request.chat_template_kwargs.enable_thinking if request.chat_template_kwargs else None,
        show_reasoning=bool(request.include_reasoning),
    )


def completion_order(
    request: CompletionRequest,
    *,
    request_id: str,
    owner: Owner | None,
    defaults: SamplingDefaults,
    max_tokens: int | None,
) -> Generate:
    """The engine's command for a completion. Raises RequestError with the parameter at fault."""
    _check_stream(request)
    if request.echo and request.logprobs is not None:
        raise RequestError("the prompt's own logprobs are not computed: leave out echo", param="logprobs")
    return Generate(
        request_id=request_id,
        owner=owner,
        prompt=_prompt(request.prompt),
        echo=bool(request.echo),
        n=request.n or 1,
        max_tokens=request.max_tokens or max_tokens or COMPLETION_TOKENS,
        stop=_stop(request),
        sampling=_sampling(request, defaults),
        top_logprobs=request.logprobs,
    )


def check_model_can(order: Generate, model: ModelInfo) -> None:
    """Raises RequestError for what this one model can't do, or a token id that it does not have."""
    _check_vocabulary(order, model.vocabulary)
    if order.thinking is not None and not model.thinking_switch:
        able = "reasons whatever it is told" if model.reasoning else "does not reason"
        raise RequestError(
            f"this model {able}: leave out enable_thinking", param="chat_template_kwargs.enable_thinking"
        )


def _check_vocabulary(order: Generate, vocabulary: int) -> None:
    for token in order.sampling.logit_bias:
        if token >= vocabulary:
            raise RequestError(_no_such_token(token, vocabulary), param="logit_bias")
    if isinstance(order.prompt, list) and max(order.prompt) >= vocabulary:
        raise RequestError(_no_such_token(max(order.prompt), vocabulary), param="prompt")


def _no_such_token(token: int, vocabulary: int) -> str:
    return f"there is no token {token}: the model's vocabulary ends at {vocabulary - 1}"


def _check_stream(request: Parameters) -> None:
    if request.stream_options is None:
        return
    if not request.stream:
        raise RequestError("stream_options needs stream to be true", param="stream_options")
    if request.stream_options.include_obfuscation:
        raise RequestError(
            "obfuscation is not supported: events are not padded", param="stream_options.include_obfuscation"
        )


def _chat_tokens(request: ChatRequest) -> int | None:
    """max_tokens is the older name of max_completion_tokens; both must agree where both are given."""
    newer, older = request.max_completion_tokens, request.max_tokens
    if newer is not None and older is not None and newer != older:
        raise RequestError(
            f"max_completion_tokens is {newer} and max_tokens {older}: give one of them",
            param="max_completion_tokens",
        )
    return newer or older


def _stop(request: Parameters) -> list[str]:
    if request.stop is None:
        return []
    return [request.stop] if isinstance(request.stop, str) else request.stop


def _sampling(request: Parameters, defaults: SamplingDefaults) -> Sampling:
    return Sampling(
        temperature=given(request.temperature, defaults.temperature),
        top_p=given(request.top_p, defaults.top_p),
        top_k=given(request.top_k, defaults.top_k),
        min_p=given(request.min_p, defaults.min_p),
        repetition_penalty=given(request.repetition_penalty, defaults.repetition_penalty),
        presence_penalty=request.presence_penalty or 0.0,
        frequency_penalty=request.frequency_penalty or 0.0,
        logit_bias=request.logit_bias or {},
        seed=request.seed,
    )


def _tools(tools: list[Tool]) -> list[dict[str, Any]]:
    functions = [tool.function for tool in tools]
    check_names([function.name for function in functions], "tools[{index}].function.name")
    for index, function in enumerate(functions):
        check_plain(function.parameters, f"tools[{index}].function.parameters")
    return [
        templates.tool(function.name, function.description, function.parameters, function.strict)
        for function in functions
    ]


def _check_tools(request: ChatRequest) -> None:
    """What can't be had together: an answer held to a format can't turn into a call."""
    if not request.tools or request.tool_choice == "none":
        return
    if isinstance(request.response_format, JsonObjectFormat | JsonSchemaFormat):
        raise RequestError(
            "with tools the answer can't be held to a format: leave one out, or set tool_choice to none",
            param="response_format",
        )


def _tool_choice(request: ChatRequest) -> ToolChoice:
    choice = request.tool_choice or "auto"
    parallel = request.parallel_tool_calls is not False
    if isinstance(choice, str) and (request.tools or choice != "required"):
        return ToolChoice(mode=choice, parallel=parallel)
    if not isinstance(choice, NamedTool):
        raise RequestError("tool_choice needs tools to choose from", param="tool_choice")
    name = choice.function.name
    if name not in {tool.function.name for tool in request.tools or []}:
        raise RequestError(f"tool_choice names {name!r}, which is not among the tools", param="tool_choice")
    return ToolChoice(mode="named", name=name, parallel=parallel)


def _grammar(request: ChatRequest) -> Grammar | None:
    match request.response_format:
        case JsonObjectFormat():
            return Grammar("json_object")
        case JsonSchemaFormat(json_schema=wanted):
            check_plain(wanted.schema, "response_format.json_schema.schema")
            return Grammar("json_schema", msgspec.json.encode(wanted.schema).decode())
    return None


def _prompt(prompt: str | list[str | int | list[int]]) -> str | list[int]:
    if isinstance(prompt, str):
        return prompt
    if len(prompt) == 1 and isinstance(prompt[0], str | list):
        return prompt[0]
    tokens = [token for token in prompt if isinstance(token, int)]
    if len(tokens) < len(prompt):
        raise RequestError("several prompts in one request are not supported: send one each", param="prompt")
    return tokens
