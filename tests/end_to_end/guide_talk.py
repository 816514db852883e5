"""What the user guide shows of what people say: moderation, listening, answers, contributions, passing on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from smmdesk.app import close_now, open_desk
from smmdesk.desk import contributions, findings, lookouts
from smmdesk.desk.desk import Desk
from smmdesk.desk.planning import first_brand
from smmdesk.model.channel import Channel
from smmdesk.model.content import Poll
from smmdesk.model.delivery import Receipt
from smmdesk.model.lookout import LookoutKind
from smmdesk.model.media import Asset
from smmdesk.model.message import Heard, Message, MessageKind
from smmdesk.model.moment import to_us
from smmdesk.model.person import Identity, Person
from smmdesk.model.polls import Choice, PollResult
from smmdesk.model.post import Post
from smmdesk.model.words import set_language
from smmdesk.store import ledger, polls
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.end_to_end.guide_more import real_shop
from tests.end_to_end.guide_scenes import Start

if TYPE_CHECKING:
    from smmdesk.store.transaction import Transaction
    from tests.end_to_end.guide_pictures import Camera
    from tests.end_to_end.shots import Look

LOW = (1120, 770)


class Words(NamedTuple):
    """What people say, in one language."""

    pizza: str
    question: str
    biscuits: str
    reworded: str
    breads: tuple[str, ...]
    answers: tuple[str, ...]
    listened: tuple[str, ...]
    heard: tuple[tuple[str, str], ...]
    breakfast: str
    yes: str
    letter: str
    signed: str


WORDS = {
    "en": Words(
        "Friday tray pizza",
        "Which bread shall we bake on Sunday?",
        "San Martino: biscuits",
        "San Martino: biscuits, and now until Sunday.",
        ("Walnut", "Olives", "Pumpkin"),
        ("Walnut, please, and early!", "Could there be one with figs?"),
        ("Forno Lucia", "#trieste", "@fornorossi@social.example"),
        (
            ("Corriere del Porto", "Five bakeries that still knead by hand: Forno Lucia opens at seven."),
            ("Nadia Kos", "Where is there good bread on Sundays? #trieste"),
        ),
        "Sunday breakfast with your panettone. We are happy!",
        "Yes, gladly! With my name, please.",
        "Pietro Gregori",
        "You may show my photo on your channels.",
    ),
    "it": Words(
        "Pizza in teglia",
        "Che pane facciamo domenica?",
        "San Martino: biscotti",
        "San Martino: biscotti e novello, e adesso fino a domenica.",
        ("Noci", "Olive", "Zucca"),
        ("Noci, per favore, e presto!", "Ce ne sarà uno ai fichi?"),
        ("Forno Lucia", "#trieste", "@fornorossi@social.example"),
        (
            ("Corriere del Porto", "Cinque forni che impastano ancora a mano: Forno Lucia apre alle sette."),
            ("Nadia Kos", "Dove c’è del buon pane la domenica? #trieste"),
        ),
        "Colazione della domenica con il vostro panettone. Che felicità!",
        "Sì, volentieri! Con il mio nome, per favore.",
        "Pietro Gregori",
        "Potete mostrare la mia foto sui vostri canali.",
    ),
}


# ------------------------------------------------------------------ the desk
def talked_about(folder: Path, look: "Look") -> None:
    """A month with a question that was answered, something heard elsewhere, a customer's breakfast."""
    from tests.end_to_end.shots import NOW

    real_shop(folder, look)
    set_language(look.language)
    desk = open_desk(Paths(folder), ManualClock(NOW))
    try:
        with desk.store.transaction() as tx:
            anna, nino = (tx.put(_person(desk, name)) for name in ("Anna Pertot", "Nino Sala"))
        _ask(desk, WORDS[look.language], (anna, nino))
        _listen(desk, WORDS[look.language])
        _thank(desk, WORDS[look.language], anna)
    finally:
        close_now(desk)
        set_language("en")


