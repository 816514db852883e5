"""What customers made: collected, asked about, agreed to with a proof, used with their name, and never without."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from smmdesk.desk import answering, contributions, forgetting, people, planning, undo
from smmdesk.desk.checking import check_post
from smmdesk.desk.contribution_photos import fetch
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content
from smmdesk.model.contribution import Contribution, Proof, Shown, Standing, standing
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.message import MessageKind
from smmdesk.model.person import Person
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.fetch import FetchError, Page
from smmdesk.platforms.shown import MEDIA, pictures_of, told
from smmdesk.store import housekeeping
from smmdesk.system.clock import ManualClock
from tests.desk.heard import person, wrote
from tests.desk.pictures import encoded, picture
from tests.desk.support import add_channel, add_post, post_now, publish, rome, states
from tests.fakes.reach import made_bench

PHOTO = "https://media.example/bread.jpg"


class Web:
    """A web of one picture; what was asked for is kept."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def page(self, url: str, *, most_bytes: int) -> Page:
        self.asked.append(url)
        if url != PHOTO:
            raise FetchError("not public")
        return Page(url, "image/jpeg", encoded(picture()))


@pytest.fixture
def channel(desk: Desk) -> Channel:
    return add_channel(desk, planning.first_brand(desk), "Shop window")


@pytest.fixture
def anna(desk: Desk, channel: Channel) -> Person:
    return person(desk, channel)


def given(desk: Desk, channel: Channel, anna: Person) -> Contribution:
    message = wrote(
        desk, channel, "The best bread", by=anna, url="https://shop.example/9", data=told([(PHOTO, "Bread")])
    )
    return contributions.from_message(desk, message.id)


def now_of(desk: Desk, one: Contribution) -> Contribution:
    with desk.store.reading() as reader:
        return reader.get(Contribution, one.id)


def stands(desk: Desk, one: Contribution, on: date | None = None) -> Standing:
    brand = planning.first_brand(desk)
    return standing(now_of(desk, one), on or contributions.today(desk, brand))


def agree(desk: Desk, channel: Channel, anna: Person, one: Contribution, **scope: object) -> None:
    answer = wrote(desk, channel, "Yes, with pleasure!", by=anna, hours_ago=0, url="https://shop.example/10")
    contributions.agreed(desk, one.id, answer.id, **scope)  # type: ignore[arg-type]


def codes(desk: Desk, post: Post, channel: Channel) -> list[str]:
    return [problem.code for problem in check_post(desk, post_now(desk, post))[channel.id].blocking]


def photo(desk: Desk, name: str = "a.jpg") -> Asset:
    asset = Asset(desk.clock.new_id(), planning.first_brand(desk).id, "a" * 64, name, "image/jpeg", 1, 60, 40)
    stored = desk.files.put_bytes(encoded(picture()), name)
    with desk.store.transaction() as tx:
        return tx.put(replace(asset, sha256=stored.sha256))


# ------------------------------------------------------------------ collecting
def test_a_message_is_kept_as_it_stood_with_who_and_where(desk: Desk, channel: Channel, anna: Person) -> None:
    one = given(desk, channel, anna)
    assert (one.text, one.author, one.credit) == ("The best bread", "Anna Pertot", "@anna@example.social")
    assert (one.url, one.platform, one.person_id) == ("https://shop.example/9", channel.platform, anna.id)
    assert one.media == (Shown(PHOTO, "Bread"),)
    assert stands(desk, one) is Standing.NEW
    assert contributions.from_message(desk, one.message_id or "") == one  # asked for twice, kept once
    undo.undo(desk)
    assert contributions.listed(desk, channel.brand_id) == ()


def test_what_a_message_tells_of_pictures_is_few_and_plain() -> None:
    lies = [("javascript:alert(1)", ""), ("file:///etc/passwd", ""), (7, ""), ("https://", ""), ("http://[", "x")]
    many = [(f"https://media.example/{number}.jpg", "x" * 9000) for number in range(50)]
    found = pictures_of(told([*lies, *many]))  # type: ignore[list-item]
    assert len(found) == 10
    assert all(len(shown.alt) == 1500 for shown in found)
    assert pictures_of({MEDIA: "x"}) == pictures_of({MEDIA: [1, {"url": "ftp://a.example/"}, None]}) == ()
    assert told([]) == {}


