"""Run by the bundle's start before PyInstaller's own step imports Qt: in parts, and with the bytecode that is kept
beside it (ui/pyside.py). Otherwise Qt's binding would compile its Python at every start of window and engine.
"""

import ui  # noqa: F401
