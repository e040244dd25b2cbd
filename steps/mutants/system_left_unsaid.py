"""`assay run --system` is taken, and its text never sent.

The answer comes as always: whoever told the model what it must not do believes that it was told.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.cli.run",
    breaks=["CLI-1"],
    noticed_by={"cli/prompts [5]": "told first"},
)
def seed() -> None:
    from system.cli import run

    @replaces(run, "_messages")
    def messages(original: Any, said: str, system: str | None, conversation: Any) -> Any:
        return original(said, None, conversation)
