"""Killing a server while it saves, at one moment after another, and what the agents resume from."""

import threading
import time
from dataclasses import dataclass

from steps.drivers.agents import Agent
from steps.drivers.prompts import asking, filler, telling
from steps.drivers.server import Server

PAST_THE_SAVE = 1.25


@dataclass(frozen=True)
class Crash:
    """One kill: how long after the answer it came, and the agent that was asked again afterwards."""

    after_seconds: float
    agent: Agent

    @property
    def resumed(self) -> str:
        """`last` or `before`, the complete turn that it resumed from; else what it took instead."""
        before, last, again = (turn.answer for turn in self.agent.turns)
        ends = {"last": last, "before": before}
        for name, turn in ends.items():
            if turn.prompt_tokens <= again.cached_tokens <= turn.total_tokens:
                return name
        return f"{again.cached_tokens} tokens, {self.after_seconds * 1000:.0f} ms after the answer"


def moments(agent: Agent, tokens: int, count: int) -> list[float]:
    """Seconds after an answer, from at once to past the end of its save, as long as that takes here."""
    agent.say(filler(tokens))
    answered = time.monotonic()
    agent.flush()
    saved_seconds = time.monotonic() - answered
    return [saved_seconds * PAST_THE_SAVE * number / (count - 1) for number in range(count)]


def crash_while_saving(server: Server, agent: Agent, tokens: int, after_seconds: float) -> Crash:
    """One agent's short saved turn, a long one that is answered, a kill, a start, and a question."""
    agent.say(telling("access code", "7319-KITE"))
    agent.flush()
    agent.say(filler(tokens))
    threading.Event().wait(after_seconds)
    server.kill()
    server.start()
    agent.say(asking("access code"))
    return Crash(after_seconds, agent)
