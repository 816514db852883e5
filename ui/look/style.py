"""The style sheet of every widget, made from the tokens. Widgets choose by the properties `kind` and `size`."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from smmdesk.system.paths import RESOURCES
from ui.look.theme import Theme, theme, tokens

BASE = "Fusion"
_SHEET = """
QWidget {{ color: {text}; }}
QMainWindow, QWidget#sunken {{ background: {surface-sunken}; }}
QDialog[ground="surface"] {{ background: {surface}; }}
QToolTip {{ background: {tooltip}; color: {tooltip-text}; border: 0; padding: {s3}px {s4}px; }}
QPushButton, QToolButton {{ background: {button}; color: {text}; border: 0; border-radius: {control}px;
  padding: 0 {s5}px; min-height: {h}px; max-height: {h}px; font-weight: 500; outline: 0; }}
QPushButton:hover, QToolButton:hover {{ background: {button-hover}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {text-disabled}; }}
QPushButton[kind="primary"] {{ background: {accent}; color: {accent-text}; font-weight: 600; }}
QPushButton[kind="primary"]:hover {{ background: {accent-hover}; }}
QPushButton[kind="primary"]:pressed {{ background: {accent-pressed}; }}
QPushButton[kind="primary"]:disabled {{ background: {button}; color: {text-disabled}; }}
QPushButton[kind="danger"] {{ background: {danger-fill}; color: {danger-fill-text}; font-weight: 600; }}
QPushButton[kind="danger"]:disabled {{ background: {button}; color: {text-disabled}; }}
QPushButton[kind="quiet"], QToolButton[kind="quiet"] {{ background: transparent; }}
QPushButton[kind="quiet"]:hover, QToolButton[kind="quiet"]:hover {{ background: {surface-hover}; }}
QPushButton[edge="flush"] {{ padding: 0 {s4}px 0 {s2}px; }}
QPushButton[found="true"] {{ background: {accent-soft}; color: {accent-ink}; }}
QLabel[found="true"] {{ background: {accent-soft}; border-radius: {s2}px; }}
QPushButton[kind="link"] {{ background: transparent; color: {link}; padding: 0; text-align: left; }}
QPushButton[kind="link"]:hover {{ text-decoration: underline; }}
QPushButton[kind="surface"] {{ background: {surface}; }}
QPushButton[kind="surface"]:hover {{ background: {surface-hover}; }}
QPushButton[fit="small"], QToolButton[fit="small"] {{ min-height: {hs}px; max-height: {hs}px; font-size: {caption}px;
  padding: 0 {s4}px; }}
QToolButton[kind="icon"] {{ background: transparent; padding: 0; min-width: {h}px; max-width: {h}px; }}
QToolButton[kind="icon"]:hover {{ background: {surface-hover}; }}
QToolButton[kind="icon"]:checked {{ background: {accent-soft}; }}
QPushButton[kind="link"][fit="small"] {{ padding: 0; }}
QToolButton[kind="icon"][fit="small"] {{ min-width: {hs}px; max-width: {hs}px; }}
QToolButton::menu-indicator, QPushButton::menu-indicator {{ image: none; width: 0; }}
QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, QDateTimeEdit {{ background: {surface}; color: {text};
  border: 1px solid {border}; border-radius: {control}px; selection-background-color: {selection};
  selection-color: {selection-text}; }}
