"""Instagram against a fake that refuses what Instagram refuses: containers, the one call, what their status proves."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.delivery import Op, PartKind, Receipt
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import (
    Absent,
    CannotTell,
    Job,
    NotSentError,
    Picture,
    Published,
    ReadsBack,
    RefusedError,
    Said,
    Session,
    SignedOutError,
    UnclearError,
)
from smmdesk.system.clock import ManualClock
from smmdesk.system.secrets import Secret
from tests.fakes.graph import graph_error
from tests.fakes.instagram import BASIC, NAME, USER, FakeInstagram, collaborators_of
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench
from tests.platforms.direct import agreeing, bench_at, signed_in

FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(64)


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeInstagram:
    return FakeInstagram(clock)


class Hosted(Bench):
    """A bench whose brand has a media host: what it lays down is seen by the fake's crawler."""

    laid: list[str]
    web: dict[str, bytes]

    def session(self, secret: Secret | None = None) -> Session:
        return replace(super().session(secret), share=self._share)

    async def _share(self, job: Job, picture: Picture) -> str:
        url = f"https://foto.example/{uuid.uuid4().hex}{picture.path.suffix}"
        self.laid.append(url)
        self.web[url] = picture.path.read_bytes()
        return url


@pytest.fixture
def bench(fake: FakeInstagram, clock: ManualClock, tmp_path: Path) -> Hosted:
    led_to(fake, tmp_path)
    plain = bench_at("instagram", clock, tmp_path, fake)
    made = Hosted(plain.platform, plain.http, clock, tmp_path)
    made.laid, made.web = [], fake.web
    signed_in(made, fake.user_token())
    return made


def led_to(fake: FakeInstagram, folder: Path) -> None:
    pages = {
        "api": "v26.0",
        "authorize": "oauth/authorize",
        "token": "oauth/access_token",
        "exchange": "access_token",
        "refresh": "refresh_access_token",
    }
    lines = [f'instagram.{name} = "{fake.url}/{path}"' for name, path in pages.items()]
    (folder / "endpoints.toml").write_text("\n".join(lines), encoding="utf-8")


def film(bench: Bench, **more: Any) -> Picture:
    path = bench.folder / f"{uuid.uuid4().hex}.mp4"
    path.write_bytes(FILM)
    return Picture(path, "video/mp4", len(FILM), 1080, 1920, name="impasto.mp4", **more)


def kind(value: str, **options: Any) -> Mapping[str, Any]:
    return {"kind": value, **options}


# ------------------------------------------------------------------ publishing
async def test_a_photo_with_its_description(fake: FakeInstagram, bench: Hosted) -> None:
    photo = bench.photo("Un pane")
    job = await bench.prepared(bench.job("Pane caldo", link="https://forno.example", media=(photo,)))
    assert not fake.media, "what is prepared is seen by nobody"
    answer = await bench.connector.commit(bench.session(), job)
    assert isinstance(answer, Published)
    [post] = fake.media
    assert (post.caption, post.alts, post.kind) == ("Pane caldo\n\nhttps://forno.example", ["Un pane"], "FEED")
    assert post.files == [photo.path.read_bytes()]
    receipt = answer.receipt
    assert (receipt.id, receipt.url) == (post.id, f"https://www.instagram.com/p/{post.id}/")
    assert receipt.at_us == int(fake.now.timestamp()) * 1_000_000


async def test_a_carousel_of_photos_and_a_film(fake: FakeInstagram, bench: Hosted) -> None:
    fake.takes = timedelta(seconds=12)
    media = (bench.photo("Uno"), film(bench, alt="Impasto"), bench.photo("Due", color="red"))
    options = kind("post", collaborators="@panificio, mulino,, a, b", made_with_ai=True)
    await bench.publish(bench.job("Tre cose", media=media, options=options))
    [post] = fake.media
    assert (post.kind, post.caption, post.alts) == ("CAROUSEL", "Tre cose", ["Uno", "", "Due"])
    assert post.files == [each.path.read_bytes() for each in media]
    assert collaborators_of(post) == ["panificio", "mulino", "a"]
    assert post.fields["is_ai_generated"] == "true"


@pytest.mark.parametrize("chosen", ["post", "reel"])
async def test_a_film_is_a_reel(chosen: str, fake: FakeInstagram, bench: Hosted) -> None:
    cover = bench.photo("")
    options = kind(chosen, share_to_feed=False)
    await bench.publish(bench.job("Impasto", media=(film(bench, cover=cover),), options=options))
    await bench.publish(bench.job("Ancora", media=(film(bench, cover_ms=1500),), options=kind(chosen)))
    one, two = fake.media
    assert (one.kind, one.fields["share_to_feed"], two.fields["share_to_feed"]) == ("REELS", "false", "true")
    assert one.files == [FILM, cover.path.read_bytes()]
    assert two.fields["thumb_offset"] == "1500"
    assert "is_ai_generated" not in two.fields


