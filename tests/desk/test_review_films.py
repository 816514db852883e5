"""Films on a client's page: they run in it while it can still be sent, else they lie beside it."""

import base64
import json
import subprocess
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest

from smmdesk.desk import review_films, reviewing
from smmdesk.desk.desk import Desk
from smmdesk.desk.media_intake import take_files_now
from smmdesk.desk.reviewing import Wanted
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.system.paths import RESOURCES
from tests.desk.pictures import encoded, film, picture
from tests.desk.reviewed import Page, written
from tests.desk.signed_in import CANARY
from tests.desk.support import add_channel, add_post
from tests.desk.test_review_script import BROWSER, STAND_IN, _camel
from tests.servers.install import node


@pytest.fixture
def taken(desk: Desk, brand: Brand, tmp_path: Path):
    """Takes a file into the library."""

    def take(name: str, octets: bytes) -> Asset:
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_bytes(octets)
        return take_files_now(desk, brand.id, [tmp_path / "in" / name]).assets[0]

    return take


@pytest.fixture
def reel(desk: Desk, brand: Brand, taken) -> Post:
    """A film with a cover, said on two channels in other words."""
    asset, cover = taken("forno.mp4", film()), taken("cover.jpg", encoded(picture((60, 80))))
    uses = (MediaUse(asset.id, {"it": "Il <forno>"}, cover_asset_id=cover.id),)
    channels = [add_channel(desk, brand, name) for name in ("Uno", "Due")]
    return add_post(desk, brand, "", *channels, content=Content(text="Pane", media=uses), language="it")


def rules(page: Page) -> dict[str, str]:
    policy = next(have["content"] for have in page.all("meta") if have.get("http-equiv") == "Content-Security-Policy")
    return dict(rule.strip().split(" ", 1) for rule in policy.split(";"))


