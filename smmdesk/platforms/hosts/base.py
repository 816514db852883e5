"""What a media host is: where files lie on the web for as long as a platform has to fetch them (decision 0025).

Everything here is inert and may be made again. Whoever calls keeps the name before the first byte leaves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable
from urllib.parse import quote

from smmdesk.model.problem import ProblemError
from smmdesk.model.url_parts import split_url
from smmdesk.platforms.answers import origin_of
from smmdesk.platforms.base import SLOW_BYTES_PER_S, Picture, Session
from smmdesk.platforms.sign_in import typed_address

if TYPE_CHECKING:
    from smmdesk.platforms.http import Http
    from smmdesk.system.clock import Clock
    from smmdesk.system.secrets import Secret

UPLOAD_S = 600.0


def upload_s(place: "Place", picture: Picture) -> float:
    """How long a file may take: a slow line has its time, and a host that drips its answer does not hold a small photo
    for ten minutes."""
    return min(UPLOAD_S, place.http.deadline_s + picture.size_bytes / SLOW_BYTES_PER_S)


@dataclass(frozen=True, slots=True)
class Laid:
    """Where a file lies. `urls`: one of them may be read by anybody, the likeliest first; `remote` is what the host
    calls it, where that is not its name."""

    urls: tuple[str, ...]
    remote: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """One media host, open for a piece of work. `fields` are what the person typed, the secret apart."""

    name: str
    http: "Http"
    fields: Mapping[str, str]
    secret: "Secret"
    clock: "Clock"


class MediaHost(Protocol):
    """Lays down and takes away. Both raise ConnectorError subclasses only."""

    async def lay_down(self, place: Place, picture: Picture, name: str) -> Laid:
        """Upload a file under a name that nobody can guess. May be repeated with the same name."""

    async def take_away(self, place: Place, name: str, remote: str) -> None:
        """Returns when the host says that there is no such file (any more)."""


@runtime_checkable
class KeepsFiles(Protocol):
    """The optional verb of a platform whose library is open to the web: its channel can be the media host."""

    async def lay_down(self, session: Session, picture: Picture, name: str) -> Laid:
        """As `MediaHost.lay_down`, in the channel's own library."""

    async def take_away(self, session: Session, name: str, remote: str) -> None:
        """As `MediaHost.take_away`; without `remote` the file is found by its name."""


def safe_address(typed: str, label: str) -> str:
    """An address as it was typed, with its https and without a slash at the end. Raises ProblemError(field_missing,
    address_not_found, address_unsafe)."""
    if not typed.strip():
        raise ProblemError("field_missing", label=label, field="server")
    address = typed_address(typed).rstrip("/")
    try:
        origin_of(address)
    except ValueError as error:
        raise ProblemError("address_not_found", url=typed, platform=label) from error
    return address


def beneath(address: str, *names: str) -> str:
    """An address with further pieces of a path, each escaped."""
    pieces = (quote(piece, safe="-_.~") for name in names for piece in name.split("/") if piece)
    return "/".join((address.rstrip("/"), *pieces))


def host_name(address: str) -> str:
    return split_url(address).hostname or address