@pytest.mark.parametrize("moving", [False, True])
async def test_a_story_has_no_words(moving: bool, fake: FakeInstagram, bench: Hosted) -> None:
    media = film(bench) if moving else bench.photo("Un pane", size=(45, 80))
    job, receipt = await bench.publish(bench.job("Non si vede", media=(media,), options=kind("story")))
    [story] = fake.media
    assert (story.kind, story.caption) == ("STORIES", "")
    assert isinstance(bench.connector, ReadsBack)
    assert await bench.connector.read_back(bench.session(), job) == Said("", "", True)
    fake.media.clear()  # a day later
    assert await bench.connector.read_back(bench.session(), job) == Said("", "", True)
    assert receipt.id


async def test_a_first_comment(fake: FakeInstagram, bench: Hosted) -> None:
    _, receipt = await bench.publish(bench.job("Pane", media=(bench.photo(),)))
    comment = bench.job("Ricetta sotto", kind=PartKind.FIRST_COMMENT, root=receipt, parent=receipt)
    comment, made = await bench.publish(comment)
    assert [(each.media, each.text) for each in fake.comments] == [(receipt.id, "Ricetta sotto")]
    assert await bench.connector.read_back(bench.session(), comment) == Said(  # type: ignore[attr-defined]
        "Ricetta sotto", "Ricetta sotto", True
    )
    found = await bench.connector.look_up(bench.session(), bench.tried(replace(comment, receipt=None)))
    assert isinstance(found, Published)
    assert found.receipt.id == made.id
    other = bench.tried(replace(comment, outgoing=replace(comment.outgoing, text="Altro"), receipt=None))
    assert await bench.connector.look_up(bench.session(), other) == CannotTell()


async def test_what_was_laid_down_is_used_again_until_it_ends(
    fake: FakeInstagram, bench: Hosted, clock: ManualClock
) -> None:
    job = await bench.prepared(bench.job("Pane", media=(bench.photo(), bench.photo(color="red"))))
    again = await bench.prepared(job)
    assert again.prepared == job.prepared
    assert (len(bench.laid), len(fake.containers)) == (2, 3)
    clock.advance(timedelta(hours=25))
    later = await bench.prepared(job)
    assert later.prepared != job.prepared
    answer = await bench.connector.commit(bench.session(), later)
    assert isinstance(answer, Published)
    assert len(fake.media) == 1


