"""Practice publishes pages; by hand prepares what a person publishes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from smmdesk.model.delivery import Op, PartKind
from smmdesk.model.problem import ProblemError
from smmdesk.platforms import by_hand
from smmdesk.platforms.base import Absent, CannotTell, Published, RefusedError
from smmdesk.platforms.moderating import Asked, Done, Moderates
from smmdesk.system.clock import ManualClock
from tests.platforms.bench import Bench, bench_of


@asynccontextmanager
async def practising(folder: Path) -> AsyncIterator[Bench]:
    async with bench_of("practice", ManualClock(), folder) as bench:
        await bench.sign_in(name="Prova del forno")
        yield bench


class Checked(HTMLParser):
    """Fails on markup that a browser would have to guess about, and keeps what a page would load."""

    VOID = ("meta", "img", "br", "!doctype")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.feed(page)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        have = dict(attrs)
        assert not any(name.startswith("on") for name in have)
        if tag == "img":
            self.images.append(have)
        self.loads += [str(have[name]) for name in ("src", "href") if name in have]
        assert tag != "script"

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def page_of(url: str) -> str:
    return Path(unquote(urlsplit(url).path)).read_text("utf-8")


async def test_a_post_becomes_a_page(tmp_path: Path) -> None:
    async with practising(tmp_path) as bench:
        photo = bench.photo('Il "pane" <caldo>')
        job = bench.job(
            "Caldo <script>alert(1)</script> #pane\nhttps://a.example/?x=1&y=2",
            title="Pane & focaccia",
            link="javascript:alert(1)",
            media=(photo,),
            language="it",
        )
        _, receipt = await bench.publish(job)
        index = Checked((tmp_path / "practice" / "index.html").read_text("utf-8"))
    page = page_of(receipt.url)
    checked = Checked(page)
    assert "<h2>Pane &amp; focaccia</h2>" in page
    assert "&lt;script&gt;" in page
    assert "<b>#pane</b>" in page
    assert "javascript:" not in " ".join(checked.loads)
    [image] = checked.images
    assert image["alt"] == 'Il "pane" <caldo>'
    assert (tmp_path / "practice" / str(image["src"])).read_bytes() == photo.path.read_bytes()
    assert f"{receipt.id}.html" in index.loads


@pytest.mark.fault(22)
async def test_publishing_twice_is_publishing_once(tmp_path: Path) -> None:
    async with practising(tmp_path) as bench:
        job = await bench.prepared(bench.job("Una volta"))
        assert await bench.connector.look_up(bench.session(), job) == Absent()
        first = await bench.connector.commit(bench.session(), job)
        again = await bench.connector.commit(
            bench.session(), replace(job, outgoing=replace(job.outgoing, text="Altro"))
        )
        assert first == again == await bench.connector.look_up(bench.session(), job)
        assert isinstance(first, Published)
        assert "Una volta" in page_of(first.receipt.url)


async def test_a_thread_stands_on_its_first_page(tmp_path: Path) -> None:
    async with practising(tmp_path) as bench:
        _, root = await bench.publish(bench.job("Uno"))
        _, second = await bench.publish(bench.job("Due", kind=PartKind.THREAD, root=root, parent=root))
        job, third = await bench.publish(bench.job("Commento", kind=PartKind.FIRST_COMMENT, root=root, parent=root))
        assert root.url == second.url == third.url
        page = page_of(root.url)
        assert page.index("Uno") < page.index("Due") < page.index("Commento")
        assert isinstance(await bench.connector.look_up(bench.session(), job), Published)
        await bench.connector.commit(bench.session(), replace(job, op=Op.DELETE))
        assert "Commento" not in page_of(root.url)


async def test_edit_and_delete(tmp_path: Path) -> None:
    async with practising(tmp_path) as bench:
        job, receipt = await bench.publish(bench.job("Prima"))
        edit = replace(job, op=Op.EDIT, key="edit", outgoing=replace(job.outgoing, text="Dopo"))
        assert await bench.connector.look_up(bench.session(), edit) == Absent()
        assert isinstance(await bench.connector.commit(bench.session(), edit), Published)
        assert isinstance(await bench.connector.look_up(bench.session(), edit), Published)
        assert "Dopo" in page_of(receipt.url)
        gone = replace(job, op=Op.DELETE)
        for _ in range(2):
            assert isinstance(await bench.connector.commit(bench.session(), gone), Published)
        assert isinstance(await bench.connector.look_up(bench.session(), gone), Published)
        assert "Dopo" not in (tmp_path / "practice" / "index.html").read_text("utf-8")
        with pytest.raises(RefusedError):
            await bench.connector.commit(bench.session(), edit)


@pytest.mark.fault(49)
async def test_a_photo_that_is_gone(tmp_path: Path) -> None:
    async with practising(tmp_path) as bench:
        photo = bench.photo()
        photo.path.unlink()
        with pytest.raises(RefusedError) as caught:
            await bench.prepared(bench.job(media=(photo,)))
    assert caught.value.problem.code == "media_missing"


async def test_a_folder_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "practice").write_text("a file, not a folder")
    async with practising(tmp_path) as bench:
        with pytest.raises(Exception, match=r"disk_full|folder_not_writable"):
            await bench.prepared(bench.job())


async def test_a_page_of_many_is_quick_and_short(tmp_path: Path) -> None:
    async with practising(tmp_path) as bench:
        for number in range(120):
            await bench.publish(bench.job(f"Numero {number}"))
        page = (tmp_path / "practice" / "index.html").read_text("utf-8")
    assert page.count("<article") == 100


# ------------------------------------------------------------------ by hand
async def test_by_hand_prepares_and_sends_nothing(tmp_path: Path) -> None:
    async with bench_of("by_hand", ManualClock(), tmp_path) as bench:
        await bench.sign_in(name="Vetrina", page="example.org/nuovo")
        photo = bench.photo()
        job = await bench.prepared(bench.job("Testo", title="Titolo", link="https://a.example", media=(photo,)))
        with pytest.raises(RefusedError) as caught:
            await bench.connector.commit(bench.session(), job)
        assert caught.value.problem.code == "by_hand"
        assert await bench.connector.look_up(bench.session(), job) == CannotTell()
        ready = by_hand.guide(job.outgoing, bench.channel)
    assert ready.text == "Titolo\n\nTesto\n\nhttps://a.example"
    assert (ready.files, ready.page) == ((photo.path,), "https://example.org/nuovo")
    assert not (tmp_path / "practice").exists()


async def test_by_hand_without_a_page(tmp_path: Path) -> None:
    async with bench_of("by_hand", ManualClock(), tmp_path) as bench:
        await bench.sign_in()
        assert bench.account.url == ""
        with pytest.raises(ProblemError):
            await bench.sign_in(page="javascript:alert(1)")


async def test_what_is_done_with_a_message_stands_in_the_folder_and_is_found(tmp_path: Path) -> None:
    async with practising(tmp_path) as bench:
        verb, session = bench.connector, bench.session()
        assert isinstance(verb, Moderates)
        for op in (Op.LIKE, Op.PASS_ON, Op.HIDE, Op.DELETE):
            for on in (True, False):
                asked = Asked(op, on, f"key-{op}-{on}", "../a message", bench.clock.now(), "own")
                assert await verb.look_at(session, asked) == Absent()
                assert await verb.moderate(session, asked) == Done()
                assert await verb.look_at(session, asked) == Done()
                other = replace(asked, remote_id="another")
                assert await verb.look_at(session, other) == (Absent() if on else Done())
    assert [path.parent.name for path in (tmp_path / "practice").rglob("*.json")] == ["messages"], "no way out of it"
