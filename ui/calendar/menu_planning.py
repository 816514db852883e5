"""The lines of a post's menu for what comes again and what is done to many."""

from collections.abc import Sequence

from PySide6.QtWidgets import QMenu, QWidget

from smmdesk.model.words import _, ngettext
from ui.bridge import Bridge
from ui.models.calendar_entries import Entry
from ui.presenters.calendar import CalendarPresenter
from ui.widgets.buttons import add_action


def add_planning(menu: QMenu, owner: QWidget, presenter: CalendarPresenter, entries: Sequence[Entry]) -> None:
    """What fits these posts."""
    bridge, brand_id = presenter.bridge, presenter.brand.id
    ids = tuple(entry.post_id for entry in entries)
    if len(entries) == 1:
        post_id = entries[0].post_id
        if entries[0].day is not None and not entries[0].stays:
            add_action(menu, "repeat-2", _("Repeat…"), "menu_repeat", lambda: _repeat(owner, bridge, post_id))
        words = _("Use again by itself…")
        add_action(menu, "rotate-cw", words, "menu_evergreen", lambda: _evergreen(owner, bridge, post_id))
        if entries[0].published:
            add_action(menu, "share", _("Pass it on…"), "menu_share", lambda: _share(owner, bridge, post_id))
            words = _("Answers so far…")
            add_action(menu, "messages-square", words, "menu_answers", lambda: _answers(owner, bridge, post_id))
            words = _("Change or delete there…")
            add_action(menu, "globe", words, "menu_change_there", lambda: _change_there(owner, bridge, post_id))
    if len(entries) > 1:
        words = _("Change all {count}…").format(count=len(entries))
        add_action(menu, "sliders-horizontal", words, "menu_bulk", lambda: _bulk(owner, bridge, brand_id, ids))
    words = _("Send for review…")
    add_action(menu, "send", words, "menu_send_review", lambda: _review(owner, presenter, ids))
    add_action(menu, "search", _("Find and replace…"), "menu_replace", lambda: _replace(owner, bridge, brand_id, ids))


def add_shown(menu: QMenu, owner: QWidget, presenter: CalendarPresenter) -> None:
    """The lines of a day's menu for all that the calendar shows now."""
    from ui.presenters.bulk import shown_ids

    bridge, brand_id, ids = presenter.bridge, presenter.brand.id, shown_ids(presenter)
    words = _("Posts used again…")
    add_action(menu, "rotate-cw", words, "menu_evergreens", lambda: _evergreens(owner, bridge, brand_id))
    add_action(menu, "chart-column", _("What you post about…"), "menu_mix", lambda: _mix(owner, presenter))
    if ids:
        words = ngettext("Change the {count} post shown…", "Change all {count} posts shown…", len(ids))
        words = words.format(count=len(ids))
        add_action(menu, "sliders-horizontal", words, "menu_bulk", lambda: _bulk(owner, bridge, brand_id, ids))
        words = _("Send what is shown for review…")
        add_action(menu, "send", words, "menu_send_review", lambda: _review(owner, presenter, ids))
        words = _("Find and replace in what is shown…")
        add_action(menu, "search", words, "menu_replace", lambda: _replace(owner, bridge, brand_id, ids))


def _evergreen(owner: QWidget, bridge: Bridge, post_id: str) -> None:
    from ui.views.evergreen_sheet import open_evergreen

    open_evergreen(owner, bridge, post_id)


def _evergreens(owner: QWidget, bridge: Bridge, brand_id: str) -> None:
    from ui.views.evergreen_sheet import open_evergreens

    open_evergreens(owner, bridge, brand_id)


def _share(owner: QWidget, bridge: Bridge, post_id: str) -> None:
    from ui.views.share_sheet import open_share

    open_share(owner, bridge, post_id)


def _answers(owner: QWidget, bridge: Bridge, post_id: str) -> None:
    from ui.views.answers_sheet import open_answers

    open_answers(owner, bridge, post_id)


def _change_there(owner: QWidget, bridge: Bridge, post_id: str) -> None:
    from ui.views.change_there_sheet import open_change_there

    open_change_there(owner, bridge, post_id)


def _mix(owner: QWidget, presenter: CalendarPresenter) -> None:
    from ui.presenters.mix import MixPresenter
    from ui.views.mix_sheet import open_mix

    open_mix(
        owner,
        MixPresenter(presenter.bridge, presenter.reader, presenter.brand.id, presenter.focused, presenter.today),
    )


def _bulk(owner: QWidget, bridge: Bridge, brand_id: str, ids: Sequence[str]) -> None:
    from ui.views.bulk_sheet import open_bulk

    open_bulk(owner, bridge, brand_id, ids)


def _replace(owner: QWidget, bridge: Bridge, brand_id: str, ids: Sequence[str]) -> None:
    from ui.views.replace_sheet import open_replace

    open_replace(owner, bridge, brand_id, ids)


def _review(owner: QWidget, presenter: CalendarPresenter, ids: Sequence[str]) -> None:
    from ui.views.review_sheet import open_send

    open_send(owner, presenter.bridge, presenter.brand.id, ids, presenter.title)


def _repeat(owner: QWidget, bridge: object, post_id: str) -> None:
    from ui.views.repeat_sheet import open_repeat

    open_repeat(owner, bridge, post_id)
