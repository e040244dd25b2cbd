"""What each token is: its bytes, its text, and whether it is a control token that no caller may ever see."""

import json
import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from tokenizers import Tokenizer

_BYTE_TOKEN = re.compile(r"<0x([0-9A-F]{2})>")
_MARKUP = re.compile(r"<\S+>|\[[A-Z_/]+\]")


class Vocabulary:
    """The bytes of every token, read once from the tokenizer's own description.

    `raw[token]` is empty for control tokens: those marked special, and added tokens that look like markup
    (`<tool_call>`, `[INST]`). `text[token]` is None where a token alone is not whole characters.
    """

    def __init__(self, backend: Tokenizer, size: int, end_tokens: Iterable[int]) -> None:
        description = json.loads(backend.to_str())
        names = {token: name for name, token in backend.get_vocab(with_added_tokens=True).items()}
        added = {entry["id"]: entry for entry in description["added_tokens"]}
        self.size = max(size, max(names) + 1)
        self.control = {t for t, entry in added.items() if is_control(entry)} | set(end_tokens)
        self.literals = sorted((names[t] for t in self.control if t in names), key=len, reverse=True)
        self.trims_first_space = _trims_first_space(description.get("decoder"))
        spell = _speller(description.get("decoder"))
        self._names = names
        self.raw = [b""] * self.size
        for token, name in names.items():
            if token not in self.control:
                self.raw[token] = name.encode() if token in added else spell(name)
        self.text = [_whole(raw) for raw in self.raw]

    def name(self, token: int) -> str:
        """What to call a token in logprobs: its text, or a control token's own name."""
        return self.raw[token].decode("utf-8", "replace") or self._names.get(token, "")

    @cached_property
    def by_name(self) -> dict[str, int]:
        return {name: token for token, name in self._names.items()}


def is_control(entry: dict[str, Any]) -> bool:
    """Whether an added token steers the model instead of being text.

    >>> [is_control({"special": False, "content": content}) for content in ("<tool_call>", " to ")]
    [True, False]
    """
    content = entry["content"]
    return bool(entry["special"] or _MARKUP.fullmatch(content)) and not _BYTE_TOKEN.fullmatch(content)


def byte_alphabet() -> dict[str, int]:
    """The characters that byte-level BPE writes bytes as (GPT-2's encoder.py).

    >>> byte_alphabet()["Ġ"], byte_alphabet()["a"]
    (32, 97)
    """
    plain = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [b for b in range(256) if b not in set(plain)]
    return {chr(b): b for b in plain} | {chr(256 + i): b for i, b in enumerate(others)}


def _speller(decoder: dict[str, Any] | None) -> Callable[[str], bytes]:
    """From a token's name to its bytes: byte-level names, or SentencePiece's with `▁` for a space."""
    if '"ByteLevel"' in json.dumps(decoder):
        alphabet = byte_alphabet()
        return lambda name: b"".join(bytes([alphabet[c]]) if c in alphabet else c.encode() for c in name)

    def piece(name: str) -> bytes:
        matched = _BYTE_TOKEN.fullmatch(name)
        return bytes([int(matched[1], 16)]) if matched else name.replace("▁", " ").encode()

    return piece


def _trims_first_space(decoder: dict[str, Any] | None) -> bool:
    """Whether decoding drops the space that SentencePiece puts before the first word."""
    parts = (decoder or {}).get("decoders", [decoder or {}])
    strips = any(p.get("type") == "Strip" and p.get("start") == 1 for p in parts)
    return strips or any(p.get("type") == "Metaspace" and p.get("prepend_scheme") != "never" for p in parts)


def _whole(raw: bytes) -> str | None:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None
