"""Pictures of every preview to look at: `python -m tests.ui.previews.gallery FOLDER [--scale 2] [--only square]`.

One sheet per shade, language and width, each platform beside its neighbours. Nothing is asserted here.
"""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.presenters.previews import Preview

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
COLUMN_PX, WIDE_PX, PER_ROW = 236, 420, 5
TEXT = {
    "it": "Il panettone è pronto! 36 ore di lievitazione, uvetta e arancia candita. Prenotate il vostro al banco o su "
    "https://forno.example/panettone prima di giovedì: come ogni anno ne facciamo solo cento, e finiscono in fretta. "
    "Vi aspettiamo con @trieste_bakers! #panettone #trieste #natale #forno",
    "en": "The panettone is ready! 36 hours of rising, raisins and candied orange. Order yours at the counter or on "
    "https://forno.example/panettone before Thursday: as every year we make a hundred only, and they go quickly. "
    "See you with @trieste_bakers! #panettone #trieste #christmas #bakery",
}
TITLE = {"it": "Panettone 2026: prenotazioni aperte", "en": "Panettone 2026: order now"}
COMMENT = {"it": "Ingredienti sul nostro sito.", "en": "What is in it stands on our site."}


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", default="1")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    os.environ["QT_SCALE_FACTOR"] = options.scale
    options.folder.mkdir(parents=True, exist_ok=True)
    from ui.app import make_application

    app = make_application()
    for language in ("it", "en"):
        for dark in (False, True):
            for wide in (False, True):
                _sheet(language, dark, wide, options)
    app.processEvents()


def made(key: str, language: str, number: int, kind: str = "") -> "Preview":
    """A preview of a platform with the sample shop's words and pictures."""
    from smmdesk.platforms import facts_of
    from smmdesk.system.paths import RESOURCES
    from ui.presenters.previews import Preview, PreviewPart, PreviewPicture

    facts = facts_of(key)
    limits, fact = facts.limits, facts.preview
    pictures = [RESOURCES / "sample" / name for name in ("panettone.jpg", "dough.jpg", "oven.jpg", "gift.jpg")]
    count = min((1, 3, 2, 4)[number % 4], limits.images_max or 4)
    options = {"kind": kind} if kind else {}
    chosen = facts.kind_of(options)
    shape = next((k.wide / k.high for k in facts.kinds if k.key == chosen and k.high), 0.0)
    grid = fact.grid_ratio if all(k.in_grid for k in facts.kinds if k.key == chosen) else 0.0
    shown = tuple(PreviewPicture(str(path), 0.8, "Panettone") for path in pictures[:count])
    if shape and shape < 0.7:
        shown = shown[:1]
    with_link = limits.has_link_card and not limits.media_required and number % 3 == 2
    return Preview(
        channel_id=key, platform=key, tint=facts.tint, caption=facts.name + (f" · {kind}" if kind else ""),
        look=fact.look, name="Forno Lucia", handle="@fornolucia", avatar="", time="09:00", day="19 nov 2026",
        title=TITLE[language] if limits.has_title else "", link="https://forno.example/panettone" if with_link else "",
        parts=(PreviewPart(TEXT[language], () if with_link else shown),),
        first_comment=COMMENT[language] if limits.has_first_comment and number % 2 else "",
        options={**options, "subreddit": "r/italy", "tags": "panettone, trieste"}, fold_phone=fact.fold_phone_chars,
        fold_desktop=fact.fold_desktop_chars, ratio_min=fact.image_ratio_min, ratio_max=fact.image_ratio_max,
        measured=fact.measured, verdict="", level="ok", kind=chosen, shape=shape, grid_ratio=grid,
        unsafe_top=fact.unsafe_top, unsafe_bottom=fact.unsafe_bottom, unsafe_right=fact.unsafe_right,
        colours=fact.colours,
    )  # fmt: skip


def _sheet(language: str, dark: bool, wide: bool, options: Namespace) -> None:
    from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

    from smmdesk.model.words import set_language
    from smmdesk.platforms import PLATFORMS, facts_of
    from ui.look.theme import theme
    from ui.previews.preview_card import PreviewCaption, PreviewCard

    set_language(language)
    theme().choose("dark" if dark else "light")
    wanted = [
        (key, kind.key if number else "")
        for key in PLATFORMS
        for number, kind in enumerate(facts_of(key).kinds or (None,))
        if not facts_of(key).closed and (not options.only or facts_of(key).preview.look in options.only.split(","))
    ]
    sheet = QWidget()
    grid = QGridLayout(sheet)
    for number, (key, kind) in enumerate(wanted):
        preview = made(key, language, number, kind)
        card = PreviewCard(preview, dark, wide)
        if kind == "reel":
            card.toggle("unsafe")
        width = WIDE_PX if wide else COLUMN_PX
        card.setFixedSize(width, card.heightForWidth(width))
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.addWidget(PreviewCaption(preview))
        column.addWidget(card)
        column.addStretch()
        grid.addWidget(holder, number // PER_ROW, number % PER_ROW)
    name = f"{'computer' if wide else 'phone'}-{'dark' if dark else 'light'}-{language}.png"
    sheet.grab().save(str(options.folder / name))
    sheet.deleteLater()


if __name__ == "__main__":
    main()
