"""The fake Mastodon refuses what Mastodon refuses, and breaks when told to."""

import io
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from PIL import Image

from smmdesk.system.clock import ManualClock

from ..fakes.mastodon import GOTOSOCIAL, HOLLO, MASTODON_4_2, Dialect, FakeMastodon
from ..fakes.mastodon.rules import length

STATUSES = "/api/v1/statuses"


def png(size: tuple[int, int] = (64, 48)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "orange").save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def clock(fake_mastodon: FakeMastodon) -> ManualClock:
    clock = ManualClock(datetime(2026, 11, 18, 10, 20, tzinfo=UTC))
    fake_mastodon.book.clock = clock
    return clock


@pytest.fixture
def http(fake_mastodon: FakeMastodon) -> Iterator[httpx.Client]:
    """Alice's app."""
    headers = {"Authorization": f"Bearer {fake_mastodon.token()}"}
    with httpx.Client(base_url=fake_mastodon.url, headers=headers, trust_env=False, timeout=20) as client:
        yield client


@pytest.fixture
def upload(http: httpx.Client) -> Callable[..., httpx.Response]:
    def upload(data: bytes = png(), mime: str = "image/png", **fields: str) -> httpx.Response:
        return http.post("/api/v2/media", files={"file": ("file", data, mime)}, data=fields)

    return upload


def at(clock: ManualClock, **ahead: float) -> str:
    return (clock.now() + timedelta(**ahead)).isoformat()


def error(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


# ------------------------------------------------------------------ writing
def test_a_status_is_kept_as_it_was_written(fake_mastodon: FakeMastodon, http: httpx.Client) -> None:
    wish = {"status": "Hi https://example.org/a", "visibility": "unlisted", "spoiler_text": "Food", "language": "it"}
    made = http.post(STATUSES, json=wish).json()
    [status] = fake_mastodon.statuses
    assert (status.id, status.text, status.visibility) == (made["id"], wish["status"], "unlisted")
    assert (status.spoiler_text, status.language, made["sensitive"]) == ("Food", "it", True)
    assert 'href="https://example.org/a"' in made["content"]
    assert httpx.get(made["url"], trust_env=False).is_success


@pytest.mark.parametrize(
    ("text", "spoiler", "counted"),
    [
        ("a" * 500, "", 500),
        ("👩‍👩‍👧‍👦" * 3, "", 3),
        ("ab", "cde", 5),
        ("https://example.org/" + "x" * 300, "", 23),
        ("(see https://example.org/a_(b)).", "", len("(see ).") + 23),
        ("@alice@a.very.long.server.example hi", "", 9),
        ("example.org", "", 11),
    ],
)
def test_characters_are_counted_as_mastodon_counts_them(text: str, spoiler: str, counted: int) -> None:
    assert length(text, spoiler, 23) == counted


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"status": "a" * 501}, "character limit of 500 exceeded"),
        ({"status": "a" * 400, "spoiler_text": "b" * 101}, "character limit of 500 exceeded"),
        ({"status": "  "}, "Text can't be blank"),
        ({"status": "x", "media_ids": ["12"]}, "Media 12 not found"),
        ({"status": "x", "poll": {"options": ["a"], "expires_in": 3600}}, "between 2 and 4"),
        ({"status": "x", "poll": {"options": ["a", "a"], "expires_in": 3600}}, "duplicates"),
    ],
)
def test_what_mastodon_refuses_is_refused(
    fake_mastodon: FakeMastodon, http: httpx.Client, wish: dict[str, Any], said: str
) -> None:
    status, text = error(http.post(STATUSES, json=wish))
    assert status == 422
    assert said in text
    assert fake_mastodon.statuses == []


def test_an_answer_to_nothing_is_refused(http: httpx.Client) -> None:
    assert http.post(STATUSES, json={"status": "x", "in_reply_to_id": "12"}).status_code == 404


def test_a_thread_hangs_together(fake_mastodon: FakeMastodon, http: httpx.Client) -> None:
    root = http.post(STATUSES, json={"status": "one"}).json()
    http.post(STATUSES, json={"status": "two", "in_reply_to_id": root["id"]})
    fake_mastodon.reply(fake_mastodon.statuses[1], "three")
    below = http.get(f"{STATUSES}/{root['id']}/context").json()["descendants"]
    assert [each["content"] for each in below] == ["<p>two</p>", "<p>three</p>"]
    [mention] = http.get("/api/v1/notifications", params={"types[]": "mention"}).json()
    assert (mention["account"]["acct"], mention["status"]["id"]) == ("carla@elsewhere.test", below[1]["id"])


