"""Metrics of the Graph API (`insights` edges), for Facebook, Instagram and Threads.

One metric that Meta took away fails a whole call with code 100 (so did `impressions` in June 2026), so then each is
asked for alone, and those that are no more are left out. That an object is unknown is code 100 as well, with a
subcode of its own.

Where no period is asked for, some metrics of a post are told twice, for its whole life and then for a day, which is 0
as a rule (seen by another program at live pages in September 2026, read on 29 November 2026): the whole life counts.
"""

from collections.abc import Mapping, Sequence

from smmdesk.platforms import meta
from smmdesk.platforms.answers import Answer, Fields
from smmdesk.platforms.counted import whole
from smmdesk.platforms.http import Call
from smmdesk.platforms.meta import INVALID, Graph, GraphError

REFUSED = frozenset({400})
LIFETIME = "lifetime"


async def measured(graph: Graph, path: str, metrics: Sequence[str], **params: str) -> Mapping[str, int] | None:
    """The metrics that are told, by name; None where Graph knows no such object. Raises ConnectorError."""
    answer = await _asked(graph, path, metrics, params)
    if answer.ok:
        return _values(answer.fields())
    if meta.is_unknown(answer):
        return None
    told: dict[str, int] = {}
    for metric in metrics if len(metrics) > 1 else ():
        answer = await _asked(graph, path, (metric,), params)
        told |= _values(answer.fields()) if answer.ok else {}
    return told


async def _asked(graph: Graph, path: str, metrics: Sequence[str], params: Mapping[str, str]) -> Answer:
    """The answer, also the one that refuses a metric or knows no such object."""
    asked = (("metric", ",".join(metrics)), *params.items())
    answer = await graph.call(Call(method="GET", url=f"{graph.base}/{path}", params=asked, also=REFUSED))
    error = GraphError.of(answer)
    if (not answer.ok or error is not None) and (error is None or error.code != INVALID):
        raise meta.trouble(answer, graph.http.names, irreversible=False, now=graph.http.clock.now())
    return answer


def _values(found: Fields) -> dict[str, int]:
    """`values[0].value`, or `total_value.value` of the newer metrics. A life that is no number is not a day's."""
    told, odd = dict[str, int](), set[str]()
    for row in sorted(found.rows("data"), key=lambda row: row.text("period", "") != LIFETIME):
        place = next(iter(row.rows("values")), row.child("total_value"))
        number = whole(place, "value")
        name = row.text("name")
        if number is None:
            odd.add(name)
        elif name not in odd:
            told.setdefault(name, number)
    return told
