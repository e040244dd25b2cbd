"""How long the suite waits for a thing to happen before it says that the thing did not happen."""

START_SECONDS = 60.0
STOP_SECONDS = 45.0
ANSWER_SECONDS = 60.0
EVENT_SECONDS = 30.0


class DeadlineError(AssertionError):
    """Something that was waited for did not come; the message says what, and what came instead."""
