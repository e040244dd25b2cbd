"""What a request calls a model, and which model answers to it."""

import re
import shlex
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from steps.drivers.client import CHAT, Client
from steps.drivers.crowd import together
from steps.drivers.server import Server

FILE = "a file that says "
MESSAGES = "/v1/messages"
VERSION = {"anthropic-version": "2023-06-01"}


def start(server: Server, way: str) -> None:
    """Start a server with options, or with the line of a settings file, and wait until it listens."""
    if way.startswith(FILE):
        file = server.folder / "settings.toml"
        file.write_text(way.removeprefix(FILE))
        options = ["--config", str(file)]
    else:
        options = shlex.split(way)
    server.launch(options=options).wait_until_listening()


def said_by(client: Client, model: str) -> list[str]:
    """The models that two answers name, one by OpenAI's API and one by Anthropic's."""
    answers = [_asked(client, CHAT, model), _asked(client, MESSAGES, model)]
    return [answer.get("model", str(answer)) for answer in answers]


def listed(client: Client) -> list[str]:
    """Every listed name, with what it stands for where that has another, and whether it is loaded."""
    return [_described(card) for card in client.get("/v1/models")["data"]]


def names_in(text: str) -> list[str]:
    """The names of a list as `listed` has them: commas in brackets belong to a name."""
    return re.split(r", (?![^(]*\))", text)


def refusal(client: Client, model: str) -> tuple[int, str]:
    """The status and the code that a request for this model gets."""
    response = client.post(CHAT, _body("Hello.", model))
    return response.status_code, response.json().get("error", {}).get("code", "")


def ask_at_once(client: Client, text: str, models: Sequence[str]) -> list[tuple[str, str]]:
    """Ask all of these models at the same moment: each one's name, and the name that its answer gives."""

    def ask(model: str) -> tuple[str, str]:
        response = client.post(CHAT, _body(text, model)).json()
        return model, response.get("model", str(response))

    asked = {f"{number}: {model}": partial(ask, model) for number, model in enumerate(models)}
    return list(together(asked).values())


def break_off(server: Server, model: str) -> None:
    """Leave half of a model's weights, as a full disk would."""
    file = next(Path(server.model(model)).glob("*.safetensors"))
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


def _asked(client: Client, path: str, model: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.send("POST", path, json=_body("Hello.", model), headers=VERSION).json()
    return answer


def _body(text: str, model: str) -> dict[str, Any]:
    messages = [{"role": "user", "content": text}]
    return {"model": model, "temperature": 0, "max_tokens": 16, "messages": messages}


def _described(card: dict[str, Any]) -> str:
    root = [card["root"]] if card["root"] != card["id"] else []
    facts = ", ".join([*root, *([] if card["loaded"] else ["not loaded"])])
    return f"{card['id']} ({facts})" if facts else str(card["id"])
