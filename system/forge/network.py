# mypy: disallow-subclassing-any=False
"""The networks in PyTorch: Qwen3's layers, of which some may see a window only, mix experts, or convolve.

Parameters are named as Qwen3 names them; `system.forge.architectures` knows what others call them.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from system.forge.layers import MLP, Experts, RMSNorm, ShortConvolution
from system.forge.precision import PRECISION

_BLOCK = 256  # Queries at a time: keys after a block are skipped. torch's fused attention is slower in bf16.
_MASKED = -1e4


FULL, SLIDING, CONVOLUTION = "full_attention", "sliding_attention", "conv"


@dataclass(frozen=True, slots=True)
class Shape:
    """The recipe's `[model]` table.

    `kinds` are the layers' (all FULL without it), `window` the tokens that a sliding layer sees, the present
    one included; with more than one of `experts` each token goes to `experts_used` of them.
    """

    dim: int
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    ffn: int
    vocabulary: int
    context: int
    rope_theta: float
    norm_eps: float = 1e-6
    architecture: str = "qwen3"
    kinds: tuple[str, ...] = ()
    window: int = 0
    experts: int = 1
    experts_used: int = 1

    def kind(self, layer: int) -> str:
        return self.kinds[layer] if self.kinds else FULL


class Attention(nn.Module):
    def __init__(self, shape: Shape, window: int) -> None:
        super().__init__()
        self.shape, self.window = shape, window
        inner, kv = shape.heads * shape.head_dim, shape.kv_heads * shape.head_dim
        self.q_proj = nn.Linear(shape.dim, inner, bias=False)
        self.k_proj = nn.Linear(shape.dim, kv, bias=False)
        self.v_proj = nn.Linear(shape.dim, kv, bias=False)
        self.o_proj = nn.Linear(inner, shape.dim, bias=False)
        self.q_norm = RMSNorm(shape.head_dim, shape.norm_eps)
        self.k_norm = RMSNorm(shape.head_dim, shape.norm_eps)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor) -> Tensor:
        """x `[batch, tokens, dim]`, cos, sin `[tokens, 1, half a head]`, additive mask `[tokens, tokens]`."""
        batch, tokens, _ = x.shape
        queries = self.q_norm(self.q_proj(x).view(batch, tokens, -1, self.shape.head_dim))
        keys = self.k_norm(self.k_proj(x).view(batch, tokens, -1, self.shape.head_dim))
        values = self.v_proj(x).view(batch, tokens, -1, self.shape.head_dim).transpose(1, 2)
        queries, keys = (_rotate(z, cos, sin).transpose(1, 2) for z in (queries, keys))
        group = self.shape.heads // self.shape.kv_heads
        if group > 1:
            keys, values = keys.repeat_interleave(group, 1), values.repeat_interleave(group, 1)
        mixed = _attend(queries * self.shape.head_dim**-0.5, keys, values, mask, self.window)
        return self.o_proj(mixed.transpose(1, 2).reshape(batch, tokens, -1))


def _attend(queries: Tensor, keys: Tensor, values: Tensor, mask: Tensor, window: int) -> Tensor:
    """Causal attention to `window` keys (0: all), `[batch, heads, tokens, head_dim]`; queries come scaled."""
    tokens, blocks = queries.shape[2], []
    for start in range(0, tokens, _BLOCK):
        end = min(start + _BLOCK, tokens)
        first = max(0, start - window + 1) if window else 0
        scores = queries[:, :, start:end] @ keys[:, :, first:end].transpose(-1, -2)
        weights = torch.softmax(scores + mask[start:end, first:end], -1)
        blocks.append(weights @ values[:, :, first:end])
    return torch.cat(blocks, 2)


def _rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    first, second = x.chunk(2, -1)
    return torch.cat([first * cos - second * sin, second * cos + first * sin], -1)


class Block(nn.Module):
    def __init__(self, shape: Shape, kind: str) -> None:
        super().__init__()
        self.kind = kind
        if kind == CONVOLUTION:
            self.conv = ShortConvolution(shape.dim)
        else:
            self.self_attn = Attention(shape, shape.window if kind == SLIDING else 0)
        self.mlp = (
            Experts(shape.dim, shape.ffn, shape.experts, shape.experts_used)
            if shape.experts > 1
            else MLP(shape.dim, shape.ffn)
        )
        self.input_layernorm = RMSNorm(shape.dim, shape.norm_eps)
        self.post_attention_layernorm = RMSNorm(shape.dim, shape.norm_eps)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor) -> Tensor:
        normed = self.input_layernorm(x)
        x = x + (self.conv(normed) if self.kind == CONVOLUTION else self.self_attn(normed, cos, sin, mask))
        return x + self.mlp(self.post_attention_layernorm(x))


class Network(nn.Module):
    """Token ids to final hidden states; the embedding is also the output matrix (tied)."""

    cos: Tensor
    sin: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embed_tokens = nn.Embedding(shape.vocabulary, shape.dim)
        self.layers = nn.ModuleList(Block(shape, shape.kind(layer)) for layer in range(shape.layers))
        self.norm = RMSNorm(shape.dim, shape.norm_eps)
        angles = torch.arange(shape.context).float()[:, None] * frequencies(shape)
        self.register_buffer("cos", angles.cos()[:, None], persistent=False)
        self.register_buffer("sin", angles.sin()[:, None], persistent=False)

    def forward(self, ids: Tensor) -> Tensor:
        """ids `[batch, tokens]` to hidden states `[batch, tokens, dim]` in the working precision."""
        tokens = ids.shape[1]
        x = self.embed_tokens(ids).to(PRECISION)
        cos, sin = self.cos[:tokens].to(x.dtype), self.sin[:tokens].to(x.dtype)
        mask = torch.full((tokens, tokens), _MASKED, dtype=x.dtype).triu(1)
        near = mask + torch.full_like(mask, _MASKED).tril(-self.shape.window)
        for layer in self.layers:
            x = layer(x, cos, sin, near if layer.kind == SLIDING else mask)
        return self.norm(x)

    def logits(self, hidden: Tensor) -> Tensor:
        return hidden @ self.embed_tokens.weight.T.to(hidden.dtype)


def frequencies(shape: Shape) -> Tensor:
    """Rotary angle per token for each pair of channels, `[head_dim / 2]`."""
    return shape.rope_theta ** (-torch.arange(0, shape.head_dim, 2).float() / shape.head_dim)
