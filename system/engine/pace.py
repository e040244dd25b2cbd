"""How fast a joining request's prompt may be prefilled while others decode."""

SMOOTHING = 0.2
OUTLIER = 3.0
STALL_STEPS = 4.0
EVEN_SHARE = 0.85
SMALLEST_CHUNK_TOKENS = 8
FIRST_GUESS_TOKENS = 32


class Pace:
    """Divides time fairly: with k rows decoding, j joining ones get j/k of a decode step each turn.

    They get somewhat less (EVEN_SHARE), because they cost the others more than that once they decode: rows
    of a batch are padded to the longest, so a long newcomer makes every row's attention longer.

    What a slice costs and what a decode step costs are measured as they happen. A slice's first token costs
    about as much as a decode step (both read every weight once), the others little, so joining rows save up
    their share and spend it in slices of four decode steps: three quarters of them go to tokens. They pay
    what a slice really took, so a wrong estimate makes the next one wait, and nobody is robbed for long.

    >>> pace = Pace(chunk_tokens=512)
    >>> pace.slice_tokens(decoding=0, joining=1)
    512
    >>> pace.measured(seconds=0.010, decoding=5, prefilled=0)
    >>> pace.measured(seconds=0.040, decoding=5, prefilled=20)
    >>> [pace.slice_tokens(decoding=2, joining=1) for _ in range(10)]
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 30]
    >>> pace.measured(seconds=0.090, decoding=2, prefilled=30)
    >>> [pace.slice_tokens(decoding=2, joining=1) for _ in range(19)].count(0)
    18
    """

    def __init__(self, chunk_tokens: int) -> None:
        self._chunk_tokens = chunk_tokens
        self._step_seconds = 0.0
        self._token_seconds = 0.0
        self._saved_steps = 0.0

    def slice_tokens(self, decoding: int, joining: int) -> int:
        """Tokens of each joining prompt to prefill this turn; 0 to let the decoding rows go on alone."""
        if not joining or not decoding:
            self._saved_steps = 0.0
            return self._chunk_tokens
        self._saved_steps += EVEN_SHARE * joining / decoding
        if self._saved_steps < STALL_STEPS:
            return 0
        return self._affordable() // joining or 1

    def measured(self, seconds: float, decoding: int, prefilled: int) -> None:
        """A turn took `seconds` with `decoding` rows stepping and `prefilled` prompt tokens in all."""
        if not prefilled:
            if decoding:
                self._step_seconds = _smooth(self._step_seconds, seconds)
            return
        # Half of it at least: a turn that happened to be quick must not make slices look free.
        own = max(seconds - self._step_seconds, seconds / 2) if decoding else seconds
        tokens_alone = max(own - self._step_seconds, own / 2)
        self._token_seconds = _smooth(self._token_seconds, tokens_alone / prefilled)
        if self._saved_steps and self._step_seconds:
            self._saved_steps -= own / self._step_seconds

    def _affordable(self) -> int:
        if not (self._step_seconds and self._token_seconds):
            return FIRST_GUESS_TOKENS
        tokens = round((STALL_STEPS - 1) * self._step_seconds / self._token_seconds)
        return max(SMALLEST_CHUNK_TOKENS, min(tokens, self._chunk_tokens))


def _smooth(old: float, new: float) -> float:
    """The moving average; one hiccup of the machine counts for no more than three times the usual."""
    return new if not old else old + SMOOTHING * (min(new, OUTLIER * old) - old)
