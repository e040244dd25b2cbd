"""Hypothesis makes up days for a server's agents: anything follows anything, and an oracle knows the rest."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from steps.drivers.agents_oracle import Agents
from steps.drivers.deadlines import ANSWER_SECONDS
from steps.drivers.world import World

NAMES = ("ada", "a/flush", "Zoë 👩🏽‍🚀")
NO_NAMES = (" ", "x" * 257, "a\tb", "\u2028")
MOVES = ("warm", "evict")
MARKS = ("flush", "pin", "unpin")
AT_ONCE = ("delete", *MOVES, *MARKS)

names = st.sampled_from(NAMES)


class AgentsDay(RuleBasedStateMachine):
    """One day, which begins with three agents; its server may be restarted once."""

    def __init__(self, world: World, asked: Counter[int]) -> None:
        super().__init__()
        self._world = world
        self._asked = asked
        self._restarted = False
        self._agents = Agents(world.client)
        self._agents.forget_everybody()

    @initialize()
    def begin(self) -> None:
        """Nobody can be deleted who is not there; then all of them are."""
        for name in NAMES:
            self._agents.delete(name)
            self._agents.tell(name)

    @rule(name=names)
    def tell(self, name: str) -> None:
        self._agents.tell(name)

    @rule(name=names)
    def ask(self, name: str) -> None:
        """Who has been forgotten is told something anew."""
        if name in self._agents.kept:
            self._agents.ask(name)
        else:
            self._agents.tell(name)

    @rule(name=names)
    def delete(self, name: str) -> None:
        """And again, when there is nothing left to delete."""
        self._agents.delete(name)
        self._agents.delete(name)

    @rule(name=names, what=st.sampled_from(MOVES))
    def move(self, name: str, what: str) -> None:
        self._agents.place(name, what)

    @rule(name=names, what=st.sampled_from(MARKS))
    def mark(self, name: str, what: str) -> None:
        self._agents.place(name, what)

    @rule(name=names)
    def look(self, name: str) -> None:
        self._agents.look(name)

    @rule(name=st.sampled_from(NO_NAMES))
    def use_no_name(self, name: str) -> None:
        self._agents.refuse(name)

    @rule(name=names, what=st.sampled_from(AT_ONCE))
    def do_at_once(self, name: str, what: str) -> None:
        """Something becomes of an agent while it is told something: either comes first."""
        self._agents.tell(name)
        kept = self._agents.kept[name]
        with ThreadPoolExecutor(1, "at once") as thread:
            method, path = ("DELETE", "/{agent}") if what == "delete" else ("POST", f"/{{agent}}/{what}")
            other = thread.submit(self._agents.request, method, path, name)
            kept.last = self._agents.say(name, kept, "Hello.")
            other.result(ANSWER_SECONDS)
        self._agents.settle(name)

    @precondition(lambda self: not self._restarted and self._agents.kept)
    @rule()
    def restart(self) -> None:
        """Everybody is still there, on disk; who was only looked after may have lost its place in the row."""
        self._restarted = True
        self._world.own_server.restart()
        self._agents.find_again()

    @invariant()
    def the_list_is_right(self) -> None:
        self._agents.check_list()

    def teardown(self) -> None:
        self._asked.update(self._agents.asked)


def live_days(world: World, days: int, steps: int) -> Counter[int]:
    """So many days of so many steps, the same each time; how often each status was answered.

    Raises what the first failing step raised, with the steps before it in its notes.
    """
    asked: Counter[int] = Counter()
    bounds: Any = settings(
        max_examples=days,
        stateful_step_count=steps,
        phases=(Phase.generate,),
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )

    class Day(AgentsDay):
        def __init__(self) -> None:
            super().__init__(world, asked)

    run_state_machine_as_test(Day, settings=bounds)
    return asked
