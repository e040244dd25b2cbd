"""Every error Assay raises on purpose.

AssayError
├── RequestError            the caller's doing: answered with its status, nothing was changed
│   ├── NotFoundError       no such model, agent or path (404)
│   ├── TooLongError        prompt and answer do not fit the model's context (400)
│   ├── BehindError         a stream that was not read (408, as an error event)
│   └── BusyError           the bounded queue is full (429)
│       └── LimitError      the caller's own limit is reached (429)
├── UnavailableError        no engine can take the request now (503)
│   └── EngineDiedError     the engine process ended while the request ran (503, or an error event)
├── ModelError              a model that cannot be loaded: which step failed, and why
├── SwapError               a swap that failed: in which phase, and why; the model before it serves
├── HomeError               the home directory can't be used: locked by another server, not writable
├── SettingsError           settings that contradict each other or are unsafe
├── KeysError               a file of keys that can't be used: missing, readable by others, or no keys file
└── BenchError              something that was to be measured could not be
"""


class AssayError(Exception):
    """Base of the tree; `code` is the machine-readable name that reaches the caller."""

    code = "internal_error"
    status = 500

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class RequestError(AssayError):
    """A request that can't be honoured; `param` names the field at fault, where there is one."""

    code = "invalid_request"
    status = 400

    def __init__(
        self, message: str, *, param: str | None = None, code: str | None = None, status: int | None = None
    ) -> None:
        super().__init__(message, code=code)
        self.param = param
        if status is not None:
            self.status = status


class NotFoundError(RequestError):
    code = "not_found"
    status = 404


class TooLongError(RequestError):
    """The prompt (and the tokens asked for) exceed the context; the message gives both counts."""

    code = "context_length_exceeded"


class BehindError(RequestError):
    """The caller reads its stream so slowly that too much of it has piled up."""

    code = "read_too_slowly"
    status = 408


class BusyError(RequestError):
    """The queue is full; `retry_after_seconds` goes into Retry-After."""

    code = "queue_full"
    status = 429

    def __init__(self, message: str, *, retry_after_seconds: int = 1) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class LimitError(BusyError):
    """The key's limit `policy` is reached: requests, tokens or concurrent."""

    code = "rate_limit_exceeded"

    def __init__(self, message: str, *, policy: str, retry_after_seconds: int) -> None:
        super().__init__(message, retry_after_seconds=retry_after_seconds)
        self.policy = policy


class UnavailableError(AssayError):
    """No engine can take the request now; `retry_after_seconds` goes into Retry-After."""

    code = "unavailable"
    status = 503

    def __init__(self, message: str, *, retry_after_seconds: int = 1) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class EngineDiedError(UnavailableError):
    code = "engine_died"


class ModelError(AssayError):
    """A model can't be loaded; `step` is one of find, config, tokenizer, template, weights, memory,
    self-test."""

    code = "model_error"

    def __init__(self, message: str, *, step: str) -> None:
        super().__init__(message)
        self.step = step


class SwapError(AssayError):
    """A swap has failed in the phase `step`; who served before serves."""

    code = "swap_failed"

    def __init__(self, message: str, *, step: str, status: int) -> None:
        super().__init__(message)
        self.step = step
        self.status = status


class HomeError(AssayError):
    code = "home_error"


class SettingsError(AssayError):
    code = "settings_error"


class KeysError(AssayError):
    code = "keys_error"


class BenchError(AssayError):
    code = "bench_error"
