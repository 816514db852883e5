"""What Facebook, Instagram and Threads share: what an error means, pages of a list, tokens and what they may do."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from smmdesk.model.problem import Problem
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import ConnectorError, NotSentError, RefusedError, SignedOutError, UnclearError
from smmdesk.platforms.http import Call, Http
from smmdesk.platforms.meta import Graph, TooManyError, exchanged, granted, inspected, instant_of, says_done
from smmdesk.system.clock import ManualClock
from smmdesk.system.secrets import Secret
from tests.fakes.exchange import Answer, Request
from tests.fakes.graph import REGAIN, FakeGraph, graph_error
from tests.fakes.small import route
from tests.platforms.direct import Direct


class FakeThings(FakeGraph):
    """A list of things, and a way to make them."""

    count = 60

    @route("GET", r"/v26\.0/me/things")
    def things(self, request: Request) -> Answer:
        self.require(request, "read_things")
        return self.paged(request, [{"id": str(number), "name": "x", "other": "y"} for number in range(self.count)])

    @route("POST", r"/v26\.0/me/things")
    def make(self, request: Request) -> Answer:
        self.require(request, "make_things")
        return Answer(json={"success": True})

    @route("GET", r"/v26\.0/debug_token")
    def debug(self, request: Request) -> Answer:
        return self.inspect(request)

    @route("GET", r"/access_token")
    def change(self, request: Request) -> Answer:
        query = dict(request.query)
        self.require_app(query)
        if query.get("grant_type") != "x_exchange_token" or query.get("access_token") not in self.tokens:
            raise graph_error(190, "Session has expired", status=400)
        return Answer(json={"access_token": self.token("me"), "expires_in": 5_184_000})


@pytest.fixture
def fake() -> FakeThings:
    return FakeThings(ManualClock(datetime(2026, 11, 28, 10, 20, tzinfo=UTC)))


@pytest.fixture
def graph(fake: FakeThings) -> Graph:
    http = Http(ManualClock(fake.now), transport=Direct(fake)).for_whom("Facebook", "Forno", [fake.url])
    return Graph(http, f"{fake.url}/v26.0", Secret(fake.token("me", "read_things", "make_things")))


async def names_of(graph: Graph, fields: str = "name") -> list[str]:
    return [row.id() async for row in graph.rows("me/things", fields)]


# ------------------------------------------------------------------ errors
@contextmanager
def refused(kind: type[ConnectorError], code: str) -> Iterator[None]:
    with pytest.raises(kind) as caught:
        yield
    assert caught.value.problem.code == code


SAYS = "Per favore riprova"
ERRORS = [
    (1, 0, 500, NotSentError, "server_unreachable"),
    (2, 0, 503, NotSentError, "server_unreachable"),
    (4, 0, 400, NotSentError, "busy"),
    (17, 0, 400, NotSentError, "busy"),
    (32, 0, 400, NotSentError, "busy"),
    (341, 0, 400, NotSentError, "busy"),
    (613, 0, 400, NotSentError, "busy"),
    (80001, 0, 400, NotSentError, "busy"),
    (10, 0, 403, RefusedError, "permission_missing"),
    (200, 0, 403, RefusedError, "permission_missing"),
    (299, 0, 400, RefusedError, "permission_missing"),
    (100, 0, 400, RefusedError, "refused"),
    (102, 0, 400, SignedOutError, "signed_out"),
    (190, 460, 400, SignedOutError, "signed_out"),
    (190, 463, 401, SignedOutError, "signed_out"),
    (190, 459, 400, RefusedError, "check_there"),
    (190, 464, 400, RefusedError, "check_there"),
    (190, 492, 400, RefusedError, "may_not_publish"),
    (368, 1390008, 400, RefusedError, "held_back_there"),
    (506, 0, 400, RefusedError, "duplicate_refused"),
    (2635, 0, 400, RefusedError, "api_gone"),
    (1363041, 0, 400, RefusedError, "refused"),
]


@pytest.mark.parametrize(("code", "subcode", "status", "kind", "problem"), ERRORS)
async def test_what_an_error_means(
    code: int, subcode: int, status: int, kind: type[ConnectorError], problem: str, fake: FakeThings, graph: Graph
) -> None:
    body = graph_error(code, "(#1) Something", subcode=subcode, said=SAYS).answer.json
    unsure = code in (1, 2, 4)
    for irreversible in (False, True):
        fake.fail_next("/v26.0/me/things", status=status, body=body)
        expected = (UnclearError, "unknown_outcome") if irreversible and unsure else (kind, problem)
        with refused(*expected):
            await graph.post("me/things", {}, irreversible=irreversible)


@pytest.mark.parametrize(("code", "transient"), [(-1, False), (0, False), (1_609_999, True), (100, True)])
async def test_what_may_pass_by_itself_is_no_refusal(
    code: int, transient: bool, fake: FakeThings, graph: Graph
) -> None:
    """A post that is out was said to be refused, and "try again" made a second one."""
    body = graph_error(code, "(#-1) Something").answer.json
    body["error"]["is_transient"] = transient
    fake.fail_next("/v26.0/me/things", status=400, body=body)
    with pytest.raises(UnclearError) as caught:
        await graph.post("me/things", {}, irreversible=True)
    assert (caught.value.problem.code, caught.value.problem.values["said"]) == ("unknown_outcome", "(#-1) Something")
    fake.fail_next("/v26.0/me/things", status=400, body=body)
    with refused(NotSentError, "server_unreachable"):
        await graph.post("me/things", {})


async def test_a_number_that_nobody_knows_leaves_a_post_in_doubt(fake: FakeThings, graph: Graph) -> None:
    for irreversible, expected in ((True, (UnclearError, "unknown_outcome")), (False, (RefusedError, "refused"))):
        fake.fail_next("/v26.0/me/things", status=400, body=graph_error(7_654_321, "(#7) Something").answer.json)
        with refused(*expected):
            await graph.post("me/things", {}, irreversible=irreversible)


async def test_the_words_of_the_platform_are_shown(fake: FakeThings, graph: Graph) -> None:
    fake.fail_next("/v26.0/me/things", status=400, body=graph_error(100, "(#100) x", said=f"<b>{SAYS}</b>").answer.json)
    with pytest.raises(RefusedError) as caught:
        await graph.post("me/things", {}, irreversible=True)
    assert caught.value.problem.values["said"] == f"Non si può – {SAYS}"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (REGAIN % 30, 1800.0),
        (REGAIN % 1, 900.0),
        (REGAIN % 999_999, 86_400.0),
        ("[1]", 900.0),
        ("{", 900.0),
        ("", 900.0),
    ],
)
async def test_a_throttled_account_pauses(header: str, seconds: float, fake: FakeThings, graph: Graph) -> None:
    headers = {"X-Business-Use-Case-Usage": header} if header else {}
    fake.fail_next("/v26.0/me/things", status=400, body=graph_error(80001, "x").answer.json, headers=headers)
    with pytest.raises(NotSentError) as caught:
        await graph.get("me/things")
    assert caught.value.retry_after_s == seconds


@pytest.mark.parametrize(
    "body", ["<html>", "{}", '{"error": 3}', '{"error": {"code": "4"}}', '{"error": {"code": true}}']
)
async def test_what_stands_before_graph_is_not_graph(body: str, fake: FakeThings, graph: Graph) -> None:
    fake.fail_next("/v26.0/me/things", status=500, body=body)
    with pytest.raises(UnclearError):
        await graph.post("me/things", {}, irreversible=True)


async def test_an_error_with_a_good_status_is_an_error(fake: FakeThings, graph: Graph) -> None:
    fake.fail_next("/v26.0/me/things", status=200, body=graph_error(368, "x").answer.json)
    with refused(RefusedError, "held_back_there"):
        await graph.post("me/things", {}, irreversible=True)


# ------------------------------------------------------------------ reading
async def test_a_list_is_read_page_after_page_and_never_by_its_own_address(fake: FakeThings, graph: Graph) -> None:
    assert await names_of(graph) == [str(number) for number in range(60)]
    assert len(fake.requests) == 3
    assert all("access_token" not in dict(request.query) for request in fake.requests)


async def test_an_empty_page_may_have_another_one_behind_it(fake: FakeThings, graph: Graph) -> None:
    paging = {"cursors": {"after": "MjU="}, "next": "https://elsewhere.example/"}
    fake.fail_next("/v26.0/me/things", status=200, body={"data": [], "paging": paging})
    assert len(await names_of(graph)) == 35


@pytest.mark.fault(94)
async def test_a_list_that_goes_round_ends(fake: FakeThings, graph: Graph) -> None:
    for _ in range(3):
        paging = {"cursors": {"after": "MA=="}, "next": "x"}
        fake.fail_next("/v26.0/me/things", status=200, body={"data": [{"id": "1"}], "paging": paging})
    assert await names_of(graph) == ["1", "1"]


async def test_a_list_without_an_end_is_given_up(fake: FakeThings, graph: Graph) -> None:
    with pytest.raises(TooManyError):
        [row async for row in graph.rows("me/things", "name", most_pages=2)]


def fields(**values: object) -> Fields:
    return Fields(values, lambda: ConnectorError(Problem("answer_strange")))


@pytest.mark.parametrize("said", ["2026-11-28T10:20:00+0000", 1795861200, "1795861200"])
def test_a_moment(said: object) -> None:
    assert instant_of(fields(at=said), "at") == datetime(2026, 11, 28, 10, 20, tzinfo=UTC)


@pytest.mark.parametrize("said", [None, True, -5, 10**12, "soon", [], 1.5])
def test_no_moment(said: object) -> None:
    with pytest.raises(ConnectorError):
        instant_of(fields(at=said), "at")


async def test_what_says_that_it_was_done(fake: FakeThings, graph: Graph) -> None:
    answers = []
    for body in ('{"success": true}', "true", '{"success": "true"}', "{}", "[]"):
        fake.fail_next("/v26.0/me/things", status=200, body=body)
        answers.append(says_done(await graph.post("me/things", {})))
    assert answers == [True, True, False, False, False]


# ------------------------------------------------------------------ tokens
async def test_what_a_token_may_do(fake: FakeThings, graph: Graph) -> None:
    app = Secret(f"{fake.app_id}|{fake.app_secret}")
    for reader in (app, graph.token):
        said = await inspected(graph, reader)
        assert said is not None
        assert said.scopes == {"read_things", "make_things"}
        assert said.ends == fake.now + timedelta(days=90)
    assert granted(said.scopes, ("read_things", "other")) == {"granted": {"read_things": True, "other": False}}
    assert await inspected(graph, Secret("4711|wrong")) is None


async def test_a_token_that_is_not_good_any_more(fake: FakeThings, graph: Graph) -> None:
    fake.tokens.clear()
    with pytest.raises(SignedOutError):
        await inspected(graph, Secret(f"{fake.app_id}|{fake.app_secret}"))


async def test_changing_a_token(fake: FakeThings, graph: Graph) -> None:
    given = {"client_secret": Secret(fake.app_secret), "access_token": graph.token}
    found = await exchanged(graph.http, f"{fake.url}/access_token", "x_exchange_token", given)
    assert found.text("access_token") in fake.tokens
    fake.tokens.clear()
    with pytest.raises(SignedOutError):
        await exchanged(graph.http, f"{fake.url}/access_token", "x_exchange_token", given)


async def test_no_token_for_another_address(fake: FakeThings, graph: Graph) -> None:
    with pytest.raises(RefusedError):
        await graph.call(Call(method="GET", url="https://elsewhere.example/v26.0/me"))
    assert not fake.requests
