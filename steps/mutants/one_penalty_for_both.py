"""Presence and frequency penalty are added up, and both are paid each time a token comes.

They read alike and mostly act alike: only who repeats a token on purpose sees that one has no end.
"""

from typing import Any

from msgspec.structs import replace

from reports.mutation import defect, replaces


@defect(
    "system.engine.sampling",
    breaks=["WIR-3"],
    noticed_by={"wire/parameters [23]": "different token"},
)
def seed() -> None:
    from system.engine import sampling as drawing

    @replaces(drawing.Weights, "__init__")
    def begin(original: Any, self: Any, sampling: Any, prompt: Any) -> None:
        paid = sampling.presence_penalty + sampling.frequency_penalty
        original(self, replace(sampling, presence_penalty=0.0, frequency_penalty=paid), prompt)
