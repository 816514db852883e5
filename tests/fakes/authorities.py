"""What this computer trusts is read once for a run, not anew by each desk: a tenth of a second of the processor."""

import os
import ssl
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from httpx._transports import default as transports

from smmdesk.platforms.wire import Wire

NAMED_BY = ("SSL_CERT_FILE", "SSL_CERT_DIR")


@pytest.fixture(scope="session", autouse=True)
def authorities() -> Iterator[None]:
    """For the program's own client, and for the plain ones that tests make to a fake or a server on loopback."""
    read: Callable[[Wire], ssl.SSLContext] = vars(Wire)["trust"].fget
    made: Callable[..., ssl.SSLContext] = transports.create_ssl_context
    known: dict[object, ssl.SSLContext] = {}

    def once(whose: object, make: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
        key = whose, *(os.environ.get(name) for name in NAMED_BY)
        if key not in known:
            known[key] = make()
        return known[key]

    def created(verify: Any = True, cert: Any = None, trust_env: bool = True) -> ssl.SSLContext:
        if verify is not True or cert is not None:
            return made(verify=verify, cert=cert, trust_env=trust_env)
        return once(trust_env, lambda: made(trust_env=trust_env))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Wire, "trust", property(lambda wire: once(Wire, lambda: read(wire))))
        patch.setattr(transports, "create_ssl_context", created)
        yield
