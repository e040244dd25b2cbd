"""What the routers work with: one object, built once by the composition root."""

from dataclasses import dataclass

from system.observe.metrics import Metrics
from system.serving.admission import Admission
from system.serving.fleet import Fleet
from system.serving.portfolio import Model, SamplingDefaults
from system.serving.swapper import Swapper
from system.settings import Settings


@dataclass(frozen=True, slots=True)
class Service:
    """A running server, without its HTTP."""

    settings: Settings
    fleet: Fleet
    swapper: Swapper
    admission: Admission
    metrics: Metrics
    created: int

    @property
    def model(self) -> Model:
        """The model that serves now, as its files say."""
        return self.fleet.serving.model

    @property
    def defaults(self) -> SamplingDefaults:
        """What a request gets that names no value, if the model of the moment answers it."""
        return self.fleet.serving.defaults


def check_model(service: Service, name: str) -> None:
    """Raises NotFoundError unless a request may name the model so."""
    service.fleet.check_name(name)
