"""What Assay's speed is, measured beside mlx-lm's own: in-process and over its own server.

`plan` says what is measured; `processes` and `systems` own what runs, `client` puts the load on; `speed`,
`arrivals`, `context` and `saving` measure, `run` all of it; `record` keeps, `targets` judges, `table` and
`plot` show. Nothing here imports MLX: the in-process side is a process of its own, `system.engine.floor`.
"""
