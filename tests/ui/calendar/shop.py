"""The November of an invented bakery, written into a real desk: posts, deliveries in every state, photos, ideas."""

from datetime import datetime
from pathlib import Path

from smmdesk.desk import media_intake
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.delivery import Attempt, Delivery, Op, Part, Receipt, State
from smmdesk.model.foreign import ForeignPost
from smmdesk.model.label import Label
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.stages import Progress, Stage
from smmdesk.store import foreign_posts, ledger
from smmdesk.store.transaction import Transaction
from smmdesk.system.paths import RESOURCES
from tests.ui.calendar import november

ZONE = november.ZONE
STATES = {
    Progress.SCHEDULED: State.SCHEDULED,
    Progress.HANDED_OFF: State.HANDED_OFF,
    Progress.SENDING: State.SCHEDULED,
    Progress.PROCESSING: State.SCHEDULED,
    Progress.UNKNOWN: State.UNKNOWN,
    Progress.RETRY: State.RETRY_WAIT,
    Progress.NEEDS_YOU: State.NEEDS_YOU,
    Progress.MISSED: State.MISSED,
    Progress.PUBLISHED: State.PUBLISHED,
    Progress.REMOVED: State.PUBLISHED,
    Progress.REVIEW: State.SCHEDULED,
}
STAGES = {Progress.IDEA: Stage.IDEA, Progress.DRAFT: Stage.DRAFT, Progress.REVIEW: Stage.REVIEW}
LABELS = {"prodotti": "Prodotti", "dietro_le_quinte": "Dietro le quinte", "feste": "Feste", "offerte": "Offerte"}
LABELS |= {"persone": "Persone", "stagione": "Stagione"}
IDEAS = """
persone rye-bread | Il pane dei bambini della scuola | Bread by the school children
dietro_le_quinte wheat-field | Prima e dopo: la lievitazione in 12 ore | Before and after: 12 hours of rising
persone - | Pinza fuori stagione? Chiediamolo | Pinza out of season? Let’s ask
offerte gift | Confezioni regalo: le tre misure | Gift boxes: the three sizes
dietro_le_quinte oven | Chi impasta alle 3: turno di notte | Who kneads at 3 am: the night shift
"""
UNDATED = """
prodotti focaccia | Focaccia: la ricetta vera | Focaccia: the real recipe
feste panettone | Panettone: come si conserva | Panettone: how to keep it
persone coffee | Il banco di Lucia, prima puntata | Lucia’s counter, part one
"""


def fill(desk: Desk, language: str = "it", *, pictures: bool = True) -> None:
    """Write everything. The brand is made here and has the id `brand-1`."""
    marks = {mark.channel_id: mark for mark in november.CHANNELS.values()}
    with desk.store.transaction() as tx:
        tx.put(Brand("brand-1", "Forno Lucia", ZONE, language))
        for number, mark in enumerate(marks.values()):
            fields = {"status": ChannelStatus.CONNECTED, "sort_key": number}
            tx.put(Channel(mark.channel_id, "brand-1", mark.platform, mark.name, **fields))
        for color, name in LABELS.items():
            tx.put(Label(f"label-{color}", "brand-1", name, color))
    assets = _photos(desk) if pictures else {}
    with desk.store.transaction() as tx:
        for line in november.POSTS.strip().splitlines():
            post, delivery = _post(desk, line, language, assets)
            tx.put(post)
            for one in delivery:
                _send(tx, tx.put(one), line.split(" ")[2])
        for lines, stage in ((IDEAS, Stage.IDEA), (UNDATED, Stage.DRAFT)):
            for number, line in enumerate(lines.strip().splitlines()):
                tx.put(_loose(desk, line, language, assets, stage, number))


ELSEWHERE = """
c-w 2026-11-20T10:30 | Orari di Natale del forno | Christmas opening hours
c-w 2026-11-26T09:00 | La lista dei panettoni è aperta | The panettone list is open
c-m 2026-11-25T18:00 | Domani: focaccia fino alle 20 | Tomorrow: focaccia until 8 pm
"""


