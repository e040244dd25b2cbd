"""Runs a plan's feature files in behave processes, each with a share of them, some processes at a time.

A process gets a pipe for its records, a folder for its JUnit files and output, a time limit for each
scenario, and a session of its own, so that Ctrl+C reaches it only through its owner. It is ended by an
interrupt first, since behave then runs its cleanups, and by force if that does not help. What a process did
not reach because it died or hung in one file is run in another.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import psutil

from reports.plan import File, Plan
from reports.records import Closed, Record, Started, decode, junit_document

INTERRUPT_GRACE_SECONDS = 20.0
TERMINATE_GRACE_SECONDS = 5.0
DRAIN_SECONDS = 5.0
RECORD_LIMIT_BYTES = 64 << 20

OnRecord = Callable[[Record], None]


class Result(msgspec.Struct):
    """What one process left: its records, how it ended, and its folder (`junit/`, `output.log`)."""

    files: list[File]
    folder: Path
    records: list[Record] = []
    exit_code: int | None = None
    problem: str = ""

    @property
    def unreached(self) -> list[File]:
        """The files behind the one in which the process died or hung."""
        begun = {record.feature for record in self.records if isinstance(record, Started)}
        reached = max((number for number, file in enumerate(self.files) if file.name in begun), default=0)
        return self.files[reached + 1 :]

    @property
    def output(self) -> str:
        """What the process wrote on stdout and stderr, without behave's greeting."""
        path = self.folder / "output.log"
        text = path.read_text(errors="replace") if path.exists() else ""
        return text.removeprefix("USING RUNNER: behave.runner:Runner\n")


class Crew:
    """Runs a plan, `jobs` files at a time; a scenario may take `limit_seconds`; `on_record` sees it all.

    `environment` is added to that of this process. Whoever gives `stopped` sees to signals and sets it.
    """

    def __init__(
        self,
        *,
        jobs: int,
        arguments: Sequence[str],
        folder: Path,
        limit_seconds: float,
        on_record: OnRecord,
        environment: Mapping[str, str] | None = None,
        stopped: asyncio.Event | None = None,
    ) -> None:
        self._jobs = jobs
        self._arguments = arguments
        self._folder = folder
        self._limit_seconds = limit_seconds
        self._on_record = on_record
        self._results: list[Result] = []
        self._environment = {**os.environ, **(environment or {})}
        self._sees_to_signals = stopped is None
        self._stopped = stopped or asyncio.Event()

    @property
    def interrupted(self) -> bool:
        """Whether SIGINT or SIGTERM ended the run; then files that had not begun left nothing."""
        return self._stopped.is_set()

    async def run(self, plan: Plan) -> list[Result]:
        """Run every file: first those that need the machine for themselves, then the others side by side."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM) if self._sees_to_signals else ():
            loop.add_signal_handler(number, self._stopped.set)
        await self._work(plan.alone)
        shards = plan.shards(self._jobs)
        async with asyncio.TaskGroup() as workers:
            for _ in range(self._jobs):
                workers.create_task(self._work_on(shards))
        return self._results

    async def _work_on(self, shards: Iterator[list[File]]) -> None:
        for shard in shards:
            await self._work(shard)

    async def _work(self, files: list[File]) -> None:
        while files and not self.interrupted:
            result = await self._run_process(files)
            files = result.unreached if result.problem else []

    async def _run_process(self, files: list[File]) -> Result:
        result = Result(files, self._folder / str(len(self._results)))
        self._results.append(result)
        (result.folder / "junit").mkdir(parents=True)
        reading, writing = os.pipe()
        try:
            process = await _start(result, self._arguments, self._environment, writing)
        finally:
            os.close(writing)
        seen = asyncio.Event()
        reader = asyncio.create_task(_read_records(reading, result, self._on_record, seen))
        result.problem = await self._watch(process, seen)
        result.exit_code = process.returncode
        await _drain(reader)
        if not result.problem and not any(isinstance(record, Closed) for record in result.records):
            result.problem = f"its process ended with {process.returncode} before its end"
        return result

    async def _watch(self, process: asyncio.subprocess.Process, seen: asyncio.Event) -> str:
        """Wait for the process's end, a scenario beyond its limit, or a stop; what went wrong, or nothing."""
        ended = asyncio.create_task(process.wait())
        halted = asyncio.create_task(self._stopped.wait())
        alive = True
        while alive and not ended.done() and not halted.done():
            progress = asyncio.create_task(seen.wait())
            alive = bool(await _first({ended, halted, progress}, self._limit_seconds))
            progress.cancel()
            seen.clear()
        halted.cancel()
        if ended.done():
            _kill_group(process.pid)
            return ""
        await _end(process)
        return "it was interrupted" if alive else f"a scenario took longer than {self._limit_seconds:.0f} s"


async def _first(tasks: set[asyncio.Task[Any]], timeout_seconds: float) -> set[asyncio.Task[Any]]:
    """Those of the tasks that are done first; none where the time is over before."""
    done, _ = await asyncio.wait(tasks, timeout=timeout_seconds, return_when=asyncio.FIRST_COMPLETED)
    return done


async def _start(
    result: Result, arguments: Sequence[str], environment: Mapping[str, str], writing: int
) -> asyncio.subprocess.Process:
    command = [sys.executable, "-m", "behave", "--runner=behave.runner:Runner", *arguments]
    command += ["--junit", f"--junit-directory={result.folder / 'junit'}", "--no-color"]
    command += [
        "--format=reports.formatter:AssayFormatter",
        f"--outfile=/dev/fd/{writing}",
        *(path for file in result.files for path in file.paths),
    ]
    with (result.folder / "output.log").open("wb") as output:
        return await asyncio.create_subprocess_exec(
            *command,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=asyncio.subprocess.STDOUT,
            pass_fds=(writing,),
            start_new_session=True,
        )


async def _read_records(reading: int, result: Result, on_record: OnRecord, seen: asyncio.Event) -> None:
    stream = asyncio.StreamReader(limit=RECORD_LIMIT_BYTES)
    with os.fdopen(reading, "rb") as pipe:
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stream), pipe)
        async for line in stream:
            if not line.endswith(b"\n"):
                return  # The process died while it wrote this record.
            record = decode(line)
            result.records.append(record)
            on_record(record)
            seen.set()


async def _drain(reader: asyncio.Task[None]) -> None:
    """Read to the pipe's end, but don't wait for a stray child that holds it open."""
    done, _ = await asyncio.wait({reader}, timeout=DRAIN_SECONDS)
    if done:
        reader.result()
    else:
        reader.cancel()


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
    """The JUnit file of each feature file that ran to its end; a second process's in place of the first's."""
    named = (
        (file.name, result.folder / "junit" / junit_document(file.name))
        for result in results
        for file in result.files
    )
    return {file: path for file, path in named if path.exists()}
