"""More of scenes.py: what comes in from files, several brands, an OK and its page, several things at once."""

import json
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QToolButton, QWidget

from smmdesk.desk import approving, contributions, importing, lookouts, planning
from smmdesk.desk.import_plan import Going, Plan
from smmdesk.desk.import_rows import table_of
from smmdesk.desk.review_answers import AnswerPlan, read_answer
from smmdesk.desk.reviewing import Wanted, write_review
from smmdesk.model.content import Poll
from smmdesk.model.delivery import Delivery
from smmdesk.model.lookout import Lookout, LookoutKind
from smmdesk.model.planning_aids import SnippetKind
from smmdesk.model.polls import Choice, PollResult
from smmdesk.model.post import Post
from smmdesk.model.words import _
from smmdesk.store import polls
from tests.ui.access.steps import (
    BRAND,
    Open,
    calendar,
    coach,
    composer,
    known_people,
    over,
    posts,
    published,
    settle,
)
from tests.ui.shell.support import child
from ui.presenters.brand_list import BrandList
from ui.presenters.inbox_listing import Filters
from ui.presenters.taking_several import Several
from ui.shell.session import Session

TABLE = "quando,parole,dove\n2026-11-27 09:00,Domani venerdì di focaccia: si sforna alle sei,Mastodon\n"
BAD_ROWS = "date,time,text,channels\n2026-11-27,09:00,Focaccia,Nessuno\n2026-13-41,09:00,Pane,Mastodon\n"
EVENT = "BEGIN:VEVENT\nUID:1\nSUMMARY:Fiera di San Nicolò\nDTSTART:20261205\nEND:VEVENT\n"
CUSTOMER = "Carla Furlan"
ANSWER = ("Mi piace come viene dicembre.", "Il prezzo è vecchio: sono 32 euro.")
FILES_SAY = (TABLE, BAD_ROWS, EVENT, *ANSWER, "fiere.ics archive.zip")
"""What a person wrote into the files that these scenes bring in."""


# ------------------------------------------------------------------ files that come in
def _file(session: Session, name: str, text: str) -> Path:
    path = session.bridge.desk.paths.folder / name
    path.write_text(text, "utf-8")
    return path


def _plan(session: Session, path: Path) -> None:
    from ui.calendar.import_sheet import PlanSheet

    plan: Plan = importing.read_import(session.bridge.desk, path, BRAND)
    nothing = lambda *_given: None  # noqa: E731
    PlanSheet(session.window, plan, choose=nothing, read_days=nothing, columns=nothing, go=nothing).open()


def columns(session: Session) -> None:
    from ui.calendar.column_sheet import ask_columns

    ask_columns(session.window, "novembre.csv", table_of(TABLE.encode(), {}), lambda _said: None)


def table_in(session: Session) -> None:
    _plan(session, _file(session, "novembre.csv", BAD_ROWS))


def calendar_in(session: Session) -> None:
    _plan(session, _file(session, "fiere.ics", f"BEGIN:VCALENDAR\n{EVENT}END:VCALENDAR\n"))


def past_in(session: Session) -> None:
    from tests.desk.test_past_posts import mastodon

    _plan(session, mastodon(session.bridge.desk.paths.folder))


class _Working:
    """Work in its middle."""

    going, can_stop = Going(done=1_250, total=3_000), True

    def stop(self) -> None:
        """Nothing goes on here."""


def going_in(session: Session) -> None:
    from ui.views.going_sheet import GoingSheet

    GoingSheet(session.window, "novembre.csv", _Working()).open()  # type: ignore[arg-type]


def one_or_many(session: Session) -> None:
    calendar(session)._bringing._ask_one_or_many(5, lambda: None, lambda: None)


