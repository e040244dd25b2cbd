"""A long day: agents come, ask and go, and at random things happen to their server that happen to servers."""

import random
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from statistics import median
from typing import Any

import psutil

from steps.drivers.deadlines import ANSWER_SECONDS
from steps.drivers.memory import memory_of
from steps.drivers.souls import Soul
from steps.drivers.world import World

WORDS = ("KITE", "FERN", "DUSK", "MOSS", "LARK", "REED", "COAL", "WREN", "SILK", "OPAL")
FEWEST_SOULS = 6
MOST_SOULS = 12
AT_ONCE = 4
MODELS = ("assay-dense", "variant:another mind")
MODES = ("auto", "side_by_side", "drain_first")
KEPT_TOKENS = 400
"""Who is kept before all others begins anew at this length, so that there is always room to keep it."""
DAMAGE = "a file is damaged"
RESTARTS = ("the server is restarted", "the server is killed")
"""Only in the first half of the day: in the second, what the server's process holds is watched."""
EVENTS = (
    "an agent comes",
    "an agent goes",
    "agents read",
    "the model is swapped",
    "the engine is killed",
    DAMAGE,
    *RESTARTS,
)
SETTLED_ROUNDS = 5


class Soak:
    """One day on one server. `faults` must not be; `belongings` are from after its last start and the end."""

    def __init__(self, world: World, seed: int) -> None:
        self.seed = seed
        self.happened: Counter[str] = Counter()
        self.belongings: tuple[Any, Any] = (None, None)
        self._world = world
        self._server = world.own_server
        self._random = random.Random(seed)
        self._souls: list[Soul] = []
        self._quiet: list[Soul] = []
        self._gone: list[Soul] = []
        self._keeper: Soul | None = None
        self._memory: list[int] = []
        self._engines: list[int] = []
        self._journal: list[str] = []
        self._serving = 0
        self._begun = time.monotonic()

    @property
    def faults(self) -> list[str]:
        return [fault for soul in (*self._present, *self._gone) for fault in soul.faults]

    @property
    def losses(self) -> list[str]:
        """What had been saved and was not reused."""
        return [loss for soul in (*self._present, *self._gone) for loss in soul.losses]

    @property
    def waits(self) -> list[float]:
        """How long each answer was waited for, in seconds, with every time that it was asked for again."""
        return [wait for soul in (*self._present, *self._gone) for wait in soul.waits]

    @property
    def reuses(self) -> int:
        """How many answers had to stand on what had been saved."""
        return sum(soul.checked for soul in (*self._present, *self._gone))

    @property
    def _present(self) -> list[Soul]:
        return self._souls if self._keeper is None else [*self._souls, self._keeper]

    def journal(self) -> str:
        """What happened and when, and what it was drawn from."""
        return "\n".join([f"seed {self.seed}", *self._journal])

    def live(self, seconds: float) -> None:
        """Let the day pass: the first half with restarts, the second without."""
        first = [*EVENTS]
        self._random.shuffle(first)
        self._pass(self._begun + seconds / 2, EVENTS, first)
        self._server.wait_until_ready()
        before = None
        others = tuple(event for event in EVENTS if event not in RESTARTS)
        while time.monotonic() < self._begun + seconds or len(self._memory) < 2 * SETTLED_ROUNDS:
            self._round(self._random.choice(others))
            self._server.wait_until_ready()
            self._memory.append(self._taken())
            self._engines.append(memory_of(self._server) - self._memory[-1])
            if len(self._memory) == SETTLED_ROUNDS:
                before = self._world.swaps.belongings()
        self.belongings = before, self._world.swaps.belongings()

    def memory_grown(self) -> float:
        """By which part what the server's own process takes has grown since it had settled."""
        settled = self._memory[SETTLED_ROUNDS:]
        third = max(1, len(settled) // 3)
        return median(settled[-third:]) / median(settled[:third]) - 1

    def engines_grown(self) -> float:
        """By which part the most that its engines held has grown from the first half of these rounds on.

        They are killed and replaced all the while, so only what is held at most says something.
        """
        settled = self._engines[SETTLED_ROUNDS:]
        half = max(1, len(settled) // 2)
        return max(settled[half:]) / max(settled[:half]) - 1

    def _pass(self, deadline: float, events: tuple[str, ...], first: list[str]) -> None:
        """Each of the `first` happens, or is tried until the time is over."""
        while first or time.monotonic() < deadline:
            event = first.pop() if first else self._random.choice(events)
            if not self._round(event) and time.monotonic() < deadline:
                first.insert(0, event)

    def _round(self, event: str) -> bool:
        """One thing happens, while some of those who are there ask; whether it did."""
        while len(self._souls) < FEWEST_SOULS:
            self._come()
        self._random.shuffle(self._souls)
        askers, self._quiet = self._souls[:AT_ONCE], self._souls[AT_ONCE:]
        keeper = self._keep(event)
        with ThreadPoolExecutor(AT_ONCE, "souls") as threads:
            asked = [threads.submit(soul.ask, self._others(soul)) for soul in askers]
            self._journal.append(f"{time.monotonic() - self._begun:7.1f} s  {event}")
            took_effect = ACTS[event](self) is not False
            for each in asked:
                each.result(4 * ANSWER_SECONDS)
        if keeper is not None:
            keeper.ask(self._others(keeper))
        self.happened[event] += took_effect
        return took_effect

    def _keep(self, event: str) -> Soul | None:
        """Somebody whose conversation is on disk before the event, and must be reused after it.

        Where a file is about to be damaged, it may be anybody's: there is nobody then.
        """
        held = self._keeper
        if held is not None and (event == DAMAGE or held.tokens > KEPT_TOKENS):
            self._keeper = None
            held.leave()
            self._gone.append(held)
        if event == DAMAGE:
            return None
        if self._keeper is None:
            self._keeper = self._newcomer()
        self._keeper.ask(self._others(self._keeper))
        self._keeper.save()
        return self._keeper

    def _others(self, soul: Soul) -> list[str]:
        return [other.secret for other in self._present if other is not soul]

    def _come(self) -> None:
        self._souls.append(self._newcomer())
        if len(self._souls) > MOST_SOULS:
            self._go()

    def _newcomer(self) -> Soul:
        """Somebody who was just told a secret that nobody else has."""
        taken = {soul.secret for soul in self._present}
        free = (self._secret() for _ in iter(int, 1))
        soul = Soul(next(secret for secret in free if secret not in taken), self._world.client)
        soul.begin()
        return soul

    def _secret(self) -> str:
        """No digit twice: the model is known to lose one of two that follow each other."""
        return f"{''.join(self._random.sample('123456789', 4))}-{self._random.choice(WORDS)}"

    def _go(self) -> None:
        soul = self._quiet[0]
        soul.leave()
        self._souls.remove(soul)
        self._gone.append(soul)

    def _read(self) -> None:
        self._quiet[0].read(self._random.randint(50, 200))

    def _swap(self) -> bool:
        """One that fails because the engine just restarts is no fault: who asks is answered all the same."""
        self._serving = 1 - self._serving
        response = self._world.swaps.ask(
            MODELS[self._serving], self._world.client(), mode=self._random.choice(MODES)
        )
        if not response.is_success:
            self._serving = 1 - self._serving
            self._journal.append(f"           the swap failed: {response.text}")
        return bool(response.is_success)

    def _kill_engine(self) -> bool:
        """Where there is one just now."""
        with suppress(ProcessLookupError, TypeError):
            self._server.kill_engine()
            return True
        return False

    def _damage(self) -> bool:
        """One bit of a block that may be in use; which may just be removed."""
        with suppress(OSError, ValueError):
            self._server.damage("last block", "changed in one bit")
            return True
        return False

    def _restart(self) -> None:
        self._serving = 0
        self._server.restart()

    def _kill_server(self) -> None:
        self._serving = 0
        self._server.kill()
        self._server.start()

    def _taken(self) -> int:
        """Bytes that the server's own process holds."""
        return int(psutil.Process(self._server.process.pid).memory_full_info().uss)


ACTS: dict[str, Callable[[Soak], bool | None]] = {
    "an agent comes": Soak._come,
    "an agent goes": Soak._go,
    "agents read": Soak._read,
    "the model is swapped": Soak._swap,
    "the engine is killed": Soak._kill_engine,
    DAMAGE: Soak._damage,
    "the server is restarted": Soak._restart,
    "the server is killed": Soak._kill_server,
}
"""False where it could not happen just then."""
