"""The servers of one run of the suite: shared by profile, or one scenario's own, all ended together."""

import json
from pathlib import Path
from typing import Any

from steps.drivers.answers import Answer
from steps.drivers.client import Exchange
from steps.drivers.model import BUNDLED, SHIPPED, Model, bundled_model, known_model, repository_of
from steps.drivers.profiles import DEFAULT, Profile
from steps.drivers.server import Server
from steps.drivers.targets import Target
from steps.drivers.writes_within import Untouched


class ServerPool:
    """Starts servers when they are first asked for and owns every one of them until it has ended.

    `served` is what the shared ones say of their models and of what computes them, by model.
    """

    def __init__(self, profiles: dict[str, Profile], target: Target) -> None:
        self.profiles = profiles
        self.target = target
        self._shared: dict[str, Server] = {}
        self._references: dict[str, Server] = {}
        self._colds: dict[tuple[str, str, str], tuple[Answer, list[Exchange]]] = {}
        self._own: list[Server] = []
        self._models: list[Untouched] = []
        self._met: dict[str, Model] = {}
        self.served: dict[str, dict[str, str]] = {}

    @property
    def model(self) -> Model:
        """The model that the default profile serves, as its files say."""
        return known_model(self.target.served) if self.target.served else bundled_model()

    @property
    def original(self) -> Path:
        """The model that changed copies are made of: the served one if it ships; others may be too large."""
        return self.model.path if self.model.path.parent == SHIPPED else bundled_model().path

    @property
    def known_problems(self) -> list[dict[str, str]]:
        """What each model is known to get wrong that a server of the run began with."""
        return [
            {"model": name, **problem}
            for name, model in self._met.items()
            for problem in model.known_problems
        ]

    def profile(self, name: str) -> Profile:
        """The profile of that name; AssertionError listing the known ones where there is none."""
        assert name in self.profiles, f"No profile {name!r} in profiles.toml, only {sorted(self.profiles)}"
        found, served = self.profiles[name], self.target.served
        return found.serving(str(known_model(served).path)) if served else found

    def shared(self, name: str = DEFAULT) -> Server:
        """The run's one server with this profile, for scenarios that leave it as they found it."""
        return self._running(self._shared, name, self.profile(name))

    def reference(self, name: str = DEFAULT) -> Server:
        """A server that only ever answers requests without an agent: it has met nobody and keeps nothing.

        One serves for all profiles whose answers are the same.
        """
        profile = self.profile(name).answering
        return self._running(self._references, repr(sorted(profile.settings.items())), profile)

    def cold(self, name: str, path: str, body: dict[str, Any]) -> tuple[Answer, list[Exchange]]:
        """What the reference server answers to a request, which it is asked once; and the exchange."""
        asked = (name, path, json.dumps(body, sort_keys=True))
        if asked not in self._colds:
            exchanges: list[Exchange] = []
            answer = self.reference(name).client("Ada", exchanges.append).answer(path, body)
            self._colds[asked] = answer, exchanges
        return self._colds[asked]

    def own(self, name: str = DEFAULT) -> Server:
        """A server of one scenario's own, not started yet."""
        server = self._server(self.profile(name))
        self._own.append(server)
        return server

    def watch_models(self) -> None:
        """From now on nobody may write among the models that ship, or beside the one that is served."""
        if not self._models and self.target.url is None:
            served = {repository_of(self.model.path)} if self.target.served else set()
            folders = [SHIPPED, *(path for path in served if not path.is_relative_to(SHIPPED))]
            self._models = [Untouched(folder) for folder in folders]

    def check_models(self) -> None:
        """Raises AssertionError where anybody has written in a model's directory."""
        written = [each for folder in self._models for each in folder.writes()]
        assert not written, f"A model's directory is only read: {'; '.join(written)}"

    def release(self, server: Server) -> None:
        """End a scenario's own server and prove that nothing of it is left."""
        self._own.remove(server)
        server.close()

    def close(self) -> None:
        """End every server that is left; raises what the first that did not end cleanly said."""
        servers = [*self._own, *self._shared.values(), *self._references.values()]
        self._own, self._shared, self._references = [], {}, {}
        faults = [fault for server in servers if (fault := _closing(server))]
        models, self._models = self._models, []
        for folder in models:
            faults += [AssertionError(fault) for fault in folder.faults()]
            folder.close()
        if faults:
            raise faults[0]

    def _running(self, servers: dict[str, Server], key: str, profile: Profile) -> Server:
        found = servers.get(key)
        if found is not None and found.is_listening:
            return found
        if found is not None:
            del servers[key]
            found.close()
        server = servers[key] = self._server(profile)
        server.start()
        facts = _served_by(server)
        self.served.setdefault(facts["model"], facts)
        return server

    def _server(self, profile: Profile) -> Server:
        name = str(profile.settings.get("model", BUNDLED))
        if (path := SHIPPED / name).is_dir():  # a path stays what it is
            self._met[path.name] = Model(path)
        return Server(profile, self.original)


def _served_by(server: Server) -> dict[str, str]:
    """What a server says of its model and of what computes it, for the report's first sentence."""
    health = server.client("Olive").get("/health/ready")
    return {"model": health["model"], "fingerprint": health["fingerprint"], **health["engine"]}


def _closing(server: Server) -> AssertionError | None:
    try:
        server.close()
    except AssertionError as fault:
        return fault
    return None
