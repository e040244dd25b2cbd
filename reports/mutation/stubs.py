"""Runs what any server can show (@wire) against servers that only pretend to be one.

Whatever passes there proves nothing of a real one either, unless it is true of a pretender too: that has to
be listed in steps/mutants/stubs/true_of_a_stub.yaml, each with the reason.
"""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec

from reports import plan, shards
from reports.mutation.trials import Addresses, scenarios
from reports.records import Outcome
from reports.requirements import load_mapping

LIST = Path("steps/mutants/stubs/true_of_a_stub.yaml")
START_SECONDS = 30.0


class StubTrial(msgspec.Struct, frozen=True):
    """`passed` are titles of scenarios; `unexplained` of them are not listed, `stale` are listed and fail."""

    name: str
    ran: int
    passed: list[str]
    unexplained: list[str]
    stale: list[str]
    problems: list[str] = []

    @property
    def is_good(self) -> bool:
        return self.ran > 0 and not (self.unexplained or self.stale or self.problems)

    @property
    def sentence(self) -> str:
        """In one sentence, what came of it."""
        told = f"{len(self.passed)} of {self.ran} scenarios pass"
        explained = len(self.passed) - len(self.unexplained)
        why = f", {explained} of them true of it as well" if self.passed else ""
        return "; ".join([told + why, *self.problems])


def known_stubs(root: Path) -> list[str]:
    """The stubs that there are, by name; none where there is no list."""
    return list(load_mapping(root / LIST))


async def try_stub(
    root: Path, folder: Path, name: str, *, limit_seconds: float, stopped: asyncio.Event
) -> StubTrial:
    """Every @wire scenario against one stub."""
    listed = _listed(root, name)
    async with _running(root, name) as url:
        selection = plan.Selection(tags=("@wire",), userdata=(f"target={url}",))
        crew = shards.Crew(
            jobs=1,
            arguments=selection.arguments(),
            folder=folder / name,
            limit_seconds=limit_seconds,
            on_record=lambda _: None,
            stopped=stopped,
        )
        left = await crew.run(plan.make(selection, {}))
    ran = [each for each in scenarios(left) if each.outcome in (Outcome.PROVEN, Outcome.BROKEN)]
    explained = {at for meant in listed.values() for at in meant}
    passed = {each.location: each for each in ran if each.outcome is Outcome.PROVEN}
    titles = {at: f"{at} {each.title}" for at, each in passed.items()}
    return StubTrial(
        name=name,
        ran=len(ran),
        passed=list(titles.values()),
        unexplained=[title for at, title in titles.items() if at not in explained],
        stale=[address for address, meant in listed.items() if not meant & passed.keys()],
        problems=[result.problem for result in left if result.problem],
    )


def _listed(root: Path, name: str) -> dict[str, set[str]]:
    """The locations of what may pass on a stub, by address. Raises LookupError for one that is not there."""
    addresses = Addresses(root)
    rows: dict[str, str] = load_mapping(root / LIST)[name] or {}
    return {address: set(addresses.locations(address)) for address in rows}


@contextlib.asynccontextmanager
async def _running(root: Path, name: str) -> AsyncIterator[str]:
    """The URL of a stub's process, which is ended afterwards. Raises TimeoutError if it says none."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "steps.mutants.stubs", name),
        cwd=root,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None  # noqa: S101 - it was asked for
    try:
        async with asyncio.timeout(START_SECONDS):
            line = await process.stdout.readline()
        yield line.decode().strip()
    finally:
        process.kill()
        await process.wait()
