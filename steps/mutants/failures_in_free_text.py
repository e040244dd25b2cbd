"""With --json, what fails says so on stderr only, and stdout stays empty.

A program that reads the envelope of every command gets nothing to parse exactly when something went wrong.
"""

from reports.mutation import defect, replaces


@defect(
    "system.cli.invocation",
    breaks=["CLI-2"],
    noticed_by={"cli/envelope [2]": "stdout is one envelope of"},
)
def seed() -> None:
    from system.cli.invocation import Invocation

    @replaces(Invocation, "_tell_failure")
    def tell_failure(original: object, self: object, code: str, message: str, hint: str | None) -> None:
        return
