"""The `assay` command on models and servers that a scenario has."""

import json
import re
import shutil
import tempfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

from steps.drivers.commands import Run, run
from steps.drivers.model import bundled_model
from steps.drivers.server import Server
from steps.drivers.variants import make_variant

FIGURES = re.compile(r"\| [a-z ]+ \| \d+ \|")
"""A row of a card's table: a skill, and the length of its prompts."""


def show_variant(name: str) -> Run:
    """`assay show --json` of a copy of the bundled model that was changed as `name` says."""
    with tempfile.TemporaryDirectory() as folder:
        copy = make_variant(bundled_model().path, name, Path(folder))
        return run(f"assay show '{copy}' --json")


def quantize(target: Path, bits: int, *options: str) -> Run:
    """Write the bundled model with so many bits a weight, as `assay forge` makes it."""
    words = ["assay forge quantize", f"'{bundled_model().path}' '{target}' --bits {bits}", *options]
    return run(" ".join(words))


def measure_copy(folder: Path, skill: str, cases: int) -> tuple[Run, list[str]]:
    """`assay forge evaluate --write-card` of a copy of the bundled model, and its card's rows of figures."""
    copy = folder / "measured"
    shutil.copytree(bundled_model().path, copy)
    ran = run(f"assay forge evaluate '{copy}' --skill {skill} --cases {cases} --write-card --json")
    rows = [line for line in (copy / "README.md").read_text().splitlines() if FIGURES.match(line)]
    return ran, rows


def show_quantized(bits: int) -> Run:
    """`assay show --json` of the bundled model with so many bits a weight."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "quantized"
        made = quantize(target, bits)
        assert made.exit_code == 0, made.stderr
        return run(f"assay show '{target}' --json")


def run_at(server: Server, line: str, persona: str | None) -> Run:
    """A command told where the server is, with the person's key in its environment."""
    key = server.profile.key_of(persona) if persona else None
    return run(f"{line} --server {server.url}", **({"ASSAY_API_KEY": key} if key else {}))


class _Unready(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"status": "restarting"}).encode()
        self.send_response(503)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        return


def run_at_an_unready_server(line: str) -> Run:
    """A command told of a server that answers as one does whose engine is being replaced."""
    with HTTPServer(("127.0.0.1", 0), _Unready) as server:
        serving = Thread(target=server.serve_forever)
        serving.start()
        try:
            return run(f"{line} --server http://127.0.0.1:{server.server_port}")
        finally:
            server.shutdown()
            serving.join()
