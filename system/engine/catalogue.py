"""transformers without its catalogue of models, and without PyTorch.

Importing transformers reads the source of every model that it knows, more than 3,000 files, and importing its
subpackage of models reads them once more: that took longer than everything else that an engine does to start.
mlx-lm wants three names of it. Here both packages come without their catalogue: those three are found where
they are defined, and whoever asks for any other name gets the whole package. PyTorch, where it is installed
(the forge needs it), transformers would import at once: two seconds more, for nothing.
"""

import importlib
import importlib.util
import sys
from importlib.machinery import ModuleSpec
from importlib.metadata import version
from types import ModuleType
from typing import Any

_PACKAGES = ("transformers", "transformers.models")
_PLACES = {
    "AutoTokenizer": "transformers.models.auto.tokenization_auto",
    "PreTrainedTokenizer": "transformers.tokenization_utils_sentencepiece",
    "PreTrainedTokenizerFast": "transformers.tokenization_utils_tokenizers",
}


def leave_out() -> None:
    """Must run before the first `import mlx_lm`; where transformers is imported already, nothing is changed.

    >>> leave_out()
    >>> import transformers
    >>> transformers.AutoTokenizer.__module__
    'transformers.models.auto.tokenization_auto'
    >>> transformers.LlamaConfig.model_type
    'llama'
    """
    for name in _PACKAGES:
        if name not in sys.modules and (spec := importlib.util.find_spec(name)):
            sys.modules[name] = _Package(spec)
    sys.modules.setdefault("torch", None)  # type: ignore[arg-type]  # None: as if it were not installed


class _Package(ModuleType):
    """A package whose own code runs only once somebody asks for a name that is not in `_PLACES`."""

    def __init__(self, spec: ModuleSpec) -> None:
        super().__init__(spec.name)
        self.__spec__, self.__file__ = spec, spec.origin
        self.__path__ = list(spec.submodule_search_locations or ())
        self.__version__ = version(_PACKAGES[0])

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if place := _PLACES.get(name):
            try:
                return getattr(importlib.import_module(place), name)
            except (ImportError, AttributeError):
                pass  # Not where this version of transformers has it: the whole package knows.
        return getattr(self._whole(), name)

    def _whole(self) -> ModuleType:
        spec = self.__spec__
        if sys.modules[self.__name__] is self and spec and spec.loader:
            sys.modules[self.__name__] = whole = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(whole)
        return sys.modules[self.__name__]
