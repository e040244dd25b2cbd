"""A faster BLAS for MLX on a CPU.

The mlx-cpu wheel for Linux carries the reference BLAS, whose float32 matrix products are some 25 times slower
than OpenBLAS's. Loading OpenBLAS globally before `mlx.core` makes MLX's `cblas_*` calls resolve to it.
"""

import ctypes
import os
import sys
from typing import Literal

LIBRARIES = ("libopenblas.so.0", "libopenblas.so", "libopenblasp.so.0")


def interpose(wanted: Literal["auto", "off"]) -> str:
    """Have MLX use OpenBLAS if it is installed; the name of the BLAS that MLX will use.

    Raises RuntimeError after the first `import mlx.core`, which settles it. One OpenBLAS thread unless the
    environment says otherwise: the matrices are small, and the server's other threads want the other cores.
    """
    if sys.platform == "darwin":
        return "accelerate"
    if wanted == "off":
        return "bundled"
    if "mlx.core" in sys.modules:
        raise RuntimeError("MLX is loaded, and its BLAS can't be chosen any more")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", os.environ.get("OMP_NUM_THREADS", "1"))
    for library in LIBRARIES:
        try:
            ctypes.CDLL(library, ctypes.RTLD_GLOBAL)
        except OSError:
            continue
        return "openblas"
    return "bundled"
