"""`assay keys`: the file of hashed keys that `assay serve --keys-file` reads."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import typer
from rich.table import Table

from system.cli.output import WRONG_USAGE, CommandError, Json, Outcome, add_rows, show
from system.keys import Key, changing, digest, new_key, read_keys, write_keys

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

FileOption = Annotated[
    Path, typer.Option(envvar="ASSAY_KEYS_FILE", help="The keys file.", show_default=False)
]
Most = Annotated[int | None, typer.Option(min=1, show_default=False)]


@app.callback()
def keys() -> None:
    """Make keys for a server and take them away; it notices while it runs.

    A key is shown once, when it is made; the file holds only its hash.
    """


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="Whose it is. Keys of one name share agents and limits.")],
    file: FileOption,
    role: Annotated[
        Literal["user", "admin"] | None,
        typer.Option(help="What it may do. Default: user", show_default=False),
    ] = None,
    requests_per_minute: Most = None,
    tokens_per_minute: Most = None,
    concurrent_requests: Most = None,
) -> Outcome:
    """Make a key and print it. For a new one in an old one's place: add, hand it out, remove the old one.

    A role or limit that is given holds for all keys of the name; one that is not stays as it was.
    """
    given = {
        "role": role,
        "requests_per_minute": requests_per_minute,
        "tokens_per_minute": tokens_per_minute,
        "concurrent_requests": concurrent_requests,
    }
    rights = {field: value for field, value in given.items() if value is not None}
    key = new_key()
    with changing(file):
        before = read_keys(file) if file.exists() else []
        first = next((each for each in before if each.name == name), None)
        entry = _entry(
            **(msgspec.to_builtins(first) if first else {}) | rights | {"name": name, "sha256": digest(key)}
        )
        others = [msgspec.structs.replace(each, **rights) if each.name == name else each for each in before]
        write_keys(file, [*others, entry])
    return Outcome({"file": str(file), "key": key, **_told(entry)}, lambda: print(key))


@app.command("list")
def list_keys(file: FileOption) -> Outcome:
    """List the keys by name and id; what they are nobody knows any more."""
    found = [_told(key) for key in read_keys(file)]
    return Outcome({"file": str(file), "keys": found}, lambda: show(_table(found)))


@app.command()
def remove(
    which: Annotated[str, typer.Argument(help="An id, or a name for all keys of that name.")],
    file: FileOption,
) -> Outcome:
    """Take keys away: who still sends one is refused from the next request on."""
    with changing(file):
        found = read_keys(file)
        removed = [key for key in found if which in (key.id, key.name)]
        if not removed:
            raise CommandError(
                f"{file} holds no key of the name or id {which!r}",
                code="key_not_found",
                hint="`assay keys list` shows those that it holds",
            )
        write_keys(file, [key for key in found if key not in removed])
    ids = [key.id for key in removed]
    return Outcome({"file": str(file), "removed": ids}, lambda: show(f"removed {', '.join(ids)}"))


def _entry(**fields: object) -> Key:
    """A key of these fields. Raises CommandError for what a keys file may not hold."""
    try:
        return msgspec.convert(fields, Key)
    except msgspec.ValidationError as error:
        raise CommandError(str(error), exit_code=WRONG_USAGE, code="wrong_usage") from None


def _told(key: Key) -> Json:
    told: Json = msgspec.to_builtins(key)
    del told["sha256"]
    return {"id": key.id, "role": key.role, **told}


def _table(keys: Iterable[Json]) -> Table:
    table = Table("id", "name", "role", "requests/min", "tokens/min", "at a time", box=None, pad_edge=False)
    limits = ("requests_per_minute", "tokens_per_minute", "concurrent_requests")
    return add_rows(
        table,
        (
            (key["id"], key["name"], key["role"], *(str(key.get(limit, "")) for limit in limits))
            for key in keys
        ),
    )
