"""Copies of a model with one thing changed, each under the name of the original."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from steps.drivers.deadlines import START_SECONDS
from steps.drivers.mamba import become_mamba
from steps.drivers.weights import (
    claim_endless_weights,
    deepen,
    forget_last_norm,
    scale_last_norm,
    split_weights,
)

PREFIX = "variant:"
REMARK = "{# another template #}"
THINKING = (
    "{%- if add_generation_prompt and enable_thinking is defined and enable_thinking is false -%}"
    "{{- '<think>\\n\\n</think>\\n\\n' -}}{%- endif -%}"
)
ENDLESS = (
    "{%- if messages[-1].content == 'Hang.' %}"
    "{%- for one in range(99999) %}{%- for other in range(99999) %}{%- endfor %}{%- endfor %}"
    "{%- endif %}"
)


def make_variant(model: Path, name: str, folder: Path, called: str | None = None) -> Path:
    """A copy of `model` in `folder`, changed as `name` says; once made, it is used again.

    It is `called` like the original unless another name is given.
    """
    copy = folder / name / (called or model.name)
    if not copy.exists():
        shutil.copytree(model, copy)
        VARIANTS[name](copy)
    return copy


def _change_template(model: Path) -> None:
    """A remark in the template: the same messages make the same tokens, and only a fingerprint can tell."""
    _add_to_template(model, REMARK)


def _hang_at_a_word(model: Path) -> None:
    """A template whose loops go on for ever for a message that says Hang."""
    _add_to_template(model, ENDLESS)


def _write_thoughts(model: Path) -> None:
    """A template as Qwen3's, whose marks of thinking are no tokens of the vocabulary."""
    _add_to_template(model, THINKING)


def _open_a_thought(model: Path) -> None:
    """A template that has every answer begin within a thought, as that of some models that always reason."""
    _add_to_template(
        model, "{%- if add_generation_prompt -%}{{- '<think>\\n' -}}{%- endif -%}{#- </think> -#}"
    )


def _add_to_template(model: Path, more: str) -> None:
    file, config = _json(model / "tokenizer_config.json")
    separate = model / "chat_template.jinja"
    if separate.exists():
        separate.write_text(separate.read_text() + more)
    else:
        config["chat_template"] += more
        file.write_text(json.dumps(config))


def _change_tokenizer(model: Path) -> None:
    """The ids of two rare entries of the vocabulary change places: the same text can make the same tokens."""
    file, content = _json(model / "tokenizer.json")
    words = content["model"]["vocab"]
    one, other = sorted(words, key=words.__getitem__)[-2:]
    words[one], words[other] = words[other], words[one]
    file.write_text(json.dumps(content))


def _change_weights(model: Path) -> None:
    """One bit in the middle of the weights: a change that no answer shows and every checksum does."""
    file = next(model.glob("*.safetensors"))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0x01
    file.write_bytes(content)


def _halve_weights(model: Path) -> None:
    """What a download leaves that was broken off."""
    file = next(model.glob("*.safetensors"))
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


def _drop_tokenizer(model: Path) -> None:
    (model / "tokenizer.json").unlink()


def _break_config(model: Path) -> None:
    (model / "config.json").write_text("{")


def _nest_config(model: Path) -> None:
    """A configuration of brackets in brackets, deeper than any reader follows."""
    (model / "config.json").write_text(100_000 * "[")


