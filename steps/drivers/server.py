"""A server under test: one that the suite owns, home and all, or somebody else's at a URL."""

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from steps.drivers import homes
from steps.drivers.cachefiles import CacheFiles
from steps.drivers.client import Client, Exchange
from steps.drivers.deadlines import EVENT_SECONDS, DeadlineError
from steps.drivers.keyfiles import PRIVATE, KeysFile
from steps.drivers.process import ServerProcess
from steps.drivers.profiles import Profile
from steps.drivers.variants import PREFIX, make_variant

KERNELS = "mlx"
KEPT = ("ASSAY_MUTANT", "ASSAY_MUTANT_APPLIED")

Record = Callable[[Exchange], None]


class Answering(Protocol):
    """Anything that a client can be pointed at."""

    profile: Profile

    @property
    def url(self) -> str: ...

    def client(self, persona: str, record: Record | None = None) -> Client: ...


class RemoteServer:
    """Somebody else's server: it answers, and that is all the suite can do with it."""

    def __init__(self, url: str, key: str | None, profile: Profile) -> None:
        self.url = url
        self.profile = profile
        self._key = key

    def client(self, persona: str, record: Record | None = None) -> Client:
        return Client(self.url, self._key, record)


class Server:
    """An owned server: a folder with its home, temporary files and logs, and one process at a time.

    `variables` are added to its environment, in which there is no Hugging Face cache otherwise. Of the model
    in `original` changed copies are made.
    """

    def __init__(self, profile: Profile, original: Path) -> None:
        self.profile = profile
        self.original = original
        # A socket's path is limited to about 100 bytes, and the usual temporary folder can be long.
        self.folder = Path(tempfile.mkdtemp(prefix="as-", dir="/tmp"))
        self.home = self.folder / "home"
        self.temporary = self.folder / "t"
        self.keys_file = KeysFile(self.folder / "keys.json")
        self.was_damaged = False
        self._make_temporary()
        self.variables: dict[str, str] = {}
        self._process: ServerProcess | None = None
        self._ended_engine: int | None = None
        self._clients: list[Client] = []
        self._borrowed: list[Callable[[], None]] = []

    @property
    def process(self) -> ServerProcess:
        """The process of the moment, or the last one."""
        assert self._process is not None, "The server was never started"
        return self._process

    @property
    def url(self) -> str:
        return self.process.url

    @property
    def was_started(self) -> bool:
        return self._process is not None

    @property
    def is_listening(self) -> bool:
        """Whether it has said where it listens and still runs."""
        return self._process is not None and self._process.is_running and self._process.url != ""

    def launch(
        self, profile: Profile | None = None, home: Path | None = None, options: Sequence[str] = ()
    ) -> ServerProcess:
        """Start a process and do not wait; `profile` and `home` replace those it had, from now on."""
        self.profile = profile or self.profile
        self.home = home or self.home
        self._process = ServerProcess(
            ["--port", "0", "--home", str(self.home), *options], self._environment(), self.folder
        )
        return self._process

    def move_temporary(self, characters: int) -> None:
        """Its temporary files go into a folder with so long a name: no socket's path can be as long."""
        folder = self.folder / ("t" * characters)
        folder.mkdir()
        self.variables["TMPDIR"] = str(folder)

    def set_by_file(self, text: str) -> None:
        """From the next start on a file of settings says this."""
        file = self.folder / "assay.toml"
        file.write_text(text)
        self.variables["ASSAY_CONFIG"] = str(file)

    def set_by_plain_keys(self, text: str) -> Path:
        """From the next start on these lines are the keys that open it; the file that holds them."""
        file = self.folder / "keys.txt"
        file.touch(PRIVATE)
        file.write_text(text)
        self.variables["ASSAY_API_KEYS_FILE"] = str(file)
        return file

    def start(self, profile: Profile | None = None) -> float:
        """Start and wait until it listens; the seconds that took."""
        return self.launch(profile).wait_until_listening()

    def client(self, persona: str, record: Record | None = None) -> Client:
        """A client with the persona's key, for the address of the moment."""
        client = Client(self.url, self.profile.key_of(persona), record)
        self._clients.append(client)
        return client

    def restart(self, profile: Profile | None = None) -> float:
        """Stop in order and start again on the same home."""
        self.stop()
        return self.start(profile)

    def damage(self, file: str, how: str) -> None:
        """Do to a file that is in use what `how` says. Raises NotPossibleError."""
        self.was_damaged = True
        CacheFiles(self.home).damage(file, how)

    def while_stopped(self, act: Callable[[CacheFiles], None]) -> None:
        """Stop in order, do something to the files, and start again."""
        self.stop()
        self.was_damaged = True
        act(CacheFiles(self.home))
        self.start()

    def signal(self, name: str) -> None:
        """Send a signal by its name, SIGTERM or SIGINT, and do not wait."""
        self.process.signal(signal.Signals[name])

    def stop(self) -> int:
        """SIGTERM, and the exit status."""
        self.process.signal(signal.SIGTERM)
        return self.process.wait()

    def kill(self) -> None:
        """SIGKILL for server and engine at once; what they could not remove themselves goes too."""
        self.process.kill()
        self._sweep()

    def kill_server_alone(self) -> None:
        """SIGKILL for the server and not for its engine, which has to notice and leave."""
        self.process.signal(signal.SIGKILL)
        self.process.wait()
        self._sweep()

    def model(self, name: str) -> str:
        """How a swap names a model: as it is, or by the path of `other-model`, a changed copy."""
        return self._copy(name, "other-model") if name.startswith(PREFIX) else name

    def _copy(self, name: str, called: str | None = None) -> str:
        return str(make_variant(self.original, name.removeprefix(PREFIX), self.folder / "models", called))

    def engine_pid(self) -> int:
        """The process id that the server gives for its engine."""
        pid: int = self.client("Olive").send("GET", "/health/ready").json()["engine"]["pid"]
        return pid

    def kill_engine(self) -> int:
        """SIGKILL for the engine alone; the process id it had."""
        return self._signal_engine(signal.SIGKILL)

    def kill_engines(self, count: int) -> None:
        """SIGKILL for so many engines in turn, each as soon as it serves."""
        for _ in range(count):
            self.wait_until_ready()
            self.kill_engine()
            self.wait_until_unready()

    def hang_engine(self) -> int:
        """SIGSTOP for the engine alone, which then runs and does nothing; the process id it has."""
        return self._signal_engine(signal.SIGSTOP)

    def _signal_engine(self, which: int) -> int:
        self._ended_engine = self.engine_pid()
        os.kill(self._ended_engine, which)
        return self._ended_engine

    def wait_until_unready(self, seconds: float = EVENT_SECONDS) -> None:
        """Wait until the server has noticed that its engine is gone, asked again at each line of its log."""
        noticed = "the server to notice that its engine is gone"
        self.process.log.until(lambda: self._serving_engine() != self._ended_engine, seconds, noticed)

    def wait_until_ready(self, seconds: float = EVENT_SECONDS) -> None:
        """Wait until /health/ready says 200, asked again whenever the server logs something.

        What it says of an engine that was just ended, before it noticed, is not what is waited for.
        """
        ready = "the server to be ready again"
        self.process.log.until(
            lambda: self._serving_engine() not in (None, self._ended_engine), seconds, ready
        )

    def _serving_engine(self) -> int | None:
        """The process id of the engine that is ready; None while none is."""
        answer = self.client("Olive").send("GET", "/health/ready")
        return int(answer.json()["engine"]["pid"]) if answer.is_success else None

    def borrow(self, give_back: Callable[[], None]) -> None:
        """What has to be given back once it has ended."""
        self._borrowed.append(give_back)

    def close(self) -> None:
        """End it and remove what is its own. AssertionError if more is left, or its home is not whole."""
        for client in self._clients:
            client.close()
        left = [*self._end(), *self._lying_about(), *self._home_faults()]
        for give_back in self._borrowed:
            give_back()
        shutil.rmtree(self.folder)
        assert not left, f"The server left something behind: {'; '.join(left)}"

    def _end(self) -> list[str]:
        if self._process is None:
            return []
        late = self._stop_or_say_why() if self._process.is_running else []
        left = [*late, *self._process.leftovers()]
        self._process.kill()
        return left

    def _home_faults(self) -> list[str]:
        """What is not as its manifests say, once nobody writes there any more."""
        if self._process is None or self.was_damaged:
            return []
        return homes.faults(self.home, in_order=self._process.exit_code == 0)

    def _stop_or_say_why(self) -> list[str]:
        try:
            self.stop()
        except DeadlineError as late:
            return [str(late)]
        return []

    def leftovers(self) -> list[str]:
        """What an ended server left running, listening or lying in the temporary folder."""
        return [*self.process.leftovers(), *self._lying_about()]

    def _sweep(self) -> None:
        """Remove what a killed process could not: it is not held against the next one."""
        shutil.rmtree(self.temporary)
        self._make_temporary()

    def _make_temporary(self) -> None:
        """An empty folder, but for MLX's compiled kernels: those belong to the machine and to no server."""
        kernels = Path(tempfile.gettempdir()) / KERNELS
        kernels.mkdir(exist_ok=True)
        self.temporary.mkdir()
        (self.temporary / KERNELS).symlink_to(kernels)

    def _lying_about(self) -> list[str]:
        return [f"temporary file {path} is left" for path in self.temporary.iterdir() if path.name != KERNELS]

    def _environment(self) -> dict[str, str]:
        ours = {
            name: value for name, value in os.environ.items() if name in KEPT or not name.startswith("ASSAY_")
        }
        settings = self.profile.environment()
        if (model := settings.get("ASSAY_MODEL", "")).startswith(PREFIX):
            settings["ASSAY_MODEL"] = self._copy(model)
        if self.profile.keys_file:
            self.keys_file.write_once(self.profile)
            settings["ASSAY_KEYS_FILE"] = str(self.keys_file.path)
        own = {"HF_HUB_CACHE": str(self.folder / "no-cache"), "TMPDIR": str(self.temporary)}
        return {**ours, **settings, **own, **self.variables}
