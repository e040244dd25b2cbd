"""A model without a chat template passes for whole.

Whoever picks it from the list learns with the first chat that it can't, and not why it was offered.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.serving.facts",
    breaks=["POR-5"],
    noticed_by={"portfolio/discovery [9]": "broken_for_chat"},
)
def seed() -> None:
    from system.serving import facts as module

    @replaces(module, "_look_at_template")
    def look(original: Any, facts: Any, settings: Any) -> None:
        original(facts, settings)
        facts.chat_fault = None