def test_editing_replaces_everything_and_deleting_gives_the_text_back(
    fake_mastodon: FakeMastodon, http: httpx.Client, upload: Callable[..., httpx.Response]
) -> None:
    media = upload().json()["id"]
    made = http.post(STATUSES, json={"status": "one", "media_ids": [media]}).json()
    edited = http.put(f"{STATUSES}/{made['id']}", json={"status": "two"}).json()
    assert edited["edited_at"] is not None
    assert edited["media_attachments"] == []
    assert http.get(f"{STATUSES}/{made['id']}/source").json()["text"] == "two"
    assert [each["content"] for each in http.get(f"{STATUSES}/{made['id']}/history").json()] == [
        "<p>one</p>",
        "<p>two</p>",
    ]
    assert http.delete(f"{STATUSES}/{made['id']}").json()["text"] == "two"
    assert http.delete(f"{STATUSES}/{made['id']}").status_code == 404
    assert fake_mastodon.statuses == []


def test_own_statuses_are_listed_newest_first_in_pages(fake_mastodon: FakeMastodon, http: httpx.Client) -> None:
    for number in range(5):
        http.post(STATUSES, json={"status": str(number)})
    address = f"/api/v1/accounts/{fake_mastodon.alice.id}/statuses"
    first = http.get(address, params={"limit": 2})
    second = http.get(first.links["next"]["url"])
    assert [each["content"] for each in first.json() + second.json()] == [f"<p>{n}</p>" for n in (4, 3, 2, 1)]


# ------------------------------------------------------------------ once
def test_a_key_within_the_hour_gives_the_same_status(
    fake_mastodon: FakeMastodon, http: httpx.Client, clock: ManualClock
) -> None:
    def send() -> str:
        made: str = http.post(STATUSES, json={"status": "x"}, headers={"Idempotency-Key": "k"}).json()["id"]
        return made

    first = send()
    clock.advance(timedelta(minutes=59))
    assert send() == first
    clock.advance(timedelta(minutes=2))
    assert send() != first


