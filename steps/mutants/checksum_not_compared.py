"""A block's checksum is computed, and never compared.

Everything is there: it is written, read, and computed again. Only the comparison got lost. A disk that
turns one bit changes what an agent remembers, and nobody is told.
"""

from typing import Any

import msgspec

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.block_file",
    breaks=["PER-5"],
    noticed_by={
        "persistence/damage [2] changed in one bit": "Ada's answer",
        "persistence/damage [5]": "Ada's answer",
        "persistence/damage [8]": "Ada's answer",
    },
)
def seed() -> None:
    from system.engine.cache import block_file

    @replaces(block_file, "decode")
    def decode(original: Any, data: Any, expected: Any) -> Any:
        return original(data, msgspec.structs.replace(expected, checksum=block_file.checksum(data)))
