"""What the routers work with: one object, built once by the composition root."""

from dataclasses import dataclass

from system.errors import NotFoundError
from system.observe.metrics import Metrics
from system.serving.admission import Admission
from system.serving.portfolio import Model, SamplingDefaults
from system.serving.supervisor import Supervisor
from system.settings import Settings

DEFAULT_ALIAS = "default"


@dataclass(frozen=True, slots=True)
class Service:
    """A running server, without its HTTP."""

    settings: Settings
    model: Model
    defaults: SamplingDefaults
    supervisor: Supervisor
    admission: Admission
    metrics: Metrics
    created: int


def check_model(service: Service, name: str) -> None:
    """Raises NotFoundError unless a request may name the model so."""
    if name not in (service.model.id, DEFAULT_ALIAS):
        raise NotFoundError(
            f"the model {name!r} is not served here: name {service.model.id!r} or {DEFAULT_ALIAS!r}",
            param="model",
            code="model_not_found",
        )
