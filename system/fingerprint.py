"""What makes two models the same model: a digest of everything that decides which tokens they answer with."""

import hashlib
from pathlib import Path

CONFIGURATION = (
    "config.json",
    "generation_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "chat_template.jinja",
    "chat_template.json",
)
WHOLE_BYTES = 256 << 20
SAMPLE_BYTES = 1 << 20
SAMPLES = 64


def fingerprint(directory: Path, dtype: str) -> str:
    """Hex BLAKE2b over weights, config, tokenizer, chat template, dtype and KV precision (32 bytes).

    Weight files up to 256 MiB are read whole. Of larger ones the size, the first and last MiB (the first
    holds the safetensors header: every tensor's name, type and place) and 62 more at even distances are read,
    so that a model of many gigabytes does not delay the start; two models that differ only between the
    samples look the same.
    """
    digest = hashlib.blake2b(digest_size=32)
    for part in (b"assay fingerprint 1", dtype.encode(), b"kv unquantized"):
        digest.update(len(part).to_bytes(8, "big") + part)
    for name in CONFIGURATION:
        path = directory / name
        if path.is_file():
            _add(digest, path)
    for path in sorted(directory.glob("*.safetensors")):
        _add(digest, path)
    return digest.hexdigest()


def _add(digest: "hashlib.blake2b", path: Path) -> None:
    size = path.stat().st_size
    digest.update(f"{path.name} {size}\n".encode())
    with path.open("rb") as file:
        if size <= WHOLE_BYTES:
            while chunk := file.read(SAMPLE_BYTES):
                digest.update(chunk)
            return
        for index in range(SAMPLES):
            file.seek((size - SAMPLE_BYTES) * index // (SAMPLES - 1))
            digest.update(file.read(SAMPLE_BYTES))
