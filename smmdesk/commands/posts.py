"""`posts`: write, look, date, schedule, take back, settle. The same intents as the screen."""

import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smmdesk.commands.answer import Answer, plain, table
from smmdesk.commands.channels import find_channel
from smmdesk.commands.shown import post_data, post_lines, post_row
from smmdesk.desk import planning
from smmdesk.desk.arming import is_armed
from smmdesk.desk.several_brands import named
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content, Option, ThreadItem
from smmdesk.model.delivery import State
from smmdesk.model.limits import OptionFact
from smmdesk.model.media import MediaUse
from smmdesk.model.moment import Moment, zone_of
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from smmdesk.model.when import parse_when
from smmdesk.model.words import language
from smmdesk.store.flat_reads import post_ids

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

NOW = "now"
LONGEST_TEXT = 1_000_000
SETTLED = frozenset({State.NEEDS_YOU, State.MISSED, State.UNKNOWN})


def shown(desk: "Desk", post_id: str, *, full: bool = False) -> Answer:
    """The answer that holds one post."""
    with desk.store.reading() as reader:
        post = reader.get(Post, post_id)
        data = post_data(reader, desk, post)
        row = post_row(reader, post, reader.deliveries_of(post_id))
    return Answer(
        {"post": data, "id": post_id}, post_lines(data) if full else ("  ".join((post_id, *map(plain, row[1:]))),)
    )


def find_post(desk: "Desk", prefix: str) -> Post:
    with desk.store.reading() as reader:
        return reader.by_prefix(Post, prefix)


# ------------------------------------------------------------------ writing
def add(desk: "Desk", args: Namespace) -> Answer:
    """A new post: a draft without `--at`, scheduled with it. Nothing is left behind when it cannot be scheduled."""
    brand = named(desk, args.brand)
    channels = _channels(desk, args.channel or ())
    moment = None if args.at == NOW else read_moment(desk, brand, args.at, args.zone)
    content = _content(desk, brand, Content(), args, channels)
    stage = Stage.IDEA if args.idea else Stage.DRAFT
    ids = tuple(channel.id for channel in channels)
    post = planning.add_post(desk, brand.id, content=content, channels=ids, stage=stage)
    try:
        _send(desk, post.id, args.at, moment)
    except ProblemError:
        with desk.store.transaction() as tx:
            tx.erase(Post, post.id)
        raise
    return shown(desk, post.id)


def edit(desk: "Desk", args: Namespace) -> Answer:
    """Change what is named, keep the rest; a scheduled post stays scheduled."""
    post = find_post(desk, args.id)
    with desk.store.reading() as reader:
        brand = reader.get(Brand, post.brand_id)
        channels: Sequence[Channel] = list(reader.many(Channel, post.channels).values())
    if args.channel is not None:
        channels = _channels(desk, args.channel)
    content = _content(desk, brand, post.content, args, channels)
    planning.save_post(desk, replace(post, content=content, channels=tuple(channel.id for channel in channels)))
    return shown(desk, post.id)


def _channels(desk: "Desk", prefixes: Iterable[str]) -> list[Channel]:
    found = [find_channel(desk, prefix) for prefix in prefixes]
    return list({channel.id: channel for channel in found}.values())


def _content(desk: "Desk", brand: Brand, old: Content, args: Namespace, channels: Sequence[Channel]) -> Content:
    """`old` with everything that the arguments name."""
    given = {"title": args.title, "link": args.link, "first_comment": args.first_comment}
    changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if args.text is not None:
        changes["text"] = sys.stdin.read(LONGEST_TEXT) if args.text == "-" else args.text
    if args.thread is not None:
        changes["thread"] = tuple(ThreadItem(text) for text in args.thread if text)
    if args.media is not None:
        changes["media"] = _media(desk, brand, args.media)
    if args.option:
        changes["options"] = {**old.options, **_options(desk, args.option, channels)}
    return replace(old, **changes)


def _media(desk: "Desk", brand: Brand, wanted: Sequence[tuple[str, str]]) -> tuple[MediaUse, ...]:
    """Take the files in, each with the description that followed it. Raises the first file's problem."""
    from smmdesk.desk.media_intake import take_files_now

    uses = []
    for path, alt in wanted:
        taken = take_files_now(desk, brand.id, [Path(path).expanduser()])
        if taken.problems:
            raise ProblemError.of(taken.problems[0])
        asset = taken.assets[0]
        uses.append(MediaUse(asset.id, {brand.language: alt} if alt else dict(asset.alt)))
    return tuple(uses)


def _options(desk: "Desk", pairs: Iterable[str], channels: Sequence[Channel]) -> dict[str, Option]:
    """`visibility=unlisted`, read as the option's kind says. Raises ProblemError(usage, option_unknown)."""
    facts = {option.key: option for channel in channels for option in desk.facts_for(channel).options}
    found: dict[str, Option] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign:
            raise ProblemError("usage", said=f"--option {plain(pair)}")
        if name not in facts:
            names = ", ".join(channel.name for channel in channels) or "-"
            raise ProblemError("option_unknown", channel=names, label=name)
        found[name] = _option_value(facts[name], value)
    return found


def _option_value(fact: OptionFact, value: str) -> Option:
    if fact.kind == "flag":
        return value.strip().lower() in ("1", "yes", "true", "on", "si", "sì")
    if fact.kind == "choice" and value not in [choice for choice, _label in fact.choices]:
        raise ProblemError("usage", said=f"{fact.key}={plain(value)}")
    return value


