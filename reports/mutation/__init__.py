"""Breaking the system on purpose: seeded defects, how they get into its processes, and what notices them.

`defects` is what a mutant file is written with, `importing` and `on_path` bring it into a process that knows
nothing of it, `marks` proves that it got there, `trials` runs the scenarios that should notice, `verdicts`
judges what came of them.
"""

from reports.mutation.defects import defect, replaces

__all__ = ["defect", "replaces"]
