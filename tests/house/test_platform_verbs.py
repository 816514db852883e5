"""docs/platforms.md: every platform, every verb, and no empty cell without a reason from the platform's own rules."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from smmdesk.model.delivery import Op, PartKind, Receipt
from smmdesk.model.message import HeardPage
from smmdesk.platforms import PLATFORMS, by_hand, connector, facts_of
from smmdesk.platforms.base import CannotTell, Job, Outgoing, Picture
from smmdesk.platforms.moderating import Asked, Done
from tests.house.sources import ROOT
from tests.promises import verbs
from tests.promises.verbs import NOT_SHOWN, VERBS, offered, page, shown, unexplained

PAGE = (ROOT / "docs" / "platforms.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


def rows(text: str) -> dict[str, list[str]]:
    """Name of a platform -> the cells of its row."""
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return {cells[0]: cells[1:] for cells in lines}


def test_no_verb_is_left_out_without_a_reason() -> None:
    assert [words for key in PLATFORMS for words in unexplained(facts_of(key))] == []


def test_the_rule_can_fail() -> None:
    telegram = facts_of("telegram")
    missing = [f"telegram: why no {verb}?" for verb in ("own_list", "pass_on", "insights", "search")]
    assert unexplained(replace(telegram, why={})) == missing
    assert unexplained(replace(telegram, why={**telegram.why, "edit": "?"})) == [
        "telegram: edit is offered, or unknown"
    ]
    assert unexplained(replace(facts_of("xing"), why={})) == ["xing: why does smmdesk not publish there?"]


@pytest.mark.parametrize("key", PLATFORMS)
def test_the_page_says_what_code_and_facts_say(key: str) -> None:
    """Where it does not: `python -m tests.promises FILE`, of a run with `--promises FILE`."""
    facts, said = facts_of(key), rows(PAGE)
    assert (connector(key) is by_hand.CONNECTOR) is not facts.sends_by_itself
    cells = said[facts.name]
    if not facts.sends_by_itself:
        assert cells == [facts.why.get("publish", verbs.NOT_YET)]
        return
    can = offered(facts)
    assert {verb for verb, cell in zip(VERBS, cells, strict=True) if cell != "–"} == {v for v in VERBS if can[v]}
    assert NOT_SHOWN not in cells
    assert set(cells) <= {"–", *verbs.PROOFS}
    assert [line for line in facts.why.values() if line not in PAGE] == []


@pytest.mark.parametrize("key", [key for key in PLATFORMS if facts_of(key).sends_by_itself])
def test_the_readme_names_every_platform_and_who_keeps_the_time(key: str) -> None:
    """Instagram, X, LinkedIn, TikTok, Pinterest and Reddit were not named."""
    facts = facts_of(key)
    [(_how, keeps)] = [cells for name, cells in rows(README).items() if name.removesuffix(" page") == facts.name]
    assert keeps.partition(" ")[0].strip(":") == ("yes" if facts.schedule is not None else "no")


def test_the_strongest_proof_of_a_test_that_passed_counts() -> None:
    edit = [("bluesky", "edit", "fake"), ("bluesky", "edit", "real server")]
    notes = {
        "a": {"outcome": "passed", "verbs": edit[:1]},
        "b": {"outcome": "passed", "verbs": edit[1:]},
        "c": {"outcome": "failed", "verbs": [("bluesky", "delete", "real server")]},
        "d": {"outcome": "passed"},
    }
    assert shown(notes) == {("bluesky", "edit"): "real server"}
    assert "| Bluesky | **not shown** |" in page({})


def test_a_run_of_some_tests_takes_no_other_proof_away() -> None:
    known = verbs.read(PAGE)
    assert known["bluesky", "publish"] == "real server"
    assert verbs.read(page(known)) == known
    more = verbs.stronger(known, {("bluesky", "publish"): "fake", ("mastodon", "publish"): "real server"})
    assert (more["bluesky", "publish"], more["mastodon", "publish"]) == ("real server", "real server")


@pytest.mark.parametrize(
    ("name", "answer", "found"),
    [
        ("insights", {"1": {}}, ["insights"]),
        ("insights", {}, []),
        ("fetch_messages", HeardPage((), "1"), []),
    ],
)
async def test_who_tells_nothing_shows_nothing(name: str, answer: object, found: list[str]) -> None:
    told: list[str] = []

    async def answers(_session: object, _about: object) -> object:
        return answer

    watched = verbs.telling(answers, name, lambda _platform, verb: told.append(verb))
    await watched(SimpleNamespace(facts=facts_of("mastodon")), ())
    assert told == found


async def test_passing_on_is_a_verb_of_its_own() -> None:
    told: list[str] = []

    async def moderates(_session: object, _asked: object) -> Done:
        return Done()

    watched = verbs.telling(moderates, "moderate", lambda _platform, verb: told.append(verb))
    for op in (Op.LIKE, Op.PASS_ON):
        await watched(SimpleNamespace(facts=facts_of("mastodon")), Asked(op, True, "k", "1", datetime.now(UTC)))
    assert told == ["moderate", "pass_on"]


async def test_what_a_connector_did_is_told_once_it_was_done() -> None:
    told: list[tuple[str, str]] = []

    async def answers(_self: object, _session: object, job: Job) -> object:
        return CannotTell() if job.op is Op.RECALL else job

    session = SimpleNamespace(facts=facts_of("mastodon"))
    photo = Picture(Path("a.jpg"), "image/jpeg", 1, 1, 1, alt="Bread")
    film = Picture(Path("a.mp4"), "video/mp4", 1, 1, 1)
    job = Job("part", PartKind.THREAD, Op.CREATE, "key", Outgoing("Bread", media=(photo, film)), datetime.now(UTC))
    for name, each in (("commit", job), ("commit", replace(job, op=Op.EDIT)), ("recall", job), ("look_up", job)):
        await verbs.telling(answers, name, lambda platform, verb: told.append((platform, verb)))(None, session, each)
    cannot = replace(job, op=Op.RECALL)
    await verbs.telling(answers, "look_up", lambda *_: told.append(("no", "proof")))(None, session, cannot)
    reply = replace(job, kind=PartKind.ROOT, parent=Receipt("1"))
    await verbs.telling(answers, "commit", lambda *_: told.append(_))(None, session, reply)
    assert told.pop() == ("mastodon", "answer")
    assert told == [("mastodon", v) for v in ("thread", "photos", "alt", "films", "edit", "own_list", "look_up")]
