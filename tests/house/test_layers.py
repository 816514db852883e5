"""Who may import whom (docs/architecture.md). A rule that matches no module fails, so none can go empty unseen."""

import importlib
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_archon import archrule
from pytest_archon.failure import pop_failures

from tests.house.sources import program

QT = ("PySide6*", "shiboken6*", "qasync*")
ABOVE_DESK = ("smmdesk.app", "smmdesk.cli*", "smmdesk.engine*", "ui", "ui.*")
SCREENS = (
    "ui.views*",
    "ui.widgets*",
    "ui.calendar*",
    "ui.previews*",
    "ui.shell*",
    "ui.app",
    "ui.dialogs*",
    "ui.problems*",
)
READ_MODELS = tuple(
    f"smmdesk.store.{name}"
    for name in (
        "brand_reads",
        "calendar_reads",
        "inbox_reads",
        "media_reads",
        "numbers_reads",
        "polls_reads",
        "outbox",
        "people_reads",
        "results_reads",
        "queries",
        "reader",
        "search",
    )
)
PAINTED_QT = tuple(
    f"PySide6.{name}*"
    for name in ("QtWidgets", "QtGui", "QtSvg", "QtPrintSupport", "QtQml", "QtQuick", "QtTest", "QtOpenGL")
)


@dataclass(frozen=True)
class Layer:
    """`modules` must not import `never`, neither themselves nor through modules of their own top package."""

    sentence: str
    modules: tuple[str, ...]
    never: tuple[str, ...]
    but: tuple[str, ...] = ()
    direct: bool = False

    def check(self, package: str = "") -> None:
        rule = archrule(self.sentence).match(*self.modules)
        rule.should_not_import(*self.never).may_import(*self.but).check(
            package or self.modules[0].split(".")[0].rstrip("*"), only_direct_imports=self.direct
        )


LAYERS = (
    Layer("no Qt under smmdesk", ("smmdesk", "smmdesk.*"), (*QT, "ui", "ui.*")),
    Layer(
        "the model stands on nothing",
        ("smmdesk.model*",),
        ("smmdesk.system*", "smmdesk.store*", "smmdesk.platforms*", "smmdesk.desk*", *ABOVE_DESK),
    ),
    Layer(
        "the system stands on the model",
        ("smmdesk.system*",),
        ("smmdesk.store*", "smmdesk.platforms*", "smmdesk.desk*", *ABOVE_DESK),
    ),
    Layer("store and platforms never meet", ("smmdesk.store*",), ("smmdesk.platforms*", "smmdesk.desk*", *ABOVE_DESK)),
    Layer("platforms and store never meet", ("smmdesk.platforms*",), ("smmdesk.store*", "smmdesk.desk*", *ABOVE_DESK)),
    Layer("the desk knows no entrance", ("smmdesk.desk*",), ABOVE_DESK),
    Layer("presenters and item models know no widgets", ("ui.presenters*", "ui.models*"), (*PAINTED_QT, *SCREENS)),
    Layer("the bridge knows no widgets", ("ui.bridge",), (*PAINTED_QT, *SCREENS)),
    Layer(
        "screens know no shell",
        ("ui.views*", "ui.widgets*", "ui.calendar*", "ui.previews*"),
        ("ui.shell*", "ui.app", "main"),
    ),
    Layer(
        "the look knows only the system's paths and words", ("ui.look*",), (*SCREENS, "ui.presenters*", "ui.models*")
    ),
    Layer("the calendar's layout is pure", ("ui.calendar.layout",), (*QT, "smmdesk.*"), but=("smmdesk.model*",)),
    Layer(
        "the window reads facts and read models; it acts through the desk",
        ("ui", "ui.*"),
        ("smmdesk.store*", "smmdesk.platforms*"),
        but=(
            "smmdesk.platforms",
            "smmdesk.platforms.facts",
            "smmdesk.platforms.sign_in_facts",
            "smmdesk.platforms.looks",
            *READ_MODELS,
        ),
        direct=True,
    ),
    Layer("the main window knows no verb", ("ui.shell.main_window",), ("smmdesk.desk*",), direct=True),
)


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.sentence)
def test_the_layer_holds(layer: Layer) -> None:
    layer.check()


def test_the_model_needs_the_standard_library_and_regex_only() -> None:
    allowed = {*sys.stdlib_module_names, "regex", "smmdesk"}
    foreign = {
        (source.module, name)
        for source in program()
        if source.module.startswith("smmdesk.model")
        for _, name in source.imports()
        if name.split(".")[0] not in allowed
    }
    assert foreign == set()


def test_main_starts_the_window_or_the_commands_and_nothing_else() -> None:
    (main,) = [source for source in program() if source.module == "main"]
    own = {".".join(name.split(".")[:2]) for _, name in main.imports() if name.split(".")[0] in ("smmdesk", "ui")}
    assert own <= {"ui.app", "smmdesk.cli", "smmdesk.system"}
    assert {"ui.app", "smmdesk.cli"} <= own


def test_a_breach_in_a_function_or_through_a_third_module_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = tmp_path / "sampleshop"
    for name, text in {
        "__init__": "",
        "counter": "def sell():\n    from sampleshop import cellar",
        "cellar": "import sampleshop.oven",
        "oven": "",
    }.items():
        (shop / f"{name}.py").parent.mkdir(exist_ok=True)
        (shop / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    Layer("sample", ("sampleshop.counter",), ("sampleshop.oven",)).check("sampleshop")
    Layer("nobody", ("sampleshop.bakers*",), ("sampleshop.oven",)).check("sampleshop")
    reasons = [failure.reason for failure in pop_failures()]
    assert len(reasons) == 2
    assert "FORBIDDEN import sampleshop.oven" in reasons[0]
    assert "NO CANDIDATES MATCHED" in reasons[1]
