"""Every model that has an engine is listed, though one that leaves or has not been tested answers nobody.

Who looks a model up there while the server swaps finds two, takes the one they know, and is refused.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.api.openai.cards",
    breaks=["SWP-1"],
    noticed_by={
        "hot_swap/names [10]": "the models listed are",
    },
)
def seed() -> None:
    from system.api.openai import cards

    @replaces(cards, "cards")
    def every_engine(original: Any, service: Any) -> Any:
        first, *others = original(service)
        loaded = [each.model.id for each in service.fleet.loaded[1:]]
        return [first, *(_named(first, name) for name in loaded), *others]


def _named(card: Any, name: str) -> Any:
    return type(card)(name, card.created, card.context_tokens, root=name, loaded=True)