QLineEdit, QTextEdit, QPlainTextEdit {{ placeholder-text-color: {placeholder}; }}
QPlainTextEdit {{ padding: {s1}px {s2}px; }}
QPlainTextEdit:focus {{ padding: {s1m}px {s2m1}px; }}
QLineEdit, QComboBox, QSpinBox, QDateTimeEdit {{ min-height: {hf}px; padding: 0 {s4}px; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QSpinBox:focus {{ border: 2px solid {focus}; }}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus {{ padding: 0 {s4m}px; min-height: {hfm}px; }}
QLineEdit[problem="true"], QPlainTextEdit[problem="true"] {{ border: 2px solid {danger}; }}
QLineEdit QToolButton {{ background: transparent; border: 0; padding: 0; min-height: 0; }}
QLineEdit[kind="bare"], QPlainTextEdit[kind="bare"] {{ border: 0; background: transparent; }}
QPlainTextEdit[kind="bare"] {{ padding: 0; }}
QLineEdit[kind="inline"] {{ border: 2px solid transparent; background: transparent;
  padding: 0 {s3}px; min-height: {hfm}px; }}
QLineEdit[kind="inline"]:focus {{ border-color: {focus}; padding: 0 {s3}px; }}
QLineEdit[kind="filled"] {{ border: 1px solid transparent; background: {button}; }}
QLineEdit[kind="filled"]:focus {{ border: 2px solid {focus}; }}
QComboBox::drop-down {{ border: 0; width: {s7}px; }}
QComboBox::down-arrow {{ image: url("{chevron-down}"); width: {s5}px; height: {s5}px; }}
QComboBox QAbstractItemView {{ background: {surface-raised}; border: 1px solid {hairline-strong}; padding: {s2}px; }}
QListWidget[kind="lines"] {{ background: {surface}; border: 1px solid {hairline-strong};
  border-radius: {control}px; outline: 0; padding: {s1}px; }}
QListWidget[kind="lines"]::item {{ padding: {s3}px {s4}px; border-radius: {glyph}px; }}
QListWidget[kind="lines"]::item:selected {{ background: {selection}; color: {selection-text}; }}
QListWidget[kind="sections"] {{ background: {surface-sunken}; border: 0; border-right: 1px solid {hairline};
  border-radius: 0; padding: {s5}px {s4}px; outline: 0; color: {text-muted}; }}
QListWidget[kind="sections"]::item {{ padding: {s3}px {s4}px; border: 2px solid transparent; border-radius: {control}px;
  margin-bottom: {s1}px; }}
QListWidget[kind="sections"]::item:hover {{ background: {surface-hover}; }}
QListWidget[kind="sections"]::item:selected {{ background: {accent-soft}; color: {accent-ink}; }}
QListWidget[kind="sections"]::item:focus {{ border-color: {focus}; }}
QMenu {{ background: {surface-raised}; border: 1px solid {hairline-strong}; border-radius: {card}px; padding: {s3}px; }}
QMenu::item {{ padding: {s3}px {s8}px {s3}px {s4}px; border-radius: {control}px; }}
QMenu::item:selected {{ background: {selection}; color: {selection-text}; }}
QMenu::item:disabled {{ color: {text-disabled}; }}
QMenu::icon {{ padding-left: {s4}px; }}
QMenu::separator {{ height: 1px; background: {hairline}; margin: {s3}px {s2}px; }}
QComboBox:!editable {{ padding-left: {s4w}px; }} QComboBox:!editable:focus {{ padding-left: {s4}px; }}
QCheckBox, QRadioButton {{ spacing: {s4}px; min-height: {t}px; outline: 0; }}
QCheckBox[kind="alone"] {{ spacing: 0; }}
QCheckBox::indicator {{ width: {s6}px; height: {s6}px; border: 1px solid {border}; border-radius: {glyph}px;
  background: {surface}; }}
QCheckBox::indicator:checked {{ background: {accent}; border-color: {accent}; image: url("{check}"); }}
QCheckBox::indicator:disabled {{ border-color: {hairline-strong}; }}
QRadioButton::indicator {{ width: {s6}px; height: {s6}px; border: 1px solid {border}; border-radius: {round}px;
  background: {surface}; }}
QRadioButton::indicator:checked {{ border: {s3}px solid {accent}; width: {r6}px; height: {r6}px;
  border-radius: {round-on}px; }}
QScrollArea {{ border: 0; background: transparent; }}
QScrollArea[ground="surface"] {{ background: {surface}; }}
QScrollArea > QWidget > QWidget#page {{ background: transparent; }}
QScrollBar:vertical {{ width: {s5}px; background: transparent; margin: 0; }}
QScrollBar:horizontal {{ height: {s5}px; background: transparent; margin: 0; }}
QScrollBar::handle {{ background: {hairline-strong}; border-radius: {s1x}px; margin: {s2m}px; }}
QScrollBar::handle:vertical {{ min-height: {s9}px; }} QScrollBar::handle:horizontal {{ min-width: {s9}px; }}
#rail_scroll QScrollBar:vertical {{ width: {s2}px; }}
#rail_scroll QScrollBar::handle {{ border-radius: {thin}px; margin: 0; }}
QScrollBar::handle:hover {{ background: {border}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; background: none; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}
QFrame[card="true"] {{ background: {surface}; border: 1px solid {hairline-strong}; border-radius: {card}px; }}
QFrame[card="side"] {{ background: {surface-sunken}; border: 1px solid {hairline-strong}; border-radius: {card}px; }}
QFrame[card="problem"] {{ background: {danger-soft}; border: 0; border-radius: {card}px; }}
QFrame[card="warning"] {{ background: {warning-soft}; border: 0; border-radius: {card}px; }}
QFrame[card="info"] {{ background: {info-soft}; border: 0; border-radius: {card}px; }}
QFrame[edge="full"] {{ border-radius: 0; }}
QFrame[line="h"] {{ background: {hairline}; border: 0; max-height: 1px; min-height: 1px; }}
QFrame[line="between"] {{ background: {hairline}; border: 0; max-width: 1px; min-width: 1px; }}
QFrame[line="v"] {{ background: {hairline-strong}; border: 0; max-width: 1px; min-width: 1px; }}
QLabel {{ background: transparent; }}
QLabel[tone="muted"] {{ color: {text-muted}; }} QLabel[tone="faint"] {{ color: {text-faint}; }}
QLabel[tone="accent"] {{ color: {accent-ink}; }} QLabel[tone="success"] {{ color: {success}; }}
QLabel[tone="warning"] {{ color: {warning}; }} QLabel[tone="danger"] {{ color: {danger}; }}
QLabel[tone="info"] {{ color: {info}; }} QLabel[tone="holiday"] {{ color: {holiday}; }}
QProgressBar {{ background: {info-soft}; border: 0; border-radius: {thin}px; min-height: {s2}px; max-height: {s2}px; }}
QProgressBar::chunk {{ background: {info}; border-radius: {thin}px; }}
QTabBar {{ background: transparent; }}
QTabBar QToolButton {{ background: {surface}; border-radius: {glyph}px; padding: 0;
  min-height: {t}px; max-height: {t}px; min-width: {t}px; max-width: {t}px; }}
QTabBar QToolButton::right-arrow {{ image: url("{chevron-right}"); width: {s6}px; height: {s6}px; }}
QTabBar QToolButton::left-arrow {{ image: url("{chevron-left}"); width: {s6}px; height: {s6}px; }}
"""

_HIGH_CONTRAST = """
QPushButton, QToolButton {{ border: 1px solid {text}; }}
QPushButton:disabled, QToolButton:disabled {{ border-color: {text-disabled}; }}
QPushButton[kind="quiet"], QPushButton[kind="link"], QToolButton[kind="icon"] {{ border-color: transparent; }}
QToolButton[kind="icon"]:checked {{ border: 2px solid {accent-ink}; }}
QPushButton[kind="link"], QPushButton[kind="link"]:hover {{ text-decoration: underline; }}
QFrame[card="problem"] {{ border: 2px solid {danger}; }}
QFrame[card="warning"] {{ border: 2px solid {warning}; }}
QFrame[card="info"] {{ border: 2px solid {info}; }}
QLineEdit[kind="filled"] {{ border-color: {border}; }}
QMenu::item:selected {{ border: 2px solid {accent-ink}; }}
"""


def sheet(look: Theme) -> str:
    """The style sheet in the colours and sizes of `look`."""
    values: dict[str, object] = {name: look.name_of(name) for name in ("placeholder", *_color_names(look))}
    values |= {f"s{step}": look.space(step) for step in range(1, 11)}
    values |= {"control": look.radius("control"), "card": look.radius("card"), "glyph": look.radius("glyph")}
    values |= {"h": look.px(32), "hs": look.px(26), "hf": look.px(32) - 2, "hfm": look.px(32) - 4, "t": look.px(24)}
    values |= {"body": look.px(13), "caption": look.px(12), "s4m": max(0, look.space(4) - 1), "s4w": look.space(4) + 1}
    values |= {"s1m": max(0, look.space(1) - 1), "s2m1": max(0, look.space(2) - 1)}
    values |= {"s1x": max(1, look.space(2) - look.space(1)), "s2m": look.px(3), "r6": look.px(6)}
    # a corner wider than half of what it rounds is no corner at all
    values |= {
        "round": (look.space(6) + 2) // 2,
        "round-on": look.space(3) + look.px(6) // 2,
        "thin": look.space(2) // 2,
    }
    shade = ("dark" if look.is_dark else "light") + ("-high" if look.is_high_contrast else "")
    drawings = RESOURCES / "icons" / "sheet" / shade  # a sheet cannot colour a drawing
    for name in ("check", "chevron-left", "chevron-right", "chevron-down"):
        values[name] = (drawings / f"{name}.svg").as_posix()
    return (_SHEET + (_HIGH_CONTRAST if look.is_high_contrast else "")).format_map(values)


def _color_names(look: Theme) -> list[str]:
    return [name for name, value in tokens()["color"]["light"].items() if isinstance(value, str)]


ARGUMENTS = ("-style", BASE)
"""What a QApplication is made with: asked for later, the style would make Python read all that a QStyle can be."""


def apply(app: QApplication, *, is_based: bool = False) -> None:
    """Dress the application, now and at every change of the theme. `is_based`: it was made with ARGUMENTS."""
    if not is_based:
        app.setStyle(BASE)

    def dress() -> None:
        look = theme()
        app.setFont(look.font("body"))
        app.setPalette(look.palette())
        app.setStyleSheet(sheet(look))

    theme().changed.connect(dress)
    dress()


def set_kind(widget: QWidget, **properties: object) -> None:
    """Set style properties (`kind`, `size`, `tone`, `card`, `problem`) and let the sheet look again.

    A widget that was never dressed is looked at in time; one that is as it was needs no look.
    """
    differs = False
    for name, value in properties.items():
        own = "fit" if name == "size" else name  # `size` is a property of Qt's own
        differs = differs or widget.property(own) != value
        widget.setProperty(own, value)
    if not differs or not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


def set_shown(widget: QWidget, is_shown: bool) -> None:
    """Show or hide `widget`; without a parent it is only not hidden any more, and its place will show it.

    A plain `setVisible(True)` would make it a window of its own for a moment, which flashes and takes the focus.
    """
    if is_shown and widget.parentWidget() is None:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    else:
        widget.setVisible(is_shown)
