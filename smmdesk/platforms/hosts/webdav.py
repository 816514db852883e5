"""WebDAV: a Nextcloud (ownCloud) with a public link for each file, or any server whose folder the web can read.

Nextcloud developer manual (WebDAV, OCS Share API) and RFC 4918, read 2026-11-28. A link of a single file may be read at
several addresses, which differ between versions: the caller takes the first that the world can read.
"""

from datetime import timedelta
from typing import Any

from smmdesk.platforms.answers import Answer, plain_words
from smmdesk.platforms.base import Picture, RefusedError
from smmdesk.platforms.faults import said_in
from smmdesk.platforms.hosts.base import Laid, MediaHost, Place, beneath, safe_address, upload_s
from smmdesk.platforms.http import Call

FOLDER = "smmdesk"
GONE = frozenset({404, 410})
NO_FOLDER = frozenset({404, 409})
MADE_BEFORE = frozenset({405})
SHOWN = 207
NO_LIST = frozenset({405, 501})
"""A server that takes files and lists none."""
PUBLIC_LINK = "3"
READ_ONLY = "1"
LINK_DAYS = 2
"""A link that nobody takes away ends by itself, for what a crash leaves."""


class WebDav:
    """`fields`: server, user, folder, public."""

    async def lay_down(self, place: Place, picture: Picture, name: str) -> Laid:
        answer = await self._put(place, picture, name)
        if answer.status in NO_FOLDER:
            await self._make_folders(place)
            answer = await self._put(place, picture, name)
        if not answer.ok:
            raise RefusedError(place.http.names.problem("refused", said=said_in(answer)))
        public = place.fields.get("public", "").strip()
        if public:
            return Laid((beneath(safe_address(public, place.name), name),))
        return Laid(await self._link(place, name))

    async def take_away(self, place: Place, name: str, remote: str) -> None:
        """With the file its link goes too. That there is none is believed of a server that shows its folder: a page of
        something in front of it would leave the photo open to the world."""
        answer = await self._ask(place, "DELETE", _file(place, name), also=GONE)
        if not answer.ok:
            shown = await self._ask(place, "PROPFIND", _root(place), headers={"Depth": "0"}, also=NO_LIST)
            if shown.status not in (SHOWN, *NO_LIST):
                raise answer.strange()

    async def _put(self, place: Place, picture: Picture, name: str) -> Answer:
        carried = {
            "content": picture.path,
            "carries": picture.name or picture.path.name,
            "deadline_s": upload_s(place, picture),
        }
        headers = {"Content-Type": picture.mime}
        return await self._ask(place, "PUT", _file(place, name), headers=headers, also=NO_FOLDER, **carried)

    async def _make_folders(self, place: Place) -> None:
        """One after the other: MKCOL makes no parents (RFC 4918, 9.3)."""
        pieces = [piece for piece in _folder(place).split("/") if piece]
        for number in range(1, len(pieces) + 1):
            url = beneath(_root(place), *pieces[:number])
            await self._ask(place, "MKCOL", url, also=MADE_BEFORE)

    async def _link(self, place: Place, name: str) -> tuple[str, ...]:
        """A public link of one file that may only be read. The file is new, so it has none yet."""
        server = safe_address(place.fields.get("server", ""), place.name)
        ends = place.clock.now() + timedelta(days=LINK_DAYS)
        form = {
            "path": f"/{_folder(place)}/{name}",
            "shareType": PUBLIC_LINK,
            "permissions": READ_ONLY,
            "expireDate": f"{ends:%Y-%m-%d}",
        }
        url = beneath(server, "ocs/v2.php/apps/files_sharing/api/v1/shares")
        headers = {"OCS-APIRequest": "true", "Accept": "application/json"}
        told = frozenset({400, 403, 404})
        answer = await self._ask(place, "POST", url, form=form, headers=headers, also=told)
        if not answer.ok:
            raise RefusedError(place.http.names.problem("refused", said=_said_by_ocs(answer)))
        token = answer.fields().child("ocs").child("data").id("token")
        return (
            beneath(server, "public.php/dav/files", token),
            beneath(server, "index.php/s", token, "download"),
            beneath(server, "s", token, "download"),
        )

    async def _ask(self, place: Place, method: str, url: str, **more: Any) -> Answer:
        basic = (place.secret.field("user"), place.secret.field("secret"))
        return await place.http.call(Call(method=method, url=url, basic=basic, **more))


def _root(place: Place) -> str:
    """A Nextcloud by its address alone; any other by the address of its WebDAV."""
    server = safe_address(place.fields.get("server", ""), place.name)
    if place.fields.get("public", "").strip():
        return server
    return beneath(server, "remote.php/dav/files", place.fields.get("user", "").strip())


def _folder(place: Place) -> str:
    typed = place.fields.get("folder", "").strip().strip("/")
    return typed or ("" if place.fields.get("public", "").strip() else FOLDER)


def _file(place: Place, name: str) -> str:
    return beneath(_root(place), _folder(place), name)


def _said_by_ocs(answer: Answer) -> str:
    said = answer.maybe().child("ocs").child("meta").text("message", "")
    return plain_words(said) if said.strip() else said_in(answer)


HOST: MediaHost = WebDav()
