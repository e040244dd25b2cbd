"""Which architectures mlx-lm can run, and what caches they keep, as its source says: it is not imported.

Importing mlx-lm takes longer than everything else that listing the models of a machine does.
"""

import ast
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any


def hindrance(config: dict[str, Any]) -> str | None:
    """Why a model of this configuration can't be run, or must not be; None where neither is so.

    >>> hindrance({"model_type": "qwen3"}), hindrance({"model_type": "vit"})
    (None, "mlx-lm has no architecture 'vit'")
    >>> hindrance({"model_type": "qwen3", "quantization_config": {"quant_method": "bitsandbytes"}})
    "mlx-lm can't read weights that were quantized by 'bitsandbytes'"
    """
    if config.get("model_file") is not None:
        return f"it wants a program that came with it to be run ({config['model_file']}), and none ever is"
    architecture = str(config.get("model_type"))
    if _module(architecture) is None:
        return f"mlx-lm has no architecture {architecture!r}"
    foreign = config.get("quantization_config") if not config.get("quantization") else None
    method = foreign.get("quant_method") if isinstance(foreign, dict) else None
    if method is not None and method not in _quantizations(_package()):
        return f"mlx-lm can't read weights that were quantized by {method!r}"
    return None


def cache_kinds(architecture: str) -> list[str] | None:
    """The kinds of cache that its layers may keep; None where another module decides.

    >>> cache_kinds("qwen3"), cache_kinds("lfm2")
    (['KVCache'], ['ArraysCache', 'KVCache'])
    """
    file = _module(architecture)
    if file is None:
        return None
    tree = ast.parse(file.read_text(encoding="utf-8"))
    makers = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "make_cache"
    ]
    models = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Model"]
    bases = {ast.unparse(base) for model in models for base in model.bases}
    if not makers and bases == {"nn.Module"}:
        return ["KVCache"]
    made = [call.func for maker in makers for call in ast.walk(maker) if isinstance(call, ast.Call)]
    named = {function.id for function in made if isinstance(function, ast.Name)}
    kinds = {name for name in named if name.endswith("Cache")}
    return sorted(kinds) or None


def _module(architecture: str) -> Path | None:
    package = _package()
    name = _remapped(package).get(architecture, architecture)
    file = package / "models" / f"{name}.py"
    return file if name.isidentifier() and file in _modules(package) else None


@cache
def _modules(package: Path) -> frozenset[Path]:
    return frozenset((package / "models").glob("*.py"))


@cache
def _package() -> Path:
    spec = find_spec("mlx_lm")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("mlx_lm is not installed", name="mlx_lm")
    return Path(spec.submodule_search_locations[0])


@cache
def _quantizations(package: Path) -> frozenset[str]:
    """The methods of other programs that it can read: what its utils.py compares `quant_method` with."""
    tree = ast.parse((package / "utils.py").read_text(encoding="utf-8"))
    compared = [
        node.comparators[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare) and ast.unparse(node.left) == "quant_method"
    ]
    values = [ast.literal_eval(each) for each in compared]
    return frozenset(word for value in values for word in ([value] if isinstance(value, str) else value))


@cache
def _remapped(package: Path) -> dict[str, str]:
    """The architectures that another one's module runs (`MODEL_REMAPPING` in its utils.py)."""
    tree = ast.parse((package / "utils.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "MODEL_REMAPPING":
            found: dict[str, str] = ast.literal_eval(node.value)
            return found
    return {}
