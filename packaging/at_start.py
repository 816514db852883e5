"""Run by the bundle's start on Linux: words are UTF-8, also where the language that a person chose is not installed.

Python does this by itself (PEP 538); inside a bundle it does not.
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