def _person(desk: Desk, name: str) -> Person:
    first = name.split()[0].lower()
    account = Identity("mastodon", first, f"@{first}@social.example", name)
    return Person(desk.clock.new_id(), first_brand(desk).id, name, (account,))


def _mastodon(desk: Desk, tx: "Transaction") -> Channel:
    return next(each for each in tx.all(Channel) if desk.shown_facts(each).preview.look == "status")


def _ask(desk: Desk, words: Words, people: tuple[Person, Person]) -> None:
    """The post about pizza becomes a question that went out with a poll, and was answered."""
    now = desk.clock.now()
    with desk.store.transaction() as tx:
        channel = _mastodon(desk, tx)
        post = next(each for each in tx.all(Post) if each.planned and words.pizza in each.content.text)
        assert post.planned is not None
        tx.put(replace(post, content=replace(post.content, text=words.question, poll=Poll(words.breads), media=())))
        _tell(tx, post, words.question, "2811")
        biscuits = next(each for each in tx.all(Post) if each.content.text.startswith(words.biscuits))
        _tell(tx, biscuits, biscuits.content.text, "2790")
        part = next(each for each in tx.deliveries_of(post.id) if each.channel_id == channel.id).parts[0]
        votes = tuple(Choice(label, count) for label, count in zip(words.breads, (31, 12, 19), strict=True))
        polls.note(tx, part.id, PollResult(votes, closed=True), desk.now_us())
        for number, (person, text) in enumerate(zip(people, words.answers, strict=True)):
            _message(tx, desk, channel, text, to_us(now - timedelta(hours=40 + number)), person, post.id)


def _tell(tx: "Transaction", post: Post, text: str, number: str) -> None:
    """What its places answered when it went out: where it stands, and that it says this."""
    assert post.planned is not None
    for delivery in tx.deliveries_of(post.id):
        where = tx.get(Channel, delivery.channel_id).platform
        told = Receipt(number, f"https://{where}.example/@fornolucia/{number}", post.planned.instant_us)
        ledger.note(tx, delivery.parts[0], rendered={"text": text}, receipt=told)


def _message(
    tx: "Transaction", desk: Desk, channel: Channel, text: str, at_us: int, person: Person, post_id: str | None = None
) -> Message:
    """Something that somebody wrote, and that is done with."""
    new_id = desk.clock.new_id()
    kind = MessageKind.COMMENT if post_id else MessageKind.MENTION
    return tx.put(
        Message(
            new_id, channel.brand_id, channel.id, kind, new_id, text, at_us, person_id=person.id, post_id=post_id,
            done=True, read=True,
        )
    )  # fmt: skip


def _listen(desk: Desk, words: Words) -> None:
    kinds, brand = (LookoutKind.WORDS, LookoutKind.TAG, LookoutKind.ACCOUNT), first_brand(desk)
    made = [lookouts.add(desk, brand.id, kind, typed) for kind, typed in zip(kinds, words.listened, strict=True)]
    now = desk.clock.now()
    with desk.store.transaction() as tx:
        channel = _mastodon(desk, tx)
        for number, (lookout, (name, text)) in enumerate(zip(made, words.heard, strict=False)):
            at_us = to_us(now - timedelta(hours=1 + number))
            author = Identity("mastodon", f"heard-{number}", f"@{name.split()[0].lower()}@social.example", name)
            heard = Heard(f"heard-{number}", MessageKind.FOUND, text, at_us, author)
            findings.keep(tx, desk, lookout, channel.id, [heard], first=False)


