"""From messages to the tokens that the model's chat template makes of them.

**No caller can forge a turn.** A template's output is text, and a tokenizer that meets `<|im_end|>` in it
cannot know whether the template or a caller wrote it. So every control token's literal in what the caller
sent is broken with a private word before rendering; a second tokenizer knows that word as a token of its own,
which never merges with its neighbours and is taken out again. What the caller wrote reaches the model letter
by letter as it was written, as text. A literal that only arises where two of the caller's strings meet, or
where one meets the template's text, is broken in the same way. Messages without such literals take the
ordinary path, token for token.
"""

import json
import secrets
from collections.abc import Callable
from typing import Any

from tokenizers import AddedToken, Tokenizer

from system.engine.markup import SWITCH
from system.engine.model import Model
from system.errors import RequestError

Json = Any


class Template:
    """Renders and tokenizes. Safe on any one thread beside the MLX thread."""

    def __init__(self, model: Model) -> None:
        self._tokenizer = model.tokenizer
        self._literals = model.vocabulary.literals
        self._word = f"BREAK{secrets.token_hex(8)}BREAK"
        self._breaking = Tokenizer.from_str(model.tokenizer.backend_tokenizer.to_str())
        self._breaking.add_special_tokens([AddedToken(self._word, normalized=False)])
        self._word_token = self._breaking.token_to_id(self._word)
        self._control = model.vocabulary.control
        self._reasons = model.markup.reasoning is not None

    def tokens(
        self, messages: list[dict[str, Json]], tools: list[dict[str, Json]], thinking: bool | None = None
    ) -> list[int]:
        """Tokens of the conversation, ready for an answer. RequestError when the template refuses it.

        `thinking` is what a template with a switch is told; None lets a model think that can.
        """
        thinks = self._reasons if thinking is None else thinking
        if not self._tokenizer.has_chat_template:
            raise RequestError("this model has no chat template; use completions", param="messages")
        plain = [_plain(message) for message in messages]
        if self._is_harmless(plain) and self._is_harmless(tools):
            return self._encoded(self._rendered(plain, tools, thinks))
        broken = self._rendered(_mapped(plain, self._broken), _mapped(tools, self._broken), thinks)
        return self._without_word(broken)

    def prompt(self, prompt: str | list[int]) -> list[int]:
        """Tokens of a raw prompt: its ids as they are, its text with control tokens read as such.

        Raises RequestError on ids outside the vocabulary and on an empty prompt.
        """
        tokens = list(self._tokenizer.encode(prompt)) if isinstance(prompt, str) else prompt
        size = len(self._tokenizer)
        if any(not 0 <= token < size for token in tokens):
            raise RequestError(f"token ids must be from 0 to {size - 1}", param="prompt")
        if not tokens:
            raise RequestError("the prompt is empty", param="prompt")
        return tokens

    def text(self, tokens: list[int]) -> str:
        return str(self._tokenizer.decode(tokens, skip_special_tokens=True))

    def _rendered(self, messages: list[dict[str, Json]], tools: list[dict[str, Json]], thinks: bool) -> str:
        try:
            return str(
                self._tokenizer.apply_chat_template(
                    messages,
                    tools=tools or None,
                    add_generation_prompt=True,
                    tokenize=False,
                    **{SWITCH: thinks},
                )
            )
        except Exception as error:
            # A template is the model's own program: whatever it raises is about what it was given.
            reason = str(error).replace(self._word, "")
            raise RequestError(
                f"the model's chat template refuses these messages: {reason}", param="messages"
            ) from error

    def _encoded(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False))

    def _without_word(self, text: str) -> list[int]:
        ids = self._breaking.encode(text, add_special_tokens=False).ids
        return [token for token in ids if token != self._word_token]

    def _is_harmless(self, value: Json) -> bool:
        return all(self._broken(text) is text for text in _strings(value))

    def _broken(self, text: str) -> str:
        """`text` with the private word inside every literal, and where its ends could complete one."""
        broken = text
        for literal in self._literals:
            if literal in broken:
                broken = broken.replace(literal, literal[0] + self._word + literal[1:])
        if any(_ends_inside(text, literal) for literal in self._literals):
            broken += self._word
        if any(_begins_inside(text, literal) for literal in self._literals):
            broken = self._word + broken
        return text if broken == text else broken


def _ends_inside(text: str, literal: str) -> bool:
    """Whether `text` ends with a beginning of `literal`.

    >>> _ends_inside("a <|im_", "<|im_end|>"), _ends_inside("a", "<|im_end|>")
    (True, False)
    """
    return any(text.endswith(literal[:length]) for length in range(1, len(literal)))


def _begins_inside(text: str, literal: str) -> bool:
    """Whether `text` begins with an end of `literal`.

    >>> _begins_inside("end|> b", "<|im_end|>"), _begins_inside("b", "<|im_end|>")
    (True, False)
    """
    return any(text.startswith(literal[length:]) for length in range(1, len(literal)))


def _strings(value: Json) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in _strings(part)]
    return [text for part in value for text in _strings(part)] if isinstance(value, list) else []


def _mapped(value: Json, change: Callable[[str], str]) -> Json:
    """`value` with every string in it changed; a message's own keys and role stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {change(name): _mapped(part, change) for name, part in value.items()}
    return [_mapped(part, change) for part in value] if isinstance(value, list) else value


def _plain(message: dict[str, Json]) -> dict[str, Json]:
    """A message as templates expect it: text parts joined, arguments of tool calls as objects."""
    plain = {name: value for name, value in message.items() if value is not None or name == "content"}
    if isinstance(content := plain.get("content"), list):
        plain["content"] = "".join(part.get("text", "") for part in content)
    if plain.get("tool_calls"):
        plain["tool_calls"] = [_plain_call(call) for call in plain["tool_calls"]]
    return plain


def _plain_call(call: dict[str, Json]) -> dict[str, Json]:
    function = dict(call.get("function", call))
    if isinstance(arguments := function.get("arguments"), str):
        try:
            function["arguments"] = json.loads(arguments)
        except ValueError:
            return call
    return {**call, "function": function} if "function" in call else function
