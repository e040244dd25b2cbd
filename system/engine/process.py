"""The engine process: arguments, the first command, and an orderly end."""

import argparse
import gc
import logging
import signal
import sys
import time
from pathlib import Path

import msgspec

from system import logs
from system.engine import catalogue
from system.engine.blas import interpose
from system.engine.channel import Channel
from system.engine.heap import keep_freed
from system.engine.messages import Load, LoadFailed, Loading, Ready
from system.errors import AssayError, ModelError

log = logging.getLogger(__name__)


def main() -> int:
    """Serve one server over one socket. The exit code is 0 when it ended in order."""
    parser = argparse.ArgumentParser(prog="python -m system.engine", description="Assay's engine process")
    parser.add_argument("--socket", type=Path, required=True, help="the server's Unix-domain socket")
    arguments = parser.parse_args()
    logs.configure()
    for ignored in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)  # the server's Shutdown, or its end, is what ends an engine
    return serve(Channel.connect(arguments.socket))


def serve(channel: Channel) -> int:
    """Load what the server asks for, and answer until it has had enough."""
    command = channel.receive()
    if not isinstance(command, Load):
        log.error("the server's first command was no Load")
        return 2
    started = time.perf_counter()
    gc.disable()  # All that is made until it serves stays, and looking through it takes a sixth of that time.
    keep_freed()
    blas = interpose(command.blas)
    catalogue.leave_out()
    # Only now: MLX takes the BLAS that is there when it is first imported.
    from system.engine.engine import Engine
    from system.engine.model import load
    from system.engine.selftest import self_test

    try:
        channel.send(Loading("weights"))
        model = load(command, blas)
        channel.send(Loading("self-test"))
        rows = command.max_rows if self_test(model) else 1
        engine = Engine(msgspec.structs.replace(command, max_rows=rows), model, channel)
    except AssayError as error:
        step = error.step if isinstance(error, ModelError) else "home"
        log.error("model can't be loaded", extra={"step": step, "reason": error.message})  # noqa: TRY400
        channel.send(LoadFailed(step, error.message))
        return 1
    told = {"model": model.info.id, "blas": blas, "load_seconds": model.info.load_seconds}
    log.info("model loaded", extra=told | {"seconds": time.perf_counter() - started})
    gc.freeze()  # What is here now stays: the collector need not look through it, now or at the end.
    gc.enable()
    channel.send(Ready(model.info))
    engine.run()
    channel.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
