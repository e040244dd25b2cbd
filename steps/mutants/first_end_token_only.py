"""Of several end tokens only one counts.

A model that ends an answer with another one goes on behind its end, and the person reads until the limit.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.model",
    breaks=["STR-6"],
    noticed_by={
        "portfolio/quantized [3]": "both ways end with",
    },
)
def seed() -> None:
    from system.engine import model

    @replaces(model, "_tokenizer")
    def tokenizer(original: Any, directory: Any, config: dict[str, Any]) -> Any:
        made = original(directory, config)
        made.eos_token_ids = [made.eos_token_id]
        return made
