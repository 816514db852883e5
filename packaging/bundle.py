"""What goes into the bundle and what stays out: data that smmdesk.spec hands to PyInstaller. Standard library only."""

from pathlib import Path
from typing import Any

import product

LEFT_OUT = [
    *("tkinter", "unittest", "pydoc_data", "pytest", "setuptools", "pip", "wheel", "IPython", "numpy"),
    *(f"PySide6.Qt{part}" for part in ("Qml", "Quick", "QuickWidgets", "OpenGL", "OpenGLWidgets", "Sql", "Test")),
]
NEEDED_BY_NAME = (
    "alembic.ddl.sqlite",
    "logging.config",
    "pysqlite3.dbapi2",
    "sqlite3.dbapi2",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "qasync",
    "PySide6.QtDBus",
    "PySide6.QtNetwork",
    "PySide6.QtPrintSupport",
    "PySide6.QtSvg",
)
KEY_RINGS = {
    "win32": ("keyring.backends.Windows", "win32ctypes.core"),
    "darwin": ("keyring.backends.macOS",),
    "linux": ("keyring.backends.SecretService", "keyring.backends.kwallet", "secretstorage", "jeepney"),
}
EMBEDDED, KEPT_BYTECODE = "shibokensupport", "ui/__pycache__"
"""Python that lies as source inside Qt's binding, and where its bytecode is kept beside `ui/pyside.py`."""
LANGUAGES = (
    "en",
    *sorted(path.parent.name for path in (product.ROOT / "resources" / "translations").glob("*/LC_MESSAGES")),
)
"""Whose words of Qt's own buttons go along."""
OF_THE_SYSTEM = """
    libgtk-3 libgdk-3 libgdk_pixbuf libcairo libpango libatk libatspi libepoxy libharfbuzz libgnutls libcups libkrb5
    libgssapi libk5crypto libkeyutils libavahi libp11-kit libhogweed libnettle libtasn1 libidn2 libunistring libgcrypt
    libgpg-error libcom_err libgmp libglib-2 libgio-2 libgobject-2 libgmodule-2 libgthread-2 libdbus-1 libsystemd
    libmount libfontconfig libfreetype libX11 libxcb. libXau libXdmcp libEGL libGL libwayland libblkid libselinux
    libpcre2 libfribidi libthai libdatrie libgraphite2 libpixman libXi. libXrandr libXrender libXcursor libXext
    libXfixes libXinerama libXcomposite libXdamage libbrotli libbsd. libcap. libexpat libmd. liblz4
"""
"""Linux: libraries that come with every desktop and must be its own (what the display, the fonts, the printers speak
with), and those that only parts left out wanted. The .deb names the packages that bring them."""
UNWANTED = (
    *("Qt6Qml", "Qt6Quick", "Qt6Pdf", "Qt6VirtualKeyboard", "Qt6Sql", "Qt6Test", "Qt6Designer", "Qt6OpenGLWidgets"),
    *(
        "platforminputcontexts/libqtvirtualkeyboard",
        "platformthemes/libqgtk3",
        "imageformats/libqpdf",
        "imageformats/qpdf",
    ),
    *("platforms/libqeglfs", "platforms/libqvnc", "platforms/libqlinuxfb", "platforms/libqvkkhrdisplay"),
    *(
        "platforms/libqminimalegl",
        "Qt6EglF",
        "egldeviceintegrations",
        "sqldrivers",
        "qmltooling",
        "generic/libqtuio",
        "opengl32sw",
    ),
)
"""Parts of Qt that this program never loads (packages' own trees name them with lib before and numbers after)."""

OF_THE_INSTALLER = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")
"""What pip notes beside a package: the hashes of starting scripts in the first name the folder of who builds."""


def own_data() -> list[tuple[str, str]]:
    """(file or folder, folder in the bundle): what ships with the program and is read from disk."""
    own = [(str(product.ROOT / "resources"), "resources")]
    own += [(str(product.ROOT / name), ".") for name in product.TEXTS]
    own += [(str(path), path.parent.relative_to(product.ROOT).as_posix()) for path in product.guide()]
    own.append((str(product.ROOT / "smmdesk" / "store" / "migrations"), "smmdesk/store/migrations"))
    return own


