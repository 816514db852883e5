"""What the user guide shows of what comes from elsewhere: tables, calendars, the past of an account, an answer."""

import os
import re
import signal
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from tests.end_to_end.guide_more import real_shop
from tests.end_to_end.guide_scenes import TALL, Start, union
from tests.helpers.screen import until

if TYPE_CHECKING:
    from tests.end_to_end.guide_pictures import Camera
    from tests.helpers.screen_reader import Node

YEARS = 30
SHOWN_SHARE = 0.4


class Words(NamedTuple):
    """Files from elsewhere, in one language."""

    table: str
    strange: str
    events: tuple[str, str]
    past: tuple[str, str]
    years: str


WORDS = {
    "en": Words(
        """date,time,text,channels
2026-12-04,09:00,"Friday is focaccia day.",Mastodon
2026-12-05,09:00,"Saturday we open at seven.",Bluesky
2026-13-41,09:00,"This day does not exist.",Mastodon
""",
        """when,hour,what we say,where
04/12/2026,09:00,"Friday is focaccia day.",Mastodon
05/12/2026,09:00,"Saturday we open at seven.",Bluesky
""",
        ("Christmas market", "Panettone course"),
        ("How our sourdough is born", "Why our dough rests a night"),
        "our-years.csv",
    ),
    "it": Words(
        """data,ora,testo,canali
2026-12-04,09:00,"Venerdì è il giorno della focaccia.",Mastodon
2026-12-05,09:00,"Sabato apriamo alle sette.",Bluesky
2026-13-41,09:00,"Questo giorno non esiste.",Mastodon
""",
        """quando,alle,che cosa diciamo,dove
04/12/2026,09:00,"Venerdì è il giorno della focaccia.",Mastodon
05/12/2026,09:00,"Sabato apriamo alle sette.",Bluesky
""",
        ("Mercatino di Natale", "Corso di panettone"),
        ("Come nasce il lievito madre", "Perché il pane riposa una notte"),
        "i-nostri-anni.csv",
    ),
}


def calendar_file(words: Words) -> str:
    events = (
        f"BEGIN:VEVENT\r\nUID:{number}@example\r\nDTSTART;VALUE=DATE:2026120{5 + number}\r\n"
        f"SUMMARY:{name}\r\nEND:VEVENT"
        for number, name in enumerate(words.events)
    )
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN", *events, "END:VCALENDAR", ""))


def past_file(words: Words) -> str:
    """What WordPress gives as its export."""
    posts = "".join(
        f"""<item><title>{title}</title><link>https://fornolucia.example/{number}</link>
<guid isPermaLink="false">https://fornolucia.example/?p={number}</guid>
<content:encoded><![CDATA[<p>{title}</p>]]></content:encoded><wp:post_id>{number}</wp:post_id>
<wp:post_date_gmt>2025-11-0{number} 11:30:00</wp:post_date_gmt><wp:status>publish</wp:status>
<wp:post_type>post</wp:post_type></item>"""
        for number, title in enumerate(words.past, start=3)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<title>Forno Lucia</title><link>https://fornolucia.example</link><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://fornolucia.example</wp:base_site_url>{posts}</channel></rss>"""


FILES: tuple[tuple[str, str, str, Callable[[Words], str]], ...] = (
    ("bring-table", "import_cancel", "posts.csv", lambda words: words.table),
    ("bring-columns", "columns_cancel", "list.csv", lambda words: words.strange),
    ("bring-calendar", "import_cancel", "calendar.ics", calendar_file),
    ("bring-past", "import_cancel", "fornolucia.xml", past_file),
)


def bringing(camera: "Camera") -> None:
    """What smmdesk recognised in each of these files, before anything changes."""
    words = WORDS[camera.sitting.look.language]
    for picture, wait_for, name, text_of in FILES:
        _choose(camera, name, text_of(words))
        camera.program.find(id=wait_for)
        if wait_for == "columns_cancel":
            camera.program.hand.press_keys("Down", "Down", "Down")  # the third column is what is said
        camera.dialog(picture)


def going(camera: "Camera") -> None:
    """Years of posts on their way in. The program is held for the picture: what moves would never stand still."""
    program, words = camera.program, WORDS[camera.sitting.look.language]
    rows = words.table.splitlines()[:3]
    head, said = rows[0], [row.partition(",")[2] for row in rows[1:]]
    days = [f"20{27 + year}-{1 + day // 28:02d}-{1 + day % 28:02d}" for year in range(YEARS) for day in range(336)]
    _choose(camera, words.years, "\n".join([head, *(f"{day},{row}" for day in days for row in said), ""]))
    program.find(id="import_do").press()
    sheet = program.find(id="import_going")
    until(lambda: _share_in(sheet.now() or sheet, camera) >= SHOWN_SHARE, "a good part is in")
    box = union(sheet.now() or sheet)
    os.kill(program.pid, signal.SIGSTOP)
    try:
        camera.keep("bring-going", box)
    finally:
        os.kill(program.pid, signal.SIGCONT)
    program.find(id="import_stop").press()
    program.gone(id="import_going")


def _share_in(sheet: "Node", camera: "Camera") -> float:
    """By its words: “2,000 of 6,000”."""
    for node in camera.program.all("label", within=sheet):
        numbers = [int(digits) for word in node.name.split(" ") if (digits := re.sub(r"\D", "", word))]
        if len(numbers) == 2:
            return numbers[0] / numbers[1]
    return 0.0


def _choose(camera: "Camera", name: str, text: str) -> None:
    """Bring in a file with this name and text."""
    program, file = camera.program, camera.program.folder.with_name(name)
    file.write_text(text, encoding="utf-8", newline="")
    program.find(id="brand").press()
    program.find(id="action_bring_in").press()
    program.hand.do("sleep", 1)
    program.hand.type(str(file))
    program.hand.press_keys("Return")


STARTS: Mapping[str, Start] = {
    "bring": Start((bringing, going), (), real_shop, TALL),
}
