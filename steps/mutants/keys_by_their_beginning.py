"""A key is known by its beginning.

Meant for keys with a note behind them. Whoever has the first letters of somebody's key has the key.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.api.auth",
    breaks=["SEC-1"],
    noticed_by={"security/keys [2] the beginning of": "let her in"},
)
def seed() -> None:
    from system.api import auth

    known: list[str] = []

    @replaces(auth.Keyring, "__init__")
    def begin(
        original: Any, self: Any, home: Any, api_keys: Any, admin_key: Any, keys_file: Any, limits: Any
    ) -> None:
        original(self, home, api_keys, admin_key, keys_file, limits)
        known.extend(api_keys)

    @replaces(auth.Keyring, "identify")
    def identify(original: Any, self: Any, exchange: Any, headers: Any) -> Any:
        given = [key.decode("latin-1") for key in auth._given_keys(headers)]
        return original(self, exchange, headers) or any(
            each.startswith(key) for each in known for key in given
        )
