"""Run by the bundle's start on Linux. Words are UTF-8, also where the language that a person chose is not installed:
Python does this by itself (PEP 538), inside a bundle it does not. And what the program starts (the browser, the file
manager, systemctl) finds the system's libraries, not the bundle's: this process has read their path already, and where
the program starts itself the bundle sets it again.
"""

import locale
import os

if locale.nl_langinfo(locale.CODESET).upper() not in {"UTF-8", "UTF8"}:
    for name in ("C.UTF-8", "C.utf8"):
        try:
            locale.setlocale(locale.LC_CTYPE, name)
        except locale.Error:
            continue
        os.environ["LC_CTYPE"] = name
        break

before = os.environ.pop("LD_LIBRARY_PATH_ORIG", "")
if before:
    os.environ["LD_LIBRARY_PATH"] = before
else:
    os.environ.pop("LD_LIBRARY_PATH", None)
