"""Does a worker get on? Told from outside, whatever it is at: a hung one can't say so itself."""


class Progress:
    """The worker says when it begins and ends something; another thread asks from time to time."""

    def __init__(self) -> None:
        self._begun = 0
        self._ended = 0
        self._seen = -1

    def begin(self) -> None:
        self._begun += 1

    def end(self) -> None:
        self._ended += 1

    def is_made(self) -> bool:
        """Whether it has nothing to do, or is at something else than when this was last asked.

        >>> worker = Progress()
        >>> worker.begin()
        >>> worker.is_made(), worker.is_made()
        (True, False)
        >>> worker.end()
        >>> worker.is_made(), worker.is_made()
        (True, True)
        """
        before, self._seen = self._seen, self._ended
        return self._begun == self._ended or before != self._ended
