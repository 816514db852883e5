"""The inbox's list: narrowed, and what its rows say."""

from smmdesk.desk import answering, planning, triage
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.message import MessageKind
from tests.desk.heard import wrote
from tests.desk.support import add_channel
from tests.ui.shell.support import child, press
from tests.ui.shell.test_inbox import Place, channel, presenter, rows, shown
from ui.bridge import Bridge
from ui.presenters.inbox import InboxPresenter
from ui.presenters.inbox_rows import InboxRow
from ui.widgets.safe_label import SafeLabel

__all__ = ["channel", "presenter"]


def test_the_list_is_narrowed_by_channel_kind_name_and_waiting(
    desk: Desk, channel: Channel, bridge: Bridge, place: Place
) -> None:
    other = add_channel(desk, planning.first_brand(desk), "Square", platform="bluesky")
    wrote(desk, channel, "comment", hours_ago=30)
    mention = wrote(desk, channel, "mention", kind=MessageKind.MENTION)
    wrote(desk, other, "elsewhere")
    triage.assign(desk, mention.id, "Lucia")
    view = shown(bridge, place)
    inbox, chosen = view.presenter, view.only._filter

    def texts() -> list[str]:
        return sorted(item.text for item in inbox.items if isinstance(item, InboxRow))

    chosen.toggle_channel(channel.id)
    assert texts() == ["comment", "mention"]
    assert child(view, SafeLabel, "inbox_only").text().startswith("Only: Shop window · 2 messages")
    chosen.toggle_kind(MessageKind.MENTION)
    assert texts() == ["mention"]
    assert inbox.list.count == 3, "how many wait is said whatever is shown"
    chosen.choose_whose("Lucia")
    assert texts() == ["mention"]
    inbox.select(mention.id)
    inbox.toggle_done()
    assert texts() == []
    assert inbox.list.count == 2
    press(view, "inbox_show_all")
    assert texts() == ["comment", "elsewhere"]
    chosen.toggle_late()
    assert texts() == ["comment"]
    chosen.clear()
    chosen.choose_whose("")
    assert texts() == ["comment", "elsewhere"]


def test_what_is_done_says_what_we_answered(desk: Desk, channel: Channel, presenter: InboxPresenter) -> None:
    message = wrote(desk, channel, "Is there rye?")
    triage.done(desk, [wrote(desk, channel, "Thanks!", hours_ago=2).id])
    answering.reply(desk, message.id, "Rye  on\nMondays")
    presenter.show_only("done")
    assert rows(presenter)[1:] == ["You: Rye on Mondays", "Thanks!"]


def test_what_nobody_wrote_to_us_is_not_counted_when_it_is_ticked_off(
    desk: Desk, channel: Channel, presenter: InboxPresenter
) -> None:
    wrote(desk, channel)
    piece = wrote(desk, channel, "Bread in the news", kind=MessageKind.FOUND)
    assert presenter.list.count == 1
    triage.done(desk, [piece.id])
    assert (presenter.list.count, presenter.list.total) == (1, 1)
