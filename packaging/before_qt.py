"""Run by the bundle's start before PyInstaller's own step imports Qt: in parts, and with the bytecode that is kept
beside it (ui/pyside.py); otherwise Qt's binding would compile its Python at every start, of the window and of the engine.
"""

import ui  # noqa: F401