# ------------------------------------------------------------------ an OK, and the page for it
def _waiting(session: Session) -> list[Post]:
    """Two posts that wait for an OK, one of them changed since it was given."""
    desk = session.bridge.desk
    with desk.store.transaction() as tx:
        brand = planning.first_brand(desk)
        if not brand.needs_approval:
            tx.put(replace(brand, needs_approval=True))
    ids = [post.id for post in posts(session) if post.planned and post.planned.day.month == 12][:2]
    with desk.store.reading() as reader:
        found = [reader.get(Post, key) for key in ids]
    if not approving.said_about(desk, ids[0]):
        approving.ask_approval(desk, ids, "Va bene per te?", "Ada")
        approving.comment(desk, ids[0], "La foto è splendida, il prezzo lo scriviamo?", "Ada")
    return found


def approval(session: Session) -> QWidget:
    """A post that waits, with what was said about it."""
    composer(session, _waiting(session)[0].id).editor.approval.text.setFocus()
    return session.window


def send_for_review(session: Session) -> None:
    from ui.views.review_sheet import open_send

    calendar(session)
    open_send(session.window, session.bridge, BRAND, [post.id for post in _waiting(session)], "Dicembre")


def take_answer(session: Session) -> None:
    from ui.views.review_answer_sheet import open_taking

    open_taking(session.window, session.bridge)


def _answer(session: Session) -> AnswerPlan:
    from smmdesk.desk.fingerprint import content_hash

    desk, wanted = session.bridge.desk, _waiting(session)
    root = desk.paths.folder
    file = write_review(desk, Wanted(tuple(post.id for post in wanted), "Dicembre", "Ada"), root / "page.html")
    said = (("ok", ""), ("change", ANSWER[1]))
    rows = [
        {"id": post.id, "hash": content_hash(post), "answer": one, "text": words}
        for post, (one, words) in zip(wanted, said, strict=True)
    ]
    about = {"format": "smmdesk review answer", "version": 1, "file": file.id, "token": file.token, "who": "Ada"}
    told = {**about, "comment": ANSWER[0], "posts": rows}
    return read_answer(desk, _file(session, "answer.json", json.dumps(told)))


def answer(session: Session) -> None:
    from ui.views.review_answer_sheet import open_answer

    open_answer(session.window, session.bridge, _answer(session))


# ------------------------------------------------------------------ several brands
def _brands(session: Session) -> BrandList:
    """The settings' list of brands."""
    return session.window.go_to("settings").presenter.brands  # type: ignore[attr-defined, no-any-return]


def brand_new(session: Session) -> None:
    from ui.views.settings_brands import open_new

    open_new(session.window, _brands(session))


def brand_change(session: Session) -> None:
    from ui.views.settings_brands import open_change

    presenter = _brands(session)
    open_change(session.window, presenter, presenter.brands[0])


def brand_away(session: Session) -> None:
    from ui.views.settings_brands import ask_put_away

    presenter = _brands(session)
    ask_put_away(session.window, presenter, presenter.brands[0])


# ------------------------------------------------------------------ what comes back
def _customers(session: Session) -> list[str]:
    """What two people made: one that can be asked from here, one that cannot."""
    desk = session.bridge.desk
    known = known_people(session)
    one = contributions.from_message(desk, f"m-{known[1]}")
    listed = [each.contribution for each in contributions.listed(desk, BRAND)]
    other = next((each for each in listed if each.author == CUSTOMER), None)
    other = other or contributions.add(desk, BRAND, CUSTOMER, "Portato in bottega")
    return [one.id, other.id]


def ask_all(session: Session) -> None:
    from ui.views.ask_all_sheet import open_ask_all

    wanted = _customers(session)
    brand = planning.first_brand(session.bridge.desk)
    open_ask_all(session.window, Several(session.bridge, brand), wanted)


def inbox_several(session: Session) -> QWidget:
    known_people(session)
    view = session.window.go_to("inbox")
    view.presenter.narrow(Filters())  # type: ignore[attr-defined]
    view.presenter.show_only("all")  # type: ignore[attr-defined]
    settle()
    view.list.selectAll()  # type: ignore[attr-defined]
    settle()
    return session.window


