"""A loaded model, its tokenizer, and everything the engine must know about them."""

import json
import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mlx.core as mx
from mlx import nn
from mlx.utils import tree_flatten
from mlx_lm.models.cache import make_prompt_cache
from mlx_lm.tokenizer_utils import TokenizerWrapper
from mlx_lm.utils import get_total_parameters, load_model, load_tokenizer

from system.engine.cache import kinds
from system.engine.markup import SWITCH, Markup, markup_of, template_of
from system.engine.messages import Load, ModelInfo
from system.engine.vocabulary import Vocabulary
from system.errors import ModelError
from system.fingerprint import fingerprint

DEFAULT_CONTEXT_TOKENS = 4096
CONTEXT_KEYS = ("max_position_embeddings", "model_max_length", "n_positions", "max_seq_len", "seq_length")

FREE_BYTES = 512 << 20
"""What MLX may hold of memory that is no longer in use, to use again."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Model:
    """`network` belongs to the MLX thread; of the `tokenizer` others may use what encodes and decodes."""

    network: nn.Module
    tokenizer: TokenizerWrapper
    vocabulary: Vocabulary
    markup: Markup
    info: ModelInfo


def load(command: Load, blas: str) -> Model:
    """The model at `command.path`, evaluated. Raises ModelError naming the step that failed."""
    started = time.perf_counter()
    mx.set_cache_limit(FREE_BYTES)
    directory = Path(command.path)
    config = _config(directory)
    network = _network(directory, command)
    tokenizer = _tokenizer(directory, config)
    vocabulary = Vocabulary(tokenizer.backend_tokenizer, _outputs(config), tokenizer.eos_token_ids)
    markup = markup_of(tokenizer)
    caches = make_prompt_cache(network)
    dtype = _dtype(network)
    info = ModelInfo(
        id=command.model_id,
        path=str(directory),
        fingerprint=fingerprint(directory, dtype),
        architecture=str(config.get("model_type", "unknown")),
        parameters=_parameters(network),
        dtype=dtype,
        device=_device(),
        blas=blas if _device() == "cpu" else "none",
        context_tokens=_context(config, command.context_tokens),
        vocabulary=vocabulary.size,
        end_tokens=sorted(tokenizer.eos_token_ids),
        tools=markup.calls is not None,
        reasoning=markup.reasoning is not None,
        resumable=_resumable(caches),
        snapshots=not kinds.can_be_cut(caches),
        load_seconds=time.perf_counter() - started,
        thinking_switch=markup.reasoning is not None and SWITCH in template_of(tokenizer),
    )
    return Model(network, tokenizer, vocabulary, markup, info)


def _config(directory: Path) -> dict[str, Any]:
    """config.json, with the end tokens of generation_config.json where that names any."""
    if not directory.is_dir():
        raise ModelError(f"{directory} is not a directory", step="find")
    try:
        config: dict[str, Any] = json.loads((directory / "config.json").read_bytes())
        extra = directory / "generation_config.json"
        ends = json.loads(extra.read_bytes()).get("eos_token_id") if extra.is_file() else None
    except (OSError, ValueError, AttributeError) as error:
        raise ModelError(f"its config can't be read: {error}", step="config") from error
    return config | ({"eos_token_id": ends} if ends is not None else {})


def _network(directory: Path, command: Load) -> nn.Module:
    """Weights in the wanted precision, evaluated. `auto` is float32 on a CPU, where others are slower."""
    try:
        network, _ = load_model(directory, lazy=True)
        wanted = command.dtype if command.dtype != "auto" else ("float32" if _device() == "cpu" else None)
        if wanted:
            network.set_dtype(getattr(mx, wanted))
        mx.eval(network.parameters())
    except Exception as error:
        raise ModelError(f"its weights can't be loaded: {error}", step="weights") from error
    return network


def _tokenizer(directory: Path, config: dict[str, Any]) -> TokenizerWrapper:
    """mlx-lm's wrapper around a fast tokenizer that has a chat template."""
    if not (directory / "tokenizer.json").is_file():
        raise ModelError("it has no tokenizer.json", step="tokenizer")
    try:
        tokenizer = load_tokenizer(directory, eos_token_ids=config.get("eos_token_id"))
    except Exception as error:
        raise ModelError(f"its tokenizer can't be loaded: {error}", step="tokenizer") from error
    if not tokenizer.eos_token_ids:
        raise ModelError("it names no end token", step="tokenizer")
    return tokenizer


def _outputs(config: dict[str, Any]) -> int:
    return int(config.get("vocab_size") or config.get("text_config", {}).get("vocab_size") or 0)


def _dtype(network: nn.Module) -> str:
    """The precision of the first floating-point parameter."""
    found = (a.dtype for _, a in tree_flatten(network.parameters()) if mx.issubdtype(a.dtype, mx.floating))
    return str(next(found, mx.float32)).removeprefix("mlx.core.")


def _parameters(network: nn.Module) -> int:
    return int(get_total_parameters(network))


def _device() -> str:
    return "cpu" if mx.default_device() == mx.Device(mx.cpu) else "gpu"


def _context(config: dict[str, Any], limit: int | None) -> int:
    """The model's own limit, or the server's where that is tighter."""
    sources = (config, config.get("text_config", {}))
    own = next((int(s[k]) for s in sources for k in CONTEXT_KEYS if s.get(k)), DEFAULT_CONTEXT_TOKENS)
    return min(own, limit) if limit else own


def _resumable(caches: list[Any]) -> bool:
    """Whether what the layers' caches hold can be kept and given back."""
    known = kinds.can_be_kept(caches)
    if not known:
        names = sorted({type(each).__name__ for each in kinds.parts(caches)})
        log.warning("model is served without reuse: its caches can't be kept", extra={"kinds": names})
    return known
