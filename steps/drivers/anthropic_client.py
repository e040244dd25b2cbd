"""Anthropic's own Python package as a person's client: nothing of it is changed, what it sees is noted."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel

from steps.drivers.deadlines import ANSWER_SECONDS
from steps.drivers.on_use import on_use
from steps.drivers.tools import Json

if TYPE_CHECKING:
    import anthropic
else:
    anthropic = on_use("anthropic")

RETRIES = 30
NO_KEY = "none"
GREEDY = {"temperature": 0}
"""Sent as an extra: the package itself no longer names what Anthropic's newer models don't take."""
RESULT = "It is sunny."


class Place(BaseModel):
    """What the parser is asked for: its schema is the package's, made from this class."""

    city: Literal["Rome", "Oslo"]
    is_capital: bool


class AnthropicClient:
    """One person's use of the package: the last answer, stream or error, and every status that came."""

    def __init__(self, url: str, key: str | None, model: str) -> None:
        self.model = model
        self.answer: Any = None
        self.streamed: Any = None
        self.error: anthropic.APIStatusError | None = None
        self.statuses: list[int] = []
        self.asked: Json = {}
        self.ran: list[Any] = []
        self.package = anthropic.Anthropic(
            base_url=url,
            api_key=key or NO_KEY,
            max_retries=RETRIES,
            timeout=ANSWER_SECONDS,
            http_client=anthropic.DefaultHttpxClient(event_hooks={"response": [self._note]}),
        )

    def close(self) -> None:
        self.package.close()

    def _note(self, response: Any) -> None:
        self.statuses.append(response.status_code)

    def _ask(self, text: str, parameters: Mapping[str, Any]) -> Json:
        said = [{"role": "user", "content": text}]
        usual = {"model": self.model, "max_tokens": 64, "extra_body": GREEDY, "messages": said}
        self.asked = {**usual, **parameters}
        return self.asked

    def say(self, text: str, parameters: Mapping[str, Any], *, retries: int = RETRIES) -> None:
        """A message, or the exception that it raised."""
        client = self.package.with_options(max_retries=retries)
        try:
            self.answer = client.messages.create(**self._ask(text, parameters))
        except anthropic.APIStatusError as error:
            self.error = error

    def stream(self, text: str) -> None:
        """A message streamed by the package's helper."""
        self.streamed = self.read(self._ask(text, {}))

    def read(self, asked: Json) -> tuple[str, str | None, int]:
        """A message as the package's helper adds its stream up: text, reason, tokens. Any thread may.

        The pieces must make its text.
        """
        named = {name: value for name, value in asked.items() if name not in GREEDY}
        with self.package.messages.stream(**{"extra_body": GREEDY, **named}) as stream:
            pieces = "".join(stream.text_stream)
            final = stream.get_final_message()
        assert pieces == _text(final), f"The pieces make {pieces!r}, the message is {_text(final)!r}"
        return pieces, final.stop_reason, final.usage.output_tokens

    def stream_events(self, text: str) -> None:
        """A message streamed as bare events, added up by hand."""
        events: list[Any] = list(self.package.messages.create(**self._ask(text, {"stream": True})))
        pieces = [event.delta.text for event in events if event.type == "content_block_delta"]
        ending = next(event for event in events if event.type == "message_delta")
        self.streamed = ("".join(pieces), ending.delta.stop_reason, ending.usage.output_tokens)

    def stream_during(self, act: Callable[[], object]) -> None:
        """A streamed message of a thousand words, and something that happens at its first one."""
        schema = {"type": "array", "items": {"const": "heron"}, "minItems": 1000}
        long = {"output_config": {"format": {"type": "json_schema", "schema": schema}}, "max_tokens": 3000}
        events: Any = self.package.messages.create(**self._ask("Write on.", {**long, "stream": True}))
        try:
            next(event for event in events if event.type == "content_block_delta")
            act()
            self.answer = list(events)
        except anthropic.APIStatusError as error:
            self.error = error

    def call_a_tool(self, text: str, tools: list[Json]) -> None:
        """A message that must call one of the tools."""
        self.say(text, {"tools": tools, "tool_choice": {"type": "any"}})

    def give_back(self, result: str) -> None:
        """The result of every call that was made, and the answer to that."""
        calls = [block for block in self.answer.content if block.type == "tool_use"]
        results = [{"type": "tool_result", "tool_use_id": call.id, "content": result} for call in calls]
        self.asked["messages"] += [
            {"role": "assistant", "content": self.answer.content},
            {"role": "user", "content": results},
        ]
        self.answer = self.package.messages.create(**{**self.asked, "tool_choice": {"type": "auto"}})

    def run_tools(self, text: str) -> None:
        """The package's own loop: it calls a function of ours as often as the model asks for it."""

        @anthropic.beta_tool
        def get_weather(city: str) -> str:
            """Get the weather in a city"""
            self.ran.append(city)
            return RESULT

        runner: Any = self.package.beta.messages.tool_runner(
            **self._ask(text, {"tools": [get_weather]}), max_iterations=3
        )
        self.answer = list(runner)[-1]

    def ask_for_a_place(self, text: str) -> None:
        """A message that the package parses into a Place."""
        self.answer = self.package.messages.parse(**self._ask(text, {"output_format": Place}))

    def count(self) -> int:
        """What the server counts of what was asked last."""
        counted = {"model": self.model, "messages": self.asked["messages"]}
        return self.package.messages.count_tokens(**counted).input_tokens

    def refused_as(self, key: str) -> str:
        """The exception that another key raises, by name; AssertionError where there is none."""
        try:
            self.package.with_options(api_key=key).messages.create(**self._ask("Hello.", {}))
        except anthropic.APIStatusError as error:
            return type(error).__name__
        raise AssertionError("The key was accepted")

    @property
    def refusal(self) -> "anthropic.APIStatusError":
        """The error that the last message raised; AssertionError where it was answered."""
        assert self.error is not None, f"It got {self.answer!r}"
        return self.error

    def whole(self) -> tuple[str, str | None, int]:
        """Text, reason and token count of the last whole answer."""
        return _text(self.answer), self.answer.stop_reason, self.answer.usage.output_tokens

    def faults(self) -> list[str]:
        """What the last answer lacks of a message as the package's class has it."""
        assert self.error is None, f"It raised {self.error!r}"
        answer, usage = self.answer, self.answer.usage
        found = [] if _text(answer) else [f"there is no text in {answer!r}"]
        found += (
            [] if answer.stop_reason in ("end_turn", "max_tokens") else [f"it ended by {answer.stop_reason}"]
        )
        found += [] if isinstance(answer, anthropic.types.Message) or self.ran else [f"it is {type(answer)}"]
        found += [] if answer._request_id or self.ran else ["it has no request id"]
        return found + ([] if usage.input_tokens > 0 < usage.output_tokens else [f"the usage is {usage}"])


def _text(answer: Any) -> str:
    return "".join(block.text for block in answer.content if block.type == "text")