def note(session: Session) -> None:
    view = _one_message(session)
    view.menus.ask_note()  # type: ignore[attr-defined]


def delete_message(session: Session) -> None:
    child(_one_message(session), QToolButton, "inbox_delete").click()


def _one_message(session: Session) -> QWidget:
    message_id = f"m-{known_people(session)[0]}"
    view = session.window.go_to("inbox")
    view.presenter.show_only("all")  # type: ignore[attr-defined]
    view.presenter.select(message_id)  # type: ignore[attr-defined]
    settle()
    return view


def lookout(session: Session) -> None:
    from ui.views.lookout_sheet import open_lookout

    desk = session.bridge.desk
    with desk.store.reading() as reader:
        found = reader.all(Lookout, brand_id=BRAND)
    one = found[0] if found else lookouts.add(desk, BRAND, LookoutKind.WORDS, "Forno Lucia")
    open_lookout(session.window, session.bridge, one.id)


def _live(session: Session) -> str:
    """A post that is out in several places."""
    with session.bridge.desk.store.reading() as reader:
        return str(reader.get(Delivery, published(session)).post_id)


def change_everywhere(session: Session) -> None:
    from ui.views.change_everywhere_sheet import open_change_everywhere

    open_change_everywhere(session.window, session.bridge, _live(session))


def poll_answers(session: Session) -> None:
    from ui.views.answers_sheet import open_answers

    desk, post_id = session.bridge.desk, _live(session)
    result = PollResult((Choice("Alle noci", 31), Choice("Classico", 19)), ends_at_us=desk.now_us() + 3_600_000_000)
    with desk.store.transaction() as tx:
        post = tx.get(Post, post_id)
        if post.content.poll is None:
            tx.put(replace(post, content=replace(post.content, poll=Poll(("Alle noci", "Classico")))))
        polls.note(tx, tx.deliveries_of(post_id)[0].parts[0].id, result, desk.now_us())
    open_answers(session.window, session.bridge, post_id)


# ------------------------------------------------------------------ beside the text
def handles(session: Session) -> None:
    from ui.views.handles_sheet import open_handles

    person_id = known_people(session)[0]
    presenter = composer(session, next(post.id for post in posts(session) if len(post.channels) > 1)).presenter
    assert open_handles(session.window, presenter, person_id) is not None


def keep_text(session: Session) -> None:
    from ui.views.snippet_popover import edit_sheet

    edit_sheet(session.window, _("Keep a text"), SnippetKind.HASHTAGS, "", "#panettone", lambda *_given: None)


def poll_form(session: Session) -> QWidget:
    view = composer(session)
    view.presenter.poll.begin()
    settle()
    return session.window


def grid(session: Session) -> None:
    calendar(session).cards.day_menu.open_grid()


PLACES_MORE: dict[str, Open] = {
    "composer, approval": approval,
    "composer, poll": poll_form,
    "inbox, several": inbox_several,
    **{f"coach {name}": coach(name) for name in ("facebook", "telegram", "x", "by_hand")},
}
SHEETS_MORE: dict[str, Open] = {
    "columns of a table": over(columns),
    "a table": over(table_in),
    "a calendar file": over(calendar_in),
    "an account's past": over(past_in),
    "how far it is": over(going_in),
    "one post or many": over(one_or_many),
    "send for review": over(send_for_review),
    "an answer, to take": over(take_answer),
    "an answer": over(answer),
    "a new brand": over(brand_new),
    "a brand": over(brand_change),
    "a brand put away": over(brand_away),
    "ask all": over(ask_all),
    "a note": over(note),
    "delete a message": over(delete_message),
    "a lookout": over(lookout),
    "change everywhere": over(change_everywhere),
    "answers of a poll": over(poll_answers),
    "names of a person": over(handles),
    "keep a text": over(keep_text),
    "grid": over(grid),
}
