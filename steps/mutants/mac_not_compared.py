"""A manifest is believed without its authentication.

It names a checksum for each block, so what could go wrong? Whoever changes a block and its checksum
together has put words into an agent's memory.
"""

from typing import Any

import msgspec

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.manifest",
    breaks=["PER-5"],
    noticed_by={
        "persistence/damage [7]": "Ada's answer",
    },
)
def seed() -> None:
    from system.engine.cache import manifest
    from system.engine.cache.damage import DamageError

    @replaces(manifest, "decode")
    def decode(original: Any, data: Any, *, folder: Any, fingerprint: Any, secret: Any) -> Any:
        try:
            return original(data, folder=folder, fingerprint=fingerprint, secret=secret)
        except DamageError as damage:
            if "not as it was saved" not in damage.message:
                raise
            return msgspec.json.decode(data, type=manifest.Manifest)
