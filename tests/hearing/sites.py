"""Walls of sites and servers of people's own: WordPress, Ghost, Blogger, Google, Discourse, Lemmy, Matrix, wikis."""

from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from smmdesk.platforms.base import Account
from smmdesk.platforms.blogger import heard as blogger_heard
from smmdesk.platforms.discourse import heard as discourse_heard
from smmdesk.platforms.ghost import comments as ghost_heard
from smmdesk.platforms.google_business import reviews as google_heard
from smmdesk.platforms.lemmy import heard as lemmy_heard
from smmdesk.platforms.lemmy import posts as lemmy_posts
from smmdesk.platforms.matrix import heard as matrix_heard
from smmdesk.platforms.mediawiki import talk as talk_heard
from smmdesk.platforms.wordpress import heard as wordpress_heard
from smmdesk.system.secrets import Secret
from tests.fakes import discourse_acts
from tests.fakes.blogger import BLOG, FakeBlogger
from tests.fakes.discourse import FakeDiscourse
from tests.fakes.discourse_acts import Post, Topic
from tests.fakes.ghost import FakeGhost
from tests.fakes.google_business import FakeGoogleBusiness
from tests.fakes.lemmy import FakeLemmy
from tests.fakes.lemmy_inbox import Thing
from tests.fakes.lemmy_newer import FakeNewerLemmy
from tests.fakes.matrix import ALIAS, PASSWORD, FakeMatrix
from tests.fakes.mediawiki import FakeMediaWiki
from tests.fakes.wordpress_comments import FakeComments
from tests.hearing.networks import failing, failing_at
from tests.hearing.walls import Ours, Tells, Wall, Walls, told_the_time
from tests.platforms.at_google import bench_for
from tests.platforms.bench import bench_of
from tests.platforms.direct import bench_at
from tests.platforms.test_google_business import FORNO

ANNA = "@anna:x.test"


@asynccontextmanager
async def wordpress(folder: Path, clock: Ours) -> Walls:
    fake = FakeComments(clock.there)
    bench = bench_at("wordpress", clock, folder, fake)
    bench.account = Account("5@forno.example", "Forno", server=fake.url)
    bench.secrets = [Secret.of(user="anna", password="x")]

    def say(place: int, words: str) -> str:
        fake.refuses_far = bool(place % 2)
        return f"comment-{fake.say(1 + place % 3, words).id}"

    def delete(own_id: str) -> None:
        fake.comments = [each for each in fake.comments if f"comment-{each.id}" != own_id]

    def edit(own_id: str, words: str) -> None:
        next(each for each in fake.comments if f"comment-{each.id}" == own_id).words = words

    yield Wall(bench, say, edit, delete, ((wordpress_heard, "PAGE"),), least=2, **failing(fake))
    await bench.http.aclose()


@asynccontextmanager
async def ghost(folder: Path, clock: Ours) -> Walls:
    fake = FakeGhost(clock.there)
    bench = bench_at("ghost", clock, folder, fake)
    told_the_time(bench, clock)
    await bench.sign_in(fake.key, server=fake.url)

    def say(place: int, words: str) -> str:
        """Below a post, or below the comment before it."""
        above = fake.comments[-1].id if place % 3 == 0 and fake.comments else ""
        return fake.comment(f"{place % 2}" * 24, f"<p>{words}</p>", above=above).id

    def edit(own_id: str, words: str) -> None:
        next(each for each in fake.comments if each.id == own_id).html = f"<p>{words}</p>"

    def delete(own_id: str) -> None:
        next(each for each in fake.comments if each.id == own_id).status = "deleted"

    yield Wall(bench, say, edit, delete, ((ghost_heard, "PAGE"),), least=4, **failing(fake))
    await bench.http.aclose()


@asynccontextmanager
async def blogger(folder: Path, clock: Ours) -> Walls:
    fake = FakeBlogger(clock.there)
    bench = bench_for(fake, clock, folder, Account(BLOG, "Il Forno", "fornolucia.blogspot.com"))

    def say(place: int, words: str) -> str:
        return fake.comment(str(7001 + place % 3), words, author="22").id

    def delete(own_id: str) -> None:
        fake.comments = [each for each in fake.comments if each.id != own_id]

    yield Wall(bench, say, None, delete, ((blogger_heard, "PAGE"),), **failing(fake))
    await bench.http.aclose()


@asynccontextmanager
async def google_business(folder: Path, clock: Ours) -> Walls:
    fake = FakeGoogleBusiness(clock.there)
    bench = bench_for(fake, clock, folder, FORNO)

    def edit(own_id: str, words: str) -> None:
        fake.reviews[own_id] = replace(fake.reviews[own_id], words=words, changed=clock.there.now())

    def delete(own_id: str) -> None:
        del fake.reviews[own_id]

    sizes = ((google_heard, "PAGE"),)
    yield Wall(
        bench,
        lambda _place, words: fake.review(words).id,
        edit,
        delete,
        sizes,
        edits=Tells.ALL,
        **failing(fake),
    )
    await bench.http.aclose()