async def test_a_picture_is_fetched_only_when_a_person_says_so(desk: Desk, channel: Channel, anna: Person) -> None:
    web = Web()
    desk.__dict__["fetcher"] = web
    one = given(desk, channel, anna)
    assert web.asked == []
    fetched = await fetch(desk, one.id, one.media[0])
    with desk.store.reading() as reader:
        asset = reader.get(Asset, fetched.assets[0])
    assert (asset.credit, asset.alt, asset.name) == ("@anna@example.social", {"en": "Bread"}, "bread.jpg")
    assert fetched.media == ()
    with pytest.raises(ProblemError) as refused:
        await fetch(desk, one.id, Shown("https://10.0.0.1/secret.jpg"))
    assert refused.value.problem.code == "photo_not_fetched"


def test_what_is_brought_to_the_shop_is_kept_too(desk: Desk) -> None:
    brand = planning.first_brand(desk)
    with pytest.raises(ProblemError):
        contributions.add(desk, brand.id, "Bruno")
    one = contributions.add(desk, brand.id, " Bruno  Rossi ", asset_ids=[photo(desk).id])
    assert (one.author, one.credit) == ("Bruno Rossi", "Bruno Rossi")
    assert contributions.make_post(desk, one.id).content.text == "Photo: Bruno Rossi"


# ------------------------------------------------------------------ asking, and what they said
def test_asking_is_an_answer_like_any_other_and_their_yes_is_the_proof(
    desk: Desk, channel: Channel, anna: Person, clock: ManualClock
) -> None:
    one = given(desk, channel, anna)
    contributions.ask(desk, one.id, "May we show your photo?")
    sent = answering.answers_of(desk, one.message_id or "")
    assert [each.content.text for each in sent if each.content] == ["May we show your photo?"]
    assert stands(desk, one) is Standing.ASKED
    clock.advance(timedelta(hours=2))
    yes = wrote(desk, channel, "Yes, with pleasure!", by=anna, hours_ago=0, url="https://shop.example/10")
    with desk.store.reading() as reader:
        assert [each.id for each in contributions.answers(reader, now_of(desk, one))] == [yes.id]
    contributions.agreed(desk, one.id, yes.id, (channel.id,), date(2099, 1, 1))
    with desk.store.transaction() as tx:  # deleted or changed there later: the proof stays as it was
        tx.put(replace(tx.get(type(yes), yes.id), text="", removed=True))
    consent = now_of(desk, one).consent
    assert consent is not None
    assert (consent.words, consent.at_us, consent.url) == ("Yes, with pleasure!", yes.sent_at_us, yes.url)
    assert (consent.proof, consent.channels, consent.until) == (Proof.MESSAGE, (channel.id,), date(2099, 1, 1))
    assert stands(desk, one) is Standing.GRANTED
    undo.undo(desk)
    assert stands(desk, one) is Standing.ASKED


