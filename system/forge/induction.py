"""Initial weights that already copy: a ready induction head, the biggest single saving of training time.

Embedding channel 0 is constant. In layer 0 two heads attend, by rotary position alone, to the tokens one and
two back and write them into two random subspaces; a convolution does the same by its kernel. In layer 1 one
head looks for the place whose previous and previous-but-one tokens are the present and previous ones, and
copies the token that stood there.
"""

import torch
from torch import Tensor, nn

from system.forge.layers import KERNEL
from system.forge.network import CONVOLUTION, Network, Shape, frequencies

_OFFSETS = (1, 2)
_POSITIONAL = 0.08  # Radians a token: faster pairs of channels see position, slower ones hardly do.
_SLOW = 0.01


def initialise(network: Network) -> None:
    shape = network.shape
    with torch.no_grad():
        _scatter(network)
        network.embed_tokens.weight[:, 0] = 0.5
        basis = torch.linalg.qr(torch.randn(shape.dim, shape.dim))[0]
        basis[0] = 0
        written = [basis[:, i * shape.head_dim : (i + 1) * shape.head_dim].T for i in range(len(_OFFSETS))]
        read = torch.randn(shape.head_dim, shape.dim) * shape.dim**-0.5
        read[:, 0] = 0
        look_back = _convolve_back if shape.kind(0) == CONVOLUTION else _look_back
        for offset, subspace in zip(_OFFSETS, written, strict=True):
            look_back(network, offset, read, subspace)
        _copy(network, read, written)


def _scatter(network: Network) -> None:
    for name, weight in network.named_parameters():
        if weight.ndim != 2:
            continue
        into_stream = any(matrix in name for matrix in ("o_proj", "out_proj", "down_proj"))
        nn.init.normal_(
            weight, std=0.1 if "embed" in name else weight.shape[1] ** -0.5 * (0.3 if into_stream else 1)
        )


def _rows(shape: Shape, head: int) -> slice:
    return slice(head * shape.head_dim, (head + 1) * shape.head_dim)


def _look_back(network: Network, offset: int, read: Tensor, subspace: Tensor) -> None:
    shape, attention = network.shape, network.layers[0].self_attn
    head = offset - 1
    group = head // (shape.heads // shape.kv_heads)
    speed = frequencies(shape)
    fast, half = int((speed > _POSITIONAL).sum()), shape.head_dim // 2
    attention.q_norm.weight.fill_(1.6)
    attention.k_norm.weight.fill_(1.6)
    keys, queries = attention.k_proj.weight[_rows(shape, group)], attention.q_proj.weight[_rows(shape, head)]
    if head % (shape.heads // shape.kv_heads) == 0:
        keys *= 0.05
    queries *= 0.05
    keys[:, 0] = queries[:, 0] = 0
    keys[:fast, 0] = 3.0
    queries[:fast, 0] = 3.0 * torch.cos(-offset * speed[:fast])
    queries[half : half + fast, 0] = 3.0 * torch.sin(-offset * speed[:fast])
    attention.v_proj.weight[_rows(shape, group)] = read
    attention.o_proj.weight[:, _rows(shape, head)] = 0.17 * subspace.T


def _convolve_back(network: Network, offset: int, read: Tensor, subspace: Tensor) -> None:
    """The gates of these channels are nearly constant, their kernel looks `offset` tokens back."""
    shape, layer = network.shape, network.layers[0].conv
    rows = _rows(shape, offset - 1)
    before, after, inner = layer.in_proj.weight.view(3, shape.dim, shape.dim)
    before[rows] *= 0.05
    after[rows] *= 0.05
    before[rows, 0] = after[rows, 0] = 1.0
    inner[rows] = read
    layer.conv.weight[rows] = 0
    layer.conv.weight[rows, 0, KERNEL - 1 - offset] = 1.0
    layer.out_proj.weight[:, rows] = 0.17 * subspace.T


def _copy(network: Network, read: Tensor, written: list[Tensor]) -> None:
    shape, attention = network.shape, network.layers[1].self_attn
    attention.q_norm.weight.fill_(1.5)
    attention.k_norm.weight.fill_(1.5)
    half = shape.head_dim // 2
    slow = [i for i in range(half) if frequencies(shape)[i] < _SLOW]
    rows = slow + [i + half for i in slow]
    one_back, two_back = rows[0::2], rows[1::2]
    queries, keys = torch.zeros(shape.head_dim, shape.dim), torch.zeros(shape.head_dim, shape.dim)
    queries[one_back], keys[one_back] = read[one_back] * 1.7, written[0][one_back]
    queries[two_back], keys[two_back] = written[0][two_back], written[1][two_back]
    noise = torch.randn(shape.head_dim, shape.dim) * shape.dim**-0.5
    attention.k_proj.weight[_rows(shape, 0)] = keys + 0.02 * noise
    for head in range(shape.heads // shape.kv_heads):
        noise = torch.randn(shape.head_dim, shape.dim) * shape.dim**-0.5
        attention.q_proj.weight[_rows(shape, head)] = queries + (0.02 if head == 0 else 0.3) * noise
    copied = torch.linalg.qr(torch.randn(shape.dim, shape.head_dim))[0].T
    copied[:, 0] = 0
    attention.v_proj.weight[_rows(shape, 0)] = copied
    attention.o_proj.weight[:, _rows(shape, 0)] = 0.25 * copied.T
