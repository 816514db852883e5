"""What the installers say about the program: one description that desktops, software centres and macOS can read."""

import configparser
import hashlib
import importlib
import importlib.metadata
import json
import plistlib
import re
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import pytest

from smmdesk import __version__
from smmdesk.system import at_login, entry_texts, in_menu
from smmdesk.system.at_login import engine_service
from smmdesk.system.paths import Paths, default_folder
from tests.house.sources import ROOT, program
from ui.presenters.guide import guide_file

HERE = ROOT / "packaging"
LANGUAGES = ("ENGLISH", "ITALIAN")
MORE = ("bundle", "drawings", "licences", "linux", "macos", "parts", "smoke", "windows")
NAMES = ("bootstrap", "build", "product", *MORE)


@pytest.fixture(scope="module")
def tools() -> Iterator[dict[str, ModuleType]]:
    """The modules of packaging/ by name: they are scripts beside each other, no package."""
    sys.path.insert(0, str(HERE))
    try:
        yield {name: importlib.import_module(name) for name in NAMES if (HERE / f"{name}.py").exists()}
    finally:
        sys.path.remove(str(HERE))
        for name in NAMES:
            sys.modules.pop(name, None)


def test_the_version_is_said_once(tools: dict[str, Any]) -> None:
    assert __version__ == tools["product"].VERSION
    assert re.fullmatch(r"\d+(, \d+){3}", str(tools["product"].version_numbers())[1:-1])


def test_a_desktop_reads_its_entry(tools: dict[str, Any]) -> None:
    read = configparser.RawConfigParser()
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string(tools["linux"].desktop_entry())
    entry = dict(read["Desktop Entry"])
    assert entry["Type"] == "Application"
    assert entry["Exec"] == "smmdesk %U"
    assert entry["Categories"].split(";")[-1] == ""
    assert entry["MimeType"].split(";")[:-1] == ["application/x-smmdesk-archive", "x-scheme-handler/smmdesk"]
    for key in ("Comment", "Keywords"):
        assert entry[f"{key}[it]"] != entry[key]
    product = tools["product"]
    assert (entry["Comment"], entry["Comment[it]"]) == (product.SUMMARY, product.SUMMARIES["it"])
    assert entry["Name"] == entry["Icon"] == product.NAME
    assert Path("/", tools["linux"].HOME) == in_menu.OF_A_PACKAGE, "there Settings offer no second entry"


def test_software_centres_read_its_entry(tools: dict[str, Any]) -> None:
    entry = ElementTree.fromstring(tools["linux"].software_entry())
    assert entry.findtext("id") == tools["product"].IDENTIFIER
    assert entry.findtext("launchable") == "smmdesk.desktop"
    kind = ElementTree.fromstring(tools["linux"].mime_type())
    assert kind.find("{*}mime-type/{*}glob").attrib == {"pattern": "*.smmdesk"}
    assert kind.find("{*}mime-type").attrib == {"type": tools["product"].ARCHIVE_TYPE}
    assert kind.find("{*}mime-type/{*}icon").attrib == {"name": tools["linux"].archive_icon()}


def test_macos_reads_its_list(tools: dict[str, Any]) -> None:
    told = plistlib.loads(plistlib.dumps(tools["bundle"].info_plist()))
    assert told["CFBundleURLTypes"][0]["CFBundleURLSchemes"] == ["smmdesk"]
    kinds = told["UTExportedTypeDeclarations"][0]["UTTypeIdentifier"]
    archive, brought = told["CFBundleDocumentTypes"]
    assert archive["LSItemContentTypes"] == [kinds]
    assert archive["LSHandlerRank"] == "Owner"
    assert "public.image" in brought["LSItemContentTypes"], "a photo dropped onto the icon would fall off"
    assert brought["LSHandlerRank"] == "Alternate", "nobody's photos open here instead of where they did"
    for name in ("CFBundleVersion", "CFBundleShortVersionString"):
        assert re.fullmatch(r"\d+\.\d+\.\d+", told[name])
    assert told["LSMinimumSystemVersion"] == "13.0", "what the wheels of Qt's binding ask for"
    assert entry_texts.IDENTIFIER == tools["product"].IDENTIFIER


