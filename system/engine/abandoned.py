"""What is still computed for requests whose callers have gone, counted where it is computed."""

from collections.abc import Iterable


class Abandoned:
    """Counts since the engine started: `requests` that were in the batch when their callers went, and what
    the generator did for them once the cancel had arrived: `steps` of their rows (a slice of the prompt is
    one, too), and `prompt_tokens`.

    `note` is for the thread that reads the commands, the rest for the MLX thread.

    >>> abandoned = Abandoned()
    >>> abandoned.computed(["ada", "ben"]), abandoned.note("ada"), abandoned.computed(["ada", "ben"])
    (None, None, None)
    >>> abandoned.taken("ada", was_running=True, is_running=False), abandoned.requests, abandoned.steps
    (None, 1, 1)
    """

    def __init__(self) -> None:
        self.requests = self.steps = self.prompt_tokens = 0
        self._gone: set[str] = set()

    def note(self, request_id: str) -> None:
        """Its caller has gone: what is computed for it from now on is for nobody."""
        self._gone.add(request_id)

    def taken(self, request_id: str, *, was_running: bool, is_running: bool) -> None:
        """The loop has seen to it; what has not left the batch by now goes on being counted."""
        self.requests += was_running
        if not is_running:
            self._gone.discard(request_id)

    def computed(self, request_ids: Iterable[str | None]) -> None:
        """The generator took a step for a row of each of these; None is a row that nobody knows any more."""
        self.steps += sum(each is None or each in self._gone for each in request_ids)

    def prefilled(self, request_id: str, tokens: int) -> None:
        """So many tokens of a request's prompt were computed."""
        self.prompt_tokens += tokens * (request_id in self._gone)
