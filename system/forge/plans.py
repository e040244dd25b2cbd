"""Plans: a request that names several items becomes a numbered list of them, in order."""

from system.forge.conversation import Turn, exchange
from system.forge.words import Words

MOST_ITEMS = 9
_LEADS = (
    "Plan: ",
    "Plan: ",
    "Plan: ",
    "Make a plan: ",
    "Plan these steps: ",
    "Please plan: ",
    "plan: ",
    "Make a plan for this: ",
)


def _item(words: Words) -> str:
    kind = words.random.random()
    if kind < 0.5:
        text = words.errand()
    elif kind < 0.88:
        text = words.phrase(1, 4)
    else:
        text = f"{words.word()} {words.path()}"
    return words.cased(text, 0.12)


def _request(words: Words, items: list[str]) -> str:
    kind = words.random.random()
    commas = ", ".join(items[:-1])
    if kind < 0.17:
        return f"{words.random.choice(_LEADS)}{', '.join(items)}."
    if kind < 0.47:
        return f"{words.random.choice(_LEADS)}{commas} and {items[-1]}" + words.random.choice((".", ".", ""))
    if kind < 0.55:
        return f"{words.random.choice(_LEADS)}{commas}, then {items[-1]}."
    if kind < 0.66:
        return words.random.choice(_LEADS) + "; ".join(items)
    if kind < 0.76:
        return words.random.choice(_LEADS) + "\n- " + "\n- ".join(items)
    listed = f"{commas} and {items[-1]}"
    return words.random.choice(
        (
            f"Make a plan to {listed}.",
            f"Please make a plan to {listed}.",
            f"Could you make a plan to {listed}?",
            f"I want to {listed}. Make a plan.",
            f"I need to {listed}. Plan it.",
            f"Can you plan this: {listed}?",
        )
    )


def plan(words: Words, most: int = MOST_ITEMS, count: int | None = None) -> list[Turn]:
    """One request and its list, of two to `most` items unless `count` is given."""
    if count is None:
        count = words.harder(range(2, (3 if words.chance(words.easy) else most) + 1), int)
    items, casing = [_item(words) for _ in range(count)], words.casing()
    listed = "\n".join(f"{n}. {casing(item)}" for n, item in enumerate(items, 1))
    return exchange(casing(_request(words, items)), listed)