@pytest.mark.parametrize(
    ("dialect", "answered", "count"),
    [(Dialect(), 200, 1), (Dialect(repeated_key="error"), 500, 1), (GOTOSOCIAL, 200, 2)],
)
def test_servers_differ_about_a_repeated_key(
    fake_mastodon: FakeMastodon, http: httpx.Client, dialect: Dialect, answered: int, count: int
) -> None:
    fake_mastodon.book.dialect = dialect
    with fake_mastodon.forgiving():  # 500 is not described
        answers = [http.post(STATUSES, json={"status": "x"}, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert answers[1].status_code == answered
    assert len(fake_mastodon.statuses) == count


@pytest.mark.parametrize(
    ("dialect", "answered", "count"),
    [(Dialect(), 200, 1), (Dialect(repeated_scheduled_key="not_found"), 404, 1), (MASTODON_4_2, 200, 2)],
)
def test_servers_differ_about_a_repeated_key_of_a_scheduled_post(
    fake_mastodon: FakeMastodon, http: httpx.Client, clock: ManualClock, dialect: Dialect, answered: int, count: int
) -> None:
    fake_mastodon.book.dialect = dialect
    wish = {"status": "x", "scheduled_at": at(clock, hours=1)}
    answers = [http.post(STATUSES, json=wish, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert answers[1].status_code == answered
    assert len(fake_mastodon.scheduled) == count


# ------------------------------------------------------------------ later
def test_a_scheduled_post_waits_moves_and_goes_out_under_another_id(
    fake_mastodon: FakeMastodon, http: httpx.Client, clock: ManualClock, upload: Callable[..., httpx.Response]
) -> None:
    wish = {"status": "x", "media_ids": [upload(description="Alt").json()["id"]], "scheduled_at": at(clock, hours=1)}
    waiting = http.post(STATUSES, json=wish).json()
    assert waiting["params"]["text"] == "x"
    address = f"/api/v1/scheduled_statuses/{waiting['id']}"
    moved = http.put(address, json={"scheduled_at": at(clock, hours=2)}).json()
    assert http.get("/api/v1/scheduled_statuses").json() == [moved]
    clock.advance(timedelta(hours=1, minutes=59))
    assert fake_mastodon.publish_due() == []
    clock.advance(timedelta(minutes=1))
    [status] = fake_mastodon.publish_due()
    assert status.id != waiting["id"]
    assert (status.from_schedule, status.media[0].description) == (waiting["id"], "Alt")
    assert http.get(address).status_code == 404


def test_a_recalled_post_gives_its_media_back(
    fake_mastodon: FakeMastodon, http: httpx.Client, clock: ManualClock, upload: Callable[..., httpx.Response]
) -> None:
    media = upload().json()["id"]
    wish = {"status": "x", "media_ids": [media], "scheduled_at": at(clock, hours=1)}
    waiting = http.post(STATUSES, json=wish).json()["id"]
    assert http.post(STATUSES, json={"status": "y", "media_ids": [media]}).status_code == 422
    assert http.delete(f"/api/v1/scheduled_statuses/{waiting}").json() == {}
    assert http.post(STATUSES, json={"status": "y", "media_ids": [media]}).is_success
    assert fake_mastodon.scheduled == []


def test_five_minutes_ahead_at_least(fake_mastodon: FakeMastodon, http: httpx.Client, clock: ManualClock) -> None:
    near = {"status": "x", "scheduled_at": at(clock, minutes=5)}
    assert http.post(STATUSES, json=near).status_code == 422
    assert "content" in http.post(STATUSES, json={"status": "x", "scheduled_at": at(clock, minutes=-1)}).json()
    waiting = http.post(STATUSES, json={"status": "x", "scheduled_at": at(clock, minutes=6)}).json()["id"]
    moved = http.put(f"/api/v1/scheduled_statuses/{waiting}", json={"scheduled_at": at(clock, minutes=4)})
    assert moved.status_code == 422
    fake_mastodon.book.dialect = MASTODON_4_2
    assert "content" in http.post(STATUSES, json=near).json()


def test_some_programs_publish_at_once(fake_mastodon: FakeMastodon, http: httpx.Client, clock: ManualClock) -> None:
    fake_mastodon.book.dialect = HOLLO
    http.post(STATUSES, json={"status": "x", "scheduled_at": at(clock, hours=1)})
    assert (len(fake_mastodon.statuses), fake_mastodon.scheduled) == (1, [])


def test_only_so_many_wait(fake_mastodon: FakeMastodon, http: httpx.Client, clock: ManualClock) -> None:
    fake_mastodon.book.limits.scheduled_total = 27

    def send(days: int) -> httpx.Response:
        return http.post(STATUSES, json={"status": "x", "scheduled_at": at(clock, days=days)})

    assert all(send(1).is_success for _ in range(25))
    assert "25 scheduled posts for today" in error(send(1))[1]
    assert all(send(2).is_success for _ in range(2))
    assert "limit of 27 scheduled posts" in error(send(3))[1]


# ------------------------------------------------------------------ media
def test_a_picture_is_kept_and_a_video_has_to_be_waited_for(
    fake_mastodon: FakeMastodon, http: httpx.Client, upload: Callable[..., httpx.Response]
) -> None:
    picture = upload(description="The shop")
    assert (picture.status_code, picture.json()["meta"]["original"]["width"]) == (200, 64)
    assert fake_mastodon.media[0].description == "The shop"
    assert httpx.get(picture.json()["url"], trust_env=False).content == png()
    video = upload(b"\0\0\0\x18ftypmp42", "video/mp4")
    assert (video.status_code, video.json()["url"]) == (202, None)
    wish = {"status": "x", "media_ids": [video.json()["id"]]}
    assert "not finished processing" in error(http.post(STATUSES, json=wish))[1]
    address = f"/api/v1/media/{video.json()['id']}"
    assert [http.get(address).status_code for _ in range(2)] == [206, 200]
    assert http.post(STATUSES, json=wish).is_success


def test_processing_may_fail(
    fake_mastodon: FakeMastodon, http: httpx.Client, upload: Callable[..., httpx.Response]
) -> None:
    fake_mastodon.book.processing_polls["image"] = 5
    made = upload().json()
    fake_mastodon.finish_media(fake_mastodon.media[0], failed=True)
    assert http.get(f"/api/v1/media/{made['id']}").status_code == 422


def test_files_that_mastodon_does_not_take(fake_mastodon: FakeMastodon, upload: Callable[..., httpx.Response]) -> None:
    limits = fake_mastodon.book.limits
    limits.image_pixels = 100 * 100
    refused = [
        upload(b"%PDF", "application/pdf"),
        upload(b"not a picture", "image/png"),
        upload(png(), "image/jpeg"),
        upload(png((101, 100))),
        upload(description="x" * 1501),
    ]
    limits.image_bytes = 10
    refused.append(upload())
    assert {each.status_code for each in refused} == {422}
    assert fake_mastodon.media == []


def test_four_pictures_or_one_video(
    fake_mastodon: FakeMastodon, http: httpx.Client, upload: Callable[..., httpx.Response]
) -> None:
    fake_mastodon.book.processing_polls["video"] = 0
    pictures = [upload().json()["id"] for _ in range(5)]
    video = upload(b"\0\0\0\x18ftypmp42", "video/mp4").json()["id"]
    assert "more than 4" in error(http.post(STATUSES, json={"status": "", "media_ids": pictures}))[1]
    mixed = {"status": "", "media_ids": [pictures[0], video]}
    assert "already contains images" in error(http.post(STATUSES, json=mixed))[1]
    assert http.post(STATUSES, json={"status": "", "media_ids": pictures[:4]}).is_success


def test_a_picture_that_nobody_attached_is_gone_after_a_day(
    http: httpx.Client, clock: ManualClock, upload: Callable[..., httpx.Response]
) -> None:
    media = upload().json()["id"]
    clock.advance(timedelta(hours=25))
    assert "not found" in error(http.post(STATUSES, json={"status": "x", "media_ids": [media]}))[1]


# ------------------------------------------------------------------ limits and faults
def test_without_a_good_token_nothing_works(fake_mastodon: FakeMastodon) -> None:
    def ask(token: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.post(fake_mastodon.url + STATUSES, json={"status": "x"}, headers=headers, trust_env=False)

    reader = fake_mastodon.token(scopes=["read", "write:media"])
    assert [ask(token).status_code for token in ("", "unknown", reader)] == [401, 401, 403]
    taken = fake_mastodon.token(fake_mastodon.bob)
    assert ask(taken).is_success
    fake_mastodon.revoke(fake_mastodon.bob)
    assert ask(taken).status_code == 401


def test_too_many_requests_are_refused_until_the_window_ends(
    fake_mastodon: FakeMastodon, http: httpx.Client, clock: ManualClock
) -> None:
    fake_mastodon.book.limits.rates["statuses"] = (2, 10800)
    answers = [http.post(STATUSES, json={"status": "x"}) for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert [each.headers["X-RateLimit-Remaining"] for each in answers] == ["1", "0", "0"]
    clock.advance(datetime.fromisoformat(answers[2].headers["X-RateLimit-Reset"]) - clock.now())
    assert http.post(STATUSES, json={"status": "x"}).is_success
    fake_mastodon.too_many_next(STATUSES, retry_after_s=7)
    refused = http.post(STATUSES, json={"status": "x"})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "7")


def test_a_connection_may_break_before_or_after_the_post_went_out(
    fake_mastodon: FakeMastodon, http: httpx.Client
) -> None:
    for how, count in (("drop_before_accept", 0), ("drop_after_accept", 1), ("cut_answer", 2)):
        fake_mastodon.fail_next(STATUSES, method="POST", **{how: True})
        with pytest.raises(httpx.TransportError):
            http.post(STATUSES, json={"status": how})
        assert len(fake_mastodon.statuses) == count
    assert http.post(STATUSES, json={"status": "well"}).is_success


def test_a_test_can_wait_for_what_will_come(fake_mastodon: FakeMastodon, http: httpx.Client) -> None:
    late = threading.Timer(0.05, http.post, [STATUSES], {"json": {"status": "x"}})
    late.start()
    fake_mastodon.http.wait_until(lambda: fake_mastodon.statuses)
    late.join()
    with pytest.raises(AssertionError, match="never came"):
        fake_mastodon.http.wait_until(lambda: len(fake_mastodon.statuses) > 1, timeout_s=0.01)


def test_an_answer_may_be_rubbish(fake_mastodon: FakeMastodon, http: httpx.Client) -> None:
    fake_mastodon.fail_next("/api/v1/*", status=502, body="<html>Bad gateway</html>", times=2)
    assert [http.get("/api/v1/notifications").status_code for _ in range(3)] == [502, 502, 200]


def test_a_request_can_be_held(fake_mastodon: FakeMastodon, http: httpx.Client) -> None:
    gate = fake_mastodon.hold_next(STATUSES)
    with pytest.raises(httpx.ReadTimeout):
        http.post(STATUSES, json={"status": "x"}, timeout=0.2)
    assert gate.is_reached
    assert len(fake_mastodon.statuses) == 1
    gate.release()


def test_the_network_can_go_away(fake_mastodon: FakeMastodon, http: httpx.Client) -> None:
    http.get("/api/v2/instance")
    fake_mastodon.http.unplug()
    with pytest.raises(httpx.TransportError):
        http.get("/api/v2/instance")
    fake_mastodon.http.plug_in()
    assert http.get("/api/v2/instance").is_success


def test_what_the_description_does_not_know_is_noticed(fake_mastodon: FakeMastodon, http: httpx.Client) -> None:
    http.post(STATUSES, json={"status": "x", "visibilty": "direct"})
    if fake_mastodon.contract is not None:
        [violation] = fake_mastodon.violations
        assert "visibilty" in violation.reason
    fake_mastodon.violations.clear()
    with fake_mastodon.forgiving():
        http.get("/api/v1/nothing")
    assert fake_mastodon.violations == []
