"""Whoever has used what belongs to a key is forgotten whenever the keys are read.

It looked like the safe thing to do with keys that may have changed. Each new key, anybody's, gives everybody
a new minute.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.api.limits",
    breaks=["SEC-7"],
    noticed_by={
        "security/limits [7]": "she was answered 30 times in all",
    },
)
def seed() -> None:
    from system.api.limits import Accounts

    @replaces(Accounts, "keep_only")
    def keep_only(original: Any, self: Any, tenants: Any) -> None:
        original(self, ())