def test_macos_asks_in_both_languages_why(tools: dict[str, Any]) -> None:
    """Without a sentence of ours it asks in words of its own, or refuses."""
    told, privacy = tools["bundle"].info_plist(), tools["bundle"].PRIVACY
    assert "NSLocalNetworkUsageDescription" in privacy, "a shop's own site may stand in its own network"
    for language in tools["product"].SUMMARIES:
        words = dict(re.findall(r'^"(\w+)" = "([^"]+)";$', tools["bundle"].plist_words(language), re.MULTILINE))
        assert words == {key: said[language] for key, said in privacy.items()}
    assert all(told[key] == said["en"] for key, said in privacy.items())


def test_what_people_download_can_be_checked(tools: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "smmdesk.deb").write_bytes(b"x")
    listed = tools["build"].write_sums([tmp_path / "smmdesk.deb"], tmp_path)
    assert listed.read_text("utf-8") == f"{hashlib.sha256(b'x').hexdigest()}  smmdesk.deb\n"


def test_who_unpacks_reads_how_it_is_started_and_taken_away(tools: dict[str, Any]) -> None:
    words = " ".join(tools["linux"].READ_ME.split())
    for language, key in (("en", "Put smmdesk into the menu"), ("it", "Metti smmdesk nel menu")):
        assert f'"{key}"' in words, language


def test_what_stays_out_is_not_wanted_by_the_program(tools: dict[str, Any]) -> None:
    out = tuple(tools["bundle"].LEFT_OUT)
    wanted = {name for source in program() for _, name in source.imports()}
    assert [name for name in wanted if name.startswith(tuple(f"{one}." for one in out)) or name in out] == []


def test_macos_is_asked_for_one_right_only() -> None:
    rights = plistlib.loads((HERE / "installer_macos" / "entitlements.plist").read_bytes())
    assert rights == {"com.apple.security.cs.allow-unsigned-executable-memory": True}


