"""Ending the suite itself in order: behave cleans up after Ctrl+C but not after SIGTERM."""

import signal
from types import FrameType


def end_in_order_on_signals() -> None:
    """Make SIGTERM and SIGINT raise KeyboardInterrupt once; a second one does not disturb the cleaning up."""
    for which in (signal.SIGTERM, signal.SIGINT):
        signal.signal(which, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    for which in (signal.SIGTERM, signal.SIGINT):
        signal.signal(which, signal.SIG_IGN)
    raise KeyboardInterrupt(signal.Signals(number).name)