def test_a_film_is_in_the_page_once_with_its_cover_and_without_its_place(
    desk: Desk, reel: Post, tmp_path: Path
) -> None:
    done = reviewing.write_page(desk, Wanted((reel.id,), language="it"), tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text("utf-8")
    page = Page(text)
    (video,) = page.all("video")
    assert video["poster"].startswith("data:image/jpeg;base64,")
    assert (video["aria-label"], video["data-film"]) == ("Il <forno>", "film0")
    assert "src" not in video
    (kept,) = [have for have in page.all("script") if have.get("id") == "film0"]
    assert kept == {"type": "text/plain", "id": "film0", "data-mime": "video/mp4"}
    octets = base64.b64decode(text.split('id="film0" data-mime="video/mp4">')[1].split("<")[0], validate=True)
    assert octets[4:8] == b"ftyp"
    assert b"film" * 10 in octets
    assert CANARY.encode() not in octets
    assert rules(page)["media-src"] == "blob:"
    assert rules(page)["default-src"] == "'none'"
    assert "Video di 0:12: Il <forno>" in page.words
    assert (done.size_bytes, done.beside) == (len(text.encode()), ())


def test_a_page_without_films_lets_none_run(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    _file, page = written(desk, tmp_path / "page.html", [add_post(desk, brand, "Pane")])
    assert "media-src" not in rules(page)


def test_a_film_that_two_posts_show_is_in_the_page_once(desk: Desk, brand: Brand, reel: Post, tmp_path: Path) -> None:
    again = add_post(desk, brand, content=Content(text="Ancora", media=reel.content.media))
    _file, page = written(desk, tmp_path / "page.html", [reel, again])
    assert [have["data-film"] for have in page.all("video")] == ["film0", "film0"]
    assert [have["id"] for have in page.all("script") if "id" in have] == ["film0"]


@pytest.fixture
def large(desk: Desk, brand: Brand, reel: Post, taken, monkeypatch: pytest.MonkeyPatch) -> Post:
    """A film that does not fit any more beside that of `reel`."""
    asset = taken('Festa d"<estate>.mp4', film(duration_ms=90_000, codec=b"hvc1"))
    monkeypatch.setattr(review_films, "BYTES_INSIDE", asset.size_bytes + 10)
    return add_post(desk, brand, content=Content(text="Festa", media=(MediaUse(asset.id),)))


def test_a_film_that_is_too_large_lies_beside_the_page_and_is_said(
    desk: Desk, reel: Post, large: Post, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    done = reviewing.write_page(desk, Wanted((reel.id, large.id), language="en"), tmp_path / "out" / "Nov & Dec.html")
    [beside] = done.beside
    assert beside.name == "Nov & Dec - 1 Festa d estate.mp4"
    assert CANARY.encode() not in beside.read_bytes()
    assert sorted(path.name for path in beside.parent.iterdir()) == [beside.name, "Nov & Dec.html"]
    page = Page((tmp_path / "out" / "Nov & Dec.html").read_text("utf-8"))
    [link] = page.all("a")
    assert unquote(link["href"]) == f"./{beside.name}"
    assert link["href"].isascii()
    assert "Film of 1:30: without a description" in page.words
    assert 'Festa d"<estate>.mp4”, ' in page.words
    assert "too large for this page." in page.words
    assert f"It is the file {beside.name}, which comes with this page." in page.words
    assert len(page.all("video")) == 1


def test_a_film_with_a_long_name_in_other_letters_finds_room_beside_a_page_with_another(
    desk: Desk, brand: Brand, reel: Post, large: Post, tmp_path: Path
) -> None:
    """A name has room for 255 bytes, not letters."""
    del brand
    with desk.store.transaction() as tx:
        for asset in tx.all(Asset):
            tx.put(replace(asset, name=f"{'夏' * 80}.mp4"))
    done = reviewing.write_page(desk, Wanted((reel.id, large.id)), tmp_path / f"{'冬' * 60}.html")
    [beside] = done.beside
    assert beside.exists()
    assert beside.name.startswith(f"{'冬' * 10}")
    assert " - 1 夏" in beside.name


def test_before_it_is_written_it_says_how_large_it_will_be(desk: Desk, reel: Post, large: Post, tmp_path: Path) -> None:
    found = reviewing.measure(desk, (reel.id, large.id))
    assert (found.inside, found.beside) == (1, 1)
    done = reviewing.write_page(desk, Wanted((reel.id, large.id)), tmp_path / "page.html")
    assert found.beside_bytes == pytest.approx(sum(path.stat().st_size for path in done.beside), rel=0.2)
    assert done.size_bytes / 2 < found.size_bytes < done.size_bytes * 2
    with pytest.raises(ProblemError, match="nothing_to_review"):
        reviewing.measure(desk, ())


def test_of_many_films_those_go_in_that_fit_in_their_order(monkeypatch: pytest.MonkeyPatch, taken) -> None:
    monkeypatch.setattr(review_films, "BYTES_INSIDE", 100)
    one = taken("a.mp4", film())
    films = [replace(one, id=str(number), size_bytes=size) for number, size in enumerate((60, 50, 40, 1))]
    parts = review_films.divided([*films, films[0], replace(one, id="p", mime="image/jpeg", size_bytes=5)])
    assert ([film.id for film in parts.inside], [film.id for film in parts.beside]) == (["0", "2"], ["1", "3"])


def test_a_film_that_is_gone_is_named(desk: Desk, reel: Post, tmp_path: Path) -> None:
    with desk.store.reading() as reader:
        asset = reader.get(Asset, reel.content.media[0].asset_id)
    desk.files.path(asset.sha256).unlink()
    _file, page = written(desk, tmp_path / "page.html", [replace(reel)])
    assert page.all("video") == []
    assert "media-src" not in rules(page)


def test_where_the_page_cannot_be_remembered_no_film_is_left(
    desk: Desk, reel: Post, large: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise ProblemError("conflict")

    monkeypatch.setattr(reviewing, "_ask", refuse)
    (tmp_path / "out").mkdir()
    with pytest.raises(ProblemError, match="conflict"):
        reviewing.write_page(desk, Wanted((reel.id, large.id)), tmp_path / "out" / "page.html")
    assert list((tmp_path / "out").iterdir()) == []


def test_the_script_makes_a_film_of_what_the_page_carries(desk: Desk, reel: Post, tmp_path: Path) -> None:
    _file, page = written(desk, tmp_path / "page.html", [reel])
    stand_in = tmp_path / "stand_in.js"
    tail = "console.log(JSON.stringify(["
    told = STAND_IN.replace(
        'heard["save:click"]()', 'made.film0 = { textContent: "ZmlsbQD/", dataset: { mime: "video/mp4" } };'
        'heard.later(); heard["film:error"]();' + tail
        + "films[0].src, films[0].hidden, films[0].nextElementSibling.hidden, made.octets])); process.exit(0);",
    ).replace("if (ms < 100) done();", "if (ms === 60) heard.later = done; else if (ms < 100) done();").replace(
        'made.blob = parts.join("");', "made.octets = [...parts[0]];"
    ).replace("btoa, addEventListener", "atob, btoa, addEventListener")  # fmt: skip
    stand_in.write_text(told, "utf-8")
    body = {_camel(name): value for name, value in page.all("body")[0].items()}
    given = (json.dumps({}), json.dumps({"body": body, "posts": [], "films": [{}]}))
    done = subprocess.run(
        [node().binary, stand_in, *given, RESOURCES / "review" / "page.js"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert json.loads(done.stdout) == ["blob:x", True, False, [*b"film\x00\xff"]]


COLOURS = Path(__file__).with_name("colours.mp4")
"""One second and a half of changing colours, drawn and recorded by a browser for this test."""


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this computer: the script is run by Node above")
def test_a_browser_takes_the_film_under_the_pages_own_policy(desk: Desk, brand: Brand, taken, tmp_path: Path) -> None:
    """That the page says so where a browser plays none is held by Node above: when it notices is the browser's own."""
    asset = taken("colours.mp4", COLOURS.read_bytes())
    written(desk, tmp_path / "page.html", [add_post(desk, brand, content=Content(media=(MediaUse(asset.id),)))])
    assert BROWSER is not None
    told = subprocess.run(
        [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom",
         "--virtual-time-budget=5000", f"--user-data-dir={tmp_path / 'browser'}", (tmp_path / "page.html").as_uri()],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert "Content Security Policy" not in told.stderr
    page = Page(told.stdout)
    (video,) = page.all("video")
    assert video["src"].startswith("blob:")
    assert "hidden" not in video
