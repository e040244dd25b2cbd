"""Finished turns on their way into the store."""

import threading
from collections import Counter

from system.engine.messages import Owner

WAIT_SECONDS = 5.0


class Keeping:
    """Lets an agent's next turn find its last one, though that is only kept behind the answer.

    The MLX thread announces a turn before its answer ends and clears it once the store has it, some
    milliseconds later; whoever looks the agent up in between waits for that.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._turns: Counter[Owner] = Counter()

    def announce(self, owner: Owner) -> None:
        with self._changed:
            self._turns[owner] += 1

    def clear(self, owner: Owner) -> None:
        with self._changed:
            self._turns[owner] -= 1
            if not self._turns[owner]:
                del self._turns[owner]
            self._changed.notify_all()

    def wait(self, owner: Owner) -> None:
        """Until no turn of `owner` is on its way; a store that is stuck costs the prefix, not the answer."""
        with self._changed:
            self._changed.wait_for(lambda: owner not in self._turns, WAIT_SECONDS)

    def wait_for_any(self, tenant: str) -> bool:
        """Until those turns of the tenant's agents that are on their way now are there; False without any."""
        with self._changed:
            turns = {owner for owner in self._turns if owner.tenant == tenant}
            return bool(turns) and self._changed.wait_for(lambda: turns.isdisjoint(self._turns), WAIT_SECONDS)
