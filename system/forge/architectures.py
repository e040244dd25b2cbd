"""What mlx-lm's architectures call the parameters of our network, and what their config.json says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from system.forge.layers import KERNEL
from system.forge.network import Shape

Weights = dict[str, Tensor]

_LFM2 = (
    ("self_attn.q_norm", "self_attn.q_layernorm"),
    ("self_attn.k_norm", "self_attn.k_layernorm"),
    ("self_attn.o_proj", "self_attn.out_proj"),
    ("mlp.gate_proj", "feed_forward.w1"),
    ("mlp.up_proj", "feed_forward.w3"),
    ("mlp.down_proj", "feed_forward.w2"),
    ("input_layernorm", "operator_norm"),
    ("post_attention_layernorm", "ffn_norm"),
    ("model.norm", "model.embedding_norm"),
)


@dataclass(frozen=True, slots=True)
class Architecture:
    """`config` is config.json's part that only this architecture has; `named` gives weights its names."""

    class_name: str
    config: Callable[[Shape], dict[str, Any]]
    named: Callable[[Shape, Weights], Weights]


def _qwen3(shape: Shape, weights: Weights) -> Weights:
    return {f"model.{name}": tensor for name, tensor in weights.items()}


def _lfm2(shape: Shape, weights: Weights) -> Weights:
    renamed = {}
    for name, tensor in _qwen3(shape, weights).items():
        for ours, theirs in _LFM2:
            name = name.replace(ours, theirs)
        renamed[name] = tensor
    return renamed


def _experts(shape: Shape, weights: Weights) -> Weights:
    """Experts that stand side by side in one matrix become a stack: [experts, out, in]."""
    named = {}
    for name, tensor in _qwen3(shape, weights).items():
        for matrix in ("gate_proj", "up_proj", "down_proj"):
            if name.endswith(f"mlp.{matrix}.weight"):
                name = name.replace(f"mlp.{matrix}", f"mlp.switch_mlp.{matrix}")
                tensor = _stacked(tensor, shape.experts, inwards=matrix == "down_proj")
        named[name] = tensor
    return named


def _mellum(shape: Shape, weights: Weights) -> Weights:
    """Mellum always mixes experts: one of one is a plain feed-forward, and its gate has nothing to say."""
    named = _experts(shape, weights)
    for layer in range(shape.layers):
        norm = weights[f"layers.{layer}.post_attention_layernorm.weight"]
        named.setdefault(f"model.layers.{layer}.mlp.gate.weight", norm.new_zeros(shape.experts, shape.dim))
    return named


def _stacked(tensor: Tensor, experts: int, *, inwards: bool) -> Tensor:
    if inwards:
        return tensor.unflatten(1, (experts, -1)).transpose(0, 1)
    return tensor.unflatten(0, (experts, -1))


def _mixture(shape: Shape) -> dict[str, Any]:
    return {
        "num_experts": shape.experts,
        "num_experts_per_tok": shape.experts_used,
        "moe_intermediate_size": shape.ffn,
        "norm_topk_prob": True,
    }


def _qwen3_moe_config(shape: Shape) -> dict[str, Any]:
    return {**_mixture(shape), "decoder_sparse_step": 1, "mlp_only_layers": []}


def _mellum_config(shape: Shape) -> dict[str, Any]:
    rope = {"rope_type": "default", "rope_theta": shape.rope_theta}
    return {
        **_mixture(shape),
        "layer_types": list(shape.kinds),
        "sliding_window": shape.window,
        "rope_parameters": dict.fromkeys(sorted(set(shape.kinds)), rope),
    }


def _lfm2_config(shape: Shape) -> dict[str, Any]:
    return {
        "layer_types": list(shape.kinds),
        "norm_eps": shape.norm_eps,
        "conv_bias": False,
        "conv_L_cache": KERNEL,
        "block_dim": shape.dim,
        "block_ff_dim": shape.ffn,
        "block_multiple_of": 1,
        "block_ffn_dim_multiplier": 1.0,
        "block_auto_adjust_ff_dim": False,
    }


ARCHITECTURES = {
    "qwen3": Architecture("Qwen3ForCausalLM", lambda _: {}, _qwen3),
    "qwen3_moe": Architecture("Qwen3MoeForCausalLM", _qwen3_moe_config, _experts),
    "mellum": Architecture("MellumForCausalLM", _mellum_config, _mellum),
    "lfm2": Architecture("Lfm2ForCausalLM", _lfm2_config, _lfm2),
}
