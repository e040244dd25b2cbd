"""What happens to a request before it joins the batch: rendering, tokenizing, checks, grammar, cache lookup.

All of it runs beside the MLX thread, so a long prompt never delays the next token of the others.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from system.engine.cache import BLOCK_TOKENS, CacheStore, Match, common_blocks
from system.engine.keeping import Keeping
from system.engine.messages import CountTokens, Generate, TokenCount
from system.engine.model import Model
from system.engine.template import Template
from system.errors import RequestError, TooLongError

if TYPE_CHECKING:
    from system.engine.grammar import Grammars, Matched, MatchedCalls


ENDING_TOKENS = 32
"""How much of a prompt is looked at for a mark that its template ends with."""


@dataclass(slots=True)
class Prepared:
    """A request that can be honoured: its prompt, what the cache holds of it, and what to generate."""

    command: Generate
    tokens: list[int]
    max_tokens: int
    match: Match | None = None
    echo: str = ""
    reasoning: bool = False
    banned: int | None = None
    grammars: list["Matched | MatchedCalls"] = field(default_factory=list)

    @property
    def cached_tokens(self) -> int:
        return self.match.tokens if self.match else 0

    @property
    def new_tokens(self) -> int:
        """How many of the prompt's tokens the agent's cache will be given."""
        return len(self.tokens) - max(self.match.tokens, self.match.held) if self.match else 0

    def common_tokens(self, other: "Prepared") -> int:
        """How many tokens two prompts of one tenant begin with in common, in whole blocks."""
        owner, others = self.command.owner, other.command.owner
        if not (self.match and other.match and owner and others and owner.tenant == others.tenant):
            return 0
        return common_blocks(self.match.digests, other.match.digests) * BLOCK_TOKENS


class Intake:
    """Prepares requests, one at a time, on a thread of its own."""

    def __init__(self, model: Model, store: CacheStore, keeping: Keeping, max_rows: int) -> None:
        self._model = model
        self._store = store
        self._keeping = keeping
        self._max_rows = max_rows
        self._template = Template(model)

    @cached_property
    def _grammars(self) -> "Grammars":
        """Imported with the first request that wants one: llguidance would delay every start."""
        from system.engine.grammar import Grammars

        return Grammars(self._model)

    def prepare(self, command: Generate) -> Prepared:
        """Raises RequestError (or TooLongError) on what can't be honoured; nothing was changed then."""
        self._check(command)
        tokens = self._tokens(command)
        max_tokens = self._room(len(tokens), command)
        grammars = self._matching(command)
        return Prepared(
            command,
            tokens,
            max_tokens,
            match=self._lookup(command, tokens),
            echo=self._echo(command, tokens),
            reasoning=not _is_held(command) and self._begins_reasoning(command, tokens),
            banned=self._banned(command),
            grammars=grammars,
        )

    def count(self, command: CountTokens) -> TokenCount:
        """Raises RequestError when the template refuses the messages."""
        return TokenCount(
            command.call_id, len(self._template.tokens(command.messages, command.tools, command.thinking))
        )

    def _check(self, command: Generate) -> None:
        if not 1 <= command.n <= self._max_rows:
            raise RequestError(f"n must be from 1 to {self._max_rows}", param="n")
        if command.max_tokens is not None and command.max_tokens < 1:
            raise RequestError(f"{command.limit} must be at least 1", param=command.limit)
        size = self._model.vocabulary.size
        if any(not 0 <= token < size for token in command.sampling.logit_bias):
            raise RequestError(f"logit_bias names tokens from 0 to {size - 1}", param="logit_bias")
        if command.tools and not self._model.info.tools:
            raise RequestError("this model can't call tools", param="tools")
        if (command.messages is None) == (command.prompt is None):
            raise RequestError("a request has either messages or a prompt", param="messages")

    def _tokens(self, command: Generate) -> list[int]:
        if command.messages is None:
            assert command.prompt is not None  # noqa: S101 - `_check` saw to it
            return self._template.prompt(command.prompt)
        return self._template.tokens(command.messages, _offered(command), self._thinking(command))

    def _thinking(self, command: Generate) -> bool | None:
        """What was asked for; a grammar that holds the whole answer leaves no room for thoughts."""
        return False if _is_held(command) and command.thinking is None else command.thinking

    def _room(self, prompt: int, command: Generate) -> int:
        """Tokens the answer may have. Raises TooLongError when prompt and answer do not fit the context."""
        context, wanted = self._model.info.context_tokens, command.max_tokens
        if prompt >= context:
            raise TooLongError(
                f"the prompt has {prompt} tokens, and this model's context is {context} tokens",
                param="prompt" if command.messages is None else "messages",
            )
        if wanted is not None and prompt + wanted > context:
            raise TooLongError(
                f"the prompt has {prompt} tokens and {wanted} were asked for: {prompt + wanted} tokens, "
                f"and this model's context is {context} tokens",
                param=command.limit,
            )
        return context - prompt if wanted is None else wanted

    def _matching(self, command: Generate) -> list["Matched | MatchedCalls"]:
        """What holds each choice to a grammar: the answer, a forced call, or those calls the model makes."""
        choices = range(command.n)
        if command.tool_choice.mode in ("required", "named"):
            forced = self._grammars.calls(command.tool_choice, command.tools)
            return [self._grammars.processor(forced) for _ in choices]
        if command.grammar:
            answer = self._grammars.answer(command.grammar)
            return [self._grammars.processor(answer) for _ in choices]
        if command.tool_choice.mode == "auto" and any(_is_strict(tool) for tool in command.tools):
            calls = self._grammars.strict_calls(command.tools)
            return [self._grammars.call_processor(calls) for _ in choices]
        return []

    def _lookup(self, command: Generate, tokens: list[int]) -> Match | None:
        if command.owner is None or not self._model.info.resumable:
            return None
        self._keeping.wait(command.owner)
        match = self._store.lookup(command.owner, tokens)
        if self._model.info.snapshots:
            return match
        lacks_a_block = len(tokens) - match.tokens > BLOCK_TOKENS
        if lacks_a_block and self._keeping.wait_for_any(command.owner.tenant):
            return self._store.lookup(command.owner, tokens)
        return match

    def _echo(self, command: Generate, tokens: list[int]) -> str:
        if not command.echo:
            return ""
        return command.prompt if isinstance(command.prompt, str) else self._template.text(tokens)

    def _begins_reasoning(self, command: Generate, tokens: list[int]) -> bool:
        """Whether the template has already opened the reasoning that the answer goes on with."""
        marks = self._model.markup.reasoning
        if marks is None or command.messages is None:
            return False
        if marks.start_token is None:
            return self._template.text(tokens[-ENDING_TOKENS:]).rstrip().endswith(marks.start)
        last = next((t for t in reversed(tokens) if t in (marks.start_token, marks.end_token)), None)
        return last == marks.start_token

    def _banned(self, command: Generate) -> int | None:
        """The token that would start a call which the request forbids."""
        calls = self._model.markup.calls
        return calls.start_token if calls and command.tools and command.tool_choice.mode == "none" else None


def _is_held(command: Generate) -> bool:
    """Whether a grammar holds the answer from its first token on."""
    return command.grammar is not None or command.tool_choice.mode in ("required", "named")


def _offered(command: Generate) -> list[dict[str, Any]]:
    return [] if command.tool_choice.mode == "none" else command.tools


def _is_strict(tool: dict[str, Any]) -> bool:
    return bool(tool.get("function", tool).get("strict"))
