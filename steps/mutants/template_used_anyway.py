"""A prompt that is to go in as it is written goes in as a chat.

The model answers well, so nobody wonders. Whoever looks for a fault of the template never sees it left out.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.cli.answer",
    breaks=["CLI-1"],
    noticed_by={"cli/prompts [1]": "stdout is how the server goes on from"},
)
def seed() -> None:
    from system.cli import answer

    @replaces(answer, "ask")
    def ask(original: Any, remote: Any, body: dict[str, Any], on_text: Any, on_reasoning: Any) -> Any:
        said = body.pop("prompt", None)
        wrapped = {"messages": [{"role": "user", "content": said}]} if said is not None else {}
        return original(remote, {**body, **wrapped}, on_text, on_reasoning)
