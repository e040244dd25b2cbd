"""Keyed digests that stand for agents and tokens on disk, so that no path or block gives a name or text away.

A token's digest is chained over everything before it: equal digests mean equal prefixes, so that comparing
one number compares a whole prefix. 8 bytes are enough, since only one tenant's tokens are ever compared (a
false match has odds of 2^-64 a comparison) and nobody without the home's secret can look for one.
"""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from system.engine.messages import Owner

DIGEST_BYTES = 8
Digests = npt.NDArray[np.uint64]


def owner_digest(secret: bytes, owner: Owner) -> str:
    """The name of the agent's folder: 32 hexadecimal digits.

    >>> owner_digest(bytes(32), Owner("open", "ada")) == owner_digest(bytes(32), Owner("open", "ben"))
    False
    """
    return _keyed(secret, owner, b"folder").digest().hex()


def tenant_folder(secret: bytes, tenant: str) -> str:
    """The name of the tenant's folder: the tenant itself where that is a digest or a plain word.

    >>> tenant_folder(bytes(32), "open"), len(tenant_folder(bytes(32), "../up"))
    ('open', 32)
    """
    if tenant.isascii() and tenant.isalnum() and tenant == tenant.lower() and len(tenant) <= 64:
        return tenant
    return _keyed(secret, Owner(tenant, ""), b"tenant").digest().hex()


def chain_key(secret: bytes, tenant: str) -> bytes:
    """The key of the tenant's own digests: the same text gives two tenants different ones."""
    return _keyed(secret, Owner(tenant, ""), b"tokens").digest()


def chain(key: bytes, tokens: Sequence[int] | npt.NDArray[np.uint32], before: int = 0) -> Digests:
    """One digest for each token, each covering all up to it; `before` is that of the token before the first.

    >>> whole = chain(bytes(16), [5, 6, 7])
    >>> bool((chain(bytes(16), [6, 7], int(whole[0])) == whole[1:]).all())
    True
    """
    raw = np.asarray(tokens, dtype="<u4").tobytes()
    keyed = blake2b(key=key, digest_size=DIGEST_BYTES)
    link = before.to_bytes(DIGEST_BYTES, "little")
    links = []
    for at in range(0, len(raw), 4):
        digest = keyed.copy()
        digest.update(link + raw[at : at + 4])
        link = digest.digest()
        links.append(link)
    return np.frombuffer(b"".join(links), dtype="<u8")


def common_prefix(left: Digests, right: Digests) -> int:
    """How many digests agree from the first on.

    >>> common_prefix(np.array([1, 2, 3], np.uint64), np.array([1, 2, 4, 5], np.uint64))
    2
    """
    length = min(len(left), len(right))
    equal = left[:length] == right[:length]
    return length if equal.all() else int(equal.argmin())


def _keyed(secret: bytes, owner: Owner, purpose: bytes) -> blake2b:
    digest = blake2b(key=secret, digest_size=16, person=purpose)
    tenant = owner.tenant.encode(errors="surrogatepass")
    digest.update(len(tenant).to_bytes(4, "little") + tenant + owner.agent.encode(errors="surrogatepass"))
    return digest
