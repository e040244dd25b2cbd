"""`python -m steps.mutants.stubs NAME` serves one stub on a free port of this machine and says where."""

import sys
from http.server import ThreadingHTTPServer

from steps.mutants.stubs.plausible import Plausible
from steps.mutants.stubs.refusing import Refusing

STUBS = {"plausible": Plausible, "refusing": Refusing}


def main(name: str) -> None:
    """Serve until the process is ended."""
    with ThreadingHTTPServer(("127.0.0.1", 0), STUBS[name]) as server:
        print(f"http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1])
