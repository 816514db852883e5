"""The house rules as data: a sentence, what breaks it, where it may stand, and a sample that must be caught."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from smmdesk.platforms import PLATFORMS
from tests.house.sources import ROOT, Source
from tests.house.ways import Check, any_of, importing, naming, qt, reading

ALSO_OTHER_WORDS = {"x"}
"""Keys that are also the name of an icon: a string alone does not tell."""
PLATFORM_KEYS = frozenset(PLATFORMS) - ALSO_OTHER_WORDS


@dataclass(frozen=True)
class Rule:
    """`homes` are module patterns where `check` does not look."""

    sentence: str
    check: Check
    homes: tuple[str, ...]
    bad: tuple[str, ...]
    good: tuple[str, ...] = ()

    def breaches(self, source: Source) -> list[str]:
        """Breaches as "path:line"."""
        if any(fnmatchcase(source.module, home) for home in self.homes):
            return []
        path = source.path.relative_to(ROOT).as_posix()
        return [f"{path}:{getattr(node, 'lineno', 0)}" for node in self.check(source)]


# ------------------------------------------------------------------ checks of their own
def facts_by_platform(source: Source) -> Iterator[ast.AST]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "facts":
            yield from (arg for arg in node.args if ast.unparse(arg).endswith("channel.platform"))


def loop_time(source: Source) -> Iterator[ast.AST]:
    """`loop.time()`, `asyncio.get_running_loop().time()`."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "time":
            owner = node.func.value
            name = source.dotted(owner.func if isinstance(owner, ast.Call) else owner)
            if name.lower().endswith("loop"):
                yield node


def shows_plainly(source: Source) -> Iterator[ast.AST]:
    """`setVisible` of a widget but to hide it: one without a place would be a window of its own for a moment."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "setVisible":
            hides = isinstance(node.args[0], ast.Constant) and node.args[0].value is False
            if not hides and "action" not in ast.unparse(node.func.value).lower():
                yield node


def waits(source: Source) -> Iterator[ast.AST]:
    """`asyncio.sleep` of more than nothing."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and source.dotted(node.func) == "asyncio.sleep":
            length = node.args[0] if node.args else None
            if not (isinstance(length, ast.Constant) and length.value == 0):
                yield node


def starts_tasks(source: Source) -> Iterator[ast.AST]:
    """Everything that makes a task, but a TaskGroup's own `create_task`."""
    groups = {
        item.optional_vars.id
        for node in ast.walk(source.tree)
        if isinstance(node, ast.AsyncWith)
        for item in node.items
        if isinstance(item.optional_vars, ast.Name) and source.dotted(call_of(item)) == "asyncio.TaskGroup"
    }
    for node, name in source.used():
        verb = name.rpartition(".")[2] or (node.attr if isinstance(node, ast.Attribute) else "")
        if verb not in ("create_task", "ensure_future", "run_coroutine_threadsafe"):
            continue
        owner = node.value if isinstance(node, ast.Attribute) else None
        if not (isinstance(owner, ast.Name) and owner.id in groups):
            yield node


def call_of(item: ast.withitem) -> ast.AST:
    return item.context_expr.func if isinstance(item.context_expr, ast.Call) else item.context_expr


def blocks_on_exec(source: Source) -> Iterator[ast.AST]:
    """`.exec()` of anything but a QDrag and the static questions of the dialog classes."""
    drags = {
        target.id
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        for target in node.targets
        if isinstance(target, ast.Name) and source.dotted(node.value.func).endswith("QDrag")
    }
    static = ("getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory", "getText", "getItem")
    for node, name in source.used():
        if not isinstance(node, ast.Attribute):
            continue
        dragging = isinstance(node.value, ast.Name) and node.value.id in drags
        asking = node.attr in static or name in qt("QtWidgets", "QMessageBox.question", "QMessageBox.warning")
        if asking or (node.attr in ("exec", "exec_") and not dragging):
            yield node


def names_a_platform(source: Source) -> Iterator[ast.AST]:
    """A platform's key as a whole string, outside the platform's own file."""
    own = source.module.split(".")[2:3] if source.module.startswith("smmdesk.platforms.") else []
    others = list(codes_and_folders(source))
    for node in ast.walk(source.tree):
        is_key = isinstance(node, ast.Constant) and node.value in PLATFORM_KEYS and node.value not in own
        if is_key and not any(node is other for other in others):
            yield node
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute) and node.left.attr == "platform":
            with_key = [part for part in node.comparators if isinstance(part, ast.Constant)]
            yield from (part for part in with_key if part.value in ALSO_OTHER_WORDS and part.value not in own)


