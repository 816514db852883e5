"""The channels that a post may go to, as the composer and the calendar's sheets need them."""

from smmdesk.desk import media_host
from smmdesk.desk.desk import Desk
from smmdesk.desk.mentioning import people_of, platform_of
from smmdesk.desk.tagging import tags_for
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.mentions import names_on
from smmdesk.model.post import Post
from smmdesk.store.reader import Reader
from ui.presenters.composer_screen import chosen_voices
from ui.presenters.composer_state import Voice
from ui.presenters.composer_when import computer_lines


def read_voices(desk: Desk, reader: Reader, post: Post) -> tuple[Voice, ...]:
    """All channels of the post's brand; removed ones only where the post still names them."""
    found, people = [], people_of(reader, post.brand_id)
    hosted = media_host.chosen(reader, post.brand_id) is not None
    for channel in reader.all(Channel, brand_id=post.brand_id):
        if channel.status is ChannelStatus.ARCHIVED and channel.id not in post.channels:
            continue
        facts = desk.facts_for(channel)
        limits, tags = facts.limits_for(channel.reported), tags_for(reader, post.brand_id, channel, post)
        names = names_on(people, platform_of(channel))
        found.append(Voice(channel, facts, limits, desk.shown_facts(channel), tags, names, hosted))
    return tuple(found)


def computer_words(desk: Desk, post_id: str) -> str:
    """ "Mastodon: keep this computer on", a line for each kind of channel (ux.md 69); "" without any."""
    with desk.store.reading() as reader:
        post = reader.get(Post, post_id)
        voices = chosen_voices(post, read_voices(desk, reader, post))
    lines = computer_lines(voices, None, desk.clock.now(), desk.policy.hand_off_ahead)
    return "\n".join(f"{line.who}: {line.says}" for line in lines)
