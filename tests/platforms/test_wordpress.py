"""WordPress against a real site: drafts that are flipped, its own list, photos, comments, and every lost answer."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smmdesk.model.delivery import Op, PartKind, Receipt
from smmdesk.model.moment import to_us
from smmdesk.platforms.base import (
    Absent,
    Listed,
    NotSentError,
    Published,
    RefusedError,
    ScheduledThere,
    SignedOutError,
    UnclearError,
)
from smmdesk.platforms.telling import PublishedThere
from smmdesk.platforms.wordpress.blocks import Placed, content_of
from tests.platforms.accounts import Faulty, Site, at_wordpress, known


# ------------------------------------------------------------------ publishing
async def test_a_post_with_everything(site: Site, tmp_path: Path) -> None:
    async with at_wordpress(site, tmp_path) as bench:
        photos = (bench.photo("Il pane & co"), bench.photo("La torta", color="red"), bench.photo("", color="blue"))
        job = bench.job(
            "Prima <riga>\nseconda\n\nVedi https://a.example/x.",
            title="Pane & torte",
            link="https://forno.example/menu",
            media=photos,
            options={"tags": "pane, #torte, pane", "excerpt": "Breve", "slug": "pane-oggi", "comment_status": "closed"},
        )
        job = await bench.prepared(job)
        [draft] = site.posts()
        assert (draft["status"], draft["slug"]) == ("draft", f"smmdesk-{job.part_id}")
        answer = await bench.connector.commit(bench.session(), job)
    assert isinstance(answer, Published)
    [post] = site.posts()
    assert str(post["id"]) == answer.receipt.id
    assert post["status"] == "publish"
    assert post["title"]["raw"] == "Pane & torte"
    assert (post["slug"], post["link"]) == ("pane-oggi", answer.receipt.url)
    assert (post["excerpt"]["raw"], post["comment_status"]) == ("Breve", "closed")
    assert sorted(site.server.terms()[tag] for tag in post["tags"]) == ["pane", "torte"]
    media = {entry["id"]: entry for entry in site.media()}
    assert media[post["featured_media"]]["alt_text"] == "Il pane & co"
    assert site.server.file(media[post["featured_media"]]["source_url"]) == photos[0].path.read_bytes()
    content = post["content"]["raw"]
    assert "<p>Prima &lt;riga&gt;<br>seconda</p>" in content
    assert '<a href="https://a.example/x">https://a.example/x</a>.' in content
    assert content.count("<!-- wp:image") == 2
    assert 'alt="La torta"' in content
    assert content.rstrip().endswith(
        'href="https://forno.example/menu">https://forno.example/menu</a></p>\n<!-- /wp:paragraph -->'
    )


@pytest.mark.parametrize(("wish", "featured", "in_text"), [("first", True, 0), ("also", True, 1), ("none", False, 1)])
async def test_the_featured_image(site: Site, tmp_path: Path, wish: str, featured: bool, in_text: int) -> None:
    async with at_wordpress(site, tmp_path) as bench:
        job = bench.job("x", title="Foto", media=(bench.photo(),), options={"featured_image": wish})
        await bench.publish(job)
    [post] = site.posts()
    assert bool(post["featured_media"]) is featured
    assert post["content"]["raw"].count("<!-- wp:image") == in_text


async def test_categories_and_a_private_post(site: Site, tmp_path: Path) -> None:
    async with at_wordpress(site, tmp_path) as bench:
        _, receipt = await bench.publish(bench.job("x", title="T", options={"categories": "1", "status": "private"}))
        with pytest.raises(RefusedError):
            await bench.hand_off(bench.job("x", title="T", options={"status": "private"}, due=bench.after(hours=1)))
    post = site.post(receipt.id)
    assert (post["status"], post["categories"]) == ("private", [1])


async def test_an_author_who_may_make_no_tags(site: Site, tmp_path: Path) -> None:
    async with at_wordpress(site, tmp_path, "author") as bench:
        _, receipt = await bench.publish(bench.job("x", title="T", options={"tags": "nuovo"}))
    post = site.post(receipt.id)
    assert [site.server.terms()[tag] for tag in post["tags"]] == ["nuovo"]  # tags, unlike categories, authors may make


@pytest.mark.fault(59)
async def test_the_first_comment(site: Site, tmp_path: Path) -> None:
    async with at_wordpress(site, tmp_path) as bench:
        _, root = await bench.publish(bench.job("x", title="Con commento"))
        job = bench.job("Primo <b>commento</b>", kind=PartKind.FIRST_COMMENT, root=root, parent=root)
        assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()
        job, receipt = await bench.publish(job)
        assert receipt.id.startswith("comment-")
        found = await bench.connector.look_up(bench.session(), bench.tried(replace(job, receipt=None)))
        assert isinstance(found, Published)
        assert found.receipt.id == receipt.id
        owned = replace(bench.tried(job), owned=frozenset({receipt.id}))
        assert await bench.connector.look_up(bench.session(), owned) == Absent()
        with pytest.raises(RefusedError) as caught:  # the site itself refuses the same words twice
            await bench.publish(replace(job, receipt=None))
        assert caught.value.problem.code == "duplicate_refused"
        linked = Receipt("con-commento")  # a person gave the link of the post
        await bench.publish(bench.job("Secondo", kind=PartKind.FIRST_COMMENT, root=linked, parent=linked))
        gone = replace(job, op=Op.DELETE, receipt=receipt)
        assert isinstance(await bench.connector.commit(bench.session(), gone), Published)
        assert isinstance(await bench.connector.look_up(bench.session(), gone), Published)


@pytest.mark.fault(3)
@pytest.mark.fault(52)
async def test_what_was_laid_down_is_used_again(site: Site, tmp_path: Path) -> None:
    async with at_wordpress(site, tmp_path) as bench:
        photo = bench.photo("uno", color="navy")
        job = bench.job("x", title="Bozza", media=(photo,))
        first = await bench.prepared(job)
        assert (await bench.prepared(first)).prepared == first.prepared
        forgotten = await bench.prepared(job)  # killed before a step was saved: everything is found again
        assert forgotten.prepared == first.prepared
        later = await bench.prepared(replace(job, key="next generation", outgoing=replace(job.outgoing, title="Nuovo")))
        assert len(site.posts()) == 1
        assert len(site.media()) == 1
        await bench.connector.commit(bench.session(), later)
        await bench.publish(bench.job("y", title="Altro", media=(replace(photo, alt="meglio"),)))
        [media] = site.media()
    assert media["alt_text"] == "meglio"
    assert sorted(post["title"]["raw"] for post in site.posts()) == ["Altro", "Nuovo"]


@pytest.mark.fault(56)
async def test_a_file_that_the_site_does_not_take(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    path.write_text("<svg/>")
    async with at_wordpress(site, tmp_path) as bench:
        wrong = replace(bench.photo(), path=path, mime="image/svg+xml", name="logo.svg")
        with pytest.raises(RefusedError) as caught:
            await bench.prepared(bench.job("x", title="T", media=(wrong,)))
    assert str(caught.value.problem.values["said"]).startswith("logo.svg: Sorry, you are not allowed")


@pytest.mark.fault(38)
@pytest.mark.fault(45)
async def test_rights_and_passwords_that_are_gone(site: Site, tmp_path: Path) -> None:
    async with at_wordpress(site, tmp_path, "author") as bench:
        job = await bench.prepared(bench.job("x", title="T"))
        [post] = site.posts()
        mine = bench.secrets[-1]
        contributor = site.server.application_password("contributor")
        bench.secrets.append(mine.with_fields(user="contributor", password=contributor))
        with pytest.raises(RefusedError) as caught:
            await bench.connector.commit(bench.session(), job)
        assert caught.value.problem.code == "may_not_publish"
        site.server.revoke_application_passwords("author")
        del known[site.url, "author"]
        with pytest.raises(SignedOutError):
            await bench.connector.commit(bench.session(mine), job)
        assert site.post(post["id"])["status"] == "draft"


# ------------------------------------------------------------------ lost answers
@pytest.mark.fault(22)
@pytest.mark.parametrize("arrives", [True, False])
async def test_a_lost_flip_is_looked_up_and_harmless_to_repeat(site: Site, tmp_path: Path, arrives: bool) -> None:
    way = Faulty()
    async with at_wordpress(site, tmp_path, transport=way) as bench:
        job = await bench.prepared(bench.job("Una volta", title="Sola"))
        way.lose = (str(site.posts()[0]["id"]), arrives)
        with pytest.raises(UnclearError):
            await bench.connector.commit(bench.session(), job)
        found = await bench.connector.look_up(bench.session(), bench.tried(job))
        assert isinstance(found, Published if arrives else Absent)
        again = await bench.connector.commit(bench.session(), job)
        assert isinstance(again, Published)
        assert [str(post["id"]) for post in site.posts()] == [again.receipt.id]
    await way.end()


@pytest.mark.fault(3)
async def test_a_lost_draft_or_photo_is_found_again(site: Site, tmp_path: Path) -> None:
    way = Faulty()
    async with at_wordpress(site, tmp_path, transport=way) as bench:
        job = bench.job("x", title="Perso", media=(bench.photo(color="olive"),))
        for lost in ("/media", "/posts"):
            way.lose_post = lost
            with pytest.raises(NotSentError):
                await bench.prepared(job)
        await bench.publish(job)
    assert len(site.posts()) == 1
    assert len(site.media()) == 1
    await way.end()


# ------------------------------------------------------------------ edit and delete
async def test_edit(site: Site, tmp_path: Path) -> None:
    async with at_wordpress(site, tmp_path) as bench:
        job, receipt = await bench.publish(bench.job("Prima", title="Uno", media=(bench.photo(),)))
        outgoing = replace(job.outgoing, text="Dopo & poi", title="Due", media=())
        edit = await bench.prepared(replace(job, op=Op.EDIT, key="edit", prepared={}, outgoing=outgoing))
        assert await bench.connector.look_up(bench.session(), edit) == Absent()
        answer = await bench.connector.commit(bench.session(), edit)
        assert isinstance(answer, Published)
        assert isinstance(await bench.connector.look_up(bench.session(), edit), Published)
    [post] = site.posts()
    assert str(post["id"]) == receipt.id == answer.receipt.id
    assert (post["title"]["raw"], post["featured_media"], post["status"]) == ("Due", 0, "publish")


async def test_delete_goes_to_the_trash_and_is_safe_to_repeat(site: Site, tmp_path: Path) -> None:
    async with at_wordpress(site, tmp_path) as bench:
        job, receipt = await bench.publish(bench.job("Via", title="Via"))
        job = replace(job, op=Op.DELETE)
        assert await bench.connector.look_up(bench.session(), job) == Absent()
        for _ in range(2):
            assert await bench.connector.commit(bench.session(), job) == Published(receipt)
        assert isinstance(await bench.connector.look_up(bench.session(), job), Published)
    assert site.post(receipt.id)["status"] == "trash"


# ------------------------------------------------------------------ the site's own list
async def test_hand_off_move_and_recall(site: Site, tmp_path: Path) -> None:
    async with at_wordpress(site, tmp_path) as bench:
        due = bench.after(hours=2)
        job, listed = await bench.hand_off(bench.job("Domani", title="Domani", due=due))
        [post] = site.posts()
        assert (post["status"], listed.due, str(post["id"])) == ("future", due, listed.receipt.id)
        assert datetime.fromisoformat(post["date_gmt"]).replace(tzinfo=UTC) == due
        job = replace(job, due=bench.after(days=40))
        moved = await bench.list.reschedule(bench.session(), job)
        assert isinstance(moved, Listed)
        assert moved.due == job.due
        assert await bench.list.look_up_listed(bench.session(), job) == moved
        await bench.list.recall(bench.session(), job)
        [post] = site.posts()
        assert (post["status"], post["slug"]) == ("draft", f"smmdesk-{job.part_id}")
        assert await bench.list.look_up_listed(bench.session(), job) == Absent()
        with pytest.raises(RefusedError):
            await bench.list.recall(bench.session(), job)
        again = replace(job, key="next", prepared={}, receipt=None, op=Op.CREATE, due=bench.clock.now())
        answer = (await bench.publish(again))[1]  # the recalled draft is used, and goes out now
        assert answer.id == listed.receipt.id
    [post] = site.posts()
    assert (post["status"], post["slug"]) == ("publish", "domani")


async def test_the_list_publishes_and_is_read(site: Site, tmp_path: Path) -> None:
    async with at_wordpress(site, tmp_path) as bench:
        job, listed = await bench.hand_off(bench.job("Presto", title="Presto", due=bench.after(hours=1)))
        site.server.make_due(int(listed.receipt.id))
        site.server.run_cron()
        found = await bench.list.look_up_listed(bench.session(), job)
        assert isinstance(found, Published)
        assert found.receipt.id == listed.receipt.id
        for verb in (bench.list.reschedule, bench.list.recall):  # what is out is never taken back by them
            with pytest.raises(RefusedError):
                await verb(bench.session(), replace(job, due=bench.after(hours=5)))
        assert site.post(listed.receipt.id)["status"] == "publish"


async def test_a_list_that_missed_its_moment_is_hurried(site: Site, tmp_path: Path) -> None:
    async with at_wordpress(site, tmp_path) as bench:
        job, listed = await bench.hand_off(bench.job("Tardi", title="Tardi", due=bench.after(hours=1)))
        for _ in range(2):
            answer = await bench.list.hurry(bench.session(), job)
            assert isinstance(answer, Published | Listed)
        site.server.make_due(int(listed.receipt.id))
        answer = await bench.list.hurry(bench.session(), job)
        assert isinstance(answer, Published)
        assert answer.receipt.id == listed.receipt.id


async def test_removed_at_the_site(site: Site, tmp_path: Path) -> None:
    async with at_wordpress(site, tmp_path) as bench:
        job, listed = await bench.hand_off(bench.job("Via", title="Via", due=bench.after(hours=1)))
        site.server.delete_post(int(listed.receipt.id), force=False)
        assert await bench.list.look_up_listed(bench.session(), job) == Absent()
        other = await bench.prepared(bench.job("x", title="Cancellata"))
        site.server.delete_post(int(str(other.prepared["draft"]["value"])))  # type: ignore[index]
        with pytest.raises(RefusedError) as caught:
            await bench.connector.commit(bench.session(), other)
        assert caught.value.problem.code == "removed_there"


@pytest.mark.fault(9)
@pytest.mark.parametrize("arrives", [True, False])
async def test_a_lost_hand_off_is_found(site: Site, tmp_path: Path, arrives: bool) -> None:
    way = Faulty()
    async with at_wordpress(site, tmp_path, transport=way) as bench:
        job = await bench.prepared(bench.job("x", title="Persa", due=bench.after(hours=2), op=Op.SCHEDULE))
        way.lose = (str(site.posts()[0]["id"]), arrives)
        with pytest.raises(UnclearError):
            await bench.list.hand_off(bench.session(), job)
        found = await bench.connector.look_up(bench.session(), bench.tried(job))
        assert isinstance(found, Listed if arrives else Absent)
    await way.end()


# ------------------------------------------------------------------ whatever waits there
async def test_all_that_waits_at_the_site_is_told(site: Site, tmp_path: Path) -> None:
    async with at_wordpress(site, tmp_path) as bench:
        verb = bench.connector
        assert isinstance(verb, ScheduledThere)
        due = bench.after(hours=3)
        _, listed = await bench.hand_off(bench.job("x", title="Nostro <b>pane</b>", due=due, media=(bench.photo(),)))
        when = {"status": "future", "date_gmt": bench.after(days=2).strftime("%Y-%m-%dT%H:%M:%S")}
        page = site.server._json("POST", "pages", json={**when, "content": "<p>Chiusi a Natale</p>"})
        found, after = [], ""
        while True:
            answer = await verb.scheduled_there(bench.session(), after)
            found += answer.posts
            after = answer.more
            if not after:
                break
    site.server._request("DELETE", f"pages/{page['id']}", params={"force": "true"})
    told = {post.remote_id: post for post in found}
    ours, theirs = told[listed.receipt.id], told[str(page["id"])]
    assert (ours.words, ours.at_us, ours.media_count) == ("Nostro pane", to_us(due), 1)
    assert ours.url == f"{site.url}/wp-admin/post.php?post={ours.remote_id}&action=edit"
    assert (theirs.words, theirs.media_count) == ("Chiusi a Natale", 0)


@pytest.mark.fault(93)
async def test_what_the_site_published_lately_is_told(site: Site, tmp_path: Path) -> None:
    async with at_wordpress(site, tmp_path) as bench:
        verb = bench.connector
        assert isinstance(verb, PublishedThere)
        _, receipt = await bench.publish(bench.job("x", title="Fuori <b>ora</b>"))
        told = await verb.published_there(bench.session(), bench.after(hours=-24))
        later = await verb.published_there(bench.session(), bench.after(hours=1))
    assert [post.words for post in told if post.remote_id == receipt.id] == ["Fuori ora"]
    assert later == ()


async def test_an_author_is_told_of_what_they_may_see(site: Site, tmp_path: Path) -> None:
    """Others' posts and all pages are hidden from an author: that is no fault."""
    async with at_wordpress(site, tmp_path) as bench:
        await bench.hand_off(bench.job("x", title="Dell'editore", due=bench.after(hours=3)))
    async with at_wordpress(site, tmp_path, "author") as bench:
        verb = bench.connector
        assert isinstance(verb, ScheduledThere)
        _, listed = await bench.hand_off(bench.job("x", title="Mio", due=bench.after(hours=4)))
        posts = await verb.scheduled_there(bench.session())
        pages = await verb.scheduled_there(bench.session(), posts.more)
    assert listed.receipt.id in {post.remote_id for post in posts.posts}
    assert "Dell'editore" not in {post.words for post in posts.posts}
    assert (pages.posts, pages.more) == ((), "")


# ------------------------------------------------------------------ blocks
def test_blocks_are_escaped_and_balanced() -> None:
    photo = Placed(7, "https://a.example/x.jpg?a=1&b=2", "image/jpeg", 'Un "pane" <caldo> -->')
    film = Placed(8, "https://a.example/f.mp4", "video/mp4", "Film")
    text = 'Uno <script>alert(1)</script>\n\n\nDue --> "x" & https://a.example/(y)!\n'
    content = content_of(text, "https://a.example/(y)", [photo, film])
    assert "<script>" not in content
    assert "caldo> -->" not in content
    assert 'src="https://a.example/x.jpg?a=1&amp;b=2"' in content
    opened = re.findall(r"<!-- wp:(\w+)", content)
    closed = re.findall(r"<!-- /wp:(\w+) -->", content)
    assert sorted(opened) == sorted(closed) == ["image", "paragraph", "paragraph", "video"]
    assert content_of("", "", []) == ""
