"""A checkpoint as the model directory that `mlx_lm.load` opens, written beside its place and swapped in."""

import json
import shutil
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from system.forge.architectures import ARCHITECTURES
from system.forge.card import new_card
from system.forge.conversation import NO_THOUGHT
from system.forge.directories import CARD, swap_in
from system.forge.recipe import Recipe
from system.forge.training import CHECKPOINT, TOKENIZER

_TEMPLATE = Path(__file__).parent / "template.jinja"
_WITHOUT_THOUGHT = (
    "{%- if add_generation_prompt and enable_thinking is defined and not enable_thinking -%}"
    f"{{{{- {NO_THOUGHT!r} -}}}}{{%- endif -%}}"
)
_END, _TEXT_END = "<|im_end|>", "<|endoftext|>"


def export(folder: Path, recipe: Recipe, target: Path) -> None:
    """Write the model that `folder`'s checkpoint holds, its weights averaged, to `target`.

    What people wrote about a model that is there already stays; a new one gets a card to begin with.
    """
    fresh = target.with_name(f".{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    vocabulary = json.loads((folder / TOKENIZER).read_text(encoding="utf-8"))
    ids = {token["content"]: token["id"] for token in vocabulary["added_tokens"]}
    weights = torch.load(folder / CHECKPOINT, weights_only=True)["average"]
    dtype = getattr(torch, recipe.stored)
    named = ARCHITECTURES[recipe.shape.architecture].named(recipe.shape, weights)
    named = {name: tensor.to(dtype).contiguous() for name, tensor in named.items()}
    save_file(named, str(fresh / "model.safetensors"), metadata={"format": "pt"})
    (fresh / "model.safetensors").chmod(0o644)
    shutil.copyfile(folder / TOKENIZER, fresh / TOKENIZER)
    _write(fresh / "config.json", _config(recipe, ids))
    _write(fresh / "generation_config.json", _generation(ids))
    _write(fresh / "tokenizer_config.json", _tokenizer_config(recipe))
    (fresh / CARD).write_text(new_card(recipe.name), encoding="utf-8")
    swap_in(fresh, target)


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _config(recipe: Recipe, ids: dict[str, int]) -> dict[str, Any]:
    shape = recipe.shape
    architecture = ARCHITECTURES[shape.architecture]
    return {
        "architectures": [architecture.class_name],
        "model_type": shape.architecture,
        "hidden_size": shape.dim,
        "num_hidden_layers": shape.layers,
        "intermediate_size": shape.ffn,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.kv_heads,
        "head_dim": shape.head_dim,
        "rms_norm_eps": shape.norm_eps,
        "vocab_size": shape.vocabulary,
        "rope_theta": shape.rope_theta,
        "max_position_embeddings": shape.context,
        "tie_word_embeddings": True,
        "hidden_act": "silu",
        "attention_bias": False,
        "torch_dtype": recipe.stored,
        "bos_token_id": None,
        "eos_token_id": ids[_END],
        "pad_token_id": ids[_TEXT_END],
        **architecture.config(shape),
    }


def _generation(ids: dict[str, int]) -> dict[str, Any]:
    stops = [ids[_END], ids[_TEXT_END]]
    return {"eos_token_id": stops, "pad_token_id": ids[_TEXT_END], "do_sample": False, "temperature": 0.0}


def _template(recipe: Recipe) -> str:
    template = _TEMPLATE.read_text(encoding="utf-8")
    return template + _WITHOUT_THOUGHT if recipe.reasons else template


def _tokenizer_config(recipe: Recipe) -> dict[str, Any]:
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "eos_token": _END,
        "pad_token": _TEXT_END,
        "bos_token": None,
        "unk_token": None,
        "add_bos_token": False,
        "clean_up_tokenization_spaces": False,
        "model_max_length": recipe.shape.context,
        "chat_template": _template(recipe),
    }
