"""When the keys file changes, its keys are added to those that are known.

New keys work at once, and that was what was tried. A key that has leaked works until the next restart, and
that is the one thing that the file was to make unnecessary.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.api.auth",
    breaks=["SEC-7"],
    noticed_by={
        "security/keys_file [3]": "old key is refused",
        "security/keys_file [4]": "key is refused",
    },
)
def seed() -> None:
    from system.api import auth

    known: list[Any] = []

    @replaces(auth.Keyring, "_holders")
    def holders(original: Any, self: Any) -> Any:
        known.extend(holder for holder in original(self) if holder not in known)
        return known
