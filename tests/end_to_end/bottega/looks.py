"""What the window makes of Bottega, run in the changed copy: `python looks.py FOLDER`; prints one JSON object."""

import json
import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"


def main(folder: Path) -> None:
    from smmdesk.app import close_now, open_desk
    from smmdesk.desk.planning import add_post, check_post, first_brand
    from smmdesk.model.content import Content
    from smmdesk.system.paths import Paths
    from tests.promises import verbs
    from ui.app import make_application
    from ui.bridge import Bridge
    from ui.look import glyphs
    from ui.presenters.channels import ChannelsPresenter
    from ui.presenters.composer import ComposerPresenter
    from ui.presenters.previews import PreviewsPresenter

    make_application()
    desk = open_desk(Paths(folder))
    try:
        bridge, brand = Bridge(desk), first_brand(desk)
        channels = ChannelsPresenter(bridge)
        channels.start("bottega")
        coach = channels.coach
        assert coach is not None
        channel = next(row.channel for row in channels.rows if row.channel.platform == "bottega")
        post = add_post(desk, brand.id, content=Content(text="x" * 201), channels=(channel.id,))
        [problem] = check_post(desk, post)[channel.id].blocking
        composer = ComposerPresenter.open(bridge, post.id)
        voice = composer.voices[0]
        previews = PreviewsPresenter(composer)
        shown = {
            "offered": "bottega" in {facts.key for facts in channels.platforms},
            "form": [entry.key for entry in coach.fields],
            "says": problem.title,
            "counter": [voice.limits.text_max, [option.key for option in desk.facts("bottega").options]],
            "preview": previews.previews[0].look,
            "glyph": not glyphs.pixmap("bottega", desk.look("bottega").tint).isNull(),
            "page": [line for line in verbs.page({}).splitlines() if "Bottega" in line],
        }
        composer.let_go()
        channels.close()
        print(json.dumps(shown))
    finally:
        close_now(desk)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
