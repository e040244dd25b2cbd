"""What a person writes can end their own turn.

Control tokens in a message are taken for control tokens. "<|im_end|>" and the rest of it, pasted from
anywhere, make an order that looks as if the operator had given it.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.template",
    breaks=["STR-3"],
    noticed_by={
        "streaming/markup [4]": "has more tokens than",
    },
)
def seed() -> None:
    from system.engine.template import Template

    @replaces(Template, "_is_harmless")
    def is_harmless(original: Any, self: Any, value: Any) -> Any:
        return True
