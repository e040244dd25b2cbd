"""A recipe: the one TOML file from which a model is made."""

import tomllib
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from system.forge.corpus import Mix
from system.forge.network import Shape

Knots = list[list[float]]


def along(knots: Knots, progress: float) -> float:
    """The piecewise-linear curve through `knots` at `progress`, constant beyond its ends."""
    after = bisect_right([at for at, _ in knots], progress)
    if after == 0:
        return knots[0][1]
    if after == len(knots):
        return knots[-1][1]
    (x0, y0), (x1, y1) = knots[after - 1], knots[after]
    return y0 + (y1 - y0) * (progress - x0) / (x1 - x0)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The recipe's `[optimizer]` table."""

    rate: float
    plain_rate: float
    warmup_steps: int
    batch_tokens: Knots
    scale: Knots

    def at(self, step: int, progress: float) -> float:
        """What the rates are multiplied with."""
        return min(1.0, (step + 1) / self.warmup_steps) * along(self.scale, progress)


@dataclass(frozen=True, slots=True)
class Curriculum:
    """The recipe's `[curriculum]` table: how long the rows are and what is in them, as training goes on."""

    tokens: int
    lengths: Knots
    shorter_rows: float
    easy: Knots
    hard: Knots
    growth: Knots
    repeats: Knots
    far: Knots
    with_tools: Knots
    skills: dict[str, float]
    corrections: Knots = field(default_factory=lambda: [[0.0, 0.0]])
    capitals: Knots = field(default_factory=lambda: [[0.0, 0.0]])

    def reached(self, progress: float) -> list[int]:
        """Row lengths so far, the present one last."""
        return [int(length) for at, length in self.lengths if at <= progress]

    def mix(self, progress: float) -> Mix:
        return Mix(
            skills=self.skills,
            with_tools=along(self.with_tools, progress),
            far=along(self.far, progress),
            repeats=along(self.repeats, progress),
            easy=along(self.easy, progress),
            hard=along(self.hard, progress),
            growth=along(self.growth, progress),
            corrections=along(self.corrections, progress),
            capitals=along(self.capitals, progress),
        )


@dataclass(frozen=True, slots=True)
class Recipe:
    """`start` names the model directory whose weights and tokenizer are begun with (None: from nothing);
    `stored` is the precision of model.safetensors; a model that `reasons` thinks before it answers.
    """

    name: str
    seed: int
    start: Path | None
    stored: str
    reasons: bool
    shape: Shape
    schedule: Schedule
    curriculum: Curriculum
    text: str

    @classmethod
    def read(cls, path: Path) -> "Recipe":
        text = path.read_text(encoding="utf-8")
        table: dict[str, Any] = tomllib.loads(text)
        return cls(
            name=table["name"],
            seed=table["seed"],
            start=path.parent / table["start"] if "start" in table else None,
            stored=table.get("stored", "float32"),
            reasons=table.get("reasons", False),
            shape=Shape(**{**table["model"], "kinds": tuple(table["model"].get("kinds", ()))}),
            schedule=Schedule(**table["optimizer"]),
            curriculum=Curriculum(**table["curriculum"]),
            text=text,
        )
