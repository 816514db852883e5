"""What the inbox's list can be narrowed by, in words: channels, kinds, whose they are, what waits too long."""

from dataclasses import replace

from smmdesk.model.channel import Channel
from smmdesk.model.for_the_eye import isolated
from smmdesk.model.message import MessageKind
from smmdesk.model.words import _, ngettext
from ui.presenters.inbox import InboxPresenter
from ui.presenters.inbox_listing import A_DAY, Filters
from ui.presenters.inbox_rows import HOUR_US, say_span


class InboxFilter:
    """Reads what there is to choose each time it is asked."""

    def __init__(self, presenter: InboxPresenter) -> None:
        self._presenter = presenter

    @property
    def chosen(self) -> Filters:
        return self._presenter.list.filters

    # ------------------------------------------------------------------ what there is
    def channels(self) -> list[tuple[str, str]]:
        """Id and name of each channel."""
        with self._presenter.desk.store.reading() as reader:
            mine = self._presenter.list.brand_ids
            found = [channel for channel in reader.all(Channel) if channel.brand_id in mine]
        return [(channel.id, channel.name) for channel in found]

    def kinds(self) -> list[tuple[MessageKind, str]]:
        return [
            (MessageKind.COMMENT, _("Comments")),
            (MessageKind.MENTION, _("Mentions")),
            (MessageKind.REVIEW, _("Reviews")),
            (MessageKind.PRIVATE, _("Private messages")),
            (MessageKind.FOUND, _("Found by a search")),
        ]

    def team(self) -> list[tuple[str, str]]:
        """Name and words; "" is for what nobody was given."""
        return [*((name, name) for name in self._presenter.list.team()), ("", _("Nobody’s"))]

    @property
    def late(self) -> str:
        hours = self._presenter.brand.answer_hours or A_DAY
        return _("Waiting longer than {time}").format(time=say_span(hours * HOUR_US))

    # ------------------------------------------------------------------ choosing
    def toggle_channel(self, channel_id: str) -> None:
        self._presenter.narrow(replace(self.chosen, channels=self.chosen.channels ^ {channel_id}))

    def toggle_kind(self, kind: MessageKind) -> None:
        self._presenter.narrow(replace(self.chosen, kinds=self.chosen.kinds ^ {kind}))

    def choose_whose(self, name: str) -> None:
        """The same name again: everybody's."""
        wanted = None if self.chosen.assigned_to == name else name
        self._presenter.narrow(replace(self.chosen, assigned_to=wanted))

    def toggle_late(self) -> None:
        self._presenter.narrow(replace(self.chosen, late=not self.chosen.late))

    def clear(self) -> None:
        self._presenter.narrow(Filters())

    # ------------------------------------------------------------------ said
    @property
    def said(self) -> str:
        """ "Only: Bottega · Mentions · 3 messages"; "" where everything is shown."""
        chosen, listing = self.chosen, self._presenter.list
        if not chosen or listing.is_search:
            return ""
        words = [name for channel_id, name in self.channels() if channel_id in chosen.channels]
        words += [word for kind, word in self.kinds() if kind in chosen.kinds]
        if chosen.assigned_to is not None:
            name = chosen.assigned_to
            words.append(_("for {name}").format(name=isolated(name)) if name else _("Nobody’s"))
        words += [self.late] if chosen.late else []
        count = ngettext("{count} message", "{count} messages", listing.total).format(count=listing.total)
        return f"{_('Only: {what}').format(what=' · '.join(words))} · {count}"
