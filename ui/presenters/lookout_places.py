"""Where what a brand listens for is looked for, where it cannot be and why, and when it last was: in words."""

from collections.abc import Mapping, Sequence

from smmdesk.desk.desk import Desk
from smmdesk.desk.feed_rounds import CLOSED, GONE, REFUSED, SILENT, STRANGE
from smmdesk.desk.searching import Where, reach_of
from smmdesk.model.lookout import Lookout, LookoutKind, Place
from smmdesk.model.moment import from_us
from smmdesk.model.words import N_, _, ngettext
from smmdesk.platforms import PLATFORMS, facts_of

KINDS: Mapping[LookoutKind, str] = {
    LookoutKind.WORDS: N_("Words"),
    LookoutKind.TAG: N_("Hashtag"),
    LookoutKind.ACCOUNT: N_("Account"),
    LookoutKind.FEED: N_("Site"),
}
"""In the order in which they are offered."""

TOLD = {
    GONE: N_("The page is gone. Remove it, or add its new address."),
    REFUSED: N_("The site does not let this program read it."),
    STRANGE: N_("There is no feed at this address. Look for “RSS” or “Feed” on the site and paste that address."),
    SILENT: N_("The site does not answer. It is asked again by itself."),
    CLOSED: N_("Only public addresses of the web are read."),
}
TOLD_OF = {
    GONE: N_("{platform}: not found there. Look at how it is spelled."),
    REFUSED: N_("{platform} does not let this account look for it."),
    SILENT: N_("{platform} does not answer. It is asked again by itself."),
}
"""The same of a channel's platform."""
NAMED_MOST = 4


def where_line(found: Sequence[Where], kind: LookoutKind) -> str:
    """ "Looked for on Mastodon, Bluesky, YouTube (2 times a day).", or which platforms could."""
    there = [_often(where) for where in found if not where.why]
    if there:
        return _("Looked for on {places}.").format(places=", ".join(there))
    could = [facts.name for facts in map(facts_of, PLATFORMS) if facts.search and kind in facts.search.kinds]
    names = ", ".join(could[:NAMED_MOST])
    return _("None of your channels can look for this. Connect one of {places} or others.").format(places=names)


def _often(where: Where) -> str:
    name = _(where.platform)
    if not where.per_day:
        return name
    times = ngettext("{count} time a day", "{count} times a day", where.per_day).format(count=where.per_day)
    return f"{name} ({times})"


def not_lines(found: Sequence[Where]) -> tuple[str, ...]:
    """One line for each platform that cannot, and why."""
    return tuple(_of(where, where.why) for where in found if where.why)


def here_lines(found: Sequence[Where]) -> tuple[str, ...]:
    """What is found where it is looked for, of those of which there is something to say."""
    return tuple(_of(where, where.says) for where in found if where.says and not where.why)


def _of(where: Where, said: str) -> str:
    """A sentence with the platform's name before it, unless it names it."""
    name, words = _(where.platform), _(said)
    return words if name in words else f"{name} · {words}"


def problems_of(desk: Desk, lookout: Lookout, places: Sequence[Place]) -> tuple[str, ...]:
    """What stands against reading it, one sentence each; nothing where it is read."""
    if lookout.kind is LookoutKind.FEED:
        told = next((place.told for place in places if place.told), "")
        words = TOLD.get(told, TOLD[SILENT])
        return (_(words),) if told else ()
    return tuple(dict.fromkeys(filter(None, (_problem(desk, place) for place in places))))


def _problem(desk: Desk, place: Place) -> str:
    if not place.told:
        return ""
    from smmdesk.model.channel import Channel

    with desk.store.reading() as reader:
        channel = reader.find(Channel, place.channel_id)
    if channel is None or channel.deleted_at_us is not None:
        return ""
    words, name = TOLD_OF.get(place.told, TOLD_OF[SILENT]), desk.facts_for(channel).name
    return _(words).format(platform=_(name))


def looked_line(desk: Desk, places: Sequence[Place]) -> str:
    """ "Last looked 5 minutes ago."; "" for never."""
    last_us = max((place.checked_at_us for place in places), default=0)
    minutes = int((desk.clock.now() - from_us(last_us)).total_seconds()) // 60
    if not last_us or minutes < 0:
        return ""
    if minutes < 1:
        return _("Last looked a moment ago.")
    if minutes < 60:
        return ngettext("Last looked {count} minute ago.", "Last looked {count} minutes ago.", minutes).format(
            count=minutes
        )
    hours = minutes // 60
    if hours < 24:
        return ngettext("Last looked {count} hour ago.", "Last looked {count} hours ago.", hours).format(count=hours)
    days = hours // 24
    return ngettext("Last looked {count} day ago.", "Last looked {count} days ago.", days).format(count=days)


def reaches(desk: Desk, brand_id: str, count: int) -> dict[LookoutKind, tuple[Where, ...]]:
    """Where each kind is looked for, for a brand that listens for so many things."""
    return {kind: reach_of(desk, brand_id, kind, count) for kind in KINDS}
