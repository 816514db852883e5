"""The window: Qt and nothing that decides."""

from ui import pyside

pyside.load()