def codes_and_folders(source: Source) -> Iterator[ast.AST]:
    """Strings that may look like a platform's key: `Problem("by_hand")`, `folder / "practice"`."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and source.dotted(node.func).endswith(("Problem", "ProblemError")):
            yield from node.args[:1]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            yield node.right


def guesses_rich_text(source: Source) -> Iterator[ast.AST]:
    """Making or deriving from a QLabel or QTextBrowser, and whatever takes markup, of texts that are not our own."""
    markup = ("setHtml", "insertHtml", "appendHtml", "setMarkdown", "insertMarkdown", "setToolTip", "setWhatsThis")
    for node in ast.walk(source.tree):
        made = [node.func] if isinstance(node, ast.Call) else node.bases if isinstance(node, ast.ClassDef) else []
        yield from (one for one in made if source.dotted(one).endswith((".QLabel", ".QTextBrowser")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in markup:
            yield from (text for text in node.args[:1] if not is_our_text(source, text))
    yield from naming("RichText", "AutoText", "MarkdownText")(source)
    yield from reading(*qt("QtWidgets", "QToolTip.showText", "QWhatsThis.showText"))(source)


def is_our_text(source: Source, text: ast.expr) -> bool:
    """A literal, or the translation of one."""
    if isinstance(text, ast.Call) and source.dotted(text.func).rpartition(".")[2] in WORDING:
        return all(isinstance(part, ast.Constant) for part in text.args[:2])
    return isinstance(text, ast.Constant)


def shows_foreign_tips(source: Source) -> Iterator[ast.AST]:
    """An item model's tool tip made without `escape`: Qt guesses rich text there too."""
    escapes = any(name in ("html.escape", "ui.widgets.safe_label.plain_tip") for _, name in source.imports())
    if not escapes:
        yield from naming("ToolTipRole")(source)


