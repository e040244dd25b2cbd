"""What Prometheus reads: counts that the API keeps, and the engine's own, read when somebody asks."""

from collections.abc import Callable, Iterator

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from system.engine.messages import EngineStats

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
FIRST_TOKEN_BUCKETS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60)


class Metrics:
    """One server's metrics, in a registry of its own."""

    def __init__(self, stats: Callable[[], EngineStats], restarts: Callable[[], int]) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        registry = self._registry
        self.requests = Counter(
            "assay_requests_total", "Requests answered.", ["api", "outcome"], registry=registry
        )
        self.running = Gauge(
            "assay_requests_running", "Requests whose prompt or answer is being computed.", registry=registry
        )
        self.waiting = Gauge(
            "assay_requests_waiting", "Requests admitted that the engine has not begun.", registry=registry
        )
        self.prompt_tokens = Counter(
            "assay_prompt_tokens_total", "Prompt tokens of accepted requests.", registry=registry
        )
        self.cached_tokens = Counter(
            "assay_cached_tokens_total",
            "Prompt tokens that came from an agent's cache.",
            ["source"],
            registry=registry,
        )
        for source in ("hot", "disk"):
            self.cached_tokens.labels(source)
        self.completion_tokens = Counter(
            "assay_completion_tokens_total", "Tokens of ended answers.", registry=registry
        )
        self.first_token = Histogram(
            "assay_time_to_first_token_seconds",
            "From the request's arrival to the first piece of its answer.",
            buckets=FIRST_TOKEN_BUCKETS,
            registry=registry,
        )
        self._registry.register(EngineMetrics(stats, restarts))

    def page(self) -> bytes:
        """Everything, in Prometheus' text format."""
        return generate_latest(self._registry)


class EngineMetrics(Collector):
    """The engine's counters as they are at the moment of the scrape: nothing is done for them at a step."""

    def __init__(self, stats: Callable[[], EngineStats], restarts: Callable[[], int]) -> None:
        self._stats = stats
        self._restarts = restarts

    def collect(self) -> Iterator[Metric]:
        stats = self._stats()
        for name, text, value in (
            ("rows", "Rows in the engine's batch.", stats.rows),
            ("cache_hot_bytes", "Memory that agents' caches take.", stats.hot_bytes),
            ("cache_disk_bytes", "Disk that agents' caches take.", stats.disk_bytes),
            ("agents", "Agents whose cache is kept.", stats.agents),
            ("cache_integrity_problems", "What did not add up at the last check.", stats.integrity_problems),
            ("cache_unsaved_agents", "Agents whose last save has failed.", stats.unsaved_agents),
        ):
            yield GaugeMetricFamily(f"assay_{name}", text, value)
        for name, text, count in (
            ("decode_steps", "Steps of the engine's loop that decoded.", stats.decode_steps),
            ("generated_tokens", "Tokens the engine drew.", stats.generated_tokens),
            ("prefilled_tokens", "Prompt tokens the engine computed.", stats.prefilled_tokens),
            ("abandoned_requests", "Requests whose callers went.", stats.abandoned_requests),
            ("abandoned_steps", "Steps of rows whose callers had gone.", stats.abandoned_steps),
            ("abandoned_prompt_tokens", "Prompt tokens computed for nobody.", stats.abandoned_prompt_tokens),
            ("engine_restarts", "Engine processes started after one had died.", self._restarts()),
            ("cache_saves", "Turns saved to disk.", stats.saves),
            ("cache_saved_bytes", "Bytes written for saved turns.", stats.saved_bytes),
            ("cache_save_failures", "Turns that could not be saved.", stats.save_failures),
            ("cache_evictions", "Agents that left a tier for want of room.", stats.evictions),
        ):
            yield CounterMetricFamily(f"assay_{name}", text, count)
        quarantined = CounterMetricFamily(
            "assay_cache_quarantined", "Cache files set aside as unfit.", labels=["reason"]
        )
        for reason, count in sorted(stats.quarantined.items()):
            quarantined.add_metric([reason], count)
        yield quarantined
