"""The models of this machine, for commands that name one: where they are looked for, how a name goes on."""

import os
from pathlib import Path
from typing import Annotated

import typer

from system.serving.places import places

FOLDERS = "ASSAY_MODEL_FOLDERS"

FoldersOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--model-folders",
        help=f"A folder with models, beside the Hugging Face cache; can be repeated (also: {FOLDERS}).",
        show_default=False,
    ),
]


def known_folders() -> list[Path]:
    """The folders that the environment names."""
    return [Path(path) for path in os.environ.get(FOLDERS, "").split(os.pathsep) if path]


def complete_model(incomplete: str) -> list[str]:
    """The known models whose names begin so."""
    return [place.id for place in places(known_folders()) if place.id.startswith(incomplete)]
