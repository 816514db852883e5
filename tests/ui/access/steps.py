"""How the screens are opened, as scenes.py needs them."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget

from smmdesk.model.media import Asset
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from tests.ui.shell.support import child
from ui.calendar.popover import Popover as CalendarPopover
from ui.dialogs import Sheet
from ui.presenters.calendar import CalendarPresenter
from ui.shell.session import Session
from ui.views.calendar import CalendarView
from ui.views.composer import ComposerView
from ui.widgets.popover import Popover

FRIDAY = date(2026, 11, 27)
BRAND, ZONE = "brand-1", "Europe/Rome"
Open = Callable[[Session], QWidget]


def calendar(session: Session, mode: str = "month") -> CalendarView:
    view = session.window.go_to("calendar")
    assert isinstance(view, CalendarView)
    view.presenter.set_mode(mode)
    settle()
    return view


def settle() -> None:
    """Let Qt do what it put off: layouts, deletions, focus."""
    for _turn in range(3):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def place(name: str) -> Open:
    def show(session: Session) -> QWidget:
        session.window.go_to(name)
        return session.window

    return show


def mode(name: str) -> Open:
    def show(session: Session) -> QWidget:
        calendar(session, name)
        return session.window

    return show


def newest(session: Session) -> QWidget:
    """The sheet or popover that was opened last."""
    kinds = (Sheet, Popover, CalendarPopover)
    shown = [widget for widget in session.window.findChildren(QWidget) if isinstance(widget, kinds)]
    assert [widget for widget in shown if widget.isVisible()], "nothing opened"
    return [widget for widget in shown if widget.isVisible()][-1]


def over(opens: Callable[[Session], object]) -> Open:
    """Something that opens a sheet or a popover over the window."""

    def show(session: Session) -> QWidget:
        opens(session)
        settle()
        return newest(session)

    return show


def posts(session: Session) -> list[Post]:
    with session.bridge.desk.store.reading() as reader:
        return sorted(reader.all(Post, brand_id=BRAND), key=lambda post: post.content.text)


def dated(session: Session) -> str:
    """A post that is still to go out, with a photo."""
    return next(
        post.id for post in posts(session) if post.planned and post.content.media and post.planned.day >= FRIDAY
    )


def composer(session: Session, post_id: str = "") -> ComposerView:
    if post_id:
        session.doors.open_post(post_id)
    else:
        session.doors.new_post()
    view = session.window.view("composer")
    assert isinstance(view, ComposerView)
    settle()
    return view


def full_composer(session: Session) -> QWidget:
    composer(session, dated(session))
    return session.window


def past_time(session: Session) -> QWidget:
    view = composer(session, dated(session))
    view.presenter.saving.problem = Problem("disk_full")
    view.presenter.type_time("oggi 8")
    view.presenter.refresh()
    return session.window


def own_words(session: Session) -> QWidget:
    view = composer(session, dated(session))
    view.presenter.draft.show_tab(view.presenter.chosen[-1].id)
    settle()
    return session.window


def empty_composer(session: Session) -> QWidget:
    composer(session)
    return session.window


def in_composer(name: str) -> Open:
    """A popover that a button of the composer opens."""
    return over(lambda session: child(composer(session, dated(session)), QWidget, name).click())  # type: ignore[attr-defined]


def publish_now(session: Session) -> None:
    composer(session, dated(session)).publish_now()


def versions(session: Session) -> None:
    composer(session, dated(session)).show_versions()


def coach(name: str) -> Open:
    def show(session: Session) -> QWidget:
        child(session.window.go_to("channels"), QPushButton, f"offer_{name}").click()
        return session.window

    return show


def outbox_line(number: int) -> Open:
    def show(session: Session) -> QWidget:
        view = session.window.go_to("outbox")
        presenter = view.presenter  # type: ignore[attr-defined]
        keys = [row.key for group in presenter.groups for row in group.rows]
        presenter.select(keys[number % len(keys)])
        return session.window

    return show


def media_chosen(count: int) -> Open:
    def show(session: Session) -> QWidget:
        presenter = session.window.go_to("media").presenter  # type: ignore[attr-defined]
        presenter.choose([row.id for row in presenter.rows[:count]])
        return session.window

    return show


def known_people(session: Session) -> list[str]:
    """Two people who wrote, one with everything that a card can say; their ids, the same however often it is asked."""
    from datetime import timedelta

    from smmdesk.model.channel import Channel
    from smmdesk.model.message import Message, MessageKind
    from smmdesk.model.moment import to_us
    from smmdesk.model.person import Identity, Person

    desk = session.bridge.desk
    with desk.store.transaction() as tx:
        channel = tx.all(Channel, brand_id=BRAND)[0]
        for key, name in (("p-1", "Anna Pertot"), ("p-2", "Marco D’Angelo")):
            if tx.find(Person, key) is None:
                accounts = (Identity("mastodon", key, f"@{key}", name), Identity("bluesky", key, f"@{key}.example"))
                about = {"notes": "Rye", "tags": ("customer", "likes rye"), "remind_on": FRIDAY} if key == "p-1" else {}
                tx.put(Person(key, BRAND, name, accounts, **about))  # type: ignore[arg-type]
                sent_us = to_us(desk.clock.now() - timedelta(hours=3))
                kind = MessageKind.COMMENT
                tx.put(Message(f"m-{key}", BRAND, channel.id, kind, key, "Without fruit?", sent_us, person_id=key))
    return ["p-1", "p-2"]


def people_card(session: Session) -> QWidget:
    wanted = known_people(session)
    view = session.window.go_to("people")
    view.presenter.reload()  # type: ignore[attr-defined]
    view.open_card(wanted[0])  # type: ignore[attr-defined]
    settle()
    return session.window


def people_chosen(session: Session) -> QWidget:
    wanted = known_people(session)
    view = session.window.go_to("people")
    view.presenter.reload()  # type: ignore[attr-defined]
    view.presenter.choose(wanted)  # type: ignore[attr-defined]
    settle()
    return session.window


def inbox_message(session: Session) -> QWidget:
    """A message with a note, what was answered, and who wrote it."""
    from smmdesk.desk import answering, triage

    desk, message_id = session.bridge.desk, f"m-{known_people(session)[0]}"
    if not answering.answers_of(desk, message_id):
        triage.note(desk, message_id, "Ask the baker whether there is one without raisins")
        answering.reply(desk, message_id, "Of course, six a day")
        triage.reopen(desk, [message_id])
    view = session.window.go_to("inbox")
    view.presenter.show_only("all")  # type: ignore[attr-defined]
    view.presenter.select(message_id)  # type: ignore[attr-defined]
    settle()
    return session.window


def inbox_narrowed(session: Session) -> QWidget:
    """The list narrowed, a channel that cannot be read, and nothing chosen."""
    from smmdesk.desk.planning import first_brand
    from smmdesk.model.channel import Channel
    from smmdesk.model.message import MessageKind
    from smmdesk.model.problem import Problem
    from smmdesk.store import messages
    from ui.presenters.inbox_listing import Filters

    known_people(session)
    desk = session.bridge.desk
    with desk.store.transaction() as tx:
        channel = tx.all(Channel, brand_id=first_brand(desk).id)[0]
        long_ago_us = desk.now_us() - 3_600_000_000
        messages.note_problem(tx, channel.id, Problem("server_unreachable", {"platform": "Mastodon"}), long_ago_us)
    view = session.window.go_to("inbox")
    view.presenter.select("")  # type: ignore[attr-defined]
    view.presenter.show_only("open")  # type: ignore[attr-defined]
    view.presenter.narrow(Filters(frozenset({channel.id}), frozenset(MessageKind), "", late=True))  # type: ignore[attr-defined]
    view.unheard.refresh()  # type: ignore[attr-defined]
    settle()
    return session.window


def menu(opens: Callable[[Session], object]) -> Open:
    def show(session: Session) -> QWidget:
        opens(session)
        settle()
        found = [menu for menu in session.window.findChildren(QMenu) if menu.isVisible()]
        assert found, "no menu opened"
        return found[-1]

    return show


def cards(session: Session) -> CalendarPresenter:
    return calendar(session).cards  # type: ignore[return-value]


def published(session: Session) -> str:
    """A delivery that is out."""
    from smmdesk.model.delivery import State

    with session.bridge.desk.store.reading() as reader:
        every = [one for post in posts(session) for one in reader.deliveries_of(post.id)]
    return next(one.id for one in every if one.parts[0].state is State.PUBLISHED and not one.parts[0].removed)


def asset(session: Session) -> Asset:
    with session.bridge.desk.store.reading() as reader:
        return reader.all(Asset, brand_id=BRAND)[0]
