"""The three systems compared, which take the same rounds: mlx-lm in-process, Assay, mlx-lm's server."""

import ctypes.util
import os
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Literal, Protocol

import httpx
import msgspec
import psutil

from system.bench.client import Load, Seen
from system.bench.plan import Conversation
from system.bench.processes import OwnedProcess, Peer, free_port, listening, module, peak_bytes
from system.bench.wire import Request, Stream
from system.errors import BenchError

FLOOR, ASSAY, MLX_LM = "in-process", "assay", "mlx_lm server"
READY_SECONDS = 120.0
LISTENING = "assay: listening on "
# On few cores a BLAS's threads fight the server's own for them: with one, single streams ran twice as fast.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

Cpu = dict[str, float]


class System(Protocol):
    """Something that answers a round of conversations at once."""

    name: str

    def round(self, conversations: list[Conversation], answer_tokens: int) -> Seen: ...

    def cpu_seconds(self) -> Cpu:
        """Processor seconds so far, by process."""
        ...


class Blas(msgspec.Struct, frozen=True):
    """One BLAS for all three: what Assay and the in-process side are told, what mlx-lm's server preloads."""

    name: str
    assay: Literal["auto", "off"]
    preload: str = ""

    def check(self, pid: int, name: str) -> None:
        """Raises BenchError when a process does not use what it should; only Linux lets one look."""
        maps = Path(f"/proc/{pid}/maps")
        # numpy brings an OpenBLAS of its own, under another name, that MLX never sees
        if maps.is_file() and ("/libopenblas" in maps.read_text()) != (self.name == "openblas"):
            raise BenchError(f"{name} should use the BLAS {self.name!r} and does not")


def blas_here() -> list[Blas]:
    """Those to measure with: as MLX is shipped, and with OpenBLAS where it is installed and would be used."""
    if sys.platform != "linux":
        return [Blas("accelerate", "auto")]
    library = ctypes.util.find_library("openblas")
    shipped = Blas("bundled", "off")
    return [shipped, Blas("openblas", "auto", library)] if library else [shipped]


def environment(**more: str) -> dict[str, str]:
    """What every process gets: the caller's environment less Assay's settings, and one thread for BLAS."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ASSAY_")}
    return {"HF_HUB_OFFLINE": "1", **ONE_THREAD, **kept, **more}


class Floor:
    """mlx-lm's BatchGenerator in a process of its own, asked over pipes: no server around it."""

    name = FLOOR

    def __init__(self, owner: ExitStack, model: Path, blas: Blas) -> None:
        command = module("system.engine.floor", "--model", str(model), "--blas", blas.assay)
        self._peer = owner.enter_context(Peer("the in-process side", command, environment()))
        self.device: str = msgspec.json.decode(self._peer.line(READY_SECONDS))["device"]
        blas.check(self._peer.pid, self.name)

    def count(self, conversations: list[Conversation]) -> list[int]:
        """Tokens of each conversation as the model's template renders it."""
        asked = {"op": "count", "conversations": conversations}
        return self._peer.ask(asked, dict[str, list[int]])["tokens"]

    def round(self, conversations: list[Conversation], answer_tokens: int) -> Seen:
        asked = {"op": "round", "conversations": conversations, "max_tokens": answer_tokens}
        answer = self._peer.ask(asked, dict[str, Any])
        streams = [
            Stream(status=200, times=[s["first"], s["last"]], last=s["last"], tokens=s["tokens"])
            for s in answer["streams"]
        ]
        return Seen(streams, answer["wall_seconds"], 0.0)

    def cpu_seconds(self) -> Cpu:
        return {"engine": _cpu_seconds(self._peer.pid)}

    def end(self) -> None:
        self._peer.end()


