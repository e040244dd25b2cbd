"""What goes to a server and what came back: HTTP by h11, events by their schema, all of it off the clock."""

import h11
import msgspec

Stamped = tuple[float, bytes]


class Request(msgspec.Struct, frozen=True):
    """One POST. It goes out at the barrier, or once the load's first stream has had `after_reads` reads."""

    body: dict[str, object]
    headers: dict[str, str] = {}
    path: str = "/v1/chat/completions"
    after_reads: int = 0


class Stream(msgspec.Struct, frozen=True):
    """What came of one request. Seconds count from the load's barrier.

    `lost` says why there is no whole answer (refused, reset, timed out, cut short); an answer with an error
    status is not lost. `times` are those of the events that carried something said.
    """

    status: int = 0
    lost: str = ""
    sent: float = 0.0
    last: float = 0.0
    times: list[float] = []
    tokens: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    cache_source: str = ""
    problem: str = ""

    @property
    def answered(self) -> bool:
        return self.status == 200 and not self.lost and bool(self.times)

    @property
    def first_seconds(self) -> float:
        """From sending to the first text."""
        return self.times[0] - self.sent

    @property
    def seconds(self) -> float:
        """From sending to the end of the answer."""
        return self.last - self.sent


class _Said(msgspec.Struct):
    content: str | None = None
    reasoning: str | None = None
    tool_calls: list[object] | None = None


class _Choice(msgspec.Struct):
    delta: _Said = msgspec.field(default_factory=_Said)


class _Details(msgspec.Struct):
    cached_tokens: int = 0
    cache_source: str = ""


class _Usage(msgspec.Struct):
    completion_tokens: int = 0
    prompt_tokens: int = 0
    prompt_tokens_details: _Details | None = None


class _Event(msgspec.Struct):
    choices: list[_Choice] = []
    usage: _Usage | None = None
    error: object = None


_decoder = msgspec.json.Decoder(_Event)


def request_bytes(request: Request, port: int) -> bytes:
    """The request as it travels, asking the server to close when it has answered."""
    body = msgspec.json.encode(request.body)
    headers = {
        "Host": f"127.0.0.1:{port}",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Connection": "close",
        **request.headers,
    }
    connection = h11.Connection(h11.CLIENT)
    head = connection.send(h11.Request(method="POST", target=request.path, headers=list(headers.items())))
    return (head or b"") + (connection.send(h11.Data(data=body)) or b"")


def read_stream(reads: list[Stamped], *, sent: float, lost: str) -> Stream:
    """The stream that stamped bytes amount to; `sent` and the stamps are seconds from the barrier."""
    answer = _Answer()
    whole = answer.read(reads)
    if not lost and not whole:
        lost = "cut short" if reads else "closed unanswered"
    details = answer.usage.prompt_tokens_details or _Details()
    return Stream(
        status=answer.status,
        lost=lost,
        sent=sent,
        last=reads[-1][0] if reads else sent,
        times=answer.times,
        tokens=answer.usage.completion_tokens,
        prompt_tokens=answer.usage.prompt_tokens,
        cached_tokens=details.cached_tokens,
        cache_source=details.cache_source,
        problem=answer.problem,
    )


class _Answer:
    """One HTTP answer: its status, the times of its events, its usage, and what was wrong with it."""

    def __init__(self) -> None:
        self.status = 0
        self.times: list[float] = []
        self.usage = _Usage()
        self.problem = ""
        self._done = False
        self._rest = b""

    def read(self, reads: list[Stamped]) -> bool:
        """Whether all of it is there: HTTP's own end, and an event stream's [DONE]."""
        connection = h11.Connection(h11.CLIENT)
        connection.send(h11.Request(method="POST", target="/", headers=[("Host", "-")]))
        connection.send(h11.EndOfMessage())
        try:
            for moment, data in [*reads, (0.0, b"")]:
                connection.receive_data(data)
                self._take(connection, moment)
        except (h11.RemoteProtocolError, msgspec.DecodeError):
            return False
        return self.status != 0 and (self.status != 200 or self._done)

    def _take(self, connection: h11.Connection, moment: float) -> None:
        while (event := connection.next_event()) not in (h11.NEED_DATA, h11.PAUSED):
            if isinstance(event, h11.Response):
                self.status = event.status_code
            elif isinstance(event, h11.Data) and self.status == 200:
                self._stream(bytes(event.data), moment)
            elif isinstance(event, h11.Data):
                self.problem += bytes(event.data).decode(errors="replace")
            elif isinstance(event, h11.ConnectionClosed):
                return

    def _stream(self, data: bytes, moment: float) -> None:
        *blocks, self._rest = (self._rest + data).replace(b"\r\n", b"\n").split(b"\n\n")
        for block in blocks:
            for line in block.split(b"\n"):
                if line == b"data: [DONE]":
                    self._done = True
                elif line.startswith(b"data:"):
                    self._event(_decoder.decode(line[5:]), moment)

    def _event(self, event: _Event, moment: float) -> None:
        if event.error is not None:
            self.problem = str(event.error)
        self.usage = event.usage or self.usage
        if any(c.delta.content or c.delta.reasoning or c.delta.tool_calls for c in event.choices):
            self.times.append(moment)
