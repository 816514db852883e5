"""PySide6 in parts (ui/pyside.py): what waits is not run by a start, and says the same when it is asked."""

import json
import os
import subprocess
import sys
from pathlib import Path

from benchmarks.processes import ROOT, run
from smmdesk.app import close_now, open_desk
from smmdesk.desk import planning
from smmdesk.system.paths import Paths

ASK = """
import inspect, json, sys
{first}
from PySide6.QtCore import QPoint, QTimer, Qt, QObject
from PySide6.support.signature import get_signature
from PySide6.support.signature.lib import enum_sig
from PySide6.support.signature.parser import pyside_type_init
said = []
for wrong in (lambda: QPoint("a"), lambda: QTimer.singleShot(), lambda: QPoint(1, 2).setX(QPoint())):
    try:
        wrong()
    except TypeError as error:
        said.append(str(error))
said.append(str(get_signature(QTimer.singleShot)))
said.append(QPoint.__doc__ or "")
said += [enum_sig.__name__, pyside_type_init.__module__]
try:
    from PySide6.support.signature.layout import nothing_of_this_name
except ImportError as error:
    said.append(str(error))
print(json.dumps(said))
"""


ENUMERATIONS = """
import copy, enum, json, pickle
{first}
from PySide6 import QtCore, QtGui, QtWidgets
said = {{}}
for module in (QtCore, QtGui, QtWidgets):
    for holder in [module, *(getattr(module, name) for name in dir(module))]:
        for name in dir(module) if holder is module else list(vars(holder)) if isinstance(holder, type) else ():
            made = getattr(holder, name, None)
            if isinstance(made, type) and issubclass(made, enum.Enum) and made.__module__.startswith("PySide6"):
                members = [[alias, str(one), repr(one), one.value, hash(one) == hash(made(one.value)),
                            one is made[alias] is made(one.value) is copy.copy(one), one in made, f"{{one:}}"]
                           for alias, one in made.__members__.items()]
                said[f"{{made.__module__}}.{{made.__qualname__}}"] = [
                    repr(made), [repr(base) for base in made.__mro__], [one.name for one in made], len(made), members,
                    pickle.loads(pickle.dumps(next(iter(made)))) is next(iter(made)) if len(made) else None,
                    sorted(key for key in vars(made) if key != "_missing_"), made.__doc__]
for asked in ("QtCore.Qt.Key(-3)", "QtCore.Qt.AspectRatioMode(77)", "QtCore.Qt.Key['Nothing']",
              "QtCore.Qt.Key.Key_A + 1", "QtCore.Qt.Key.Key_A < QtCore.Qt.Key.Key_B",
              "QtCore.Qt.AspectRatioMode.nothing",
              "setattr(QtCore.Qt.Key, 'Key_A', 1)", "type('More', (QtCore.Qt.Key,), {{}})"):
    try:
        said[asked] = repr(eval(asked))
    except Exception as error:
        said[asked] = f"{{type(error).__name__}}: {{error}}"
print(json.dumps([said]))
"""
MADE = """
import json
{first}
from ui import enumerations
theirs, names = enumerations._python_makes, ["Model"]
enumerations._python_makes = lambda kind, name, *given, **more: names.append(name) or theirs(kind, name, *given, **more)
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
made = Qt.Key, Qt.AspectRatioMode, Qt.AlignmentFlag
print(json.dumps(sorted(set(names))))
"""


def asked(first: str, ask: str = ASK, **more: str) -> list[object]:
    done = subprocess.run(
        [sys.executable, "-c", ask.format(first=first)], cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **more},
    )  # fmt: skip
    answer: list[object] = json.loads(done.stdout)
    return answer


def test_what_waits_says_the_same_as_what_does_not() -> None:
    ours, theirs = asked("import ui"), asked("")
    assert "Supported signatures:" in str(theirs[0])
    assert ours == theirs


def test_enumerations_made_quickly_are_those_that_python_makes() -> None:
    ours, theirs = asked("import ui", ENUMERATIONS)[0], asked("", ENUMERATIONS)[0]
    assert isinstance(theirs, dict)
    assert len(theirs) > 300
    assert ours == theirs


def test_python_itself_makes_only_what_is_copied() -> None:
    assert asked("import ui", MADE) == ["BeginFrameFlag", "Model"]  # the former has no members


def test_bytecode_of_what_lies_inside_the_library_is_kept_and_made_anew_when_it_differs(tmp_path: Path) -> None:
    def cached() -> dict[str, bytes]:
        found = tmp_path.rglob("shibokensupport*.pyc")
        return {path.name.split(".cpython")[0]: path.read_bytes() for path in found}

    def started() -> list[object]:
        keeping = {"PYTHONPYCACHEPREFIX": str(tmp_path), "PYTHONDONTWRITEBYTECODE": ""}
        return asked("import ui", MADE, **keeping)

    started()
    first = cached()
    assert {"shibokensupport.signature.loader", "shibokensupport.signature.mapping"} <= set(first)
    (mapping,) = tmp_path.rglob("shibokensupport.signature.mapping*.pyc")
    (loader,) = tmp_path.rglob("shibokensupport.signature.loader*.pyc")
    loader.write_bytes(loader.read_bytes()[:200])
    mapping.write_bytes(mapping.read_bytes()[:8] + b"older" + mapping.read_bytes()[13:])
    assert started() == ["BeginFrameFlag", "Model"], "damaged bytecode is made again, and so is that of another text"
    assert cached()["shibokensupport.signature.mapping"] == first["shibokensupport.signature.mapping"]


def test_kept_bytecode_names_no_folder_of_who_made_it(tmp_path: Path) -> None:
    """A bundle brings it: the same sources are the same bytes wherever they lie, and nobody's folders are told."""
    command = [sys.executable, "-c", "import ui"]
    env = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path), "PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run(command, cwd=ROOT, env=env, check=True)
    kept = list(tmp_path.rglob("shibokensupport*.pyc"))
    assert kept
    assert [path.name for path in kept if str(ROOT).encode() in path.read_bytes()] == []


def test_no_start_runs_what_waits(tmp_path: Path) -> None:
    desk = open_desk(Paths(tmp_path / "desk"))
    planning.first_brand(desk)
    close_now(desk)
    told = run("start", str(desk.paths.folder))
    assert told["waiting"] == sorted(told["could_wait"]), "something looked into a part of PySide6 that should wait"
    assert len(told["waiting"]) == 6


def test_time_zones_do_not_load_how_python_was_built() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, os, smmdesk.model.moment as m, zoneinfo; m.zone_of('Europe/Rome');"
         "print([n for n in sys.modules if n.startswith('_sysconfigdata')], 'PYTHONTZPATH' in os.environ,"
         "len(zoneinfo.TZPATH))"],
        cwd=ROOT, capture_output=True, text=True, check=True,
        env={name: value for name, value in os.environ.items() if name != "PYTHONTZPATH"},
    )  # fmt: skip
    assert done.stdout.split("\n")[0] == ("[] False 4" if os.name == "posix" else "[] False 0")