def test_windows_own_description_names_every_file_once(tools: dict[str, Any], tmp_path: Path) -> None:
    for name in ("pythonw.exe", "Lib/app/main.py", "Lib/app/ui/è già.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    windows = tools["windows"]
    text = windows.wix_source(tmp_path, windows.EMBEDDED)
    files = [each.get("Source") for each in ElementTree.fromstring(text).iter() if each.tag.endswith("}File")]
    assert sorted(Path(one).name for one in files) == ["main.py", "pythonw.exe", "è già.py"]
    named = re.findall(r'<Component Id="(\w+)"', text)
    assert sorted(named) == sorted(re.findall(r'<ComponentRef Id="(\w+)"', text))
    assert text == windows.wix_source(tmp_path, windows.EMBEDDED), "the same folder is the same installer"
    [entry] = [each for each in ElementTree.fromstring(text).iter() if each.tag.endswith("}Shortcut")]
    assert entry.get("Arguments") == r'"[INSTALLDIR]Lib\app\main.py"'


@pytest.mark.statement(105)
def test_the_installer_speaks_both_languages_and_keeps_what_is_the_persons() -> None:
    script = (HERE / "installer_windows" / "smmdesk.nsi").read_text("utf-8")
    said = {language: set(re.findall(rf"LangString (\w+) \$\{{LANG_{language}\}}", script)) for language in LANGUAGES}
    assert said["ENGLISH"] == said["ITALIAN"] != set()
    assert "RequestExecutionLevel user" in script
    assert "MB_DEFBUTTON2" in script, "the answer of who does not read is: keep it"
    assert script.index("export --format archive") < script.index('RMDir /r "$LOCALAPPDATA\\smmdesk"')


def test_the_uninstaller_takes_what_begins_with_the_computer_along() -> None:
    """A task left behind would start nothing at each log-in; an engine that runs would keep its files in place. The
    tasks of other data folders are found by what the program notes."""
    script = (HERE / "installer_windows" / "smmdesk.nsi").read_text("utf-8")
    _before, install, leave = re.split(r"^Section(?!End)", script, flags=re.MULTILINE)
    for section in (install, leave):
        assert section.index("ENGINES End") < section.index("WAIT_UNTIL_CLOSED")
        for either in ("EXE", "CONSOLE"):
            assert re.search(rf'WAIT_UNTIL_CLOSED \w+ "\$\{{{either}\}}"', section), "either may be open"
    assert install.index("ENGINES Run") > install.index("File /r")
    assert "FORGET_TASKS" in leave
    [noted] = re.findall(r'^!define TASKS "(.*)"', script, re.MULTILINE)
    assert f"HKCU\\{noted}" == at_login.NOTED_TASKS
    service = engine_service(Paths(default_folder()), platform="win32")
    assert service.path.name.removesuffix(at_login.TASK_SUFFIX).endswith("-engine"), "what ENGINES looks for"


def test_windows_is_told_who_made_it_and_which_version(tools: dict[str, Any], tmp_path: Path) -> None:
    """As Apps and Properties show it; at the foot of the installer stands our name, not the packer's."""
    script = (HERE / "installer_windows" / "smmdesk.nsi").read_text("utf-8")
    for line in (
        'VIAddVersionKey "CompanyName" "${MAKER}"',
        '"Publisher" "${MAKER}"',
        '"DisplayVersion" "${VERSION}"',
        'BrandingText "smmdesk ${VERSION}"',
        "ManifestDPIAware true",
    ):
        assert line in script
    (tmp_path / "smmdesk.exe").write_bytes(b"x")
    windows = tools["windows"]
    whole = ElementTree.fromstring(windows.wix_source(tmp_path, windows.FROZEN))
    said = {each.get("Id"): each.get("Value") for each in whole.iter() if each.tag.endswith("}Property")}
    icons = [each.get("Id") for each in whole.iter() if each.tag.endswith("}Icon")]
    assert said["ARPPRODUCTICON"] in icons


@pytest.mark.parametrize(
    ("path", "stays"),
    [
        ("PySide6/Qt/translations/qtbase_it.qm", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6\\translations\\qtbase_it.qm", True),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", False),
        ("PySide6/Qt/lib/libQt6Quick.so.6", False),
        ("libgtk-3.so.0", False),
        ("keyring-25.7.0.dist-info/RECORD", False),
        ("keyring-25.7.0.dist-info/entry_points.txt", True),
        ("libxcb-cursor.so.0", True),
        ("resources/platforms/x.toml", True),
        ("ui/__pycache__/shibokensupport.signature.cpython-311.pyc", True),
        ("ui/__pycache__/bridge.cpython-311.pyc", False),
    ],
)
def test_what_goes_into_the_bundle(path: str, stays: bool, tools: dict[str, Any]) -> None:
    assert tools["bundle"].is_wanted(path) is stays


def test_everything_read_from_disk_goes_along(tools: dict[str, Any]) -> None:
    for where, _ in tools["bundle"].own_data():
        assert Path(where).exists(), where


def test_the_help_has_its_guide_and_pictures_in_every_package(tools: dict[str, Any]) -> None:
    """F1 in an installed program showed the keys alone: the guide was left behind."""
    within = {f"{folder}/{Path(where).name}" for where, folder in tools["bundle"].own_data()}
    for language in ("en", "it"):
        file = guide_file(language)
        shown = re.findall(r"\]\((pictures/[^)]+)\)", file.read_text("utf-8"))
        assert len(shown) > 50
        assert {f"docs/{name}" for name in (file.name, *shown)} <= within
    assert all(tools["bundle"].is_wanted(name) for name in within)


def test_every_part_is_listed_with_its_licence(tools: dict[str, Any]) -> None:
    whole = json.loads(json.dumps(tools["parts"].document(Path(sys.executable))))
    parts = {part["name"]: part for part in whole["components"]}
    installed = {tools["licences"].plain(one.metadata["Name"]) for one in importlib.metadata.distributions()}
    assert tools["licences"].locked() & installed <= set(parts)
    assert [name for name in ("pywin32-ctypes", "jeepney") if name in parts and name not in installed] == []
    assert {"CPython", "pyinstaller"} <= set(parts)
    assert any("Inter" in name for name in parts)
    assert all(part["licenses"][0]["license"] for part in parts.values())
    assert whole == tools["parts"].document(Path(sys.executable)), "the same tree gives the same list"


def test_the_list_of_parts_has_the_form_that_it_says(tools: dict[str, Any], tmp_path: Path) -> None:
    """CycloneDX 1.6: the fields that its readers insist on. The whole schema was asked by hand (docs/packaging.md)."""
    (tmp_path / "_internal").mkdir()
    (tmp_path / "_internal" / "libz.so.1").write_bytes(b"z")
    (tmp_path / "system.json").write_text(json.dumps([["libz.so.1", "zlib1g", "1:1.2.13+x"]]), "utf-8")
    written = tools["parts"].write(Path(sys.executable), tmp_path, tmp_path, tmp_path / "system.json")
    whole = json.loads(written.read_text("utf-8"))
    assert (whole["bomFormat"], whole["specVersion"], whole["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", whole["serialNumber"])
    references = [part["bom-ref"] for part in whole["components"] if "bom-ref" in part]
    assert len(references) == len(set(references))
    assert whole["dependencies"][0]["dependsOn"] == references
    assert {part["type"] for part in whole["components"]} <= {"library", "platform", "data"}
    [found] = [part for part in whole["components"] if part["name"] == "zlib1g"]
    assert found["hashes"] == [{"alg": "SHA-256", "content": hashlib.sha256(b"z").hexdigest()}]
    assert found["purl"].endswith("/zlib1g@1%3A1.2.13%2Bx")
    assert str(ROOT) not in written.read_text("utf-8")


def test_the_text_of_every_licence_goes_along(tools: dict[str, Any]) -> None:
    """Nearly each licence asks for it: a copyright notice and the text itself, in whatever is given to others."""
    found = tools["licences"].of_packages()
    assert all(Path(source).is_file() for _, source, _ in found)
    assert len({place for place, *_ in found}) == len(found), "none takes the place of another"
    here = {tools["licences"].plain(one.metadata["Name"]) for one in importlib.metadata.distributions()}
    without = (tools["licences"].locked() & here) - {place.split("/")[1] for place, *_ in found}
    assert without <= {"pyside6-essentials", "shiboken6"}, "under the LGPL, whose text we bring"
    for name in ("LGPL-3.0.txt", "GPL-3.0.txt"):
        assert "GNU" in (ROOT / "resources" / "licences" / name).read_text("utf-8")
    [(place, source, _)] = tools["licences"].of_python()
    assert place == "licences/python/LICENSE.txt"
    assert "PYTHON SOFTWARE FOUNDATION" in Path(source).read_text("utf-8").upper()


@pytest.mark.skipif(shutil.which("dpkg-query") is None, reason="the packages of Debian's family alone are asked")
def test_a_library_of_the_system_is_told_with_its_package(tools: dict[str, Any]) -> None:
    here = next(path for path in Path("/lib").glob("*/libz.so.1"))
    ours = (sysconfig.get_path("stdlib") + "/lib-dynload/x.so", sys.prefix + "/lib/libQt6Core.so.6", "libpython3.so")
    entries = [("libz.so.1", str(here), "BINARY"), *((name, name, "BINARY") for name in ours)]
    [part] = tools["licences"].system_parts(entries)
    assert (part.file, part.package) == ("libz.so.1", "zlib1g")
    assert part.version
    [(place, source, _)] = tools["licences"].of_the_system([part])
    assert place == "licences/zlib1g/copyright"
    assert "zlib" in Path(source).read_text("utf-8").lower()