def first_steps(system: str) -> list[str]:
    """Scripts beside this one that run before the program."""
    return ["at_start", "before_qt"] if system == "linux" else ["before_qt"]


def kept_bytecode(folder: Path) -> list[tuple[str, str]]:
    """(file, folder in the bundle): where `ui.pyside` looks for it."""
    return [(str(path), KEPT_BYTECODE) for path in sorted(folder.glob(f"{EMBEDDED}*.pyc"))]


def is_code(module: str) -> bool:
    """Whether a module is imported; the steps of the database's history are read as files."""
    return ".migrations" not in module


def hidden(system: str) -> list[str]:
    """Modules that are imported by a name made at run time."""
    return [*NEEDED_BY_NAME, *KEY_RINGS.get(system, ())]


def is_wanted(path: str) -> bool:
    """Whether a file that PyInstaller collected belongs into the bundle. `path` is inside it, with either slash."""
    name = path.replace("\\", "/")
    if name.startswith(tuple(OF_THE_SYSTEM.split())):
        return False
    if any(part in name for part in UNWANTED) or name.endswith((".pyi", ".qrc")):
        return False
    if name.endswith(tuple(f".dist-info/{note}" for note in OF_THE_INSTALLER)):
        return False
    if "__pycache__" in name:
        return name.startswith(f"{KEPT_BYTECODE}/{EMBEDDED}")
    if "/translations/" in name and name.endswith(".qm"):
        return any(name.endswith(f"qtbase_{language}.qm") for language in LANGUAGES)
    return True


PRIVACY = {
    "NSLocalNetworkUsageDescription": {
        "en": "To reach a site or a proxy that runs in your own network.",
        "it": "Per raggiungere un sito o un proxy della tua rete.",
    },
    **{
        f"NS{place}UsageDescription": {
            "en": "To read the photos and files that you choose, and your folder for ideas.",
            "it": "Per leggere le foto e i file che scegli, e la tua cartella delle idee.",
        }
        for place in ("DesktopFolder", "DocumentsFolder", "DownloadsFolder", "RemovableVolumes", "NetworkVolumes")
    },
}
"""What macOS says when it asks whether the program may (Apple's Information Property List, Protected resources; the
local network is asked about since macOS 15; seen 29 Nov 2026). Not seen on a Mac."""


def plist_words(language: str) -> str:
    """`InfoPlist.strings` of a language."""
    return "".join(f'"{key}" = "{said[language]}";\n' for key, said in PRIVACY.items())


def info_plist() -> dict[str, Any]:
    """What macOS reads about the program: its links, its files, from which version on it runs (Apple's Information
    Property List; seen 29 Nov 2026). Versions are three numbers there, whatever ours says more."""
    numbers = ".".join(map(str, product.version_numbers()[:3]))
    return {
        "CFBundleDisplayName": product.NAME,
        "CFBundleShortVersionString": numbers,
        "CFBundleVersion": numbers,
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": list(product.SUMMARIES),
        "CFBundleURLTypes": [
            {
                "CFBundleURLName": product.IDENTIFIER,
                "CFBundleURLSchemes": [product.SCHEME],
                "CFBundleTypeRole": "Viewer",
            }
        ],
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": f"{product.NAME} archive",
                "CFBundleTypeRole": "Viewer",
                "CFBundleTypeIconFile": "archive.icns",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [f"{product.IDENTIFIER}.archive"],
            },
            {
                "CFBundleTypeName": "What a post begins with",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Alternate",
                "LSItemContentTypes": list(product.BROUGHT_ON_MACOS),
            },
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": f"{product.IDENTIFIER}.archive",
                "UTTypeDescription": f"{product.NAME} archive",
                "UTTypeIconFile": "archive.icns",
                "UTTypeConformsTo": ["public.data", "public.archive"],
                "UTTypeTagSpecification": {
                    "public.filename-extension": [product.ARCHIVE_SUFFIX],
                    "public.mime-type": [product.ARCHIVE_TYPE],
                },
            }
        ],
        "LSApplicationCategoryType": "public.app-category.business",
        "LSMinimumSystemVersion": product.MACOS_OLDEST,
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": product.LICENCE,
        "NSRequiresAquaSystemAppearance": False,
    } | {key: said["en"] for key, said in PRIVACY.items()}
