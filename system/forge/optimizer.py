# mypy: disallow-untyped-decorators=False
"""Muon for matrices, AdamW for embeddings and norms (kellerjordan.github.io/posts/muon, 2024)."""

from typing import Any

import torch
from torch import Tensor, nn

from system.forge.precision import PRECISION

_NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)
_ITERATIONS = 5
_DECAY = 0.02
_MOMENTUM = (0.85, 0.95)
_MOMENTUM_STEPS = 100


class Muon:
    """Momentum whose update is made orthogonal, for all matrices of a shape at once."""

    def __init__(self, matrices: list[nn.Parameter]) -> None:
        self._groups: dict[tuple[int, ...], list[nn.Parameter]] = {}
        for matrix in matrices:
            self._groups.setdefault(tuple(matrix.shape), []).append(matrix)
        self._momentum = {shape: torch.zeros(len(group), *shape) for shape, group in self._groups.items()}
        self._steps = 0

    @torch.no_grad()
    def step(self, rate: float) -> None:
        low, high = _MOMENTUM
        mu = min(high, low + (high - low) * self._steps / _MOMENTUM_STEPS)
        self._steps += 1
        for shape, group in self._groups.items():
            gradient = torch.stack([p.grad for p in group if p.grad is not None])
            momentum = self._momentum[shape].lerp_(gradient, 1 - mu)
            update = _orthogonal(gradient.lerp(momentum, mu)) * (max(1.0, shape[0] / shape[1]) ** 0.5 * rate)
            for index, matrix in enumerate(group):
                matrix.mul_(1 - rate * _DECAY).sub_(update[index])

    def state_dict(self) -> dict[str, Any]:
        return {"momentum": self._momentum, "steps": self._steps}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self._momentum, self._steps = state["momentum"], state["steps"]


def _orthogonal(update: Tensor) -> Tensor:
    """The nearest orthogonal matrices to `[count, rows, columns]`, by Newton-Schulz."""
    tall = update.shape[1] > update.shape[2]
    x = update.to(PRECISION)
    x = x.mT if tall else x
    x = x / (x.float().norm(dim=(1, 2), keepdim=True) + 1e-7).to(PRECISION)
    a, b, c = _NEWTON_SCHULZ
    for _ in range(_ITERATIONS):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return (x.mT if tall else x).float()


class Optimizer:
    """Both optimisers, with one step and one state."""

    def __init__(self, network: nn.Module, rate: float, plain_rate: float) -> None:
        named = list(network.named_parameters())
        matrices = [p for name, p in named if p.ndim == 2 and "embed" not in name]
        self._plain = [p for name, p in named if p.ndim != 2 or "embed" in name]
        self._rate, self._plain_rate = rate, plain_rate
        self._muon = Muon(matrices)
        self._adam = torch.optim.AdamW(self._plain, lr=plain_rate, betas=(0.9, 0.98), weight_decay=0.0)

    def step(self, scale: float) -> None:
        """One step at `scale` times the rates; gradients are cleared."""
        self._muon.step(self._rate * scale)
        for group in self._adam.param_groups:
            group["lr"] = self._plain_rate * scale
        torch.nn.utils.clip_grad_norm_(self._plain, 1.0)
        self._adam.step()
        for group in (self._plain, *self._muon._groups.values()):
            for parameter in group:
                parameter.grad = None

    def state_dict(self) -> dict[str, Any]:
        return {"muon": self._muon.state_dict(), "adam": self._adam.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self._muon.load_state_dict(state["muon"])
        self._adam.load_state_dict(state["adam"])
