"""Films over 50 MB: in pieces by Bluesky's own service, which lays them down at the account's real server."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from smmdesk.platforms.base import NotSentError, Published, RefusedError, UnclearError
from smmdesk.platforms.bluesky import films
from smmdesk.platforms.progress import listening
from tests.fakes.bsky_video import FakeVideo
from tests.platforms.accounts import at_bluesky
from tests.platforms.direct import leading
from tests.platforms.test_films import MP4, film_of
from tests.servers.bluesky import BlueskyServer


@pytest.fixture
def service(bluesky_server: BlueskyServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeVideo]:
    """For what is larger than ten bytes here; between looks nobody waits."""
    monkeypatch.setattr(films, "SERVER_TAKES_BYTES", 10)
    monkeypatch.setattr(films, "READY_EVERY_S", 0.0)
    lay_down = partial(bluesky_server.lay_down, bluesky_server.alice)
    with FakeVideo(bluesky_server.did, lay_down) as made:
        leading(tmp_path, "bluesky", video=made.url)
        yield made


def embed_of(server: BlueskyServer, uri: str) -> dict[str, object]:
    found = server.get_record(uri)
    assert found is not None
    return dict(found["value"]["embed"])


async def test_a_large_film_goes_in_pieces_and_is_in_the_post(
    bluesky_server: BlueskyServer, service: FakeVideo, tmp_path: Path
) -> None:
    service.not_yet = 1
    told: list[int] = []
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        with listening(told.append):
            job = await bench.prepared(bench.job("Il forno", media=(film_of(bench, tmp_path),)))
        answer = await bench.connector.commit(bench.session(), job)
    assert isinstance(answer, Published)
    embed = embed_of(bluesky_server, answer.receipt.id)
    assert (embed["$type"], embed["alt"]) == ("app.bsky.embed.video", "Il forno si accende")
    assert bluesky_server.get_blob(bluesky_server.alice, embed["video"]) == MP4  # type: ignore[arg-type]
    assert len(service.asked("uploadPart")) == 4
    assert sum(told) == len(MP4)


async def test_pieces_that_arrived_are_not_sent_again(
    bluesky_server: BlueskyServer, service: FakeVideo, tmp_path: Path
) -> None:
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        job, kept = bench.job("Il forno", media=(film_of(bench, tmp_path),)), {}

        async def save(name: str, value: object) -> None:
            kept[name] = value

        service.fail_next("uploadPart", drop_after_accept=True)
        with pytest.raises(NotSentError):
            await bench.connector.prepare(bench.session(), job, save)
        await bench.connector.prepare(bench.session(), replace(job, prepared=kept), save)
        numbers = [dict(request.query)["partNumber"] for request in service.asked("uploadPart")]
        assert (numbers, len(service.uploads)) == (["1", "2", "3", "4"], 1)
        await bench.connector.prepare(bench.session(), replace(job, prepared=kept), save)
        assert len(service.asked("finishUpload")) == 1


async def test_what_the_service_forgot_begins_anew(
    bluesky_server: BlueskyServer, service: FakeVideo, tmp_path: Path
) -> None:
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        job, kept = bench.job("Il forno", media=(film_of(bench, tmp_path),)), {}

        async def save(name: str, value: object) -> None:
            kept[name] = value

        service.fail_next("finishUpload", status=500)
        with pytest.raises(NotSentError):
            await bench.connector.prepare(bench.session(), job, save)
        service.uploads[0].over = True
        with pytest.raises(NotSentError):
            await bench.connector.prepare(bench.session(), replace(job, prepared=kept), save)
        await bench.connector.prepare(bench.session(), replace(job, prepared=kept), save)
        assert len(service.uploads) == 2


async def test_a_film_that_was_laid_down_long_ago_is_sent_again_for_the_same_post(
    bluesky_server: BlueskyServer, service: FakeVideo, tmp_path: Path
) -> None:
    """The server may have swept it; converted anew it may have other bytes. What the first try wrote stays the one."""
    service.lay_down = lambda data: bluesky_server.lay_down(
        bluesky_server.alice, data + b"again" * (len(service.uploads) - 1)
    )
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        first = await bench.prepared(bench.job("Il forno", media=(film_of(bench, tmp_path),)))
        stale, kept = replace(first, prepared=grown_old(first.prepared)), dict[str, object]()

        async def save(name: str, value: object) -> None:
            kept[name] = value

        service.fail_next("finishUpload", status=500)
        with pytest.raises(NotSentError):
            await bench.connector.prepare(bench.session(), stale, save)
        later = await bench.prepared(replace(stale, prepared={**stale.prepared, **kept}))
        assert len(service.uploads) == 2, "what began anew is gone on with"
        old: Any = first.prepared["record"]
        new: Any = later.prepared["record"]
        old, new = old["value"], new["value"]
        assert new["rkey"] == old["rkey"]
        embed = {**old["record"]["embed"], "video": new["record"]["embed"]["video"]}
        assert new["record"] == {**old["record"], "embed": embed}
        assert new["record"] != old["record"]
        again = await bench.prepared(later)
        assert again.prepared["record"] == later.prepared["record"]
        answer = await bench.connector.commit(bench.session(), later)
        assert isinstance(answer, Published)
        found = await bench.connector.look_up(bench.session(), bench.tried(later))
        assert isinstance(found, Published)
    embed = embed_of(bluesky_server, answer.receipt.id)
    assert bluesky_server.get_blob(bluesky_server.alice, embed["video"]) == MP4 + b"again"  # type: ignore[arg-type]


async def test_a_post_that_an_earlier_try_wrote_after_all_is_ours(
    bluesky_server: BlueskyServer, service: FakeVideo, tmp_path: Path
) -> None:
    service.lay_down = lambda data: bluesky_server.lay_down(
        bluesky_server.alice, data + b"once more" * (len(service.uploads) - 1)
    )
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        first = await bench.prepared(bench.job("Il forno", media=(film_of(bench, tmp_path),)))
        later = await bench.prepared(replace(first, prepared=grown_old(first.prepared)))
        made = await bench.connector.commit(bench.session(), first)
        assert isinstance(made, Published)
        with pytest.raises((RefusedError, UnclearError)):  # under its key something stands: nothing is written twice
            await bench.connector.commit(bench.session(), later)
        found = await bench.connector.look_up(bench.session(), bench.tried(later))
        assert isinstance(found, Published)
        assert found.receipt.id == made.receipt.id


def grown_old(prepared: Mapping[str, object]) -> dict[str, object]:
    """The same steps, when an hour has passed since the files were sent."""
    made = dict[str, object]()
    for name, step in prepared.items():
        value = step["value"]  # type: ignore[index]
        if isinstance(value, dict) and "at_us" in value:
            value = {**value, "at_us": value["at_us"] - 3_600_000_000}
        made[name] = {**step, "value": value}  # type: ignore[dict-item]
    return made


@pytest.mark.parametrize("why", ["validation_failure", "pds_upload_unsupported_blob_size"])
async def test_a_film_that_cannot_be_converted_is_said(
    why: str, bluesky_server: BlueskyServer, service: FakeVideo, tmp_path: Path
) -> None:
    service.fails = why
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        with pytest.raises(RefusedError) as caught:
            await bench.prepared(bench.job("Il forno", media=(film_of(bench, tmp_path),)))
        assert caught.value.problem.values["said"] == f"forno.mp4: {why}"


async def test_the_service_says_no(bluesky_server: BlueskyServer, service: FakeVideo, tmp_path: Path) -> None:
    said = {"error": "DailyLimit", "message": "Confirm your e-mail address first"}
    service.fail_next("startUpload", status=400, body=said)
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        with pytest.raises(RefusedError) as caught:
            await bench.prepared(bench.job("Il forno", media=(film_of(bench, tmp_path),)))
        assert caught.value.problem.values["said"] == said["message"]


async def test_a_small_one_goes_to_the_server_itself(
    bluesky_server: BlueskyServer, service: FakeVideo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(films, "SERVER_TAKES_BYTES", 50_000_000)
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        await bench.publish(bench.job("Il forno", media=(film_of(bench, tmp_path),)))
    assert not service.uploads


def test_which_films_are_large(tmp_path: Path) -> None:
    """50 MB is what Bluesky's own servers of accounts take."""
    from smmdesk.platforms.base import Picture

    film = Picture(tmp_path / "film.mp4", "video/mp4", 50_000_000, 0, 0)
    assert not films.is_large(film)
    assert films.is_large(replace(film, size_bytes=50_000_001))
    assert not films.is_large(replace(film, size_bytes=50_000_001, mime="image/jpeg"))
