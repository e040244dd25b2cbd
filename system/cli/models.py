"""The names of models, for a shell that completes them."""

from system.errors import ModelError
from system.serving.portfolio import bundled_models


def complete_model(incomplete: str) -> list[str]:
    """The known models whose names begin so."""
    try:
        return [model.id for model in bundled_models() if model.id.startswith(incomplete)]
    except ModelError:
        return []
