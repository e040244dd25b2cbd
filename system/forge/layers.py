# mypy: disallow-subclassing-any=False
"""The parts of a layer: norm, feed-forward, a mixture of experts, a short convolution."""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own convention

KERNEL = 3
_BALANCE = 0.01


class RMSNorm(nn.Module):
    def __init__(self, dim: int, eps: float) -> None:
        super().__init__()
        self.weight, self.eps = nn.Parameter(torch.ones(dim)), eps

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, (x.shape[-1],), self.weight.to(x.dtype), self.eps)


class MLP(nn.Module):
    def __init__(self, dim: int, ffn: int) -> None:
        super().__init__()
        self.gate_proj = nn.Linear(dim, ffn, bias=False)
        self.up_proj = nn.Linear(dim, ffn, bias=False)
        self.down_proj = nn.Linear(ffn, dim, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Experts(nn.Module):
    """Feed-forward experts side by side in one matrix each way; a gate weighs `used` of `count` for a token.

    Training computes them all, which costs little at this size; running the model computes the chosen ones.
    """

    def __init__(self, dim: int, ffn: int, count: int, used: int) -> None:
        super().__init__()
        self.count, self.used = count, used
        self.gate = nn.Linear(dim, count, bias=False)
        self.gate_proj = nn.Linear(dim, count * ffn, bias=False)
        self.up_proj = nn.Linear(dim, count * ffn, bias=False)
        self.down_proj = nn.Linear(count * ffn, dim, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        chances = torch.softmax(self.gate(x).float(), -1)
        best = chances.topk(self.used, -1)
        weights = torch.zeros_like(chances).scatter(
            -1, best.indices, best.values / best.values.sum(-1, keepdim=True)
        )
        share = (weights > 0).float().flatten(0, -2).mean(0)
        imbalance = self.count / self.used * (share * chances.flatten(0, -2).mean(0)).sum()
        hidden = (F.silu(self.gate_proj(x)) * self.up_proj(x)).unflatten(-1, (self.count, -1))
        mixed = (hidden * weights.to(x.dtype)[..., None]).flatten(-2)
        return _Balanced.apply(self.down_proj(mixed), imbalance)


class _Balanced(torch.autograd.Function):
    """Its input, unchanged; backwards, the experts' imbalance is a loss too (Switch Transformer)."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, imbalance: Tensor) -> Tensor:
        ctx.dtype = imbalance.dtype
        return x.view_as(x)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, Tensor]:
        return gradient, torch.full((), _BALANCE, dtype=ctx.dtype)


class ShortConvolution(nn.Module):
    """LFM2's gated causal convolution over each channel's last KERNEL tokens: a state of two tokens."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.in_proj = nn.Linear(dim, 3 * dim, bias=False)
        self.conv = nn.Conv1d(dim, dim, KERNEL, groups=dim, bias=False)
        self.out_proj = nn.Linear(dim, dim, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """x `[batch, tokens, dim]`."""
        before, after, inner = self.in_proj(x).chunk(3, -1)
        padded = F.pad((before * inner).transpose(1, 2), (KERNEL - 1, 0))
        return self.out_proj(after * self.conv(padded).transpose(1, 2))
