"""OpenAI's own Python package as a person's client: nothing of it is changed, only what it sees is noted."""

import codecs
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, Field

from steps.drivers.deadlines import ANSWER_SECONDS
from steps.drivers.on_use import on_use
from steps.drivers.tools import Json

if TYPE_CHECKING:
    import openai
else:
    openai = on_use("openai")

RETRIES = 30
NO_KEY = "none"


class Place(BaseModel):
    """What the parser is asked for: its schema is the package's, made from this class."""

    city: str = Field(max_length=12)
    is_capital: bool
    size: Literal["small", "large"]


class Weather(BaseModel):
    """The arguments of a tool: the package makes it strict."""

    city: Literal["Turku", "Oslo"]
    days: Literal[10, 20]


class OpenAIClient:
    """One person's use of the package: the last answer, stream or error, and every status that came."""

    def __init__(self, url: str, key: str | None, model: str) -> None:
        self.model = model
        self.answer: Any = None
        self.streamed: Any = None
        self.error: openai.APIStatusError | None = None
        self.statuses: list[int] = []
        self.messages: list[Any] = []
        self.package = openai.OpenAI(
            base_url=f"{url}/v1",
            api_key=key or NO_KEY,
            max_retries=RETRIES,
            timeout=ANSWER_SECONDS,
            http_client=openai.DefaultHttpxClient(event_hooks={"response": [self._note]}),
        )

    def close(self) -> None:
        self.package.close()

    def _note(self, response: Any) -> None:
        self.statuses.append(response.status_code)

    def say(self, text: str, parameters: Mapping[str, Any], *, retries: int = RETRIES) -> None:
        """A chat, or the exception that it raised."""
        self.messages = [{"role": "user", "content": text}]
        client = self.package.with_options(max_retries=retries)
        try:
            self.answer = client.chat.completions.create(**self._chat(parameters))
        except openai.APIStatusError as error:
            self.error = error

    def stream(self, text: str) -> None:
        """A streamed chat."""
        self.messages = [{"role": "user", "content": text}]
        self.streamed = self.read(self._chat({}))

    def read(self, chat: Json) -> tuple[str, list[str], int]:
        """The stream of a chat, its chunks added up by hand: text, reasons, tokens. Any thread may."""
        streamed = {**chat, "stream": True, "stream_options": {"include_usage": True}}
        chunks: list[Any] = list(self.package.chat.completions.create(**streamed))
        choices = [choice for chunk in chunks for choice in chunk.choices]
        text = "".join(choice.delta.content or "" for choice in choices)
        reasons = [choice.finish_reason for choice in choices if choice.finish_reason]
        return text, reasons, chunks[-1].usage.completion_tokens

    def accumulate(self, text: str) -> None:
        """A streamed chat, added up by the package itself."""
        self.messages = [{"role": "user", "content": text}]
        chat = self._chat({"stream_options": {"include_usage": True}})
        with self.package.chat.completions.stream(**chat) as stream:
            final: Any = stream.get_final_completion()
        choice = final.choices[0]
        self.streamed = (choice.message.content, [choice.finish_reason], final.usage.completion_tokens)

    def complete(self, prompt: str) -> None:
        """The older API."""
        self.answer = self.package.completions.create(model=self.model, prompt=prompt, max_tokens=8)

    def ask_for_a_place(self, text: str) -> None:
        """A chat whose answer the package parses into a Place."""
        self.messages = [{"role": "user", "content": text}]
        self.answer = self.package.chat.completions.parse(
            **self._chat({"max_tokens": 300}), response_format=Place
        )

    def ask_for_the_weather(self, text: str) -> None:
        """A chat that may call a tool made from a class, and whose calls the package parses."""
        self.messages = [{"role": "user", "content": text}]
        tool = openai.pydantic_function_tool(
            Weather, name="get_weather", description="Get the weather in a city"
        )
        self.answer = self.package.chat.completions.parse(**self._chat({"max_tokens": 300}), tools=[tool])

    def call_a_tool(self, text: str, tools: list[Json]) -> None:
        """A chat that must call one of the tools."""
        self.say(text, {"tools": tools, "tool_choice": "required"})
        self.messages.append(self.answer.choices[0].message)

    def give_back(self, result: str, tools: list[Json]) -> None:
        """The result of every call that was made, and the answer to that."""
        for call in self.messages[-1].tool_calls:
            json.loads(call.function.arguments)
            self.messages.append({"role": "tool", "tool_call_id": call.id, "content": result})
        self.answer = self.package.chat.completions.create(**self._chat({"tools": tools}))

    def models_found(self) -> list[tuple[str, str]]:
        """Every listed model's id, and the id under which it is found by that."""
        return [(model.id, self.package.models.retrieve(model.id).id) for model in self.package.models.list()]

    def refused_as(self, key: str) -> str:
        """The exception that a chat with another key raises, by name; AssertionError where there is none."""
        try:
            self.package.with_options(api_key=key).chat.completions.create(**self._chat({}))
        except openai.APIStatusError as error:
            return type(error).__name__
        raise AssertionError("The key was accepted")

    @property
    def refusal(self) -> "openai.APIStatusError":
        """The error that the last chat raised; AssertionError where it was answered."""
        assert self.error is not None, f"It got {self.answer!r}"
        return self.error

    def whole(self) -> tuple[Any, list[str], int]:
        """Text, reason and token count of the last whole answer."""
        choice = self.answer.choices[0]
        return choice.message.content, [choice.finish_reason], self.answer.usage.completion_tokens

    def faults(self) -> list[str]:
        """What the last answer lacks of a chat's answer or a completion, as the package's classes have it."""
        assert self.error is None, f"It raised {self.error!r}"
        chats, completions = openai.types.chat.ChatCompletion, openai.types.Completion
        assert isinstance(self.answer, chats | completions), f"It got {self.answer!r}"
        choice: Any = self.answer.choices[0]
        usage = self.answer.usage
        text = choice.message.content if isinstance(self.answer, chats) else choice.text
        found = [] if text else [f"there is no text in {choice}"]
        found += [] if choice.finish_reason in ("stop", "length") else [f"it ended by {choice.finish_reason}"]
        return found + ([] if usage and usage.completion_tokens > 0 else [f"the usage is {usage}"])

    def _chat(self, parameters: Mapping[str, Any]) -> Json:
        usual = {"model": self.model, "messages": self.messages, "temperature": 0, "max_tokens": 64}
        return {**usual, **parameters}


def spelled(choice: Any) -> str:
    """The text that the bytes of a choice's logprobs make, less half a character that max_tokens cut off."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    raw = b"".join(bytes(token.bytes) for token in choice.logprobs.content)
    return decoder.decode(raw, final=choice.finish_reason != "length")
