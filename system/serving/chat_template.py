"""A model's chat template as its files hold it, tried without the tokenizer that it belongs to.

A template is a program of the model's author: it runs in Jinja's sandbox, with what transformers gives one
(https://huggingface.co/docs/transformers/chat_templating_writing).
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from jinja2 import meta, nodes
from jinja2.exceptions import TemplateError
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from system.serving.tokens import THINKING

GREETING = [{"role": "user", "content": "Hello."}]
SPECIAL = ("bos_token", "eos_token", "pad_token", "unk_token")
DEFAULT = "default"
"""The one of several named templates that is used where none is asked for."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Whether there is a template, takes tools, writes a mark of thinking; why it renders no greeting."""

    is_there: bool
    tools: bool = False
    thinks: bool = False
    fault: str | None = None


class Generation(Extension):
    """`{% generation %}` marks what a model wrote, for training; what is between the tags stays as it is."""

    tags = {"generation"}

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def try_template(directory: Path) -> Trial:
    """Render a greeting with the template at `directory`. Raises OSError or ValueError for broken files."""
    file = directory / "tokenizer_config.json"
    config = json.loads(file.read_bytes()) if file.is_file() else {}
    source = _source(directory, config)
    if source is None:
        return Trial(is_there=False)
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols", Generation]
    )
    environment.filters["tojson"] = _json
    special = {name: _text(config.get(name)) for name in SPECIAL}
    try:
        takes = meta.find_undeclared_variables(environment.parse(source))
        environment.from_string(source, globals={"raise_exception": _refuse, "strftime_now": _now}).render(
            messages=GREETING, add_generation_prompt=True, **special
        )
    except Exception as error:
        # A template is the model's own program and raises whatever it does.
        return Trial(is_there=True, fault=str(error).partition("\n")[0])
    return Trial(is_there=True, tools="tools" in takes, thinks=any(mark in source for mark in THINKING))


def _source(directory: Path, config: dict[str, Any]) -> str | None:
    """The template's text: a file of its own comes before what the tokenizer's configuration says."""
    alone, older = directory / "chat_template.jinja", directory / "chat_template.json"
    if alone.is_file():
        return alone.read_text(encoding="utf-8")
    found = json.loads(older.read_bytes()) if older.is_file() else config
    template = found.get("chat_template")
    if isinstance(template, list):
        template = {each["name"]: each["template"] for each in template}.get(DEFAULT)
    return template if isinstance(template, str) else None


def _json(value: Any, indent: int | None = None) -> str:
    """As transformers has it: not escaped for HTML, which Jinja's own filter does."""
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _text(token: Any) -> str:
    return str(token.get("content", "")) if isinstance(token, dict) else str(token or "")


def _refuse(message: str) -> NoReturn:
    raise TemplateError(message)


def _now(form: str) -> str:
    return datetime.now(UTC).strftime(form)
