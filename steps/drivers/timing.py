"""An attack by the clock: each of somebody's prompts is timed beside one that nobody has asked."""

from dataclasses import dataclass

from steps.drivers.agents import Agent
from steps.drivers.prompts import ids

ADA_SEED, NOBODY_SEED = 2_000, 3_000
CONVERSATIONS = 10


@dataclass(frozen=True)
class Known:
    """So many prompts of so many tokens that an agent has completed."""

    count: int
    tokens: int

    def plant(self, agent: Agent) -> None:
        for number in range(self.count):
            _helper(agent, number).complete(ids(self.tokens, seed=ADA_SEED + number), max_tokens=1)

    def pairs(self, agent: Agent, salt: int) -> list[tuple[float, float]]:
        """The seconds until the first token of each prompt and of a fresh one, first one and then the other.

        What is asked becomes the asker's own, so each is asked once, and the fresh ones in another agent's
        name. `salt` makes them fresh for whoever comes next.
        """
        found = []
        stranger = Agent(agent.persona, agent.connect, agent.model)
        for number in range(self.count):
            known = ids(self.tokens, seed=ADA_SEED + number)
            fresh = ids(self.tokens, seed=NOBODY_SEED + salt * self.count + number)
            both = [(_helper(agent, number), known), (_helper(stranger, number), fresh)]
            seconds = [
                who.complete(prompt, max_tokens=1).seconds
                for who, prompt in (both if number % 2 else both[::-1])
            ]
            found.append((seconds[0], seconds[1]) if number % 2 else (seconds[1], seconds[0]))
        return found


def _helper(agent: Agent, number: int) -> Agent:
    """The agent by another name for each few prompts: the conversations that are kept of one are bounded."""
    name = f"{agent.server_name} {number // CONVERSATIONS}"
    return Agent(agent.persona, agent.connect, agent.model, name)


def right_guesses(pairs: list[tuple[float, float]]) -> int:
    """How often who takes the quicker of two for the cached one is right."""
    return sum(known < fresh for known, fresh in pairs)
