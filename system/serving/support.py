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
    """
    if config.get("model_file") is not None:
        return f"it wants a program that came with it to be run ({config['model_file']}), and none ever is"
    architecture = str(config.get("model_type"))
    return None if _module(architecture) is not None else f"mlx-lm has no architecture {architecture!r}"


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
    return file if Path(name).name == name and file.is_file() else None


@cache
def _package() -> Path:
    spec = find_spec("mlx_lm")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("mlx_lm is not installed", name="mlx_lm")
    return Path(spec.submodule_search_locations[0])


@cache
def _remapped(package: Path) -> dict[str, str]:
    """The architectures that another one's module runs (`MODEL_REMAPPING` in its utils.py)."""
    tree = ast.parse((package / "utils.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "MODEL_REMAPPING":
            found: dict[str, str] = ast.literal_eval(node.value)
            return found
    return {}
