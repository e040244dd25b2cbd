"""What one tenant may do in a minute and at a time, told in the draft RateLimit headers.

draft-ietf-httpapi-ratelimit-headers-11. Requests and tokens fill buckets that leak evenly, a minute's worth
in a minute: O(1) of memory each, and no moment at which everybody's limit begins anew. A request is counted
when it comes, and its tokens as they are known; what was begun is finished, and who has overdrawn waits.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from math import ceil

from system.errors import LimitError
from system.keys import Limits

WINDOW_SECONDS = 60
ROUNDING = 1e-6
FULL_SECONDS = 1
"""When to come again where another request has to end first: nobody knows when that is."""


class Bucket:
    """So many units a minute."""

    def __init__(self, quota: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.quota = quota
        self._clock = clock
        self._used = 0.0
        self._at = clock()

    @property
    def available(self) -> int:
        """Whole units that are left now."""
        return max(0, int(self.quota - self._leaked() + ROUNDING))

    @property
    def next_seconds(self) -> int:
        """Until there is one unit more than now, or one at all; 0 for a bucket that is empty.

        >>> moments = iter([0.0, 0.0, 0.0, 12.0])
        >>> bucket = Bucket(10, lambda: next(moments))
        >>> bucket.spend(12)
        >>> bucket.next_seconds, bucket.available
        (18, 0)
        """
        used = self._leaked()
        if used <= 0:
            return 0
        excess = max(used - (self.quota - 1), used % 1 or 1.0)
        return max(1, ceil(excess * WINDOW_SECONDS / self.quota))

    def spend(self, units: int) -> None:
        """Also more than there are."""
        self._used = self._leaked() + units

    def _leaked(self) -> float:
        now = self._clock()
        self._used = max(0.0, self._used - (now - self._at) * self.quota / WINDOW_SECONDS)
        self._at = now
        return self._used


class Account:
    """One tenant's use of the server."""

    def __init__(self, limits: Limits) -> None:
        self._running = 0
        self._buckets: dict[str, Bucket] = {}
        self.limits = limits

    @property
    def limits(self) -> Limits:
        return self._limits

    @limits.setter
    def limits(self, limits: Limits) -> None:
        """Other limits, from now on; what has been used stays used."""
        self._limits = limits
        self._limit("requests", limits.requests_per_minute)
        self._limit("tokens", limits.tokens_per_minute)

    def _limit(self, name: str, quota: int | None) -> None:
        if quota is None:
            self._buckets.pop(name, None)
        else:
            self._buckets.setdefault(name, Bucket(quota)).quota = quota

    @contextmanager
    def admitted(self) -> Iterator[None]:
        """One request's stay. Raises LimitError, with nothing counted, where a limit is reached."""
        most = self._limits.concurrent_requests
        if most is not None and self._running >= most:
            raise LimitError(
                f"{self._running} requests are running, as many as the limit allows at a time",
                policy="concurrent",
                retry_after_seconds=FULL_SECONDS,
            )
        for name, bucket in self._buckets.items():
            if not bucket.available:
                raise LimitError(
                    f"the limit of {bucket.quota} {name} a minute is used up: "
                    f"come again in {bucket.next_seconds} s",
                    policy=name,
                    retry_after_seconds=bucket.next_seconds,
                )
        if "requests" in self._buckets:
            self._buckets["requests"].spend(1)
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1

    def spend(self, tokens: int) -> None:
        """Count tokens of a request that was admitted."""
        if "tokens" in self._buckets:
            self._buckets["tokens"].spend(tokens)

    def headers(self) -> dict[str, str]:
        """RateLimit-Policy and RateLimit as they are now; nothing where nothing is limited."""
        policies = [_policy(name, bucket) for name, bucket in self._buckets.items()]
        states = [_state(name, bucket) for name, bucket in self._buckets.items()]
        most = self._limits.concurrent_requests
        if most is not None:
            policies.append(f'"concurrent";q={most};qu="concurrent-requests"')
            states.append(f'"concurrent";r={max(0, most - self._running)}')
        if not policies:
            return {}
        return {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(states)}


class Accounts:
    """The accounts of the tenants that have a key: no more than those, however many are tried."""

    def __init__(self) -> None:
        self._accounts: dict[str, Account] = {}

    def of(self, tenant: str, limits: Limits) -> Account:
        """The tenant's account, with the limits that it has now."""
        account = self._accounts.get(tenant)
        if account is None:
            account = self._accounts[tenant] = Account(limits)
        elif account.limits != limits:
            account.limits = limits
        return account

    def keep_only(self, tenants: Iterable[str]) -> None:
        """Forget everybody else: their keys are gone."""
        kept = set(tenants)
        self._accounts = {name: account for name, account in self._accounts.items() if name in kept}


def _policy(name: str, bucket: Bucket) -> str:
    unit = "" if name == "requests" else f';qu="{name}"'
    return f'"{name}";q={bucket.quota}{unit};w={WINDOW_SECONDS}'


def _state(name: str, bucket: Bucket) -> str:
    until = bucket.next_seconds
    return f'"{name}";r={bucket.available}' + (f";t={until}" if until else "")
