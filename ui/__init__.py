"""The window: Qt and nothing that decides."""

import sys

from ui import pyside

if sys.version_info < (3, 11, 7):
    from ui import old_flags

    old_flags.mend()
pyside.load()