def wait_elsewhere(desk: Desk, language: str = "it") -> None:
    """What stands on the platforms' own lists and is not ours."""
    found: dict[str, list[ForeignPost]] = {}
    for number, line in enumerate(ELSEWHERE.strip().splitlines()):
        place, italian, english = line.split(" | ")
        channel, when = place.split()
        moment = Moment(datetime.fromisoformat(when), ZONE)
        words, url = italian if language == "it" else english, f"https://forno.example/{number}"
        found.setdefault(channel, []).append(ForeignPost(str(number), moment.instant_us, words, url))
    with desk.store.transaction() as tx:
        for channel, posts in found.items():
            foreign_posts.replace(tx, channel, posts)


def _photos(desk: Desk) -> dict[str, Asset]:
    names = sorted(path.stem for path in (RESOURCES / "sample").glob("*.jpg"))
    paths = [Path(RESOURCES / "sample" / f"{name}.jpg") for name in names]
    taken = media_intake.take_files_now(desk, "brand-1", paths)
    return dict(zip(names, taken.assets, strict=True))


def _send(tx: Transaction, delivery: Delivery, progress: str) -> None:
    """A part is never born in the middle of being sent."""
    steps = {"sending": (State.CLAIMED, State.SENDING), "processing": (State.CLAIMED, State.SENDING, State.PROCESSING)}
    part = delivery.parts[0]
    for state in steps.get(progress, ()):
        if state is State.SENDING:  # nothing is sent without its intent
            tx.add_attempt(Attempt(f"intent-{part.id}", part.id, part.generation, Op.CREATE, part.id, "", 1))
        part = ledger.move(tx, part, state)


def _post(desk: Desk, line: str, language: str, assets: dict[str, Asset]) -> tuple[Post, list[Delivery]]:
    facts, italian, english = line.split(" | ")
    day, clock, name, letters, label, picture = facts.split(" ")
    progress = Progress(name)
    moment = Moment(datetime.fromisoformat(f"2026-{day}T{clock}"), ZONE)
    channels = tuple(november.CHANNELS[letter].channel_id for letter in letters if letter != "-")
    use = (MediaUse(assets[picture].id),) if picture in assets else ()
    post = Post(
        desk.clock.new_id(),
        "brand-1",
        Content(text=italian if language == "it" else english, media=use),
        STAGES.get(progress, Stage.APPROVED),
        moment,
        channels,
        labels=(f"label-{label}",),
        language=language,
        created_at_us=desk.now_us(),
    )
    if progress not in STATES:
        return post, []
    return post, [_delivery(desk, post, channel, progress, n == 0) for n, channel in enumerate(channels)]


def _delivery(desk: Desk, post: Post, channel: str, progress: Progress, worst: bool) -> Delivery:
    assert post.planned is not None
    state = STATES[progress]
    if progress is Progress.UNKNOWN and not worst:
        state = State.PUBLISHED
    out = state is State.PUBLISHED
    number = desk.clock.new_id()
    part = Part(
        desk.clock.new_id(),
        number,
        0,
        state=state,
        receipt=Receipt(number, f"https://example.org/{number}", post.planned.instant_us) if out else None,
        removed=progress is Progress.REMOVED,
        wake_at_us=desk.now_us() + 60_000_000 if state in (State.RETRY_WAIT, State.UNKNOWN) else None,
    )
    return Delivery(number, "brand-1", channel, post.planned, (part,), post.id, created_at_us=desk.now_us())


def _loose(desk: Desk, line: str, language: str, assets: dict[str, Asset], stage: Stage, number: int) -> Post:
    facts, italian, english = line.split(" | ")
    label, picture = facts.split(" ")
    return Post(
        desk.clock.new_id(),
        "brand-1",
        Content(
            text=italian if language == "it" else english,
            media=(MediaUse(assets[picture].id),) if picture in assets else (),
        ),
        stage,
        labels=(f"label-{label}",),
        language=language,
        sort_key=number,
        created_at_us=desk.now_us(),
    )