# ------------------------------------------------------------------ time
def read_moment(desk: "Desk", brand: Brand, text: str | None, zone: str | None) -> Moment | None:
    """`--at` in the zone asked for, else the brand's; None without it. Raises ProblemError time_not_understood,
    zone_unknown."""
    if text is None:
        return None
    where = zone or brand.zone
    try:
        zone_of(where)
    except ValueError as error:
        raise ProblemError("zone_unknown", zone=where, field="when") from error
    return _exact(text, where) or parse_when(text, desk.clock.now(), where, language())


def _exact(text: str, zone: str) -> Moment | None:
    """An ISO time; one that names its own offset is that instant."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if len(text.strip()) <= 10:  # a date alone: `parse_when` knows the time of day
        return None
    try:
        return Moment(found, zone) if found.tzinfo is None else Moment.of(found, zone)
    except ValueError as error:
        raise ProblemError("time_not_understood", text=text, field="when") from error


def _send(desk: "Desk", post_id: str, at: str | None, moment: Moment | None) -> None:
    if at == NOW:
        planning.publish_now(desk, post_id)
    elif moment is not None:
        planning.schedule(desk, post_id, moment)


def _brand_of(desk: "Desk", post: Post) -> Brand:
    with desk.store.reading() as reader:
        return reader.get(Brand, post.brand_id)


def schedule(desk: "Desk", args: Namespace) -> Answer:
    """Let a draft go out: at `--at`, else at its planned time."""
    post = find_post(desk, args.id)
    if args.at == NOW:
        planning.publish_now(desk, post.id)
    else:
        planning.schedule(desk, post.id, read_moment(desk, _brand_of(desk, post), args.at, args.zone))
    return shown(desk, post.id)


def move(desk: "Desk", args: Namespace) -> Answer:
    """Date a post anew; a draft stays a draft. What is scheduled already goes out at once with `--at now`."""
    post = find_post(desk, args.id)
    with desk.store.reading() as reader:
        scheduled = is_armed(reader.deliveries_of(post.id))
    if args.at == NOW and scheduled:
        planning.publish_now(desk, post.id)
        return shown(desk, post.id)
    moment = read_moment(desk, _brand_of(desk, post), args.at, args.zone)
    assert moment is not None
    planning.move_posts(desk, {post.id: moment})
    return shown(desk, post.id)


def unschedule(desk: "Desk", args: Namespace) -> Answer:
    post = find_post(desk, args.id)
    planning.back_to_draft(desk, [post.id])
    return shown(desk, post.id)


# ------------------------------------------------------------------ looking
def list_all(desk: "Desk", args: Namespace) -> Answer:
    """By time, undated ones last; `--from` and `--to` are days of the brand's zone."""
    brand = named(desk, args.brand)
    first = read_moment(desk, brand, args.since and f"{args.since} 00:00", None)
    last = read_moment(desk, brand, args.until and f"{args.until} 23:59", None)
    with desk.store.reading() as reader:
        bounds = (first.instant_us if first else None, last.instant_us if last else None)
        posts = list(reader.many(Post, post_ids(reader, *bounds, args.limit, brand.id)).values())
        posts.sort(key=lambda post: (post.planned is None, post.planned.instant_us if post.planned else 0, post.id))
        deliveries = reader.deliveries_of_posts([post.id for post in posts])
        data = [post_data(reader, desk, post) for post in posts]
        rows = [post_row(reader, post, deliveries.get(post.id, ())) for post in posts]
    return Answer({"posts": data}, table(rows))


def show(desk: "Desk", args: Namespace) -> Answer:
    return shown(desk, find_post(desk, args.id).id, full=True)


# ------------------------------------------------------------------ taking away, settling
def delete(desk: "Desk", args: Namespace) -> Answer:
    """Into the trash, where it stays for 30 days."""
    post = find_post(desk, args.id)
    planning.trash(desk, [post.id])
    return shown(desk, post.id)


def restore(desk: "Desk", args: Namespace) -> Answer:
    """Out of the trash, by its whole id or its beginning."""
    with desk.store.reading() as reader:
        found = [post for post in reader.all(Post, deleted=True) if post.id.startswith(args.id.lower())]
    if len(found) != 1:
        raise ProblemError("ambiguous_id" if found else "not_found", id=args.id)
    planning.restore(desk, [found[0].id])
    return shown(desk, found[0].id)


def resolve(desk: "Desk", args: Namespace) -> Answer:
    """The person's answer for every part of the post that waits for one (of one channel with `--channel`)."""
    from smmdesk.desk.publishing import settle

    post = find_post(desk, args.id)
    only = find_channel(desk, args.channel).id if args.channel else ""
    with desk.store.reading() as reader:
        waiting = [
            part.id
            for delivery in reader.deliveries_of(post.id)
            for part in delivery.parts
            if part.state in SETTLED and only in ("", delivery.channel_id)
        ]
    if not waiting:
        raise ProblemError("nothing_to_resolve")
    answer = "there" if args.there is not None else ("again" if args.again else "draft")
    for part_id in waiting:
        with desk.store.reading() as reader:
            if not any(part_id == part.id and part.state in SETTLED for part in _parts(reader, post.id)):
                continue  # settled together with an earlier one
        settle(desk, part_id, answer, args.there or "")  # type: ignore[arg-type]
    return shown(desk, post.id, full=True)


def _parts(reader: Any, post_id: str) -> list[Any]:
    return [part for delivery in reader.deliveries_of(post_id) for part in delivery.parts]
