"""What a lookup found."""

from dataclasses import dataclass

import mlx.core as mx
import numpy as np
import numpy.typing as npt

from system.engine.cache.arrays import unpack
from system.engine.cache.block import Contents, Place
from system.engine.cache.digests import Digests
from system.engine.cache.layers import join
from system.engine.messages import CacheSource


@dataclass(frozen=True, slots=True)
class Match:
    """The first `tokens` of a prompt that the caches hold; 0 is none.

    It keeps hold of the blocks it found: what happens to the store meanwhile doesn't touch it. `ids` and
    `digests` are the prompt's own, so that `keep` need not compute them again; `tick` is when the lookup was.
    `end` is the place in the agent's own tree; None where another agent's blocks were found. `snapshot` is
    what those layers hold that can't be cut at a token, of a model that has such. `held` is how many of the
    prompt's first tokens the agent itself has already: more than can be gone on from, often by the last one.
    """

    tokens: int
    source: CacheSource
    ids: npt.NDArray[np.uint32]
    digests: Digests
    tick: int
    end: Place | None = None
    parts: tuple[tuple[Contents, int], ...] = ()
    snapshot: Contents | None = None
    held: int = 0

    def layers(self, room: int = 0) -> list[tuple[mx.array, mx.array]]:
        """Keys and values of each layer, [1, kv_heads, tokens + room, head_dim]; [] without a match.

        MLX thread only.
        """
        return join(self.parts, room) if self.parts else []

    def arrays(self) -> list[mx.array]:
        """What the layers hold that can't be cut, in the layers' order. MLX thread only."""
        return unpack(self.snapshot) if self.snapshot else []
