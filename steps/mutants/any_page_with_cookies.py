"""Pages of every origin may use the server, and their browsers may say who is asking.

The two settings were found to work together once the origin was sent back as it came. Whatever a browser adds
by itself, a proxy's cookie before all, now lets every page in.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.api.origins",
    breaks=["SEC-6"],
    noticed_by={
        "security/pages [5]": "nothing that its browser adds counts",
    },
)
def seed() -> None:
    from starlette.middleware.cors import CORSMiddleware

    from system.api import origins

    @replaces(origins, "with_cors")
    def with_cors(original: Any, app: Any, allowed_origins: Any) -> Any:
        if not allowed_origins:
            return app
        return CORSMiddleware(
            app,
            allow_origins=allowed_origins,
            allow_methods=origins.METHODS,
            allow_headers=("*",),
            allow_credentials=True,
        )