# ------------------------------------------------------------------ an answer that was lost
@pytest.mark.fault(22)
@pytest.mark.parametrize("chosen", ["post", "story"])
async def test_a_lost_answer_is_found_by_its_container(chosen: str, fake: FakeInstagram, bench: Hosted) -> None:
    job = await bench.prepared(bench.job("Pane", media=(bench.photo(),), options=kind(chosen)))
    fake.fail_next(f"/v26.0/{USER}/media_publish", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    found = await bench.connector.look_up(bench.session(), bench.tried(job))
    assert isinstance(found, Published)
    assert found.receipt.id == (fake.media[0].id if chosen == "post" else ""), "a story has no words to know it by"
    assert await bench.connector.commit(bench.session(), replace(job, first_try_at=fake.now)) == found
    assert len(fake.media) == 1, "a container goes out once"


async def test_a_lost_request_is_absent_and_its_end_is_for_good(
    fake: FakeInstagram, bench: Hosted, clock: ManualClock
) -> None:
    job = await bench.prepared(bench.job("Pane", media=(bench.photo(),)))
    fake.fail_next(f"/v26.0/{USER}/media_publish", drop_before_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()
    clock.advance(timedelta(hours=25))
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent(for_good=True)


async def test_a_container_that_is_not_known_any_more_proves_nothing(fake: FakeInstagram, bench: Hosted) -> None:
    job = await bench.prepared(bench.job("Pane", media=(bench.photo(),)))
    fake.fail_next(f"/v26.0/{USER}/media_publish", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    fake.containers.clear()  # days later, or a right that was taken back: Graph says the same of both
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == CannotTell()
    assert len(fake.media) == 1


@pytest.mark.parametrize("shape", ["post", "story"])
async def test_without_words_another_of_that_minute_is_not_ours(shape: str, fake: FakeInstagram, bench: Hosted) -> None:
    job = await bench.prepared(bench.job("", media=(bench.photo(),), options=kind(shape)))
    await bench.connector.commit(bench.session(), job)
    fake.media[0] = replace(fake.media[0], id="18999")  # what the list shows is another: ours is not on it yet
    found = await bench.connector.look_up(bench.session(), bench.tried(job))
    assert isinstance(found, Published)
    assert found.receipt.id == ""


async def test_live_but_not_to_be_told_from_another(fake: FakeInstagram, bench: Hosted) -> None:
    jobs = [await bench.prepared(bench.job("Pane", media=(bench.photo(),))) for _ in range(2)]
    for job in jobs:
        await bench.connector.commit(bench.session(), job)
    found = await bench.connector.look_up(bench.session(), bench.tried(jobs[0]))
    assert isinstance(found, Published)
    assert found.receipt.id == ""
    owned = replace(bench.tried(jobs[0]), owned=frozenset({fake.media[1].id}))
    known = await bench.connector.look_up(bench.session(), owned)
    assert isinstance(known, Published)
    assert known.receipt.id == fake.media[0].id


async def test_without_a_container_nothing_is_proven(bench: Hosted) -> None:
    assert await bench.connector.look_up(bench.session(), bench.tried(bench.job("Pane"))) == CannotTell()


# ------------------------------------------------------------------ refused
ERRORS: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"code": 9, "subcode": 2207042}, NotSentError, "busy"),
    ({"code": 9007, "subcode": 2207027}, NotSentError, "server_unreachable"),
    ({"code": 24, "subcode": 2207008}, UnclearError, "unknown_outcome"),
    ({"code": -1, "subcode": 2207032}, UnclearError, "unknown_outcome"),
    ({"code": -2, "subcode": 2207001}, UnclearError, "unknown_outcome"),
    ({"code": 4, "subcode": 2207051}, UnclearError, "unknown_outcome"),  # postiz#1681: it was live
    ({"code": 25, "subcode": 2207050}, RefusedError, "check_there"),
    ({"code": 10}, RefusedError, "permission_missing"),
    ({"code": 190}, SignedOutError, "signed_out"),
    ({"code": 80_002}, NotSentError, "busy"),
    ({"code": 36_004, "subcode": 2207010}, RefusedError, "refused"),
]


@pytest.mark.parametrize(("said", "kind_", "code"), ERRORS)
async def test_what_an_error_of_the_one_call_means(
    said: dict[str, Any], kind_: type[Exception], code: str, fake: FakeInstagram, bench: Hosted
) -> None:
    job = await bench.prepared(bench.job("Pane", media=(bench.photo(),)))
    answer = graph_error(said["code"], "no", subcode=said.get("subcode", 0)).answer
    fake.fail_next(f"/v26.0/{USER}/media_publish", status=answer.status, body=answer.json)
    with pytest.raises(kind_) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.code == code  # type: ignore[attr-defined]


async def test_a_file_that_it_cannot_fetch_is_tried_again(fake: FakeInstagram, bench: Hosted) -> None:
    bench.web = {}  # laid down where nobody sees it
    with pytest.raises(NotSentError) as caught:
        await bench.prepared(bench.job("Pane", media=(bench.photo(),)))
    assert caught.value.problem.code == "media_not_fetched"
    assert caught.value.problem.values["name"] == "vetrina.jpg"


async def test_a_film_that_it_cannot_convert(fake: FakeInstagram, bench: Hosted) -> None:
    job = bench.job("Impasto", media=(film(bench),))
    fake.takes = timedelta(minutes=1)
    steps: dict[str, object] = {}

    async def save(name: str, value: object) -> None:
        steps[name] = value
        for container in fake.containers.values():
            container.error = "Error: Media upload has failed with error code 2207026"

    with pytest.raises(RefusedError) as caught:
        await bench.connector.prepare(bench.session(), job, save)
    assert caught.value.problem.code == "media_not_converted"
    fake.containers.clear()
    fake.takes = timedelta()
    await bench.publish(replace(job, prepared=steps))
    assert len(fake.media) == 1, "an ended container is made anew"


async def test_a_full_day_waits(fake: FakeInstagram, bench: Hosted) -> None:
    fake.quota = 1
    await bench.publish(bench.job("Uno", media=(bench.photo(),)))
    with pytest.raises(NotSentError) as caught:
        await bench.prepared(bench.job("Due", media=(bench.photo(),)))
    assert (caught.value.problem.code, caught.value.retry_after_s) == ("busy", 3600.0)


