"""A model of another kind: Mamba's state space, which mlx-lm computes wrongly in batches of mixed lengths."""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file

WIDTH, INNER, STATE, RANK, KERNEL, LAYERS = 64, 128, 8, 4, 4, 2


def become_mamba(model: Path) -> None:
    """Replace the network of the model at `model` by one of random weights; tokenizer and template stay."""
    file = model / "config.json"
    config = json.loads(file.read_text())
    config |= {"model_type": "mamba", "hidden_size": WIDTH, "num_hidden_layers": LAYERS}
    config |= {"intermediate_size": INNER, "state_size": STATE, "time_step_rank": RANK}
    config |= {"conv_kernel": KERNEL, "use_conv_bias": True, "use_bias": False}
    file.write_text(json.dumps(config))
    save_file(_weights(config["vocab_size"]), model / "model.safetensors", metadata={"format": "mlx"})


def _weights(vocabulary: int) -> dict[str, npt.NDArray[np.float32]]:
    draw = np.random.default_rng(1)

    def normal(*shape: int) -> npt.NDArray[np.float32]:
        return draw.standard_normal(shape, np.float32) * np.float32(shape[-1] ** -0.5)

    weights = {
        "backbone.embeddings.weight": normal(vocabulary, WIDTH),
        "backbone.norm_f.weight": _ones(WIDTH),
    }
    for layer in range(LAYERS):
        mixer = {
            "in_proj.weight": normal(2 * INNER, WIDTH),
            "conv1d.weight": normal(INNER, KERNEL)[..., None],
            "conv1d.bias": normal(INNER),
            "x_proj.weight": normal(RANK + 2 * STATE, INNER),
            "dt_proj.weight": normal(INNER, RANK),
            "dt_proj.bias": normal(INNER),
            "A_log": np.log(np.tile(np.arange(1, STATE + 1, dtype=np.float32), (INNER, 1))),
            "D": _ones(INNER),
            "out_proj.weight": normal(WIDTH, INNER),
        }
        weights |= {f"backbone.layers.{layer}.mixer.{name}": value for name, value in mixer.items()}
        weights[f"backbone.layers.{layer}.norm.weight"] = _ones(WIDTH)
    return weights


def _ones(size: int) -> npt.NDArray[np.float32]:
    return np.ones(size, np.float32)