def _thank(desk: Desk, words: Words, person: Person) -> None:
    """A breakfast whose photo may be shown, one that nobody was asked about, and one that came to the shop."""
    now = desk.clock.now()
    with desk.store.transaction() as tx:
        channel = _mastodon(desk, tx)
        photos = [next(each for each in tx.all(Asset) if each.name == f"{name}.jpg") for name in ("coffee", "gift")]
        told = _message(tx, desk, channel, words.breakfast, to_us(now - timedelta(hours=5)), person)
    kept = contributions.from_message(desk, told.id)
    contributions.attach(desk, kept.id, [photos[0].id])
    contributions.asked(desk, kept.id)
    with desk.store.transaction() as tx:
        _message(tx, desk, channel, words.yes, to_us(now - timedelta(minutes=4)), person)
    other = contributions.add(desk, channel.brand_id, words.letter, asset_ids=[photos[1].id])
    contributions.signed(desk, other.id, photos[1].id, words.signed, date(2026, 11, 16))


# ------------------------------------------------------------------ the inbox
def moderating(camera: "Camera") -> None:
    """Liked and hidden there; what else can be done with a message; putting it off; a saved text in the answer."""
    program, hand = camera.program, camera.program.hand
    camera.sitting.go_to("inbox")
    program.find("list", id="inbox_list").focus()
    hand.press_keys("j", "l")
    program.find(id="inbox_moderation_state")
    program.find(id="toast_close").press()
    program.gone(id="toast_close")
    camera.rest()
    state, reply = program.find(id="inbox_moderation_state"), program.find(id="inbox_reply")
    camera.around("moderation", state, reply, above=80)
    for button, line, name in (("inbox_more", "message_note", "message-menu"), ("inbox_later", "snooze_own", "later")):
        hand.click(program.find(id=button))
        program.find(id=line)
        camera.menu(name)
        hand.press_keys("Escape")
    program.find(id="reply_texts").press()
    camera.around("reply-texts", program.find(id="reply_texts_popover"), program.find(id="inbox_reply"))
    hand.press_keys("Escape")


def listening(camera: "Camera") -> None:
    """What is listened for, and what was found."""
    program = camera.program
    camera.sitting.go_to("inbox")
    program.find("list", id="inbox_list").focus()
    program.hand.press_keys("j")
    program.find(id="inbox_thread")
    camera.rest()
    camera.window("heard")
    program.hand.click(program.find(id="inbox_about"))
    program.find(id="inbox_listen").press()
    program.find(id="lookout_words")
    camera.rest()
    camera.dialog("listening")


def out_already(camera: "Camera") -> None:
    """What was answered to a question; its change everywhere; what is passed on of it."""
    program, question = camera.program, WORDS[camera.sitting.look.language].question
    for line, name in (("menu_answers", "answers"), ("menu_share", "share"), ("menu_change_there", "change-there")):
        camera.sitting.go_to("calendar")
        chips = [each for each in program.all("list item", has=question) if "13" in each.name]
        program.hand.click(chips[0], button=3)
        program.find(id=line).press()
        camera.dialog(name)


def everywhere(camera: "Camera") -> None:
    """Other words for a post that is out in three places, one of which takes none."""
    program, words = camera.program, WORDS[camera.sitting.look.language]
    camera.sitting.go_to("calendar")
    program.hand.click(program.find("list item", has=f"“{words.biscuits}"), button=3)
    program.find(id="menu_change_there").press()
    program.find(id="change_there_words_all").press()
    sheet = program.find(id="change_everywhere_sheet")
    program.find(id="everywhere_text").write(words.reworded)
    camera.around("change-everywhere", sheet, pad=0)
    for name in ("change_everywhere_sheet", "change_there_sheet"):
        program.hand.press_keys("Escape")
        program.gone(id=name)


def customers(camera: "Camera") -> None:
    """One that may be used, one with a yes to be kept, and what is asked of it."""
    program = camera.program
    camera.sitting.press("place_media")
    program.find(id="segment_customers").press()
    program.find("list", id="contribution_list").focus()
    program.hand.press_keys("Home")
    program.find(id="contribution_yes")
    camera.rest()
    camera.window("customers")
    program.find(id="contribution_yes").press()
    camera.dialog("their-yes")


STARTS: Mapping[str, Start] = {
    "talk": Start((moderating,)),
    "heard": Start((listening, out_already, everywhere, customers), (), talked_about, LOW),
}
