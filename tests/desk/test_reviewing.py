"""The file that asks a client, as a browser reads it; and answers to it, honest, late, strange and forged."""

import base64
import hashlib
import json
import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from smmdesk.desk import approving, planning, review_answers, several_brands, undo
from smmdesk.desk.approving import said_about
from smmdesk.desk.desk import Desk
from smmdesk.desk.fingerprint import content_hash
from smmdesk.desk.media_intake import take_files_now
from smmdesk.desk.review_answers import BYTES_MOST, Effect
from smmdesk.desk.review_html import WORDS_MOST
from smmdesk.desk.reviewing import Wanted, sent_files, suggested_name, write_review
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content, LinkCard, ThreadItem, Wording
from smmdesk.model.film_times import say_length
from smmdesk.model.media import MediaUse
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.pictures import film, with_place
from tests.desk.reviewed import answered, read, written
from tests.desk.support import add_channel, add_post, edited, made_desk, post_now, rome, states
from tests.helpers.vectors import MARKUP, each

ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "form", "header", "main", "article", "section", "footer"),
    *("h1", "h2", "h3", "p", "div", "span", "bdi", "ul", "li", "figure", "figcaption", "img", "fieldset", "legend"),
    *("label", "input", "textarea", "button", "script", "noscript"),
}


@pytest.fixture
def asking(desk: Desk, brand: Brand) -> Brand:
    with desk.store.transaction() as tx:
        return tx.put(replace(brand, needs_approval=True))


@pytest.fixture
def posts(desk: Desk, asking: Brand) -> list[Post]:
    """One that is scheduled and waits, and a draft."""
    channel = add_channel(desk, asking)
    first = add_post(desk, asking, "Pane di segale", channel)
    first = planning.schedule(desk, first.id, rome("2026-11-24 09:00"))
    return [first, add_post(desk, asking, "Focaccia", channel)]


def kinds(desk: Desk, post: Post) -> list[str]:
    return [note.kind.value for note in said_about(desk, post.id)]


