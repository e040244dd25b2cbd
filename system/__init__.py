"""Assay's reference system: a server that runs many agents on one local model, on Apple's MLX."""

__version__ = "0.1.0"
