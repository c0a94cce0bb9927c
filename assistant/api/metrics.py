"""What Prometheus reads. Labels come from route templates and the product's own words, never from what a user sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Metrics:
    """The counters of one app. `index_info` is asked at each scrape; see `IndexCollector`."""

    def __init__(self, index_info: Callable[[], Mapping[str, object]]) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(IndexCollector(index_info))
        self._replies = Counter(
            "assistant_replies", "Replies by what was decided.", ("route", "outcome", "reason"), registry=self._registry
        )
        self._steps = Histogram("assistant_step_seconds", "Time in each step.", ("step",), buckets=_SECONDS, registry=self._registry)
        self._requests = Counter("assistant_http_requests", "HTTP requests.", ("method", "route", "status"), registry=self._registry)
        self._latency = Histogram(
            "assistant_http_seconds", "Time to the first byte of the response.", ("route",), buckets=_SECONDS, registry=self._registry
        )

    def count_reply(self, route: str, outcome: str, reason: str | None, timings_ms: Mapping[str, float]) -> None:
        self._replies.labels(route, outcome, reason or "none").inc()
        for step, milliseconds in timings_ms.items():
            self._steps.labels(step).observe(milliseconds / 1000)

    def count_request(self, method: str, route: str, status: int, seconds: float | None) -> None:
        self._requests.labels(method, route, str(status)).inc()
        if seconds is not None:
            self._latency.labels(route).observe(seconds)

    def render(self) -> bytes:
        """The text exposition format."""
        return generate_latest(self._registry)


class IndexCollector(Collector):
    """Gauges of the index: `documents` and `passages` are numbers, `ingested_at` is an ISO 8601 time, a datetime or Unix seconds."""

    def __init__(self, index_info: Callable[[], Mapping[str, object]]) -> None:
        self._index_info = index_info

    def describe(self) -> list[GaugeMetricFamily]:  # registering must not read the index
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            info = self._index_info()
        except Exception:  # noqa: BLE001 - a scrape must tell that the index is down, not fail
            yield GaugeMetricFamily("assistant_index_up", "1 when the index can be read.", value=0)
            return
        yield GaugeMetricFamily("assistant_index_up", "1 when the index can be read.", value=1)
        for name in ("documents", "passages"):
            if isinstance(value := info.get(name), int | float):
                yield GaugeMetricFamily(f"assistant_{name}", f"{name.capitalize()} that can answer.", value=value)
        if (age := _age(info.get("ingested_at"))) is not None:
            yield GaugeMetricFamily("assistant_last_ingest_age_seconds", "Seconds since the last ingest ended.", value=age)


def _age(value: object) -> float | None:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        value = (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp()
    return max(0.0, datetime.now(UTC).timestamp() - float(value)) if isinstance(value, int | float) else None
