"""`assay run` leaves without waiting for the server that it started.

Its port, its home's lock and its memory are still taken when the next run begins, which is then refused.
"""

from reports.mutation import defect, replaces


@defect(
    "system.cli.local",
    breaks=["CLI-5"],
    noticed_by={"cli/run [12]": "no process that it started is left"},
)
def seed() -> None:
    from system.cli import local

    @replaces(local, "_end")
    def end(original: object, server: object) -> None:
        return
