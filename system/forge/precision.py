"""What matrices are multiplied in while training: bfloat16 where the processor has it, float32 elsewhere.

A processor without it computes bfloat16 thirty times as slowly as float32 (AVX2: 1.4 and 45 GFLOP/s a core).
"""

import torch

_BFLOAT16 = ("avx512_bf16", "amx_bf16")

_capabilities = torch.cpu.get_capabilities()
PRECISION = torch.bfloat16 if any(_capabilities.get(name) for name in _BFLOAT16) else torch.float32