def mixes_words(source: Source) -> Iterator[ast.AST]:
    """A translated text that is put together before it is looked up."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and source.dotted(node.func).rpartition(".")[2] in WORDING:
            yield from (text for text in node.args[:2] if isinstance(text, ast.JoinedStr | ast.BinOp | ast.Call))


WORDING = ("_", "gettext", "ngettext", "pgettext", "npgettext")


UNSAFE_KEYWORDS = (("shell", "True"), ("verify", "False"), ("check_hostname", "False"))


def runs_text(source: Source) -> Iterator[ast.AST]:
    """`eval`, a shell, objects made from bytes, TLS left unchecked."""
    yield from reading("eval", "exec", "compile", "os.system", "os.popen", "yaml.load", "tempfile.mktemp")(source)
    yield from reading("subprocess.getoutput", "subprocess.getstatusoutput", "ssl._create_unverified_context")(source)
    yield from importing("pickle", "marshal", "shelve", "dill", "xml.sax")(source)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.keyword) and (node.arg, ast.unparse(node.value)) in UNSAFE_KEYWORDS:
            yield node.value


def lets_connections_out(source: Source) -> Iterator[ast.AST]:
    """A public function of the store's doors that answers with a connection, a session or a cursor."""
    if source.module not in ("smmdesk.store.store", "smmdesk.store.reader", "smmdesk.store.transaction"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.returns is not None:
            answer = ast.unparse(node.returns)
            if any(word in answer for word in ("Connection", "Session", "Engine", "Cursor", "Row[")):
                yield node


# ------------------------------------------------------------------ the rules
CLOCKS = (
    *(f"datetime.datetime.{name}" for name in ("now", "utcnow", "today")),
    "datetime.date.today",
    *(f"time.{name}" for name in ("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns")),
    *(f"time.{name}" for name in ("localtime", "gmtime", "ctime", "clock_gettime", "process_time", "sleep")),
    *qt("QtCore", "QDateTime.currentDateTime", "QDateTime.currentDateTimeUtc", "QDateTime.currentMSecsSinceEpoch"),
    *qt("QtCore", "QDate.currentDate", "QTime.currentTime", "QElapsedTimer"),
)
DIALOGS = qt(
    "QtWidgets",
    *("QDialog", "QMessageBox", "QFileDialog", "QInputDialog", "QColorDialog", "QFontDialog", "QProgressDialog"),
    *("QErrorMessage", "QWizard"),
)
THREADS = (
    *("threading.Thread", "threading.Timer", "asyncio.to_thread", "concurrent.futures.ThreadPoolExecutor"),
    *("concurrent.futures.ProcessPoolExecutor", "multiprocessing.Process", "multiprocessing.Pool"),
    *qt("QtCore", "QThread", "QThreadPool", "QRunnable"),
)

RULES = (
    Rule(
        "the time comes only from system/clock",
        any_of(reading(*CLOCKS), loop_time),
        ("smmdesk.system.clock",),
        (
            "from datetime import datetime\nnow = datetime.now()",
            "import datetime as dt\nday = dt.date.today()",
            "from time import monotonic\nstart = monotonic()",
            "import time\nfield = dict(default_factory=time.time)",
            "import asyncio\nend = asyncio.get_running_loop().time() + 1",
            "from PySide6.QtCore import QDate\nday = QDate.currentDate()",
        ),
        ("from datetime import datetime\nwhen = datetime(2026, 1, 1).time()", "now = clock.now()"),
    ),
    Rule(
        "widgets are shown by set_shown",
        shows_plainly,
        ("ui.look.style",),
        ("def f(self):\n    self.title.setVisible(True)", "def f(self):\n    self.title.setVisible(bool(self.text()))"),
        ("def f(self):\n    self.title.setVisible(False)\n    self.open_action.setVisible(True)",),
    ),
    Rule(
        "no layout is asked for its items: the binding keeps them when Qt lets them go",
        naming("itemAt"),
        ("ui.widgets.flow_layout",),
        ("first = self._column.itemAt(0)",),
        ("place = self._column.indexOf(card)", "item = self._column.takeAt(0)"),
    ),
    Rule(
        "waiting goes through the clock",
        waits,
        ("smmdesk.system.*",),
        ("import asyncio\nasync def f():\n    await asyncio.sleep(2)",),
        ("import asyncio\nasync def f():\n    await asyncio.sleep(0)", "async def f(clock):\n    await clock.sleep(2)"),
    ),
    Rule(
        "the key ring is opened only in system/secrets",
        importing("keyring", "secretstorage"),
        ("smmdesk.system.secrets*",),
        ("import keyring", "from keyring.errors import KeyringError", "def f():\n    import keyring.backend"),
        ("import keyrings_of_the_shop",),
    ),
    Rule(
        "secrets are revealed only in platforms/http, sign_in and signing",
        naming("reveal"),
        (
            *("smmdesk.platforms.http", "smmdesk.platforms.sign_in", "smmdesk.platforms.signing"),
            "smmdesk.system.secrets*",  # where it is made and sealed
        ),
        ("print(token.reveal())", "show = token.reveal"),
    ),
    Rule(
        "what holds on a channel is asked by the channel: it may be guided",
        facts_by_platform,
        (
            *(f"smmdesk.{name}" for name in ("desk.desk", "desk.connecting", "desk.keys", "commands.channels")),
            *("ui.presenters.channels", "ui.presenters.channel_rows"),
        ),  # who publishes changes there
        ("facts = desk.facts(channel.platform)", "self._desk.facts(case.channel.platform).name"),
        ("facts = desk.facts_for(channel)", "name = desk.facts(entry.platform).name"),
    ),
    Rule(
        "tasks are started only in system/tasks",
        starts_tasks,
        ("smmdesk.system.tasks",),
        (
            "import asyncio\nasyncio.create_task(work())",
            "import asyncio\nasyncio.get_running_loop().create_task(work())",
            "from asyncio import ensure_future\nensure_future(work())",
            "self.group.create_task(work())",
        ),
        ("import asyncio\nasync def f():\n  async with asyncio.TaskGroup() as group:\n    group.create_task(x())",),
    ),
    Rule(
        "threads and processes of Python are started only in system",
        any_of(reading(*THREADS), naming("run_in_executor")),
        ("smmdesk.system.*",),
        ("import threading\nthreading.Thread(target=f).start()", "loop.run_in_executor(None, f)"),
        ("import threading\nlock = threading.Lock()",),
    ),
    Rule(
        "dialogs are made only in ui/problems and ui/dialogs",
        reading(*DIALOGS),
        ("ui.problems*", "ui.dialogs*"),
        (
            "from PySide6.QtWidgets import QMessageBox\nQMessageBox.question(None, 'a', 'b')",
            "from PySide6 import QtWidgets\nclass Sheet(QtWidgets.QDialog): pass",
        ),
    ),
    Rule(
        "nothing blocks on exec(): dialogs and menus are opened",
        blocks_on_exec,
        (),
        ("dialog.exec()", "QFileDialog.getOpenFileName(self)", "menu.exec_(point)"),
        ("from PySide6.QtGui import QDrag\ndrag = QDrag(view)\ndrag.exec(actions)", "dialog.open()"),
    ),
    Rule(
        "a platform's key stands only in its own file, its facts and PLATFORMS",
        names_a_platform,
        (
            "smmdesk.platforms",
            "smmdesk.model.problem_texts*",  # codes of problems
            "smmdesk.model.counting",  # names of ways to count, which facts choose
        ),
        ("if channel.platform == 'mastodon': pass", "if channel.platform == 'x': pass", "LOOKS = {'by_hand': None}"),
        ("name = 'Mastodon'", "'practice makes perfect'", "raise ProblemError('by_hand')", "folder / 'practice'"),
    ),
    Rule(
        "SQL stays in store/",
        importing("sqlalchemy", "alembic", "sqlite3", "pysqlite3"),
        ("smmdesk.store*",),
        ("import sqlite3", "from sqlalchemy import select", "def f():\n    import pysqlite3.dbapi2"),
    ),
    Rule(
        "text from outside goes only through the safe label",
        guesses_rich_text,
        ("ui.widgets.safe_label",),
        (
            "from PySide6.QtWidgets import QLabel\nQLabel(message.text)",
            "from PySide6 import QtWidgets\nclass Title(QtWidgets.QLabel): pass",
            "view.setHtml(text)",
            "button.setToolTip(person.name)",
        ),
        (
            "from PySide6.QtWidgets import QLabel\ndef f(label: QLabel) -> None: ...",
            "icon.setToolTip('smmdesk')\nbutton.setToolTip(_('Undo'))",
        ),
    ),
    Rule(
        "an item model's tool tip is escaped",
        shows_foreign_tips,
        (),
        ("from PySide6.QtCore import Qt\nrole = Qt.ItemDataRole.ToolTipRole",),
        ("from html import escape\nfrom PySide6.QtCore import Qt\nrole = Qt.ItemDataRole.ToolTipRole",),
    ),
    Rule(
        "the decorators of qasync are not used",
        any_of(reading("qasync.asyncSlot", "qasync.asyncClose"), naming("asyncSlot", "asyncClose")),
        (),
        ("from qasync import asyncSlot\n@asyncSlot()\nasync def f(self): ...", "import qasync\nqasync.asyncClose"),
    ),
    Rule(
        "nothing from outside becomes code, and TLS is checked",
        runs_text,
        (),
        (
            "import pickle",
            "eval(text)",
            "import subprocess\nsubprocess.run(line, shell=True)",
            "import httpx\nhttpx.Client(verify=False)",
            "import yaml\nyaml.load(text)",
        ),
        ("import re\nre.compile('a')", "import subprocess\nsubprocess.run(['ls'], shell=False)"),
    ),
    Rule(
        "an address is taken apart by model/url_parts: Python's own way raises for texts that pages and people write",
        reading(*(f"urllib.parse.{name}" for name in ("urlsplit", "urljoin", "urlparse", "urldefrag"))),
        ("smmdesk.model.url_parts",),
        ("from urllib.parse import urlsplit\nurlsplit(url)", "import urllib.parse\nurllib.parse.urljoin(a, b)"),
        ("from urllib.parse import urlunsplit\nurlunsplit(parts)",),
    ),
    Rule(
        "a text is looked up whole: no f-strings inside _()",
        mixes_words,
        (),
        ("_(f'Sent to {name}')", "ngettext('a' + b, 'c', n)", "words._('{n}'.format(n=1))"),
        ("_('Sent to {name}').format(name=name)", "_(label)"),
    ),
)
DOORS = Rule(
    "no connection, session or cursor leaves store/",
    lets_connections_out,
    (),
    ("class Store:\n    def session(self) -> Session: ...",),
)
