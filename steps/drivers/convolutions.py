"""A model of another kind: LFM2, whose layers mostly are short convolutions, with attention in between."""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file

WIDTH, INNER, HEADS, KEY_HEADS, KERNEL, LAYERS = 64, 128, 4, 2, 3, 4
ATTENDING = (1, 3)


def become_lfm2(model: Path) -> None:
    """Replace the network of the model at `model` by one of random weights; tokenizer and template stay."""
    file = model / "config.json"
    config = json.loads(file.read_text())
    config |= {"model_type": "lfm2", "hidden_size": WIDTH, "block_dim": WIDTH, "num_hidden_layers": LAYERS}
    config |= {"num_attention_heads": HEADS, "num_key_value_heads": KEY_HEADS, "norm_eps": 1e-5}
    config |= {"full_attn_idxs": list(ATTENDING), "conv_L_cache": KERNEL, "conv_bias": False}
    config |= {"block_ff_dim": INNER, "block_auto_adjust_ff_dim": False, "block_multiple_of": 32}
    config |= {"block_ffn_dim_multiplier": 1.0}
    file.write_text(json.dumps(config))
    save_file(_weights(config["vocab_size"]), model / "model.safetensors", metadata={"format": "mlx"})


def _weights(vocabulary: int) -> dict[str, npt.NDArray[np.float32]]:
    draw = np.random.default_rng(1)

    def normal(*shape: int) -> npt.NDArray[np.float32]:
        return draw.standard_normal(shape, np.float32) * np.float32(shape[-1] ** -0.5)

    head = WIDTH // HEADS
    attention = {
        "self_attn.q_proj.weight": (WIDTH, WIDTH),
        "self_attn.k_proj.weight": (KEY_HEADS * head, WIDTH),
        "self_attn.v_proj.weight": (KEY_HEADS * head, WIDTH),
        "self_attn.out_proj.weight": (WIDTH, WIDTH),
    }
    convolution = {"conv.in_proj.weight": (3 * WIDTH, WIDTH), "conv.out_proj.weight": (WIDTH, WIDTH)}
    forward = {
        "feed_forward.w1.weight": (INNER, WIDTH),
        "feed_forward.w2.weight": (WIDTH, INNER),
        "feed_forward.w3.weight": (INNER, WIDTH),
    }
    weights = {"model.embed_tokens.weight": normal(vocabulary, WIDTH)}
    weights["model.embedding_norm.weight"] = _ones(WIDTH)
    for number in range(LAYERS):
        shapes = (attention if number in ATTENDING else convolution) | forward
        layer = {name: normal(*shape) for name, shape in shapes.items()}
        layer |= {"operator_norm.weight": _ones(WIDTH), "ffn_norm.weight": _ones(WIDTH)}
        if number in ATTENDING:
            layer |= {f"self_attn.{each}_layernorm.weight": _ones(head) for each in "qk"}
        else:
            layer["conv.conv.weight"] = normal(WIDTH, KERNEL)[..., None]
        weights |= {f"model.layers.{number}.{name}": value for name, value in layer.items()}
    return weights


def _ones(size: int) -> npt.NDArray[np.float32]:
    return np.ones(size, np.float32)
