"""How the program under test is started: from this tree, or as it was installed."""

import os
import shlex
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INSTALLED = "SMMDESK_PROGRAM"
"""A command line that starts an installed program instead, for the same tests."""
ROOT_OF_PROGRAM = "SMMDESK_PROGRAM_ROOT"
"""The folder in which that program's system lies, where it has one of its own (clean_root)."""


def program_command(*arguments: str) -> list[str]:
    named = os.environ.get(INSTALLED)
    return [*(shlex.split(named) if named else (sys.executable, str(ROOT / "main.py"))), *arguments]
