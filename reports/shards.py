"""Runs a plan's shards, each in a behave process of its own, some of them at a time.

A process gets a pipe for its records, a folder for its JUnit file and its output, a time limit, and a session
of its own, so that Ctrl+C reaches it only through its owner. It is ended by an interrupt first, since behave
then runs its cleanups, and by force if that does not help.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
import psutil

from reports.plan import Shard
from reports.records import Closed, Record, decode

INTERRUPT_GRACE_SECONDS = 20.0
TERMINATE_GRACE_SECONDS = 5.0
DRAIN_SECONDS = 5.0
RECORD_LIMIT_BYTES = 64 << 20

OnRecord = Callable[[Shard, Record], None]


class Result(msgspec.Struct):
    """What one shard left: its records, how its process ended, and its folder (`junit/`, `output.log`)."""

    shard: Shard
    folder: Path
    records: list[Record] = []
    exit_code: int | None = None
    problem: str = ""

    @property
    def output(self) -> str:
        """What the process wrote on stdout and stderr, without behave's greeting."""
        path = self.folder / "output.log"
        text = path.read_text(errors="replace") if path.exists() else ""
        return text.removeprefix("USING RUNNER: behave.runner:Runner\n")


class Crew:
    """Runs shards, `jobs` at a time, each at most `limit_seconds` long; `on_record` sees each record come."""

    def __init__(
        self, *, jobs: int, arguments: Sequence[str], folder: Path, limit_seconds: float, on_record: OnRecord
    ) -> None:
        self.folder = folder
        self._jobs = jobs
        self._arguments = arguments
        self._limit_seconds = limit_seconds
        self._on_record = on_record
        self._results: list[Result] = []
        self._stopped = asyncio.Event()

    @property
    def interrupted(self) -> bool:
        """Whether SIGINT or SIGTERM ended the run; then shards that had not begun left nothing."""
        return self._stopped.is_set()

    async def run(self, shards: Sequence[Shard]) -> list[Result]:
        """Run every shard, those that need the machine for themselves one after the other and first."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stopped.set)
        await self._run_some([shard for shard in shards if shard.alone], 1)
        await self._run_some([shard for shard in shards if not shard.alone], self._jobs)
        return self._results

    async def _run_some(self, shards: Sequence[Shard], jobs: int) -> None:
        waiting = iter(shards)
        async with asyncio.TaskGroup() as workers:
            for _ in range(jobs):
                workers.create_task(self._work(waiting))

    async def _work(self, waiting: Iterator[Shard]) -> None:
        for shard in waiting:
            if self.interrupted:
                return
            self._results.append(await self._run_one(shard))

    async def _run_one(self, shard: Shard) -> Result:
        result = Result(shard, self.folder / shard.name)
        result.folder.mkdir(parents=True, exist_ok=True)
        reading, writing = os.pipe()
        try:
            process = await _start(result, self._arguments, writing)
        finally:
            os.close(writing)
        reader = asyncio.create_task(_read_records(reading, result, self._on_record))
        result.problem = await _watch(process, self._limit_seconds, self._stopped)
        result.exit_code = process.returncode
        await _drain(reader)
        if not result.problem and not any(isinstance(record, Closed) for record in result.records):
            result.problem = f"its process ended with {process.returncode} before its end"
        return result


async def _start(result: Result, arguments: Sequence[str], writing: int) -> asyncio.subprocess.Process:
    command = [sys.executable, "-m", "behave", "--runner=behave.runner:Runner", *arguments]
    command += ["--junit", f"--junit-directory={result.folder / 'junit'}", "--no-color"]
    command += [
        "--format=reports.formatter:AssayFormatter",
        f"--outfile=/dev/fd/{writing}",
        *result.shard.paths,
    ]
    with (result.folder / "output.log").open("wb") as output:
        return await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=asyncio.subprocess.STDOUT,
            pass_fds=(writing,),
            start_new_session=True,
        )


async def _read_records(reading: int, result: Result, on_record: OnRecord) -> None:
    stream = asyncio.StreamReader(limit=RECORD_LIMIT_BYTES)
    with os.fdopen(reading, "rb") as pipe:
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stream), pipe)
        async for line in stream:
            if not line.endswith(b"\n"):
                return  # The process died while it wrote this record.
            record = decode(line)
            result.records.append(record)
            on_record(result.shard, record)


async def _drain(reader: asyncio.Task[None]) -> None:
    """Read to the pipe's end, but don't wait for a stray child that holds it open."""
    done, _ = await asyncio.wait({reader}, timeout=DRAIN_SECONDS)
    if done:
        reader.result()
    else:
        reader.cancel()


async def _watch(process: asyncio.subprocess.Process, limit_seconds: float, stopped: asyncio.Event) -> str:
    """Wait for the process's end, its time limit or a stop; what went wrong, or nothing."""
    ended = asyncio.create_task(process.wait())
    halted = asyncio.create_task(stopped.wait())
    done, _ = await asyncio.wait({ended, halted}, timeout=limit_seconds, return_when=asyncio.FIRST_COMPLETED)
    halted.cancel()
    if ended in done:
        _kill_group(process.pid)
        return ""
    await _end(process)
    return "it was interrupted" if halted in done else f"it took longer than {limit_seconds:.0f} s"


async def _end(process: asyncio.subprocess.Process) -> None:
    """End a process and everything below it: interrupt, terminate, kill."""
    family = _descendants(process.pid)
    for number, grace_seconds in (
        (signal.SIGINT, INTERRUPT_GRACE_SECONDS),
        (signal.SIGTERM, TERMINATE_GRACE_SECONDS),
    ):
        if process.returncode is None:
            process.send_signal(number)
            await asyncio.wait({asyncio.ensure_future(process.wait())}, timeout=grace_seconds)
    if process.returncode is None:
        process.kill()
        await process.wait()
    _kill_group(process.pid)
    for relative in psutil.wait_procs(family, timeout=0)[1]:
        relative.kill()


def _descendants(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _kill_group(group: int) -> None:
    """What a dead behave left in its own process group goes too; usually nothing is there."""
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return  # Nothing was left; macOS says EPERM for a group of zombies.


def junit_documents(results: Sequence[Result]) -> dict[str, Path]:
    """The JUnit file of each feature file whose process came to its end."""
    written = (
        (result.shard.file, sorted((result.folder / "junit").glob("TESTS-*.xml"))) for result in results
    )
    return {file: paths[0] for file, paths in written if paths}