class HttpSystem:
    """A server that speaks OpenAI's API, under load from the one client."""

    def __init__(self, name: str, model_name: str, process: OwnedProcess, port: int, client: Peer) -> None:
        self.name = name
        self.process = process
        self.port = port
        self._model_name = model_name
        self._client = client

    def load(
        self, requests: list[Request], *, connect_first: bool = True, timeout_seconds: float = 300
    ) -> Seen:
        load = Load(self.port, requests, connect_first, timeout_seconds)
        return self._client.ask(load, Seen, timeout_seconds + 60)

    def request(
        self, conversation: Conversation, answer_tokens: int, *, agent: str = "", after_reads: int = 0
    ) -> Request:
        body = {
            "model": self._model_name,
            "messages": conversation,
            "max_tokens": answer_tokens,
            "temperature": 0,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        return Request(body, {"X-Agent-ID": agent} if agent else {}, after_reads=after_reads)

    def round(self, conversations: list[Conversation], answer_tokens: int) -> Seen:
        return self.load([self.request(conversation, answer_tokens) for conversation in conversations])

    def ask(self, conversation: Conversation, answer_tokens: int, agent: str = "") -> Stream:
        """One request alone. Raises BenchError when it is not answered."""
        stream = self.load([self.request(conversation, answer_tokens, agent=agent)]).streams[0]
        if not stream.answered:
            what = stream.lost or stream.problem or "no text"
            raise BenchError(self.process.story(f"did not answer ({stream.status}: {what})"))
        return stream

    def cpu_seconds(self) -> Cpu:
        return {"server": _cpu_seconds(self.process.pid)}

    def end(self) -> None:
        """Ends the server and makes sure that its port is free again."""
        self.process.end()
        if listening(self.port):
            raise BenchError(f"{self.name} has ended and something still listens on its port {self.port}")


class Health(msgspec.Struct, frozen=True):
    """What /health/ready says of the model and the engine."""

    model: Any
    fingerprint: str
    engine: dict[str, Any]


class Assay(HttpSystem):
    """`assay serve` with a home of its own; `ready_seconds` until it says that it listens."""

    def __init__(
        self, owner: ExitStack, model: Path, home: Path, client: Peer, blas: Blas, **settings: str
    ) -> None:
        self.home = home
        command = [str(Path(sys.executable).with_name("assay")), "serve"]
        given = {
            "ASSAY_MODEL": str(model),
            "ASSAY_HOME": str(home),
            "ASSAY_PORT": "0",
            "ASSAY_BLAS": blas.assay,
        }
        process = owner.enter_context(OwnedProcess("assay serve", command, environment(**given, **settings)))
        line = process.line(READY_SECONDS)
        self.ready_seconds = time.perf_counter() - process.started
        if not line.startswith(LISTENING):
            raise BenchError(process.story(f"said {line.rstrip()!r} instead of where it listens"))
        super().__init__(ASSAY, "default", process, int(line.rstrip().rpartition(":")[2]), client)
        self.health = msgspec.json.decode(self._call("GET", "/health/ready").content, type=Health)
        blas.check(self.health.engine["pid"], self.name)

    def flush(self, agent: str) -> None:
        """Returns once every turn of the agent is on disk."""
        self._call("POST", f"/v1/agents/{agent}/flush")

    def memory_bytes(self) -> dict[str, int]:
        """The peak of the API process and of the engine process so far."""
        return {"api": peak_bytes(self.process.pid), "engine": peak_bytes(self.health.engine["pid"])}

    def cpu_seconds(self) -> Cpu:
        return {"api": _cpu_seconds(self.process.pid), "engine": _cpu_seconds(self.health.engine["pid"])}

    def _call(self, method: str, path: str) -> httpx.Response:
        answer = httpx.request(method, f"http://127.0.0.1:{self.port}{path}", timeout=READY_SECONDS)
        if answer.is_error:
            raise BenchError(f"{method} {path} was answered {answer.status_code}: {answer.text}")
        return answer


def mlx_lm_server(owner: ExitStack, model: Path, client: Peer, blas: Blas) -> HttpSystem:
    """`python -m mlx_lm server` as it comes, ready to answer."""
    port = free_port()
    command = module("mlx_lm", "server", "--model", str(model), "--host", "127.0.0.1", "--port", str(port))
    preloaded = {"LD_PRELOAD": blas.preload} if blas.preload else {}
    process = owner.enter_context(
        OwnedProcess(MLX_LM, command, environment(**preloaded), ready_words="Starting httpd")
    )
    process.logged(READY_SECONDS)
    blas.check(process.pid, MLX_LM)
    return HttpSystem(MLX_LM, "default_model", process, port, client)


def _cpu_seconds(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)
