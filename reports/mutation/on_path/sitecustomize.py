"""Python imports this by itself when its folder is on PYTHONPATH: that is how a mutant reaches a process."""

import os
from pathlib import Path

if "ASSAY_MUTANT" in os.environ:
    from reports.mutation.importing import arm

    arm(Path(os.environ["ASSAY_MUTANT"]))
