"""Weights taken over from a finished model: what is new in the network is all that is left to learn."""

import re
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from system.forge.network import CONVOLUTION, Network, Shape

_ROOT = "model."
_INTO_STREAM = ("o_proj.weight", "down_proj.weight")


def inherit(network: Network, parent: Path) -> None:
    """Every parameter of the dense model at `parent`; at first the network says what the parent would say.

    The parent's layers become those with attention, its MLPs are shared out among experts, a wider stream has
    nothing in its further channels yet, and convolutions write nothing into it. Tokens that the parent did
    not have keep what they have. Raises ValueError where a parameter of the parent is larger than its place.
    """
    weights = {
        name.removeprefix(_ROOT): each for name, each in load_file(parent / "model.safetensors").items()
    }
    weights = _spaced(weights, network.shape)
    if network.shape.experts > 1:
        weights = _divided(weights, network.shape.experts, network.shape.ffn)
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if name in weights:
                _place(name, parameter, weights[name])
        for layer in network.layers:
            if network.shape.experts > 1:
                layer.mlp.gate.weight[1::2] = layer.mlp.gate.weight[::2]
            if layer.kind == CONVOLUTION:
                layer.conv.out_proj.weight.zero_()
                layer.mlp.down_proj.weight.zero_()


def _place(name: str, parameter: Tensor, weight: Tensor) -> None:
    """Put the parent's `weight` into the first rows and columns of `parameter`."""
    if any(theirs > ours for theirs, ours in zip(weight.shape, parameter.shape, strict=True)):
        raise ValueError(f"{name} is {list(weight.shape)} in the parent, {list(parameter.shape)} here")
    if name.startswith("embed_tokens"):
        parameter[:, weight.shape[1] :] = 0
    elif name.endswith(_INTO_STREAM):
        parameter[weight.shape[0] :] = 0
    elif parameter.ndim == 1:
        # The mean square is over more channels now, of which the further ones are empty.
        weight = weight * (len(weight) / len(parameter)) ** 0.5
    parameter[tuple(slice(size) for size in weight.shape)] = weight


def _spaced(weights: dict[str, Tensor], shape: Shape) -> dict[str, Tensor]:
    """The parent's layers under the numbers of the layers with attention."""
    places = [layer for layer in range(shape.layers) if shape.kind(layer) != CONVOLUTION]
    return {
        re.sub(r"^layers\.(\d+)", lambda found: f"layers.{places[int(found[1])]}", name): tensor
        for name, tensor in weights.items()
    }


def _divided(weights: dict[str, Tensor], experts: int, ffn: int) -> dict[str, Tensor]:
    """Two experts together are the parent's MLP: each pair takes other halves of its `2 * ffn` neurons.

    The gate does not tell the two of a pair apart yet: a token goes to a whole pair, and each of the two
    weighs a half, so what they write counts twice.
    """
    divided = dict(weights)
    for name in [name for name in weights if name.endswith("mlp.gate_proj.weight")]:
        layer = name.removesuffix("gate_proj.weight")
        neurons = torch.cat([torch.randperm(2 * ffn) for _ in range(experts // 2)])
        for matrix in ("gate_proj", "up_proj"):
            divided[f"{layer}{matrix}.weight"] = weights[f"{layer}{matrix}.weight"][neurons]
        divided[f"{layer}down_proj.weight"] = 2 * weights[f"{layer}down_proj.weight"][:, neurons]
    return divided
