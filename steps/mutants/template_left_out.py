"""The fingerprint of a model leaves its chat template out.

The weights are the same, so why not the caches? Because a template can change while agents are on disk:
their conversations then go on in a form that the model of now was never asked in.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.fingerprint",
    breaks=["PER-4"],
    noticed_by={
        "persistence/other_models [1] template": "reused no tokens",
    },
)
def seed() -> None:
    from system import fingerprint

    @replaces(fingerprint, "_add")
    def add(original: Any, digest: Any, path: Any) -> None:
        if path.name not in ("tokenizer_config.json", "chat_template.jinja", "chat_template.json"):
            original(digest, path)
