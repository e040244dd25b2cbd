"""How fast a joining request's prompt may be prefilled while others decode."""

SMOOTHING = 0.2
STALL_STEPS = 2.0
SMALLEST_CHUNK_TOKENS = 8
FIRST_GUESS_TOKENS = 32


class Pace:
    """Divides time fairly: with k rows decoding, j joining ones get j/k of a decode step each turn.

    What a slice costs and what a decode step costs are measured as they happen. A slice costs much for its
    first token, so the joining rows save up their share and spend it in slices of about two decode steps.

    >>> pace = Pace(chunk_tokens=512)
    >>> pace.slice_tokens(decoding=0, joining=1)
    512
    >>> pace.measured(seconds=0.010, decoding=5, prefilled=0)
    >>> pace.measured(seconds=0.030, decoding=5, prefilled=20)
    >>> [pace.slice_tokens(decoding=4, joining=1) for _ in range(8)]
    [0, 0, 0, 0, 0, 0, 0, 20]
    """

    def __init__(self, chunk_tokens: int) -> None:
        self._chunk_tokens = chunk_tokens
        self._step_seconds = 0.0
        self._token_seconds = 0.0
        self._saved_steps = 0.0

    def slice_tokens(self, decoding: int, joining: int) -> int:
        """Tokens of each joining prompt to prefill this turn; 0 to let the decoding rows go on alone."""
        if not joining:
            self._saved_steps = 0.0
            return self._chunk_tokens
        if not decoding:
            return self._chunk_tokens
        self._saved_steps += joining / decoding
        if self._saved_steps < STALL_STEPS:
            return 0
        self._saved_steps = 0.0
        return self._affordable() // joining or 1

    def measured(self, seconds: float, decoding: int, prefilled: int) -> None:
        """A turn took `seconds` with `decoding` rows stepping and `prefilled` prompt tokens in all."""
        if not prefilled and decoding:
            self._step_seconds = _smooth(self._step_seconds, seconds)
        elif prefilled:
            own = seconds - (self._step_seconds if decoding else 0.0)
            self._token_seconds = _smooth(self._token_seconds, max(own, 0.0) / prefilled)

    def _affordable(self) -> int:
        if not (self._step_seconds and self._token_seconds):
            return FIRST_GUESS_TOKENS
        tokens = round(STALL_STEPS * self._step_seconds / self._token_seconds)
        return max(SMALLEST_CHUNK_TOKENS, min(tokens, self._chunk_tokens))


def _smooth(old: float, new: float) -> float:
    return new if not old else old + SMOOTHING * (new - old)
