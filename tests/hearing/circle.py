"""A platform whose pages lead back: the third to the second, for ever, in whatever way it names its pages."""

import json
import re
from typing import Any

import httpx

NAMED = ("pageToken", "after", "cursor", "page_cursor", "from")
"""Parameters with the platform's own word for a place."""
NEXT = ("nextPageToken", "next_page", "cursor", "end")
COUNTED = ("page", "offset")
FROM_AN_INSTANT = ("before", "filter")
BEFORE = re.compile(r"\d+$|created_at:<=")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT")
THIRD = 3


class Circle(httpx.AsyncBaseTransport):
    """Hands requests on to `inner` while it is not `closed`. Of each list the first place that is asked for is the
    second page; what is told there leads to the third, and every other one back to the second."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self._second: dict[str, str] = {}
        self._told: dict[tuple[str, int], httpx.Response] = {}
        self.closed = False
        self.asked = self.turned = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        if not self.closed or request.method != "GET":
            return await self._inner.handle_async_request(request)
        asked = request.url.params
        place = next((name for name in NAMED if name in asked and not INSTANT.match(asked[name])), "")
        if not place:
            return await self._counted(request)
        second = self._second.setdefault(str(request.url.copy_remove_param(place)), asked[place])
        response = await self._inner.handle_async_request(request)
        return response if asked[place] == second else await self._back(response, second)

    async def _counted(self, request: httpx.Request) -> httpx.Response:
        """Pages that are counted; for a page that begins at an instant, the newest is told once more."""
        asked = request.url.params
        before = [name for name in FROM_AN_INSTANT if BEFORE.match(asked.get(name, ""))]
        name = next((name for name in (*COUNTED, *before) if name in asked), "")
        list_, number = str(request.url.copy_remove_param(name)), int(asked[name]) if name in COUNTED else 0
        page = 2 + number % 2 if number > THIRD else number
        if (number > THIRD or name in before) and (list_, page) in self._told:
            self.turned += 1
            return _copy(self._told[list_, page])
        response = await self._inner.handle_async_request(request)
        await response.aread()
        self._told[list_, page] = _copy(response)
        return _copy(response)

    async def _back(self, response: httpx.Response, second: str) -> httpx.Response:
        said = json.loads(await response.aread())
        paging = said.get("paging", {})
        places: list[tuple[Any, str]] = [(said, name) for name in NEXT if name in said]
        places += [(paging["cursors"], "after")] if "next" in paging else []
        for where, name in places:
            where[name] = second
            self.turned += 1
        return httpx.Response(response.status_code, json=said)


def _copy(response: httpx.Response) -> httpx.Response:
    kept = {name: value for name, value in response.headers.items() if name.lower() != "content-encoding"}
    return httpx.Response(response.status_code, headers=kept, content=response.content)
