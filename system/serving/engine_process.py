"""One engine process: started, loaded, and ended for certain."""

import asyncio
import logging
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from system.engine.messages import Load, LoadFailed, ModelInfo, Shutdown
from system.errors import EngineDiedError, ModelError, UnavailableError
from system.serving.engine_client import EngineClient

log = logging.getLogger(__name__)

CONNECT_SECONDS = 60.0
SAVE_SECONDS = 15.0
LEAVE_SECONDS = 5.0
STDERR = 2

Result = TypeVar("Result")


class EngineProcess:
    """An engine and the socket to it. Whoever has it calls `end` or `kill`."""

    def __init__(self, process: asyncio.subprocess.Process, client: EngineClient) -> None:
        self.process = process
        self.client = client
        self.model: ModelInfo | None = None

    @property
    def pid(self) -> int:
        return self.process.pid

    @classmethod
    async def spawn(cls) -> "EngineProcess":
        """A process that has connected. Its socket and run directory are gone once it has.

        Raises EngineDiedError when it can't be started, ends, or says nothing, before that.
        """
        try:
            return await cls._spawn()
        except OSError as error:
            raise EngineDiedError(f"the engine process can't be started: {error}") from error

    @classmethod
    async def _spawn(cls) -> "EngineProcess":
        directory = Path(tempfile.mkdtemp(prefix="assay-"))
        try:
            path = directory / "engine.sock"
            client = EngineClient()
            listener = await asyncio.get_running_loop().create_unix_server(lambda: client, path, backlog=1)
            log.info("engine_starting")
            try:
                process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    *("-m", "system.engine", "--socket", str(path)),
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=STDERR,
                )
                engine = cls(process, client)
                await engine._first(client.connected, CONNECT_SECONDS, "connect")
            finally:
                listener.close()
        finally:
            shutil.rmtree(directory)
        return engine

    async def load(self, command: Load, timeout_seconds: float) -> ModelInfo:
        """Have the model loaded. Raises ModelError with the step that failed, or EngineDiedError."""
        self.client.send(command)
        report = await self._first(self.client.loaded, timeout_seconds, "load the model")
        if isinstance(report, LoadFailed):
            raise ModelError(
                f"{command.model_id} can't be loaded ({report.step}): {report.reason}", step=report.step
            )
        self.model = report.model
        return report.model

    async def ended(self) -> str:
        """How the process ended, once its socket is closed. Nobody can reach one that stays: it is killed."""
        if not await self._gone_within(LEAVE_SECONDS):
            await self.kill()
        return f"the engine process ended ({_ending(await self.process.wait())})"

    async def end(self, grace_seconds: float) -> None:
        """Orderly: running requests may finish within the grace, caches are saved; then whatever it takes."""
        if self.process.returncode is None:
            with suppress(UnavailableError):  # its socket is closed: it is leaving already
                self.client.send(Shutdown(grace_seconds))
            if not await self._gone_within(grace_seconds + SAVE_SECONDS):
                self.client.abort()
                await self._gone_within(LEAVE_SECONDS)
        await self.kill()

    async def kill(self) -> None:
        """At once. Returns when the process is gone."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()
        self.client.abort()

    async def _gone_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self.process.wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def _first(self, awaited: asyncio.Future[Result], timeout_seconds: float, what: str) -> Result:
        """The result of `awaited`; if the process ends or the deadline passes first, it is killed."""
        exit_ = asyncio.ensure_future(self.process.wait())
        try:
            pending: set[asyncio.Future[Any]] = {awaited, exit_}
            await asyncio.wait(pending, timeout=timeout_seconds, return_when=asyncio.FIRST_COMPLETED)
            if awaited.done():
                return awaited.result()
            if exit_.done():
                raise EngineDiedError(
                    f"the engine process ended ({_ending(exit_.result())}) before it could {what}"
                )
            raise EngineDiedError(f"the engine process did not {what} within {timeout_seconds:g} s")
        finally:
            exit_.cancel()
            if not awaited.done():
                await self.kill()


def _ending(returncode: int) -> str:
    return f"signal {-returncode}" if returncode < 0 else f"exit code {returncode}"
