"""What customers of the bakery made, in every state, for pictures and tests of its page."""

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from smmdesk.desk import contributions, planning
from smmdesk.model.channel import Channel
from smmdesk.model.contribution import Contribution
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.moment import to_us
from smmdesk.model.person import Identity, Person
from tests.desk.support import add_channel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from tests.ui.media.shelf import Shelf
    from ui.views.library import LibraryView


def wrote(shelf: "Shelf", who: Person, text: str, hours_ago: int, **more: object) -> Message:
    desk = shelf.desk
    brand = planning.first_brand(desk)
    with desk.store.reading() as reader:
        known = reader.all(Channel, platform="practice")
    channel = known[0] if known else add_channel(desk, brand, "Il Forno di Anna")
    key, at_us = desk.clock.new_id(), to_us(desk.clock.now() - timedelta(hours=hours_ago))
    made = Message(key, shelf.brand_id, channel.id, MessageKind.COMMENT, key, text, at_us, who.id)
    with desk.store.transaction() as tx:
        return tx.put(replace(made, **more))  # type: ignore[arg-type]


def person(shelf: "Shelf", name: str) -> Person:
    handle = f"@{name.split()[0].lower()}@social.example"
    account = Identity("mastodon", f"{name}@social.example", handle, name)
    with shelf.desk.store.transaction() as tx:
        return tx.put(Person(shelf.desk.clock.new_id(), shelf.brand_id, name, (account,)))


def fill(shelf: "Shelf") -> dict[str, Contribution]:
    """One in each state, by its name."""
    desk, made = shelf.desk, dict[str, Contribution]()
    photos = list(shelf.ids.values())
    said = (
        ("asked", "Anna Pertot", "Il panettone di quest'anno è il più buono che abbia mai mangiato, guardate qui!"),
        ("new", "Marco Furlan", "Sabato mattina, la vetrina più bella di Trieste."),
        ("granted", "Giulia Sossi", "Pane ancora caldo. Grazie!"),
        ("refused", "Dario Kos", "Buono, ma la fila…"),
        ("withdrawn", "Elena Visintin", "La colazione della domenica."),
    )
    for place, (state, name, words) in enumerate(said):
        who = person(shelf, name)
        shown = {"media": [{"url": f"https://media.social.example/{state}.jpg", "alt": ""}]} if state == "new" else {}
        message = wrote(shelf, who, words, 30 + place, data=shown, url=f"https://social.example/{state}")
        one = contributions.from_message(desk, message.id)
        if state != "new":
            one = contributions.attach(desk, one.id, [photos[place % len(photos)]])
        if state == "asked":
            contributions.asked(desk, one.id, "Possiamo mostrare la tua foto?")
            wrote(shelf, who, "Ma certo, con piacere!", 0)
        if state in ("granted", "withdrawn"):
            yes = wrote(shelf, who, "Sì, volentieri!", 2, url="https://social.example/si")
            contributions.agreed(desk, one.id, yes.id, (), date(2027, 12, 31))
            contributions.make_post(desk, one.id)
        if state == "withdrawn":
            contributions.withdraw(desk, one.id)
        if state == "refused":
            contributions.refused(desk, one.id)
        made[state] = one
    return made


def show(shelf: "Shelf", view: "LibraryView", state: str) -> "QWidget | None":
    """Bring the page, or a sheet over it, into a state."""
    from ui.dialogs import Sheet
    from ui.views import contribution_sheets as sheets

    if state == "customers-none":
        view.presenter.show_only("customers")
        return None
    made = fill(shelf)
    view.show_contribution(made["asked" if state == "customers-asked" else "granted"].id)
    assert view.customers is not None
    presenter = view.customers.presenter
    if state == "ask":
        sheets.open_ask(view, presenter, made["new"])
    elif state == "signed":
        sheets.open_signed(view, presenter, made["new"])
    elif state == "customer-new":
        sheets.open_new(view, presenter)
    return view.window().findChild(Sheet)
