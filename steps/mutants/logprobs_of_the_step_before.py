"""A token's log-probability is looked up in those of the token before it.

The step's figures arrive one step late, as they do where the next step is computed ahead. Every number
looks like a log-probability, and none is the right one.
"""

import dataclasses
from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.batch",
    breaks=["WIR-3"],
    noticed_by={
        "wire/parameters [7]": "each token comes with its bytes",
    },
)
def seed() -> None:
    from system.engine.batch import Batch

    before: dict[int, Any] = {}

    @replaces(Batch, "_logprob")
    def logprob(original: Any, self: Any, current: Any, response: Any) -> Any:
        late = before.get(response.uid, response.logprobs)
        before[response.uid] = response.logprobs
        return original(self, current, dataclasses.replace(response, logprobs=late))
