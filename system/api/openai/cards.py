"""The models as they are listed: the one that serves, and every other name that would be answered.

During a swap another is loaded, which answers nobody yet or nobody new: the swap itself tells of that one.
"""

from system.api.openai.answers import ModelCard
from system.api.service import Service
from system.serving.names import ANY


def cards(service: Service) -> list[ModelCard]:
    """The model that serves first; then those that a name would bring; then the aliases."""
    fleet = service.fleet
    serving = _serving(service)
    known = fleet.names.known if fleet.names.auto_swap else {}
    others = [name for name in known if name != serving.id]
    aliases = [name for name in fleet.names.aliases if name != ANY and _is_answered(service, name)]
    return [serving, *(card_of(service, name) for name in (*others, *aliases))]


def card_of(service: Service, name: str) -> ModelCard:
    """The model that answers to a name; one that is not listed (`default`, or under `*`) gives its id."""
    fleet = service.fleet
    model = fleet.names.meant(name)
    if fleet.serves(name):
        card = _serving(service)
    else:
        card = ModelCard(model, service.created, None, root=model, loaded=False)
    if name not in fleet.names.aliases:
        return card
    return ModelCard(name, card.created, card.context_tokens, root=card.root, loaded=card.loaded)


def _is_answered(service: Service, name: str) -> bool:
    return service.fleet.serves(name) or service.fleet.names.summonable(name) is not None


def _serving(service: Service) -> ModelCard:
    loaded = service.fleet.serving
    known = loaded.supervisor.model
    context = known.context_tokens if known is not None else loaded.model.context_tokens
    return ModelCard(loaded.model.id, service.created, context, root=loaded.model.id, loaded=True)