def test_a_question_goes_out_only_with_the_note_that_it_was_asked(
    desk: Desk, channel: Channel, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = given(desk, channel, anna)

    def ends(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(contributions, "_note_asked", ends)
    with pytest.raises(KeyboardInterrupt):
        contributions.ask(desk, one.id, "May we show your photo?")
    assert answering.answers_of(desk, one.message_id or "") == ()


def test_a_signed_sheet_is_proof_and_nothing_less_is(desk: Desk) -> None:
    brand = planning.first_brand(desk)
    one, sheet = contributions.add(desk, brand.id, "Bruno", "Great!"), photo(desk, "sheet.jpg")
    for asset_id, words in (("", "I agree"), (sheet.id, "  ")):
        with pytest.raises(ProblemError):
            contributions.signed(desk, one.id, asset_id, words, date(2026, 11, 20))
    contributions.signed(desk, one.id, sheet.id, "I agree. Bruno", date(2026, 11, 20))
    assert stands(desk, one) is Standing.GRANTED
    with desk.store.reading() as reader:
        assert sheet.id in housekeeping.needed(reader, [sheet.id])


def test_how_it_stands_follows_what_was_said_last(desk: Desk, clock: ManualClock) -> None:
    brand = planning.first_brand(desk)
    one, sheet = contributions.add(desk, brand.id, "Bruno", "Great!"), photo(desk)

    def then(act: object, *more: object) -> Standing:
        clock.advance(timedelta(minutes=1))
        act(desk, one.id, *more)  # type: ignore[operator]
        return stands(desk, one)

    today = contributions.today(desk, brand)
    assert then(contributions.asked) is Standing.ASKED
    assert then(contributions.refused) is Standing.REFUSED
    assert then(contributions.asked, "Really not?") is Standing.ASKED
    assert then(contributions.signed, sheet.id, "I agree", today) is Standing.GRANTED
    assert then(contributions.narrow, (), today) is Standing.GRANTED
    assert stands(desk, one, today + timedelta(days=1)) is Standing.EXPIRED
    assert then(contributions.withdraw) is Standing.WITHDRAWN
    assert then(contributions.signed, sheet.id, "I agree again", today) is Standing.GRANTED
    assert [bool(each.withdrawn_at_us) for each in now_of(desk, one).consents] == [True, False]  # the record stays


# ------------------------------------------------------------------ a post of it
def test_the_post_names_them_and_waits_for_their_yes(desk: Desk, channel: Channel, anna: Person) -> None:
    one = contributions.attach(desk, given(desk, channel, anna).id, [photo(desk).id])
    post = contributions.make_post(desk, one.id)
    assert post.content.text == "“The best bread”\n— @anna@example.social"
    assert [use.asset_id for use in post.content.media] == list(one.assets)
    post = planning.save_post(desk, replace(post, channels=(channel.id,), planned=rome("2026-12-01 09:00")))
    assert codes(desk, post, channel) == ["consent_missing"]
    with pytest.raises(ProblemError) as refused:
        planning.schedule(desk, post.id)
    assert refused.value.problem.field == "contribution"
    agree(desk, channel, anna, one)
    assert codes(desk, post, channel) == []
    assert planning.schedule(desk, post.id).contribution_id == one.id
    nameless = replace(post_now(desk, post), content=replace(post.content, text="Bread"))
    assert "credit_missing" in [hint.code for hint in check_post(desk, nameless)[channel.id].hints]


def test_a_consent_holds_where_and_until_it_was_given(desk: Desk, channel: Channel, anna: Person) -> None:
    other = add_channel(desk, planning.first_brand(desk), "Elsewhere")
    one = given(desk, channel, anna)
    post = contributions.make_post(desk, one.id)
    post = planning.save_post(desk, replace(post, channels=(channel.id, other.id)))
    agree(desk, channel, anna, one, channels=(channel.id,), until=date(2026, 12, 1))
    assert codes(desk, post, channel) == []
    assert codes(desk, post, other) == ["consent_not_here"]
    post = planning.save_post(desk, replace(post_now(desk, post), channels=(channel.id,)))
    for day, found in (("2026-12-01", []), ("2026-12-02", ["consent_over"])):
        dated = replace(post, planned=rome(f"{day} 09:00"))
        assert [each.code for each in check_post(desk, dated)[channel.id].blocking] == found
    with pytest.raises(ProblemError):
        planning.schedule(desk, post.id, rome("2026-12-02 09:00"))
    assert planning.schedule(desk, post.id, rome("2026-12-01 09:00"))


def test_a_customers_photo_is_theirs_in_every_post(desk: Desk, channel: Channel, anna: Person) -> None:
    one = contributions.attach(desk, given(desk, channel, anna).id, [photo(desk).id])
    by_hand = Content("", "Look", media=(MediaUse(one.assets[0]),))
    post = add_post(desk, planning.first_brand(desk), "", channel, content=by_hand)
    assert codes(desk, post, channel) == ["consent_missing"]
    assert post.id in [each.id for each in contributions.uses(desk, one.id)]
    contributions.remove(desk, one.id)
    assert codes(desk, post, channel) == ["consent_forgotten"]


def test_taking_the_yes_back_stops_what_waits_and_undo_lets_it_go_on(
    desk: Desk, channel: Channel, anna: Person
) -> None:
    one = given(desk, channel, anna)
    agree(desk, channel, anna, one)
    posts = [contributions.make_post(desk, one.id) for _ in range(2)]
    for post in posts:
        planning.save_post(desk, replace(post, channels=(channel.id,)))
        planning.schedule(desk, post.id, rome("2026-12-01 09:00"))
    publish(desk, posts[0], channel)
    contributions.withdraw(desk, one.id)
    assert states(desk, posts[0]) == [["published"]]
    assert states(desk, posts[1]) != [["scheduled"]]
    assert codes(desk, posts[1], channel) == ["consent_withdrawn"]
    undo.undo(desk)
    assert states(desk, posts[1]) == [["scheduled"]]
    assert codes(desk, posts[1], channel) == []


async def test_it_is_asked_once_more_before_it_leaves(desk: Desk, brand: Brand, clock: ManualClock) -> None:
    """Nothing took the post back, whatever the reason: the publisher looks by itself."""
    with made_bench(desk, clock, brand) as bench:
        channel = bench.channel()
        anna = person(desk, channel)
        one = given(desk, channel, anna)
        agree(desk, channel, anna, one, until=date(2026, 12, 31))
        post = contributions.make_post(desk, one.id)
        planning.save_post(desk, replace(post, channels=(channel.id,)))
        planning.schedule(desk, post.id, rome("2026-11-20 09:00"))
        contributions.narrow(desk, one.id, (), date(2026, 11, 1))
        await bench.pass_time(timedelta(hours=48), tick=timedelta(minutes=30))
        part = bench.part(post)
        assert part.problem is not None
        assert part.problem.code == "consent_over"
        assert bench.texts() == []


# ------------------------------------------------------------------ people
def test_cards_made_one_take_what_they_gave_along(desk: Desk, channel: Channel, anna: Person) -> None:
    other = person(desk, channel, "Anna P")
    one = given(desk, channel, other)
    people.merge(desk, [anna.id, other.id])
    assert now_of(desk, one).person_id == anna.id
    undo.undo(desk)
    assert now_of(desk, one).person_id == other.id


@pytest.mark.parametrize("is_out", [True, False])
def test_of_who_is_forgotten_only_the_proof_of_what_is_used_stays(
    desk: Desk, channel: Channel, anna: Person, is_out: bool
) -> None:
    one = contributions.attach(desk, given(desk, channel, anna).id, [photo(desk).id])
    contributions.describe(desk, one.id, note="Comes every Friday")
    agree(desk, channel, anna, one)
    if is_out:
        post = contributions.make_post(desk, one.id)
        planning.save_post(desk, replace(post, channels=(channel.id,)))
        planning.schedule(desk, post.id, rome("2026-12-01 09:00"))
        publish(desk, post, channel)
    forgetting.forget(desk, anna.id)
    with desk.store.reading() as reader:
        kept = reader.find(Contribution, one.id)
        photos = reader.all(Asset)
    if not is_out:
        assert kept is None
        assert photos == ()
        return
    assert kept is not None
    assert photos
    assert (kept.text, kept.author, kept.note, kept.person_id, kept.message_id) == ("", "", "", None, None)
    assert kept.consent is not None
    assert kept.consent.words == "Yes, with pleasure!"
    assert stands(desk, one) is Standing.FORGOTTEN
    assert "consent_forgotten" in codes(desk, planning.copy_posts(desk, {post.id: None})[0], channel)
    assert "Friday" not in desk.paths.database.read_bytes().decode("latin-1")


def test_a_proof_goes_with_the_last_post_that_needed_it(desk: Desk, channel: Channel, anna: Person) -> None:
    one = given(desk, channel, anna)
    agree(desk, channel, anna, one)
    post = contributions.make_post(desk, one.id)
    forgetting.forget(desk, anna.id)
    forgetting.apply_retention(desk)
    assert now_of(desk, one).forgotten
    with desk.store.transaction() as tx:
        tx.erase(Post, post.id)
    forgetting.apply_retention(desk)
    with desk.store.reading() as reader:
        assert reader.find(Contribution, one.id) is None


def test_a_review_keeps_its_stars_and_a_finding_its_author(desk: Desk, channel: Channel) -> None:
    found = wrote(desk, channel, "Lovely", kind=MessageKind.FOUND, data={"author": "Carla", "handle": "@carla"})
    assert contributions.from_message(desk, found.id).credit == "@carla"
    review = wrote(desk, channel, "Good", kind=MessageKind.REVIEW, rating=5)
    assert contributions.from_message(desk, review.id).rating == 5
