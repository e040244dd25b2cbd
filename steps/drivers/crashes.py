"""Killing a server while it saves, at one moment after another, and what the agents resume from."""

from dataclasses import dataclass

from steps.drivers.agents import Agent
from steps.drivers.prompts import asking, filler, telling
from steps.drivers.server import Server
from steps.drivers.writes import Snapshot, snapshot, wait_until_written, written_since


@dataclass(frozen=True)
class Crash:
    """One kill: how many bytes of the save were there, and the agent that was asked again afterwards."""

    after_bytes: int
    agent: Agent

    @property
    def resumed(self) -> str:
        """`last` or `before`, the complete turn that it resumed from; else what it took instead."""
        before, last, again = (turn.answer for turn in self.agent.turns)
        ends = {"last": last, "before": before}
        for name, turn in ends.items():
            if turn.prompt_tokens <= again.cached_tokens <= turn.total_tokens:
                return name
        return f"{again.cached_tokens} tokens, after {self.after_bytes} bytes of the save"


def bytes_of_a_save(server: Server, agent: Agent, tokens: int) -> int:
    """How many bytes are written for one agent's long turn, which is what `crash_while_saving` interrupts."""
    before = _answer_unsaved(server, agent, tokens)
    agent.flush()
    return written_since(before, server.home)


def crash_while_saving(server: Server, agent: Agent, tokens: int, after_bytes: int) -> Crash:
    """One agent's short saved turn, a long one, a kill when so many bytes of it are there, and a question."""
    before = _answer_unsaved(server, agent, tokens)
    wait_until_written(before, server.home, after_bytes)
    server.kill()
    server.start()
    agent.say(asking("access code"))
    return Crash(after_bytes, agent)


def _answer_unsaved(server: Server, agent: Agent, tokens: int) -> Snapshot:
    """What was on disk before a long turn, which is answered now and on its way there."""
    agent.say(telling("access code", "7319-KITE"))
    agent.flush()
    before = snapshot(server.home)
    agent.say(filler(tokens, opening=f"Notes of {agent.persona}."))
    return before