def _break_tokenizer(model: Path) -> None:
    file = model / "tokenizer.json"
    file.write_text(file.read_text()[: file.stat().st_size // 2])


def _forget_template(model: Path) -> None:
    """A model that was never taught to chat: completions can be asked of it."""
    (model / "chat_template.jinja").unlink(missing_ok=True)
    _configure(model, "tokenizer_config.json", chat_template=None)


def _forget_end_tokens(model: Path) -> None:
    _configure(model, "config.json", eos_token_id=None)
    _configure(model, "generation_config.json", eos_token_id=None)
    _configure(model, "tokenizer_config.json", eos_token=None)


def _break_template(model: Path) -> None:
    """A template that calls what is not there."""
    (model / "chat_template.jinja").write_text("{{ nothing.of(the, kind) }}")


def _name_a_missing_shard(model: Path) -> None:
    """An index that names a second file of weights."""
    index = {"metadata": {}, "weight_map": {"a": "model.safetensors", "b": "model-2.safetensors"}}
    (model / "model.safetensors.index.json").write_text(json.dumps(index))


def _lengthen_context(model: Path) -> None:
    """A context whose cache no machine could hold."""
    _configure(model, "config.json", max_position_embeddings=1 << 40)


def _keep_for_torch(model: Path) -> None:
    """The same weights under the name that PyTorch's have, which nothing here opens."""
    for file in model.glob("*.safetensors"):
        file.rename(model / "pytorch_model.bin")


def _give_eyes(model: Path) -> None:
    """The configuration of a model that looks at pictures."""
    looks = {"architectures": ["ViTForImageClassification"], "model_type": "vit", "image_size": 224}
    (model / "config.json").write_text(json.dumps({**looks, "patch_size": 16, "hidden_size": 192}))


def _bring_a_program(model: Path) -> None:
    """A configuration that has mlx-lm run a program of the model's own, where one lets it."""
    _configure(model, "config.json", model_file="program.py")
    (model / "program.py").write_text(f"open({str(model / 'it-ran')!r}, 'w').close()\n")


def _quantize(model: Path) -> None:
    """Four bits a weight, by mlx-lm's own command."""
    quantized = model.with_name("quantized")
    options = ["--quantize", "--q-bits", "4", "--q-group-size", "32"]
    command = [
        sys.executable,
        "-m",
        "mlx_lm",
        "convert",
        "--hf-path",
        str(model),
        "--mlx-path",
        str(quantized),
    ]
    subprocess.run([*command, *options], check=True, capture_output=True, timeout=START_SECONDS)
    shutil.rmtree(model)
    quantized.rename(model)


def _configure(model: Path, name: str, **values: Any) -> None:
    """Set what one of its JSON files says; None takes it out."""
    file, config = _json(model / name)
    changed = {**config, **values}
    file.write_text(json.dumps({key: value for key, value in changed.items() if value is not None}))


def _json(file: Path) -> tuple[Path, dict[str, Any]]:
    return file, json.loads(file.read_text())


VARIANTS: dict[str, Callable[[Path], None]] = {
    "template": _change_template,
    "tokenizer": _change_tokenizer,
    "weights": _change_weights,
    "another mind": partial(scale_last_norm, factor=1.25),
    "no number in its mind": forget_last_norm,
    "twenty times as deep": partial(deepen, times=20),
    "half of its weights": _halve_weights,
    "no tokenizer": _drop_tokenizer,
    "a config that is no JSON": _break_config,
    "a config nested without end": _nest_config,
    "a name of 300 letters": partial(_configure, name="config.json", model_type=300 * "x"),
    "weights of bitsandbytes": partial(
        _configure, name="config.json", quantization_config={"quant_method": "bitsandbytes"}
    ),
    "half of its tokenizer": _break_tokenizer,
    "no end token": _forget_end_tokens,
    "no template": _forget_template,
    "a template that fails": _break_template,
    "a template that hangs at a word": _hang_at_a_word,
    "thoughts in its template": _write_thoughts,
    "an open thought": _open_a_thought,
    "a shard that is missing": _name_a_missing_shard,
    "an endless context": _lengthen_context,
    "endless weights": claim_endless_weights,
    "mamba": become_mamba,
    "two shards": split_weights,
    "only pytorch_model.bin": _keep_for_torch,
    "a vision model": _give_eyes,
    "a program of its own": _bring_a_program,
    "four bits a weight": _quantize,
}