@pytest.mark.parametrize("status", [500, 200])
async def test_a_limit_that_is_not_told_holds_up_nothing(status: int, fake: FakeInstagram, bench: Hosted) -> None:
    """The call that publishes is refused all the same."""
    fake.fail_next(
        f"/v26.0/{USER}/content_publishing_limit", status=status, body={"data": [{"config": {"quota_total": "x"}}]}
    )
    await bench.publish(bench.job("Uno", media=(bench.photo(),)))
    assert len(fake.media) == 1


async def test_without_a_media_host_it_says_so(fake: FakeInstagram, bench: Hosted) -> None:
    async def save(_name: str, _value: object) -> None:
        return None

    session, job = replace(bench.session(), share=None), bench.job("Pane", media=(bench.photo(),))
    with pytest.raises(RefusedError) as caught:
        await bench.connector.prepare(session, job, save)
    assert caught.value.problem.code == "media_host_missing"
    assert fake.containers == {}


@pytest.mark.parametrize(("op", "code"), [(Op.EDIT, "no_edit_there"), (Op.DELETE, "no_delete_there")])
async def test_what_is_out_stays_as_it_is(op: Op, code: str, bench: Hosted) -> None:
    job = await bench.prepared(bench.job("Pane", op=op, receipt=Receipt("1790")))
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.code == code


async def test_what_was_changed_or_taken_away_there(fake: FakeInstagram, bench: Hosted) -> None:
    job, _ = await bench.publish(bench.job("Pane", media=(bench.photo(),)))
    fake.media[0].caption = "Pane fresco"
    there = await bench.connector.read_back(bench.session(), job)  # type: ignore[attr-defined]
    assert there == Said("Pane fresco", "Pane", False)
    fake.media.clear()
    assert await bench.connector.read_back(bench.session(), job) == Absent()  # type: ignore[attr-defined]


@pytest.mark.vector(78)
@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"id": {"a": 1}}', b'{"id": ""}'])
async def test_a_strange_success_is_unclear(body: bytes, fake: FakeInstagram, bench: Hosted) -> None:
    job = await bench.prepared(bench.job("Pane", media=(bench.photo(),)))
    fake.fail_next(f"/v26.0/{USER}/media_publish", status=200, body=body)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)


# ------------------------------------------------------------------ signing in
async def test_signing_in_under_an_app_of_ones_own(fake: FakeInstagram, bench: Hosted, clock: ManualClock) -> None:
    landed: list[str] = []

    async def ask(_fields: object) -> Mapping[str, str]:
        return {"landed": landed[0]}

    keys = Secret.of(client_id=fake.app_id, client_secret=fake.app_secret)
    fake.granted = {BASIC}
    signed = await bench.sign_in(open_page=agreeing(fake, landed), ask=ask, app_keys=keys)
    account = signed.account
    assert (account.remote_id, account.handle, account.name) == (USER, f"@{NAME}", "Forno Rossi")
    assert signed.secret is not None
    access = signed.secret.field("access").reveal()
    assert fake.tokens[access].ends == clock.now() + timedelta(days=60), "the one of an hour is not kept"
    assert fake.app_secret not in str(fake.asked("GET", "/me$")[-1].query)


async def test_a_token_is_renewed_long_before_its_end(fake: FakeInstagram, bench: Hosted, clock: ManualClock) -> None:
    first = bench.secrets[-1].field("access").reveal()
    clock.advance(timedelta(days=15))
    await bench.connector.who_am_i(bench.session())
    assert len(bench.secrets) == 1
    clock.advance(timedelta(days=10))
    fake.fail_next("/refresh_access_token", status=500, body=b"")
    await bench.connector.who_am_i(bench.session())  # it lives for a month more
    assert len(bench.secrets) == 1
    await bench.connector.who_am_i(bench.session())
    assert bench.secrets[-1].field("access").reveal() != first
    ends = int((clock.now() + timedelta(days=60)).timestamp())
    assert bench.secrets[-1].field("sign_in_ends").reveal() == str(ends)
    clock.advance(timedelta(days=61))
    with pytest.raises(SignedOutError):
        await bench.connector.who_am_i(bench.session())


async def test_a_personal_account_is_told_apart(fake: FakeInstagram, bench: Hosted) -> None:
    fake.account_type = "PERSONAL"
    with pytest.raises(RefusedError) as caught:
        await bench.sign_in(fake.user_token())
    assert caught.value.problem.code == "may_not_publish"


async def test_a_token_that_is_none(bench: Hosted) -> None:
    with pytest.raises(ProblemError) as caught:
        await bench.sign_in("nonsense")
    assert caught.value.problem.code == "sign_in_refused"
