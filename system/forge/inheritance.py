"""Weights taken over from a finished model: what is new in the layers is all that is left to learn."""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from system.forge.network import Network

_ROOT, _EMBEDDING = "model.", "embed_tokens.weight"


def inherit(network: Network, parent: Path) -> None:
    """Every parameter of the dense model at `parent` that the network has too; experts share out its MLPs.

    Tokens that the parent did not have keep what they have.

    Raises ValueError where a parameter of the parent has another shape here.
    """
    weights = {
        name.removeprefix(_ROOT): each for name, each in load_file(parent / "model.safetensors").items()
    }
    if network.shape.experts > 1:
        weights = _divided(weights, network.shape.experts, network.shape.ffn)
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if name not in weights:
                continue
            if name == _EMBEDDING:
                parameter[: len(weights[name])] = weights[name]
                continue
            if parameter.shape != weights[name].shape:
                raise ValueError(
                    f"{name} is {list(weights[name].shape)} in {parent}, {list(parameter.shape)} here"
                )
            parameter.copy_(weights[name])


def _divided(weights: dict[str, Tensor], experts: int, ffn: int) -> dict[str, Tensor]:
    """Two experts together are the parent's MLP: each pair takes other halves of its `2 * ffn` neurons.

    A token's two experts weigh about a half each, so what they write counts twice.
    """
    divided = dict(weights)
    for name in [name for name in weights if name.endswith("mlp.gate_proj.weight")]:
        layer = name.removesuffix("gate_proj.weight")
        neurons = torch.cat([torch.randperm(2 * ffn) for _ in range(experts // 2)])
        for matrix in ("gate_proj", "up_proj"):
            divided[f"{layer}{matrix}.weight"] = weights[f"{layer}{matrix}.weight"][neurons]
        divided[f"{layer}down_proj.weight"] = 2 * weights[f"{layer}down_proj.weight"][:, neurons]
    return divided
