"""Answers that must match a grammar: JSON, a JSON Schema, or tool calls. Built on llguidance."""

import json
import secrets
from collections.abc import Callable
from functools import cached_property
from typing import Any

import mlx.core as mx
import numpy as np
from llguidance import LLMatcher, LLTokenizer
from llguidance.numpy import allocate_token_bitmask, fill_next_token_bitmask

from system.engine.messages import Grammar, ToolChoice
from system.engine.model import Model
from system.errors import RequestError

COMPACT = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}


class Grammars:
    """Compiles grammars for one model. The tokenizer's tables are built on the first use."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def answer(self, grammar: Grammar) -> str:
        """The grammar of a `response_format`. Raises RequestError on a bad schema."""
        schema = {"type": "object"} if grammar.kind == "json_object" else _schema(grammar.schema)
        return self._checked(f"start: %json {json.dumps(_styled(schema))}", "response_format")

    def calls(self, choice: ToolChoice, tools: list[dict[str, Any]]) -> str:
        """The grammar of a forced tool call, or of several. Raises RequestError when none can be forced."""
        start, end = self._call_marks("this model can't be forced to call a tool", "tool_choice")
        functions = [tool.get("function", tool) for tool in tools]
        if choice.mode == "named":
            functions = [f for f in functions if f.get("name") == choice.name]
        if not functions:
            raise RequestError("tool_choice names no tool of this request", param="tool_choice")
        schemas = [_call_schema(function) for function in functions]
        calls = "one (NEWLINE? one)*" if choice.mode == "required" and choice.parallel else "one"
        return self._checked(f"start: {calls}\none: <[{start}]> {_call(end, schemas)}", "tools")

    def strict_calls(self, tools: list[dict[str, Any]]) -> str:
        """The grammar of a call the model has begun: within its schema where its tool is strict.

        Raises RequestError on a bad schema, and where calls can't be held to one.
        """
        _, end = self._call_marks("this model's calls can't be held to a schema: leave out strict", "tools")
        functions = [tool.get("function", tool) for tool in tools]
        schemas = [_call_schema(f if f.get("strict") else _lax(f)) for f in functions]
        return self._checked(f"start: {_call(end, schemas)}", "tools")

    def processor(self, grammar: str) -> "Matched":
        """Holds the whole answer to the grammar."""
        return Matched(self._tokenizer, grammar, self._model.info.end_tokens)

    def call_processor(self, grammar: str) -> "MatchedCalls":
        """Leaves the answer free, and holds each call in it to the grammar."""
        start, end = self._call_marks("this model can't be held to a grammar in its calls", "tools")
        return MatchedCalls(lambda: self.processor(grammar), start, end)

    def _call_marks(self, problem: str, param: str) -> tuple[int, int]:
        """The tokens around a call. Raises RequestError where marks are no tokens, or calls no JSON."""
        marks = self._model.markup.calls
        if (
            marks is None
            or marks.start_token is None
            or marks.end_token is None
            or not self._model.markup.json_calls
        ):
            raise RequestError(problem, param=param)
        return marks.start_token, marks.end_token

    def _checked(self, grammar: str, param: str) -> str:
        problem = LLMatcher.validate_grammar(grammar, self._tokenizer)
        if problem:
            raise RequestError(f"the schema can't be honoured: {problem.splitlines()[0]}", param=param)
        return grammar

    @cached_property
    def _tokenizer(self) -> LLTokenizer:

        vocabulary = self._model.vocabulary
        description = _unspoken(self._model.tokenizer.backend_tokenizer.to_str(), vocabulary.control)
        return LLTokenizer(description, n_vocab=vocabulary.size, eos_token=self._model.info.end_tokens)


class Matched:
    """A logits processor that leaves only tokens with which the grammar can go on.

    It reads the last token before it masks the next, so a step with a constrained row in it can't run ahead.
    """

    def __init__(self, tokenizer: LLTokenizer, grammar: str, end_tokens: list[int]) -> None:

        self._matcher = LLMatcher(tokenizer, grammar)
        self._mask = allocate_token_bitmask(1, tokenizer.vocab_size)
        self._end_tokens = end_tokens
        self._begun = False

    def __call__(self, context: mx.array, logits: mx.array) -> mx.array:
        """Raises ValueError when the grammar and the tokens drawn no longer agree."""
        if self._begun and not self._matcher.is_stopped():
            token = int(np.array(context[-1]))
            if token not in self._end_tokens and not self._matcher.consume_token(token):
                raise ValueError(f"grammar: {self._matcher.get_error()}")
        self._begun = True
        if self._matcher.is_stopped():
            return self._only_end(logits)
        fill_next_token_bitmask(self._matcher, self._mask)
        bits = np.unpackbits(self._mask.view(np.uint8), bitorder="little")[: logits.shape[-1]]
        return mx.where(mx.array(bits.astype(np.bool_)), logits, -mx.inf)

    def _only_end(self, logits: mx.array) -> mx.array:
        allowed = np.zeros(logits.shape[-1], np.bool_)
        allowed[self._end_tokens] = True
        return mx.where(mx.array(allowed), logits, -mx.inf)


class MatchedCalls:
    """A logits processor that holds each call to a grammar, from the token that begins it to its last.

    What the model writes besides is as it would be without: nothing is masked, and no mask computed.
    """

    def __init__(self, begin: Callable[[], Matched], start_token: int, end_token: int) -> None:
        self._begin = begin
        self._start_token = start_token
        self._end_token = end_token
        self._begun = False
        self._call: Matched | None = None

    def __call__(self, context: mx.array, logits: mx.array) -> mx.array:
        """Raises ValueError when the grammar and the tokens drawn no longer agree."""
        drawn = int(np.array(context[-1])) if self._begun else None
        self._begun = True
        if drawn == self._start_token and self._call is None:
            self._call = self._begin()
        elif drawn == self._end_token:
            self._call = None
        return logits if self._call is None else self._call(context, logits)


def _unspoken(description: str, control: set[int]) -> str:
    """A tokenizer's description with its control tokens under names that no text holds.

    Else llguidance would spell a schema's "<tool_call>" with the token that begins a call.
    """
    tokenizer = json.loads(description)
    vocabulary = tokenizer["model"]["vocab"]
    for entry in tokenizer["added_tokens"]:
        if entry["id"] in control:
            name = f"<|{secrets.token_hex(16)}|>"
            if isinstance(vocabulary, dict) and entry["content"] in vocabulary:
                vocabulary[name] = vocabulary.pop(entry["content"])
            entry |= {"content": name, "special": True}
    return json.dumps(tokenizer)


def _schema(text: str) -> dict[str, Any]:
    try:
        schema = json.loads(text)
    except ValueError as error:
        raise RequestError(f"the schema is not JSON: {error}", param="response_format") from error
    if not isinstance(schema, dict):
        raise RequestError("the schema must be an object", param="response_format")
    return schema


def _styled(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, written the way models are trained to write JSON."""
    return {**schema, "x-guidance": COMPACT}


def _call(end: int, schemas: list[dict[str, Any]]) -> str:
    """The rest of a grammar whose call has begun: one of `schemas`, then the token that ends it."""
    bodies = " | ".join(f"%json {json.dumps(_styled(schema))}" for schema in schemas)
    return f'NEWLINE? call NEWLINE? <[{end}]>\nNEWLINE: "\\n"\ncall: {bodies}'


def _lax(function: dict[str, Any]) -> dict[str, Any]:
    """A function that may be called with anything."""
    return {**function, "parameters": {"type": "object"}}


def _call_schema(function: dict[str, Any]) -> dict[str, Any]:
    """A call of `function` between its marks: declared arguments only, unless the schema says otherwise."""
    parameters = function.get("parameters") or {"type": "object"}
    if "properties" in parameters:
        parameters = {"additionalProperties": False, **parameters}
    properties = {"name": {"const": function.get("name", "")}, "arguments": parameters}
    return {
        "type": "object", "properties": properties, "required": ["name", "arguments"], "additionalProperties":
        False,
    }  # fmt: skip