# ------------------------------------------------------------------ the page
def test_the_page_shows_everything_and_fetches_nothing(desk: Desk, full: Post, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    file, page = written(desk, path, [full], text="Va bene?", language="en")
    for words in ("Altro testo", "=Titolo", "https://forno.example/a?b=1;c", "seconda parte", "Si prenota al banco"):
        assert words in page.words
    assert "Sun 28 Mar 2027" in page.words
    assert "Times are those of Rome" in page.words
    assert "Described as: Il pane, di sera" in page.words
    (image,) = page.all("img")
    assert image["alt"] == "Il pane, di sera"
    assert base64.b64decode(image["src"].removeprefix("data:image/jpeg;base64,"), validate=True)[:2] == b"\xff\xd8"
    assert {tag for tag, _attributes in page.elements} <= ALLOWED
    fetching = {"href", "srcset", "action", "style", "data", "poster", "background"}
    assert not [name for _tag, have in page.elements for name in have if name in fetching or name.startswith("on")]
    assert [have["src"][:5] for _tag, have in page.elements if "src" in have] == ["data:"]
    assert file.posts == 1


def test_words_of_a_card_and_of_an_option_are_seen_before_they_are_approved(
    desk: Desk, asking: Brand, tmp_path: Path
) -> None:
    channel, other = add_channel(desk, asking), add_channel(desk, asking, "Altro")
    with desk.store.transaction() as tx:
        channel = tx.put(replace(channel, platform="mastodon"))
    text = next(option for option in desk.facts_for(channel).options if option.kind == "text")
    content = Content("", "Pane", link="https://forno.example", card=LinkCard("<b>Titolo</b>", "Parole sue"))
    own = Wording(other.id, card=LinkCard("Altra carta"))
    post = add_post(desk, asking, "", channel, other, content=replace(content, options={text.key: "Briciole"}))
    post = planning.save_post(desk, replace(post, wordings=(own,)))
    _file, page = written(desk, tmp_path / "page.html", [post], language="it")
    for words in ("<b>Titolo</b>", "Parole sue", "Altra carta", "Briciole", "Titolo della scheda"):
        assert words in page.words
    assert page.words.count("Briciole") == 1
    assert len(page.all("section")) == 2


def test_its_policy_lets_only_its_own_style_and_script_run(desk: Desk, posts: list[Post], tmp_path: Path) -> None:
    _file, page = written(desk, tmp_path / "page.html", posts)
    policy = next(have["content"] for have in page.all("meta") if have.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))

    def hashed(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    assert rules == {
        "default-src": "'none'",
        "img-src": "data:",
        "style-src": hashed(page.styles),
        "script-src": hashed(page.scripts),
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert page.elements[2][1].get("charset") == "utf-8"
    assert page.elements[3][1].get("http-equiv") == "Content-Security-Policy"  # before anything that it governs
    assert not re.search(r"https?:|@import|url\(|fetch\(|XMLHttp|innerHTML|eval\(", page.styles + page.scripts)


def test_every_question_has_its_name(desk: Desk, posts: list[Post], tmp_path: Path) -> None:
    _file, page = written(desk, tmp_path / "page.html", posts, language="it")
    assert page.all("html")[0]["lang"] == "it"
    assert len(page.all("legend")) == len(page.all("article")) == 2
    assert "La tua risposta a 1. mar 24 nov 2026, 09:00" in page.words
    assert "Senza data" in page.words
    ids = {have["id"] for _tag, have in page.elements if "id" in have}
    assert all(one["aria-labelledby"] in ids for one in page.all("article"))


@pytest.mark.parametrize("text", each())
def test_hostile_words_stay_words(desk: Desk, brand: Brand, tmp_path: Path, text: str) -> None:
    channel = add_channel(desk, brand, text[:60])
    content = Content(text=text, title=text[:200], thread=(ThreadItem(text),), first_comment=text)
    post = add_post(desk, brand, "", channel, content=content, wordings=(Wording(channel.id, link=text),))
    if len(text) > WORDS_MOST:
        with pytest.raises(ProblemError) as caught:
            written(desk, tmp_path / "page.html", [post], whom=text, text=text, title=text)
        assert caught.value.problem.code == "review_text_too_long"
        return
    _file, page = written(desk, tmp_path / "page.html", [post], whom=text, text=text, title=text)
    assert {tag for tag, _attributes in page.elements} <= ALLOWED
    assert len(page.all("script")) == len(page.all("article")) == 1
    assert not [name for _tag, have in page.elements for name in have if name.startswith("on")]
    if text in MARKUP.values():
        assert text in page.words
    assert (tmp_path / "page.html").stat().st_size < 2_000_000


def test_a_photo_leaves_small_and_without_its_place(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Brand, brand.id), keeps_place=True))
    given = tmp_path / "placed.jpg"
    given.write_bytes(with_place("JPEG"))
    asset = take_files_now(desk, brand.id, [given]).assets[0]
    post = add_post(desk, brand, content=Content(text="Pane", media=(MediaUse(asset.id),)))
    _file, page = written(desk, tmp_path / "page.html", [post])
    octets = base64.b64decode(page.all("img")[0]["src"].split(",", 1)[1])
    assert b"Exif" not in octets
    assert b"GPS" not in octets
    assert len(octets) <= 160_000


LONG = "a" * (WORDS_MOST + 1)


@pytest.mark.parametrize(
    "content",
    [
        Content(text=LONG),
        Content(text="Pane", title=LONG),
        Content(text="Pane", first_comment=LONG),
        Content(text="Pane", thread=(ThreadItem(LONG),)),
    ],
    ids=["text", "title", "first comment", "thread"],
)
def test_a_post_of_which_the_page_would_show_a_part_is_not_sent(
    desk: Desk, asking: Brand, tmp_path: Path, content: Content
) -> None:
    """An OK covers every word of a post: what the client cannot read would be approved unseen."""
    post = add_post(desk, asking, content=content)
    with pytest.raises(ProblemError) as caught:
        written(desk, tmp_path / "page.html", [post])
    assert caught.value.problem.code == "review_text_too_long"
    assert caught.value.problem.values["post_id"] == post.id
    assert not list(tmp_path.glob("*.html"))
    assert (post_now(desk, post).stage, kinds(desk, post)) == (Stage.DRAFT, [])


