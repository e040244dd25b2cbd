"""A server is open when it knows no key.

True of one that was never given any. One whose last key was taken away is then open to everybody, on whatever
address it listens.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.api.auth",
    breaks=["SEC-7"],
    noticed_by={
        "security/keys_file [6]": "key is refused",
    },
)
def seed() -> None:
    from system.api import auth

    @replaces(auth.Keyring, "identify")
    def identify(original: Any, self: Any, exchange: Any, headers: Any) -> Any:
        self.is_open = not self._holders()
        return original(self, exchange, headers)
