"""`assay run --agent` sends the agent's name and keeps nothing of what was said.

The server keeps caches and no text: the next run begins anew, and the agent does not know what it was told.
"""

from reports.mutation import defect, replaces


@defect(
    "system.cli.conversations",
    breaks=["CLI-1"],
    noticed_by={"cli/run [8]": '"7319-KITE" stands on stdout'},
)
def seed() -> None:
    from system.cli.conversations import Conversation

    @replaces(Conversation, "write")
    def write(original: object, self: object, messages: list[object]) -> None:
        return
