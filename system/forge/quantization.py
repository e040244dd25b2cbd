"""A model with fewer bits a weight, by mlx-lm's own conversion, written beside its place and swapped in."""

import contextlib
import shutil
import sys
from pathlib import Path

from system.errors import ModelError
from system.forge.directories import CARD, swap_in

VERBATIM = ("tokenizer.json", "tokenizer_config.json", "generation_config.json")
"""What says how text becomes tokens and what ends an answer; the conversion would write it anew."""


def quantize(model: Path, target: Path, bits: int, group_size: int) -> None:
    """Write `model` to `target` with `bits` a weight; a card that is there already stays.

    Raises ModelError where mlx-lm can't convert it.
    """
    from mlx_lm.convert import convert

    fresh = target.with_name(f".{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        with contextlib.redirect_stdout(sys.stderr):
            convert(str(model), str(fresh), quantize=True, q_bits=bits, q_group_size=group_size)
    except (OSError, ValueError) as error:
        shutil.rmtree(fresh, ignore_errors=True)
        raise ModelError(f"{model} can't be quantized: {error}", step="quantize") from error
    for file in fresh.iterdir():
        if file.suffix not in (".safetensors", ".json") or file.name in VERBATIM:
            file.unlink()
    for file in (model / name for name in VERBATIM):
        if file.is_file():
            shutil.copyfile(file, fresh / file.name)
    if (target / CARD).exists():
        shutil.copyfile(target / CARD, fresh / CARD)
    swap_in(fresh, target)
