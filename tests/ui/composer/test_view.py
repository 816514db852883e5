"""The composer on screen, with real keys and clicks."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.problem import ProblemError
from tests.desk.support import deliveries, rome
from tests.ui.composer.conftest import Compose, Look
from tests.ui.composer.support import Delays, stored
from ui.presenters import composer_intents as intents
from ui.previews.preview_card import PreviewCaption
from ui.views.composer import ComposerView
from ui.views.composer_parts import part_mime
from ui.widgets.emoji_popover import EmojiPopover, find_emoji

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


def child(view: QWidget, name: str, kind: type[QWidget] = QWidget) -> QWidget:
    found = view.window().findChildren(kind, name)
    assert found, name
    return next((widget for widget in found if widget.isVisible()), found[-1])


def has_cursor(view: QWidget, name: str) -> bool:
    """Whether keys go to this widget once the window is the active one."""
    return view.window().focusWidget() is child(view, name)


def press(qtbot, view: QWidget, name: str) -> None:
    button = child(view, name)
    assert button.isEnabled(), name
    qtbot.mouseClick(button, LEFT)


def drop(target: QWidget, data: QMimeData, at: QPoint | None = None) -> None:
    """Let go of `data` over a widget, as the system tells it."""
    place = QPointF(at or target.rect().center())
    arguments = (Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(place.toPoint(), *arguments)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(target, QDropEvent(place, *arguments))


# ------------------------------------------------------------------ writing
@pytest.mark.statement(13)
def test_typing_reaches_post_counters_and_previews(
    qtbot, compose: Compose, channels, look: Look, delays: Delays
) -> None:
    view = look(compose())
    qtbot.keyClicks(view.editor.box.text, "Pane nero #pane")
    assert view.presenter.draft.post.content.text == "Pane nero #pane"
    assert [counter.shown for counter in view.editor.box.tools.counters.counters()] == ["15 / 500", "15 / 300", "15"]
    delays.pause()
    card = view.previews.board.cards()[0]
    assert "Pane nero #pane" in card.accessibleDescription()


@pytest.mark.statement(29)
def test_a_press_on_what_is_missing_leads_to_what_mends_it(
    qtbot, compose: Compose, channels, look: Look, delays: Delays
) -> None:
    view = look(compose())
    view.resize(1100, 420)  # what stands against the post is out of sight
    view.presenter.draft.set_words("text", "pane " * 200)
    delays.pause()
    problems = view.editor.problems
    assert problems.isVisible()
    captions = view.previews.board.findChildren(PreviewCaption)
    caption = next(each for each in captions if "too many" in each.accessibleName())
    view.editor.verticalScrollBar().setValue(0)
    assert problems.visibleRegion().isEmpty()
    qtbot.mouseClick(caption, Qt.MouseButton.LeftButton)
    assert not problems.visibleRegion().isEmpty()
    assert problems.isAncestorOf(QApplication.focusWidget())


@pytest.mark.statement(30)
def test_the_keys_of_undo_and_redo(qtbot, compose: Compose, channels, look: Look) -> None:
    view = look(compose())
    text = view.editor.box.text
    qtbot.keyClicks(text, "Pane")
    qtbot.keyClick(text, Qt.Key.Key_Z, CONTROL)
    assert text.words == ""
    qtbot.keyClick(text, Qt.Key.Key_Y, CONTROL)
    assert text.words == "Pane"
    press(qtbot, view, "composer_undo")
    assert text.words == ""
    assert not child(view, "composer_undo").isEnabled()


def test_undo_works_from_anywhere_in_the_composer(qtbot, compose: Compose, channels, look: Look) -> None:
    view = look(compose())
    qtbot.keyClicks(view.editor.box.text, "Pane")
    pill = child(view, f"channel_{channels[0].id}")
    pill.setFocus()
    qtbot.keyClick(pill, Qt.Key.Key_Z, CONTROL)
    assert view.presenter.screen.text == ""


def test_the_caret_stays_when_the_text_changes_around_it(qtbot, compose: Compose, channels, look: Look) -> None:
    view = look(compose())
    text = view.editor.box.text
    text.show_text("uno 🎄 tre")
    text.select(4, 4)
    text.show_text("uno 🎄 tre quattro")
    assert text.textCursor().position() == 4
    text.show_text("uno 🎄 tre quattro")
    text.select(4, 5)
    assert text.textCursor().selectedText() == "🎄"


def test_non_breaking_spaces_survive(qtbot, compose: Compose, channels, look: Look) -> None:
    view = look(compose())
    view.presenter.draft.set_words("text", "10\u00a0€")
    assert view.editor.box.text.words == "10\u00a0€"
    qtbot.keyClick(view.editor.box.text, Qt.Key.Key_End, CONTROL)
    qtbot.keyClicks(view.editor.box.text, "!")
    assert view.presenter.draft.post.content.text == "10\u00a0€!"


@pytest.mark.statement(15)
def test_rich_text_is_pasted_plain(qtbot, compose: Compose, channels, look: Look) -> None:
    view = look(compose())
    data = QMimeData()
    data.setHtml("<p>Il <b>pane</b> si prenota <a href='https://forno.example'>qui</a></p>")
    data.setText("altro")
    QGuiApplication.clipboard().setMimeData(data)
    qtbot.keyClick(view.editor.box.text, Qt.Key.Key_V, CONTROL)
    assert view.presenter.draft.post.content.text == "Il pane si prenota qui (https://forno.example)"


@pytest.mark.statement(14)
def test_a_long_paste_is_kept_whole(qtbot, compose: Compose, channels, look: Look) -> None:
    view = look(compose())
    text = "È già mattina 🎄. " * 300
    QGuiApplication.clipboard().setText(text)
    qtbot.keyClick(view.editor.box.text, Qt.Key.Key_V, CONTROL)
    assert view.presenter.draft.post.content.text == text


@pytest.mark.statement(19)
def test_emoji_are_found_in_both_languages_and_inserted_at_the_caret(
    qtbot, compose: Compose, channels, look: Look
) -> None:
    assert {emoji.text for emoji in find_emoji("panet")} == set()
    assert "🍞" in {emoji.text for emoji in find_emoji("bread")} & {emoji.text for emoji in find_emoji("PANE")}
    assert "☕" in {emoji.text for emoji in find_emoji("caffe")}
    view = look(compose())
    view.presenter.draft.set_words("text", "ab")
    view.editor.box.text.select(1, 1)
    press(qtbot, view, "tool_emoji")
    popover = view.window().findChild(EmojiPopover)
    assert popover is not None
    search = popover.findChild(QLineEdit, "emoji_search")
    qtbot.keyClicks(search, "albero di nat")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert view.presenter.draft.post.content.text == "a🎄b"
    chosen_elsewhere = QInputMethodEvent()  # the computer's own panel types by this
    chosen_elsewhere.setCommitString("👨‍👩‍👧")
    QApplication.sendEvent(view.editor.box.text, chosen_elsewhere)
    assert view.presenter.draft.post.content.text == "a🎄👨‍👩‍👧b"


# ------------------------------------------------------------------ wordings
@pytest.mark.statement(12)
def test_customise_by_its_button_and_back(qtbot, compose: Compose, channels, look: Look) -> None:
    view = look(compose())
    qtbot.keyClicks(view.editor.box.text, "Per tutti")
    tabs = view.editor.box.tabs
    qtbot.mouseClick(tabs, LEFT, pos=tabs.tabRect(2).center())
    press(qtbot, view, "wording_change")
    qtbot.keyClicks(view.editor.box.text, "Qui ")
    assert view.presenter.draft.post.content_for(channels[1].id).text in ("Qui Per tutti", "Per tuttiQui ")
    assert tabs.accessibleTabName(2) == "Bluesky, own wording"
    press(qtbot, view, "wording_change")
    assert view.presenter.draft.post.content_for(channels[1].id).text == "Per tutti"


@pytest.mark.statement(12)
def test_typing_in_a_channels_tab_gives_it_its_own_words(qtbot, compose: Compose, channels, look: Look) -> None:
    view = look(compose())
    qtbot.keyClicks(view.editor.box.text, "Pane")
    view.presenter.draft.show_tab(channels[0].id)
    qtbot.keyClicks(view.editor.box.text, "!")
    post = view.presenter.draft.post
    assert (post.content.text, post.content_for(channels[0].id).text) == ("Pane", "Pane!")


def test_a_pill_leaves_a_channel_out(qtbot, compose: Compose, channels, look: Look, delays: Delays) -> None:
    view = look(compose())
    press(qtbot, view, f"channel_{channels[1].id}")
    assert view.presenter.draft.post.channels == (channels[0].id, channels[2].id)
    delays.pause()
    assert [card.preview.channel_id for card in view.previews.board.cards()] == [channels[0].id, channels[2].id]


def test_another_channel_leads_to_the_channels(qtbot, compose: Compose, channels, look: Look) -> None:
    view = look(compose())
    with qtbot.waitSignal(view.channel_wanted):
        press(qtbot, view, "channel_add")


# ------------------------------------------------------------------ thread
@pytest.mark.statement(16)
def test_parts_are_typed_moved_and_removed(qtbot, compose: Compose, channels, look: Look) -> None:
    view = look(compose())
    qtbot.keyClicks(view.editor.box.text, "uno")
    view.presenter.draft.add_part()
    qtbot.keyClicks(child(view, "part_2"), "due")
    press(qtbot, view, "part_add_button")
    qtbot.keyClicks(child(view, "part_3"), "tre")
    press(qtbot, view, "part_earlier_3")
    assert [item.text for item in view.presenter.draft.post.content.thread] == ["tre", "due"]
    press(qtbot, view, "part_remove_2")
    assert [item.text for item in view.presenter.draft.post.content.thread] == ["due"]


@pytest.mark.statement(16)
def test_a_part_can_be_dropped_on_another(qtbot, compose: Compose, channels, look: Look) -> None:
    view = look(compose())
    for text in ("due", "tre"):
        view.presenter.draft.add_part(text)
    drop(child(view, "part_frame_2"), part_mime(3))
    assert [item.text for item in view.presenter.draft.post.content.thread] == ["tre", "due"]


# ------------------------------------------------------------------ further fields
def test_title_link_and_first_comment(qtbot, compose: Compose, channels, look: Look) -> None:
    view = look(compose())
    qtbot.keyClicks(child(view, "post_title"), "Titolo")
    press(qtbot, view, "tool_link")
    qtbot.keyClicks(child(view, "post_link"), "https://forno.example")
    press(qtbot, view, "first_comment_open")
    qtbot.keyClicks(child(view, "first_comment"), "Vedi il sito")
    content = view.presenter.draft.post.content
    assert (content.title, content.link, content.first_comment) == ("Titolo", "https://forno.example", "Vedi il sito")


def test_the_form_of_options_is_made_from_the_facts(qtbot, compose: Compose, channels, look: Look) -> None:
    view = look(compose())
    view.presenter.draft.show_tab(channels[0].id)
    combo = child(view, "option_visibility", QComboBox)
    assert isinstance(combo, QComboBox)
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    qtbot.keyClick(combo, Qt.Key.Key_Return)
    combo.activated.emit(combo.findData("unlisted"))
    sensitive = child(view, "option_sensitive", QCheckBox)
    qtbot.mouseClick(sensitive, LEFT, pos=QPoint(8, sensitive.height() // 2))
    qtbot.keyClicks(child(view, "option_content_warning"), "Cibo")
    options = view.presenter.draft.post.content_for(channels[0].id).options
    assert options == {"visibility": "unlisted", "sensitive": True, "content_warning": "Cibo"}
    assert view.presenter.draft.post.content.options == {}


@pytest.mark.statement(26)
def test_the_time_is_said_back_while_typing(qtbot, compose: Compose, channels, look: Look) -> None:
    view = look(compose())
    line = child(view, "when", QLineEdit)
    qtbot.keyClicks(line, "domani 9")
    assert child(view, "when_says").text() == "Thu 19 Nov 2026, 09:00"
    assert view.presenter.draft.post.planned is None
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert view.presenter.draft.post.planned == rome("2026-11-19 09:00")


def test_a_time_nobody_understands_says_how_to_write_one(qtbot, compose: Compose, channels, look: Look) -> None:
    view = look(compose())
    line = child(view, "when", QLineEdit)
    qtbot.keyClicks(line, "asdf")
    assert "tomorrow 9" in child(view, "when_helps").text()
    assert child(view, "when_helps").isVisible()
    line.clear()
    qtbot.keyClicks(line, "domani 9")
    assert not child(view, "when_helps").isVisible()


@pytest.mark.statement(27)
def test_a_past_time_offers_now_and_later(qtbot, compose: Compose, channels, look: Look) -> None:
    view = look(compose())
    qtbot.keyClicks(child(view, "when"), "oggi 8")
    assert "already past" in child(view, "when_says").text()
    assert child(view, "when_now", QPushButton).isVisible()
    press(qtbot, view, "when_choice")
    assert view.presenter.draft.post.planned == rome("2026-11-18 13:00")


# ------------------------------------------------------------------ problems and ways out
@pytest.mark.statement(29)
def test_the_panels_buttons_mend_and_jump(qtbot, compose: Compose, channels, look: Look, delays: Delays) -> None:
    view = look(compose())
    view.presenter.draft.set_words("text", "Il pane è pronto, venite a prenderlo. " * 9)
    delays.pause()
    press(qtbot, view, "problem_jump")  # the blog has no title
    assert has_cursor(view, "post_title")
    qtbot.keyClicks(child(view, "post_title"), "Pane")
    delays.pause()
    press(qtbot, view, "problem_split")
    delays.pause()
    assert len(view.presenter.draft.post.content_for(channels[1].id).thread) == 1
    assert view.presenter.screen.problems == ()
    assert not child(view, "problems").isVisible()


@pytest.mark.statement(29)
def test_without_a_channel_the_focus_goes_to_the_pills(
    qtbot, compose: Compose, channels, look: Look, delays: Delays
) -> None:
    view = look(compose())
    view.presenter.draft.set_words("text", "Pane")
    for channel in channels:
        press(qtbot, view, f"channel_{channel.id}")
    delays.pause()
    press(qtbot, view, "problem_jump")
    assert has_cursor(view, f"channel_{channels[0].id}")


def test_shorten_selects_what_is_too_much(qtbot, compose: Compose, channels, look: Look, delays: Delays) -> None:
    view = look(compose())
    view.presenter.draft.set_words("text", "a" * 299 + "🎄🎄🎄")
    delays.pause()
    press(qtbot, view, "problem_shorten")
    text = view.editor.box.text
    assert text.textCursor().selectedText() == "🎄🎄"
    qtbot.keyClick(text, Qt.Key.Key_Delete)
    assert view.presenter.draft.post.content_for(channels[1].id).text == "a" * 299 + "🎄"


def test_ctrl_enter_schedules(qtbot, compose: Compose, channels, look: Look, desk: Desk) -> None:
    view = look(compose())
    qtbot.keyClicks(child(view, "post_title"), "Pane")
    qtbot.keyClicks(view.editor.box.text, "Pane nero")
    qtbot.keyClicks(child(view, "when"), "domani 9")
    with qtbot.waitSignal(view.closed):
        qtbot.keyClick(view.editor.box.text, Qt.Key.Key_Return, CONTROL)
    assert len(deliveries(desk, stored(desk)[0])) == 3


@pytest.mark.statement(80)
def test_publishing_now_asks_once_with_the_accounts(qtbot, compose: Compose, channels, look: Look, desk: Desk) -> None:
    view = look(compose())
    view.presenter.draft.set_words("title", "Pane")
    qtbot.keyClicks(view.editor.box.text, "Pane nero")
    qtbot.keyClick(view.editor.box.text, Qt.Key.Key_Return, CONTROL | SHIFT)
    assert deliveries(desk, stored(desk)[0]) == ()
    (sheet,) = view.findChildren(QWidget, "sheet")
    assert {label.text() for label in sheet.findChildren(QLabel)} >= {channel.name for channel in channels}
    with qtbot.waitSignal(view.closed):
        qtbot.mouseClick(sheet.findChild(QPushButton, "sheet_confirm"), LEFT)
    assert [delivery.now for delivery in deliveries(desk, stored(desk)[0])] == [True] * 3


def test_escape_leaves_with_everything_saved(qtbot, compose: Compose, channels, look: Look, desk: Desk) -> None:
    view = look(compose())
    qtbot.keyClicks(view.editor.box.text, "Pane")
    with qtbot.waitSignal(view.closed):
        qtbot.keyClick(view.editor.box.text, Qt.Key.Key_Escape)
    assert stored(desk)[0].content.text == "Pane"


@pytest.mark.fault(77)
def test_a_full_disk_shows_a_bar_and_keeps_the_text(
    qtbot, compose: Compose, channels, look: Look, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from smmdesk.desk import planning

    def full(*_arguments: object, **_more: object) -> None:
        raise ProblemError("disk_full")

    view = look(compose())
    qtbot.keyClicks(view.editor.box.text, "Pane")
    with monkeypatch.context() as broken:
        broken.setattr(planning, "add_post", full)
        press(qtbot, view, "composer_back")
        assert child(view, "message_bar").isVisible()
        assert not view.close()
        assert view.editor.box.text.words == "Pane"
    press(qtbot, view, "message_remedy")
    assert stored(desk)[0].content.text == "Pane"
    assert view.findChild(QWidget, "message_bar") is None or not child(view, "message_bar").isVisible()


def test_what_is_scheduled_says_done(
    qtbot, compose: Compose, channels: tuple[Channel, ...], look: Look, desk: Desk
) -> None:
    composer = compose()
    composer.draft.set_words("title", "Pane")
    composer.draft.set_words("text", "Pane nero")
    composer.type_time("domani 9")
    assert intents.schedule(composer)
    view: ComposerView = look(compose(stored(desk)[0]))
    assert child(view, "composer_schedule").accessibleName() == "Done"
    assert child(view, "composer_state").text() == "Goes out"
