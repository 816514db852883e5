"""What is said along with an act on posts: what stands on a platform's own list (ux.md 81), a sign-in that ends."""

from collections.abc import Iterable

from smmdesk.desk import ending_sign_ins
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import State
from smmdesk.model.mentions import bare
from smmdesk.model.words import _
from ui.presenters.moments import say_list


def recall_words(desk: Desk, ids: Iterable[str]) -> str:
    """ " It is being taken off Mastodon's list too.", with a blank before it; empty where nothing stands there.

    Asked before the posts are taken back.
    """
    with desk.store.reading() as reader:
        deliveries = [d for found in reader.deliveries_of_posts(tuple(ids)).values() for d in found]
        listed = [d for d in deliveries if any(part.state is State.HANDED_OFF for part in d.parts)]
        channels = reader.many(Channel, {delivery.channel_id for delivery in listed})
    names = sorted({_(desk.facts_for(channel).name) for channel in channels.values()})
    if not names:
        return ""
    return " " + _("It is being taken off the list of {platform} too.").format(platform=say_list(names))


def trash_words(desk: Desk, ids: Iterable[str]) -> str:
    """As `recall_words`, and where the posts stay online although their copies here go."""
    from ui.presenters.trash import still_online  # which knows the composer: a first drop does not wait for it

    chosen = tuple(ids)
    with desk.store.reading() as reader:
        pages = [page for found in still_online(desk, reader, chosen).values() for page in found]
    names = sorted({page.channel for page in pages}, key=bare)
    stays = " " + _("It stays online on {channels}: see the trash.").format(channels=say_list(names)) if names else ""
    return recall_words(desk, chosen) + stays


def ending_words(desk: Desk, ids: Iterable[str]) -> str:
    """ " The sign-in to LinkedIn ends on Tue 2 Feb, before this post.", with a blank before it; empty where it lasts.

    Asked after the posts got their times.
    """
    with desk.store.reading() as reader:
        problem = ending_sign_ins.before_any(reader, desk, ids)
    return f" {problem.title}." if problem is not None else ""