def test_a_text_as_long_as_the_page_shows_is_sent_whole(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    post = add_post(desk, brand, "a" * WORDS_MOST)
    _file, page = written(desk, tmp_path / "page.html", [post])
    assert "a" * WORDS_MOST in page.words


def test_a_film_says_how_long_it_is_and_what_is_seen_first(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    (tmp_path / "forno.mp4").write_bytes(film())
    asset = take_files_now(desk, brand.id, [tmp_path / "forno.mp4"]).assets[0]
    uses = (MediaUse(asset.id, {"it": "Il forno"}, cover_ms=2500),)
    post = add_post(desk, brand, content=Content(text="Pane", media=uses))
    _file, page = written(desk, tmp_path / "page.html", [post], language="it")
    assert "forno.mp4" in page.words
    assert f"Video di {say_length(asset.duration_ms)}: Il forno" in page.words
    assert "Si vede per prima l’immagine a 0:02.5" in page.words


def test_sending_asks_drafts_and_leaves_the_rest(desk: Desk, posts: list[Post], tmp_path: Path) -> None:
    (approved,) = approving.approve(desk, {posts[0].id: ""})
    written(desk, tmp_path / "page.html", posts)
    assert post_now(desk, approved).stage is Stage.APPROVED
    assert post_now(desk, posts[1]).stage is Stage.REVIEW
    assert said_about(desk, posts[1].id)[-1].whom == "Ada"
    undo.undo(desk)
    assert post_now(desk, posts[1]).stage is Stage.DRAFT
    assert [file.name for file in sent_files(desk, approved.brand_id)] == []


def test_nothing_to_send_is_said_and_no_file_is_left(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    empty = add_post(desk, brand, "")
    for ids, code in (((), "nothing_to_review"), ((empty.id,), "nothing_to_review"), (tuple("abc" * 67), "not_found")):
        with pytest.raises(ProblemError) as caught:
            write_review(desk, Wanted(ids), tmp_path / "page.html")
        assert caught.value.problem.code == code
    with pytest.raises(ProblemError) as caught:
        write_review(desk, Wanted(tuple(map(str, range(201)))), tmp_path / "page.html")
    assert caught.value.problem.code == "review_too_many"
    assert not list(tmp_path.glob("*.html"))
    assert suggested_name("a/b: c") == "Review a b c.html"


# ------------------------------------------------------------------ honest answers
def test_an_ok_approves_and_a_wish_makes_a_draft_again(desk: Desk, posts: list[Post], tmp_path: Path) -> None:
    file, page = written(desk, tmp_path / "page.html", posts)
    plan = read(desk, tmp_path, answered(file, page, ("ok", ""), ("change", "<b>Più corto</b>")))
    assert [row.effect for row in plan.rows] == [Effect.APPROVES, Effect.RETURNS]
    assert (plan.who, plan.comment) == ("Ada", "Grazie!")
    assert post_now(desk, posts[0]).stage is Stage.REVIEW  # nothing is done by looking
    assert review_answers.take_up(desk, plan).posts == 2
    first, second = (post_now(desk, post) for post in posts)
    assert (first.stage, first.approved_hash) == (Stage.APPROVED, content_hash(posts[0]))
    assert (second.stage, second.content) == (Stage.DRAFT, posts[1].content)
    note = said_about(desk, second.id)[-1]
    assert (note.kind.value, note.who, note.text, note.is_foreign) == ("changes", "Ada", "<b>Più corto</b>", True)
    (kept,) = sent_files(desk, first.brand_id)
    assert (kept.who, kept.said, kept.answered_at_us) == ("Ada", "Grazie!", desk.now_us())
    assert undo.undo(desk).label == "answer about 2 posts"
    assert {post_now(desk, post).stage for post in posts} == {Stage.REVIEW}
    assert states(desk, posts[0]) == [["scheduled"]]


def test_an_ok_to_older_words_approves_nothing(desk: Desk, posts: list[Post], tmp_path: Path) -> None:
    file, page = written(desk, tmp_path / "page.html", posts)
    planning.save_post(desk, edited(post_now(desk, posts[0]), "Pane di farro"))
    plan = read(desk, tmp_path, answered(file, page, ("ok", "Bello"), ("", "Solo un commento")))
    assert [row.effect for row in plan.rows] == [Effect.OLDER, Effect.NOTED]
    review_answers.take_up(desk, plan)
    assert post_now(desk, posts[0]).stage is Stage.REVIEW
    assert kinds(desk, posts[0])[-1] == "late_ok"
    assert kinds(desk, posts[1])[-1] == "comment"


def test_an_edit_between_looking_and_taking_up_counts(desk: Desk, posts: list[Post], tmp_path: Path) -> None:
    file, page = written(desk, tmp_path / "page.html", posts)
    plan = read(desk, tmp_path, answered(file, page, ("ok", "")))
    planning.save_post(desk, edited(post_now(desk, posts[0]), "Pane di farro"))
    review_answers.take_up(desk, plan)
    assert post_now(desk, posts[0]).stage is Stage.REVIEW
    assert kinds(desk, posts[0])[-1] == "late_ok"


def test_some_of_it_can_be_picked(desk: Desk, posts: list[Post], tmp_path: Path) -> None:
    file, page = written(desk, tmp_path / "page.html", posts)
    plan = read(desk, tmp_path, answered(file, page, ("ok", ""), ("ok", "")))
    assert review_answers.take_up(desk, plan, {posts[1].id}).posts == 1
    assert [post_now(desk, post).stage for post in posts] == [Stage.REVIEW, Stage.APPROVED]


def test_a_post_in_the_trash_is_only_told(desk: Desk, posts: list[Post], tmp_path: Path) -> None:
    file, page = written(desk, tmp_path / "page.html", posts)
    planning.trash(desk, [posts[0].id])
    plan = read(desk, tmp_path, answered(file, page, ("ok", ""), ("", "")))
    assert [row.effect for row in plan.rows] == [Effect.GONE, Effect.NOTED]
    assert review_answers.take_up(desk, plan).posts == 0


def test_a_mail_may_have_wrapped_and_quoted_it(desk: Desk, posts: list[Post], tmp_path: Path) -> None:
    file, page = written(desk, tmp_path / "page.html", posts)
    packed = base64.b64encode(json.dumps(answered(file, page, ("ok", "è ✓"))).encode()).decode()
    lines = "\n".join(f"> {packed[at : at + 40]}  " for at in range(0, len(packed), 40))
    mail = f"Ciao!\n> -----BEGIN SMMDESK REVIEW-----\n{lines}\n> -----END SMMDESK REVIEW-----\n-- \nAda"
    assert review_answers.has_answer(mail)
    assert review_answers.read_text(desk, mail).rows[0].text == "è ✓"
    with pytest.raises(ProblemError):
        review_answers.read_text(desk, mail.replace("END SMMDESK", "END"))


# ------------------------------------------------------------------ strange and forged ones
def refused(desk: Desk, folder: Path, answer: dict[str, Any] | bytes, code: str) -> None:
    with pytest.raises(ProblemError) as caught:
        read(desk, folder, answer)
    assert caught.value.problem.code == code


def test_an_answer_of_another_desk_or_with_other_words_is_refused(
    desk: Desk, posts: list[Post], tmp_path: Path, clock: ManualClock
) -> None:
    file, page = written(desk, tmp_path / "page.html", posts)
    good = answered(file, page, ("ok", ""))
    planning.save_post(desk, edited(post_now(desk, posts[0]), "Pane di farro"))
    forged = {**good["posts"][0], "hash": content_hash(post_now(desk, posts[0]))}
    refused(desk, tmp_path, {**good, "posts": [forged]}, "answer_foreign")  # words that the client never saw
    refused(desk, tmp_path, {**good, "token": "0" * 32}, "answer_foreign")
    refused(desk, tmp_path, {**good, "token": "è"}, "answer_foreign")
    refused(desk, tmp_path, {**good, "file": "nobody's"}, "answer_foreign")
    with made_desk(Paths(tmp_path / "other"), clock) as other:
        refused(other, tmp_path, good, "answer_foreign")
    stranger = {**good["posts"][0], "id": posts[1].id[:-1] + "x"}
    assert read(desk, tmp_path, {**good, "posts": [stranger]}).rows[0].effect is Effect.GONE


def test_a_post_that_was_not_in_the_file_cannot_be_approved(desk: Desk, posts: list[Post], tmp_path: Path) -> None:
    file, page = written(desk, tmp_path / "page.html", posts[1:])
    other = {"id": posts[0].id, "hash": content_hash(posts[0]), "answer": "ok", "text": ""}
    plan = read(desk, tmp_path, answered(file, page, posts=[other]))
    assert [row.effect for row in plan.rows] == [Effect.GONE]
    review_answers.take_up(desk, plan)
    assert post_now(desk, posts[0]).stage is Stage.REVIEW


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(b"[" * 100_000, marks=pytest.mark.vector(71), id="deep"),
        pytest.param(b'{"version": ' + b"9" * 5000 + b"}", marks=pytest.mark.vector(72), id="long number"),
        pytest.param(b'{"format": "smmdesk review answer", "version": NaN}', marks=pytest.mark.vector(73), id="NaN"),
        pytest.param(b'{"format":"smmdesk review answer","format":"x"}', marks=pytest.mark.vector(74), id="twice"),
        pytest.param(b"", id="empty"),
        pytest.param(b"\xff\xfe\x00", id="no text"),
        pytest.param(b" " * (BYTES_MOST + 1), id="large"),
        pytest.param(b"null", id="null"),
    ],
)
def test_what_is_no_answer_is_refused(desk: Desk, tmp_path: Path, broken: bytes) -> None:
    refused(desk, tmp_path, broken, "answer_bad")


@pytest.mark.vector(74)
@pytest.mark.parametrize(
    "changes",
    [
        {"version": 2},
        {"format": "smmdesk posts"},
        {"who": 5},
        {"token": None},
        {"posts": {}},
        {"posts": [5]},
        {"posts": [{"id": 1, "hash": "", "answer": "", "text": ""}]},
        {"posts": [{"id": "a", "hash": "", "answer": "yes", "text": ""}]},
        {"posts": [{"id": "a"}, {"id": "a"}]},
        {"posts": [{"id": str(n)} for n in range(201)]},
        {"file": "x" * 100},
    ],
    ids=str,
)
def test_wrong_types_and_too_much_are_refused(
    desk: Desk, posts: list[Post], tmp_path: Path, changes: dict[str, Any]
) -> None:
    file, page = written(desk, tmp_path / "page.html", posts)
    refused(desk, tmp_path, answered(file, page) | changes, "answer_bad")


def test_an_answer_is_told_from_other_files(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    for data, is_one in (
        (b'\xef\xbb\xbf{ "format" : "smmdesk review answer"}', True),
        (b'{"format":"smmdesk posts"}', False),
    ):
        path.write_bytes(data)
        assert review_answers.is_answer(path) is is_one
    assert not review_answers.is_answer(tmp_path / "nowhere.json")


# ------------------------------------------------------------------ several brands
def test_a_client_sees_the_posts_of_one_brand(desk: Desk, posts: list[Post], tmp_path: Path) -> None:
    lume = several_brands.add_brand(desk, "Cafe Lume")
    theirs = add_post(desk, lume, "Brunch")
    with pytest.raises(ProblemError) as refused:
        written(desk, tmp_path / "a.html", [theirs, *posts])
    assert refused.value.problem.code == "review_several_brands"
    assert list(tmp_path.glob("*.html")) == []
    assert sent_files(desk, lume.id) == ()


def test_a_text_full_of_beginnings_is_read_at_once(desk: Desk) -> None:
    begun = "-----BEGIN SMMDESK REVIEW-----"
    started = time.process_time()
    assert not review_answers.has_answer(begun * (2 * BYTES_MOST // len(begun)))
    assert time.process_time() - started < 2
