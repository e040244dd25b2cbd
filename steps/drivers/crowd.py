"""Many callers at once, on threads, started by one barrier or as fast as a few hands can."""

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

from steps.drivers.deadlines import ANSWER_SECONDS, DeadlineError

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
