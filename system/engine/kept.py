"""What a row has computed, on its way from the batch into the store."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from system.engine.cache import Layers, Match, Snapshot, kinds
from system.engine.messages import Owner


@dataclass(frozen=True, slots=True)
class Kept:
    """`tokens`, and caches that hold exactly those; `prompt` is a snapshot taken of the first of them."""

    owner: Owner
    tokens: list[int]
    cache: list[Any]
    match: Match | None
    prompt: Snapshot | None

    @property
    def layers(self) -> Layers:
        """(keys, values) of each layer that can be cut, [1, kv_heads, tokens, head_dim]."""
        return kinds.layers_of(self.cache)

    @property
    def snapshots(self) -> Sequence[Snapshot]:
        """None where every layer can be cut. Raises ValueError where one can't be kept."""
        whole = kinds.snapshot_of(self.cache, len(self.tokens))
        return [each for each in (self.prompt, whole) if each]
