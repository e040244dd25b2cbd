"""Many callers at once, on threads, started by one barrier or as fast as a few hands can."""

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from typing import Any, TypeVar

from steps.drivers.agents import Agent
from steps.drivers.answers import Answer
from steps.drivers.deadlines import ANSWER_SECONDS, DeadlineError
from steps.drivers.prompts import telling

T = TypeVar("T")


def together(tasks: Mapping[str, Callable[[], T]], seconds: float = ANSWER_SECONDS) -> dict[str, T]:
    """Every task's result by name, all let go by one barrier; the first task's error is raised as it is."""
    barrier = threading.Barrier(len(tasks), timeout=seconds)

    def start(task: Callable[[], T]) -> T:
        barrier.wait()
        return task()

    with ThreadPoolExecutor(len(tasks)) as threads:
        futures = {name: threads.submit(start, task) for name, task in tasks.items()}
        late = wait(futures.values(), timeout=seconds).not_done
        if late:
            names = [name for name, future in futures.items() if future in late]
            raise DeadlineError(f"Waited {seconds:g} s for {', '.join(names)}")
        return {name: future.result() for name, future in futures.items()}


def in_turn(tasks: Iterable[Callable[[], T]], width: int) -> list[T]:
    """The results of many tasks in their order, `width` of them at a time."""
    with ThreadPoolExecutor(width) as threads:
        return list(threads.map(lambda task: task(), tasks))


class Crowd:
    """People who act at the same moment, each with an agent of their own."""

    def __init__(self, agents: list[Agent]) -> None:
        self.agents = agents

    def tell(self, fact: str, values: Mapping[str, str]) -> None:
        """Plant a value of its own with each agent, all at once."""
        self._each(lambda agent: agent.say(telling(fact, values[agent.persona])))

    def say(self, text: str) -> None:
        """All say the same, at the same moment."""
        self._each(lambda agent: agent.say(text))

    def complete(self, prompt: list[int]) -> None:
        """All complete the same prompt, at the same moment."""
        self._each(lambda agent: agent.complete(prompt))

    def rounds(self, text: str, count: int) -> list[float]:
        """The seconds that every answer took, over `count` rounds of all saying the same at once."""
        for _ in range(count):
            self.say(text)
        return [turn.answer.seconds for agent in self.agents for turn in agent.turns[-count:]]

    def write_among_others(self, persona: str, text: str, parameters: Mapping[str, Any]) -> None:
        """One writes a long answer, while each of the others asks three times."""
        tasks: dict[str, Callable[[], Any]] = {
            agent.persona: partial(_ask_often, agent, 3) for agent in self.agents if agent.persona != persona
        }
        writer = next(agent for agent in self.agents if agent.persona == persona)
        together({**tasks, persona: lambda: writer.say(text, **parameters)})

    def mix_ups(self) -> list[str]:
        """Answers that lack what their own agent was told, or hold what another was; a sentence each."""
        told = {agent.persona: _value_told(agent) for agent in self.agents}
        return [
            f"{agent.persona} was told {told[agent.persona]} and answered {agent.answer.text!r}"
            for agent in self.agents
            if [who for who, value in told.items() if value in agent.answer.text] != [agent.persona]
        ]

    def strange_reuses(self) -> list[str]:
        """Answers that reused nothing of their own conversation, or more than there was; a sentence each."""
        return [
            f"{agent.persona} reused {agent.answer.cached_tokens} tokens of {agent.tokens_before}"
            for agent in self.agents
            if not 0 < agent.answer.cached_tokens <= agent.tokens_before
        ]

    def _each(self, act: Callable[[Agent], Answer]) -> None:
        together({agent.persona: partial(act, agent) for agent in self.agents})


def _ask_often(agent: Agent, count: int) -> None:
    for _ in range(count):
        agent.say("Hello.")


def _value_told(agent: Agent) -> str:
    """The value in the first message, which reads `The FACT is VALUE.`"""
    first: str = agent.messages[0]["content"]
    return first.rpartition(" is ")[2].rstrip(".")
