"""`assay serve` as the child of another command: it leaves with its parent, however that ends.

The parent holds the other end of stdin and never writes. Once it is closed, also by SIGKILL, the server is
ended as by SIGTERM, so that its caches are saved and its engine goes.
"""

import os
import signal
import sys
import threading

from system.cli.main import main


def _leave_with_parent() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    sys.argv[1:1] = ["serve", "--json"]
    main()
