"""What every installer says about smmdesk: one description, for Windows, macOS and Linux. Standard library only."""

import os
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

NAME = "smmdesk"
VERSION: str = PROJECT["version"]
SUMMARY: str = PROJECT["description"]
SUMMARIES = {"en": SUMMARY, "it": "La scrivania social di una piccola impresa, sul computer di chi la usa"}
MAKER = "The smmdesk founders"
CONTACT = os.environ.get("SMMDESK_CONTACT") or "smmdesk@localhost"
"""Debian wants an address of the maintainer: the release workflow's, from its variable CONTACT. Whoever builds without
one pretends no mailbox."""
IDENTIFIER = "app.smmdesk.smmdesk"
SCHEME = "smmdesk"
LICENCE: str = PROJECT["license"]
ARCHIVE_SUFFIX, ARCHIVE_TYPE = "smmdesk", "application/x-smmdesk-archive"
MACOS_OLDEST = "13.0"
"""The oldest for which Qt's binding is made (its wheels for macOS say 13.0; seen 29 Nov 2026)."""
BROUGHT_ON_MACOS = ("public.image", "public.movie", "com.apple.ical.ics")
"""Uniform types of what can be dropped onto the program's icon (ui/shell/opening.py); without them it takes nothing."""
ICON = ROOT / "resources" / "icons" / "smmdesk.png"
DRAWING = ROOT / "resources" / "icons" / "smmdesk.svg"
DESKTOP = ROOT / "resources" / "desktop"
"""What a desktop of Linux reads, in the form in which it is installed for everybody."""
DESKTOP_ENTRY, MIME_TYPE = DESKTOP / "smmdesk.desktop", DESKTOP / "smmdesk.xml"
ARCHIVE_DRAWING = DESKTOP / "archive.svg"
TEXTS = ("LICENSE", "THIRD_PARTY.md", "CHANGELOG.md")
GUIDE = ("docs/guide.md", "docs/guida.md", "docs/pictures/guide-*.png")
"""What the window's help shows: the user guide in both languages, with its pictures."""


def guide() -> list[Path]:
    """The files of GUIDE."""
    return [path for pattern in GUIDE for path in sorted(ROOT.glob(pattern))]


def version_numbers() -> tuple[int, int, int, int]:
    """As Windows wants them: four numbers."""
    numbers = [int(number) for number in re.findall(r"\d+", VERSION)[:3]]
    first, second, third = [*numbers, 0, 0, 0][:3]
    return first, second, third, 0
