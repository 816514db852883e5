"""What a person does with posts: write, date, schedule, take back. One function per intent, each one transaction.

Every function raises ProblemError and then has changed nothing. Labels name the undo step.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from smmdesk.desk.approval_notes import ask_in, write_note
from smmdesk.desk.arming import (
    arm,
    disarm,
    follow,
    is_armed,
    parts_of,
    require_changeable,
    require_not_in_flight,
    set_time,
)
from smmdesk.desk.brands import first_brand
from smmdesk.desk.checking import check_in, check_post, require_agreed_then
from smmdesk.desk.desk import Desk
from smmdesk.desk.detaching import detach, leave_out
from smmdesk.desk.fingerprint import content_hash
from smmdesk.desk.repeating import drafts_behind, schedule_behind
from smmdesk.desk.steps import step, typing_step
from smmdesk.model.approval import NoteKind
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content
from smmdesk.model.dates import say_time
from smmdesk.model.delivery import State
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from smmdesk.model.words import _, ngettext

if TYPE_CHECKING:
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

__all__ = [
    "add_post",
    "as_draft",
    "back_to_draft",
    "check_post",
    "copy_posts",
    "first_brand",
    "idea_to_draft",
    "move_in",
    "move_posts",
    "next_default_time",
    "publish_now",
    "require_future",
    "restore",
    "save_in",
    "save_post",
    "schedule",
    "take_back",
    "trash",
    "twin",
    "unschedule",
]

SAID_FIELDS = ("content", "channels", "wordings", "language")
"""What the world would see: changing one asks for approval again and is refused once a part is on its way."""
FIRST_HOUR = time(9)


# ------------------------------------------------------------------ writing
def add_post(desk: Desk, brand_id: str, post_id: str = "", **fields: Any) -> Post:
    """A new post: a draft unless `stage` says idea. `fields` are those of Post; `planned` only dates it. `post_id`: a
    new id that it was given before.

    What is saved next under the same label while it is written joins its step. Raises ProblemError(not_found).
    """
    post_id = post_id or desk.clock.new_id()
    with typing_step(desk, _("new post"), post_id) as tx:
        brand = tx.get(Brand, brand_id)
        post = Post(
            id=post_id,
            brand_id=brand_id,
            created_at_us=desk.now_us(),
            **{"language": brand.language, "content": Content(), **fields},
        )
        return tx.put(post)


def add_ideas(desk: Desk, brand_id: str, texts: Sequence[str]) -> tuple[Post, ...]:
    """New ideas in one step, the first the newest. Raises ProblemError(not_found)."""
    label = ngettext("{count} new idea", "{count} new ideas", len(texts)).format(count=len(texts))
    with step(desk, label) as tx:
        brand = tx.get(Brand, brand_id)
        made = [
            Post(
                desk.clock.new_id(),
                brand_id,
                Content(text=text),
                Stage.IDEA,
                language=brand.language,
                created_at_us=desk.now_us(),
            )
            for text in reversed(texts)
        ]
        return tuple(tx.put(post) for post in made)[::-1]


def save_post(desk: Desk, post: Post, label: str = "") -> Post:
    """Write an edited post, for instance while typing. Deliveries follow; returns the post with its new revision.

    Saves that follow each other under the same label on the same post become one undo step. Changing what is said in
    an approved post of a brand that needs approval takes it back to review. Raises ProblemError(too_late_to_change,
    time_past, conflict).
    """
    with typing_step(desk, label or _("edit"), post.id) as tx:
        return save_in(tx, desk, post)


def save_in(tx: "Transaction", desk: Desk, post: Post) -> Post:
    """`save_post` inside a transaction that is already open."""
    before = tx.get(Post, post.id)
    said = any(getattr(before, name) != getattr(post, name) for name in SAID_FIELDS)
    if not said and before.planned == post.planned:
        return tx.put(post)
    deliveries = require_changeable(tx, before)
    taken_back = before.planned is None or before.stage not in (Stage.APPROVED, Stage.REVIEW)
    armed = is_armed(deliveries) and not taken_back  # what a platform still lists is recalled, whatever is written now
    if armed and before.planned != post.planned:
        require_future(desk, post.planned)
    leave_out(tx, before)
    saved = set_time(tx, _after_edit(tx, desk, post, before if said else post), post.planned)
    if armed:
        follow(tx, desk, before, saved)
    return saved


def _after_edit(tx: "Transaction", desk: Desk, post: Post, before: Post) -> Post:
    """An edited post of a series is one of its own; what was approved before it was changed is in review again, with a
    note of it. `before` is `post` itself where nothing that is said has changed."""
    if before is not post and post.stage is Stage.APPROVED:
        needs_approval = tx.get(Brand, post.brand_id).needs_approval
        if needs_approval:
            write_note(tx, desk, post, NoteKind.RETURNED)
        post = replace(post, stage=Stage.REVIEW if needs_approval else Stage.APPROVED)
        post = replace(post, approved_hash="" if needs_approval else content_hash(post))
    return replace(post, series_id=None) if post.series_id else post


def idea_to_draft(desk: Desk, idea_id: str, moment: Moment | None = None) -> Post:
    """An idea dropped on a day: a new draft dated then; the idea stays and the draft links to it."""
    with step(desk, _("draft from an idea")) as tx:
        return as_draft(tx, desk, tx.get(Post, idea_id), moment)


def as_draft(tx: "Transaction", desk: Desk, idea: Post, moment: Moment | None = None) -> Post:
    """`idea_to_draft` inside a transaction that is already open."""
    return tx.put(twin(desk, idea, moment, idea_id=idea.id))


def copy_posts(desk: Desk, moments: Mapping[str, Moment | None]) -> tuple[Post, ...]:
    """Twins of posts as drafts, each dated as asked (None: without date). Nothing of a twin goes out by itself."""
    label = ngettext("copy of {count} post", "copy of {count} posts", len(moments)).format(count=len(moments))
    with step(desk, label) as tx:
        return tuple(tx.put(twin(desk, tx.get(Post, post_id), moment)) for post_id, moment in moments.items())


def twin(desk: Desk, post: Post, moment: Moment | None, **changes: Any) -> Post:
    """What a post says as a draft of its own, not yet written."""
    return replace(
        post,
        id=desk.clock.new_id(),
        stage=Stage.DRAFT,
        planned=moment,
        series_id=None,
        evergreen_id=None,
        group_id=None,
        approved_hash="",
        created_at_us=desk.now_us(),
        deleted_at_us=None,
        revision=0,
        **changes,
    )


# ------------------------------------------------------------------ time
def move_posts(desk: Desk, moments: Mapping[str, Moment]) -> tuple[Post, ...]:
    """Date posts anew; all or none. A draft may stand on any day, a scheduled post only in the future.

    A post that was missed goes out at its new time; nothing goes out that nobody scheduled before.
    Raises ProblemError(time_past, too_late_to_change, consent_over, conflict).
    """
    label = ngettext("move of {count} post", "move of {count} posts", len(moments)).format(count=len(moments))
    with step(desk, label, moments) as tx:
        return tuple(move_in(tx, desk, tx.get(Post, post_id), moment) for post_id, moment in moments.items())


def move_in(tx: "Transaction", desk: Desk, post: Post, moment: Moment) -> Post:
    """One post dated anew, inside a transaction that is already open."""
    if post.planned == moment:
        return post
    armed = is_armed(require_changeable(tx, post))
    if armed:
        require_future(desk, moment)
        require_agreed_then(tx, desk, post, moment)
    moved = set_time(tx, detach(tx, post), moment)
    if armed:
        arm(tx, desk, moved)
    return moved


def schedule(desk: Desk, post_id: str, moment: Moment | None = None) -> Post:
    """Let a post go out at `moment` (else at its planned time) on all its channels.

    Approves it where the brand asks for no approval; else it waits in review, and goes out once approved.
    Channels that are not connected yet are allowed. A repetition of drafts that begins with it goes out like it.
    Raises ProblemError(time_missing, time_past, channel_missing, too_late_to_change) or the first problem that blocks
    a channel.
    """
    behind = drafts_behind(desk, post_id)
    with step(desk, _("scheduling"), [post_id, *behind]) as tx:
        post = tx.get(Post, post_id)
        when = moment or post.planned
        if when is None:
            raise ProblemError("time_missing", field="when")
        require_future(desk, when)
        post = send_at(tx, desk, post, when, now=False)
        schedule_behind(tx, desk, post, behind)
        return post


def publish_now(desk: Desk, post_id: str) -> Post:
    """Let a post go out at once. Raises ProblemError as `schedule` does."""
    with step(desk, _("publishing"), [post_id]) as tx:
        post = tx.get(Post, post_id)
        zone = post.planned.zone if post.planned else tx.get(Brand, post.brand_id).zone
        return send_at(tx, desk, post, Moment.of(desk.clock.now(), zone), now=True)


def send_at(tx: "Transaction", desk: Desk, post: Post, moment: Moment, *, now: bool) -> Post:
    """Let a post go out, inside a transaction that is already open. Raises ProblemError as `schedule` does."""
    require_changeable(tx, post)
    _require_sendable(tx, desk, replace(post, planned=moment))
    free = not tx.get(Brand, post.brand_id).needs_approval
    if free or post.approved_hash == content_hash(post):
        post = replace(post, stage=Stage.APPROVED, approved_hash=content_hash(post))
    elif post.stage is Stage.REVIEW:
        post = replace(post, approved_hash="")
    else:
        post = ask_in(tx, desk, post)
    if post.planned != moment:
        post = detach(tx, post)
    post = set_time(tx, post, moment)
    arm(tx, desk, post, now=now)
    return post


def _require_sendable(reader: "Reader", desk: Desk, post: Post) -> None:
    if not post.channels:
        raise ProblemError("channel_missing", field="channels")
    for checked in check_in(reader, desk, post).values():
        if checked.blocking:
            raise ProblemError.of(checked.blocking[0])


def require_future(desk: Desk, moment: Moment | None) -> None:
    """Raises ProblemError(time_missing, time_past)."""
    if moment is None:
        raise ProblemError("time_missing", field="when")
    if moment.instant <= desk.clock.now():
        raise ProblemError("time_past", time=say_time(moment, desk.clock.now()), field="when")


def unschedule(desk: Desk, ids: Iterable[str]) -> tuple[Post, ...]:
    """Back among the undated drafts: what was scheduled no longer goes out. Raises ProblemError(too_late_to_change)."""
    return _take_back(desk, tuple(ids), keep_date=False)


def back_to_draft(desk: Desk, ids: Iterable[str]) -> tuple[Post, ...]:
    """A draft again, on the same day. Raises ProblemError(too_late_to_change)."""
    return _take_back(desk, tuple(ids), keep_date=True)


def _take_back(desk: Desk, ids: tuple[str, ...], *, keep_date: bool) -> tuple[Post, ...]:
    label = ngettext("taking back {count} post", "taking back {count} posts", len(ids)).format(count=len(ids))
    with step(desk, label, ids) as tx:
        return tuple(take_back(tx, tx.get(Post, post_id), keep_date=keep_date) for post_id in ids)


def take_back(tx: "Transaction", post: Post, *, keep_date: bool) -> Post:
    """One post a draft again, inside a transaction that is already open."""
    deliveries = require_changeable(tx, post)
    disarm(tx, post.id)
    if any(part.state is State.PUBLISHED for part in parts_of(deliveries)):
        return post  # partly out: its moment and its approval are history
    stage = Stage.IDEA if post.stage is Stage.IDEA else Stage.DRAFT
    post = replace(post if keep_date else detach(tx, post), stage=stage, approved_hash="")
    return set_time(tx, post, post.planned if keep_date else None)


# ------------------------------------------------------------------ trash
def trash(
    desk: Desk, ids: Iterable[str], *, besides: "Callable[[Transaction], object] | None" = None
) -> tuple[Post, ...]:
    """Into the trash for 30 days; nothing of it goes out. A published post's copy may go too: the page stays online.
    `besides` is done in the same step.

    Raises ProblemError(too_late_to_change) while something is on its way.
    """
    chosen = tuple(ids)
    label = ngettext("deletion of {count} post", "deletion of {count} posts", len(chosen)).format(count=len(chosen))
    with step(desk, label, chosen) as tx:
        if besides is not None:
            besides(tx)
        return tuple(_trash(tx, tx.get(Post, post_id)) for post_id in chosen)


def _trash(tx: "Transaction", post: Post) -> Post:
    require_not_in_flight(tx, post)
    disarm(tx, post.id)
    leave_out(tx, post)
    return tx.trash(Post, post.id)


def restore(desk: Desk, ids: Iterable[str]) -> tuple[Post, ...]:
    """Out of the trash, with date and files; a post that was scheduled comes back as a draft."""
    chosen = tuple(ids)
    label = ngettext("return of {count} post", "return of {count} posts", len(chosen)).format(count=len(chosen))
    with step(desk, label, chosen) as tx:
        return tuple(_restore(tx, post_id) for post_id in chosen)


def _restore(tx: "Transaction", post_id: str) -> Post:
    post = tx.restore(Post, post_id)
    if is_armed(tx.deliveries_of(post_id)) or post.stage is Stage.IDEA:
        return post
    return tx.put(replace(post, stage=Stage.DRAFT, approved_hash=""))


# ------------------------------------------------------------------ suggestions
def next_default_time(desk: Desk, brand_id: str, day: date) -> Moment:
    """The time that a new post on `day` begins with: 9:00, today the next full hour, in the brand's zone."""
    with desk.store.reading() as reader:
        brand = reader.get(Brand, brand_id)
    here = Moment.of(desk.clock.now(), brand.zone)
    if day != here.day or here.clock_time < FIRST_HOUR:
        return here.on(day).at(FIRST_HOUR)
    later = here.plus(timedelta(hours=1))
    return later.at(time(later.wall.hour))