@asynccontextmanager
async def discourse(folder: Path, clock: Ours) -> Walls:
    fake = FakeDiscourse(clock.there)
    bench = bench_at("discourse", clock, folder, fake)
    await bench.sign_in(fake.key, server=fake.url, user="lucia")
    for title in ("Pane caldo", "Torte"):
        topic = Topic(fake.number(), title, "", 3, [], [])
        topic.posts.append(Post(fake.number(), topic, 1, title, fake.now))
        fake.topics.append(topic)

    def say(place: int, words: str) -> str:
        post = fake.answer(fake.topics[place % 2], words, kind=(6, 7, 9)[place % 3])
        return f"{post.topic.id}/{post.number}"

    def of(own_id: str) -> Post:
        return next(post for topic in fake.topics for post in topic.posts if f"{topic.id}/{post.number}" == own_id)

    def edit(own_id: str, words: str) -> None:
        of(own_id).raw = words

    def delete(own_id: str) -> None:
        of(own_id).deleted = True

    sizes = ((discourse_heard, "PAGE"), (discourse_acts, "PER_CHUNK"))
    yield Wall(bench, say, edit, delete, sizes, least=9, also={"STEP": 3}, **failing(fake))
    await bench.http.aclose()


@asynccontextmanager
async def lemmy(folder: Path, clock: Ours, kind: type[FakeLemmy] = FakeLemmy) -> Walls:
    fake = kind(clock.there)
    bench = bench_at("lemmy", clock, folder, fake)
    await bench.sign_in("password", server=fake.url, user="lucia")
    post = Thing(fake.number(), 7, fake.now, name="Pane", community_id=3)
    fake.posts.append(post)

    def say(place: int, words: str) -> str:
        if place % 3 == 0:
            return f"private-{fake.write(words).id}"
        return f"comment-{fake.reply(post.id, words, mention=place % 3 == 1).id}"

    def of(own_id: str) -> Thing:
        kind_of, _, number = own_id.partition("-")
        things = fake.privates if kind_of == "private" else fake.comments
        return next(each for each in things if each.id == int(number))

    def edit(own_id: str, words: str) -> None:
        of(own_id).body = words

    def delete(own_id: str) -> None:
        of(own_id).deleted = True

    sizes = ((lemmy_heard, "PAGE"), (lemmy_posts, "PAGE"))
    removals = Tells.NEWEST if kind is FakeLemmy else Tells.NONE
    more = failing(fake)
    yield Wall(bench, say, edit, delete, sizes, edits=Tells.NEWEST, removals=removals, newest=1, **more)
    await bench.http.aclose()


@asynccontextmanager
async def newer_lemmy(folder: Path, clock: Ours) -> Walls:
    async with lemmy(folder, clock, FakeNewerLemmy) as wall:
        yield wall


@asynccontextmanager
async def matrix(folder: Path, clock: Ours) -> Walls:
    with FakeMatrix(lambda: round(clock.there.now().timestamp() * 1000)) as fake:
        async with bench_of("matrix", clock, folder) as bench:
            await bench.sign_in(PASSWORD, server=fake.url, room=ALIAS, user="lucia")

            def edit(own_id: str, words: str) -> None:
                new = {"msgtype": "m.text", "body": words}
                related = {"rel_type": "m.replace", "event_id": own_id}
                made = fake.say(f"* {words}", ANNA, {**new, "m.new_content": new, "m.relates_to": related})
                fake.event(own_id).replaced_by = made

            def delete(own_id: str) -> None:
                made = fake._add(ANNA, "m.room.redaction", {"redacts": own_id})
                fake.event(own_id).redacted_by = made.id

            sizes = ((matrix_heard, "PAGE"),)
            yield Wall(
                bench,
                lambda _place, words: fake.say(words, ANNA).id,
                edit,
                delete,
                sizes,
                edits=Tells.ALL,
                removals=Tells.ALL,
                **failing_at(fake),
            )


@asynccontextmanager
async def mediawiki(folder: Path, clock: Ours) -> Walls:
    fake = FakeMediaWiki(clock.there)
    bench = bench_at("mediawiki", clock, folder, fake)
    await bench.sign_in("password", server=fake.url, user="Lucia@smmdesk")
    for title in ("Pane", "Torte"):
        await bench.publish(bench.job(title, title=title))

    def say(place: int, words: str) -> str:
        """Whoever writes twice in a row without anybody between may be mending: two people take turns."""
        title = ("Talk:Pane", "Talk:Torte", "User talk:Lucia")[place % 3]
        before = fake.pages[title].text if title in fake.pages else ""
        last = fake.pages[title].revisions[-1].user if title in fake.pages else ""
        made = fake.write_page(title, f"{before}\n\n{words}".strip(), "Bea" if last == "Anna" else "Anna")
        return str(made.revisions[-1].id)

    yield Wall(bench, say, None, None, ((talk_heard, "REVISIONS"),), least=4, **failing(fake))
    await bench.http.aclose()
