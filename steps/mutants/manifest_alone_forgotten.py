"""Of a deleted agent, another model's caches lose the manifest, and keep every block.

Nobody finds the agent any more, and its files stay on the disk: what it was told is not deleted.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.other_models",
    breaks=["ISO-7"],
    noticed_by={
        "isolation/deletion [6]": "the server's own count of its caches finds no problem",
    },
)
def seed() -> None:
    from system.engine.cache import other_models
    from system.engine.cache.digests import owner_digest, tenant_folder

    @replaces(other_models, "_forget")
    def forget(original: Any, path: Any, secret: Any, owner: Any) -> bool:
        folder = path / tenant_folder(secret, owner.tenant) / owner_digest(secret, owner)
        (folder / "manifest.json").unlink(missing_ok=True)
        return True
