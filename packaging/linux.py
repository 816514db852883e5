"""The bundle as Linux takes it: a .deb and a tar.xz with the same files. Needs dpkg-deb, tar, xz and objdump."""

import gzip
import os
import re
import shutil
import subprocess
import textwrap
from collections.abc import Iterator
from pathlib import Path

import bootstrap
import product

HOME = Path("usr/lib") / product.NAME
ARCHITECTURE = "amd64"
OLD_NAMES = {"libglib2.0-0": "libglib2.0-0 | libglib2.0-0t64"}
"""Debian 13 and Ubuntu 24.04 name some libraries anew."""

READ_ME = f"""\
{product.NAME} {product.VERSION}

Start the program "{product.NAME}" in this folder. In its Settings, This computer, "Put smmdesk into the menu" sets it
among your programs. The folder may lie anywhere, and be moved. To take smmdesk away: switch off what you switched on in
Settings, This computer, then delete the folder. Your calendar stays in ~/.local/share/{product.NAME} until you delete
that too.

Avvia il programma "{product.NAME}" di questa cartella. Nelle sue Impostazioni, Questo computer, "Metti smmdesk nel
menu" lo porta fra i tuoi programmi. La cartella può stare dove vuoi, e si può spostare. Per togliere smmdesk: spegni
quello che hai acceso in Impostazioni, Questo computer, poi elimina la cartella. Il tuo calendario resta in
~/.local/share/{product.NAME} finché non elimini anche quella.
"""


# ------------------------------------------------------------------ the files around the bundle
def desktop_entry() -> str:
    """What the program itself puts into a person's own menu too (smmdesk/system/in_menu.py)."""
    return product.DESKTOP_ENTRY.read_text("utf-8")


def mime_type() -> str:
    return product.MIME_TYPE.read_text("utf-8")


def archive_icon() -> str:
    """Its name in the theme of a desktop."""
    return product.ARCHIVE_TYPE.replace("/", "-")


def software_entry() -> str:
    """What software centres show."""
    return textwrap.dedent(f"""\
        <?xml version="1.0" encoding="UTF-8"?>
        <component type="desktop-application">
          <id>{product.IDENTIFIER}</id>
          <metadata_license>CC0-1.0</metadata_license>
          <project_license>{product.LICENCE}</project_license>
          <name>{product.NAME}</name>
          <summary>{product.SUMMARY}</summary>
          <summary xml:lang="it">{product.SUMMARIES["it"]}</summary>
          <description>
            <p>Plan, write and preview your posts, and they go out at their time on every channel you have.</p>
            <p xml:lang="it">Scrivi i tuoi post, guardali in anteprima: escono all'ora giusta su ogni canale.</p>
          </description>
          <launchable type="desktop-id">{product.NAME}.desktop</launchable>
          <developer id="{product.IDENTIFIER}"><name>{product.MAKER}</name></developer>
          <content_rating type="oars-1.1"/>
          <releases><release version="{product.VERSION}" date="{_day()}"/></releases>
        </component>
        """)


def _day() -> str:
    newest = re.search(r"^## .*?(\d{4}-\d\d-\d\d)", (product.ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    return newest[1] if newest else "2026-11-28"


def copyright_notice() -> str:
    return textwrap.dedent(f"""\
        Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
        Upstream-Name: {product.NAME}

        Files: *
        Copyright: {product.MAKER}
        License: {product.LICENCE}
         The text is /usr/share/doc/{product.NAME}/LICENSE; what others made, and under which licence each of it stands,
         is in /usr/share/doc/{product.NAME}/THIRD_PARTY.md; the texts of those licences are in
         /{HOME}/_internal/licences and /{HOME}/_internal/resources/licences.
        """)


def lay_out(bundle: Path, root: Path) -> None:
    """The tree that is installed: the bundle under usr/lib, and what a desktop looks for. `root` must not exist."""
    shutil.copytree(bundle, root / HOME, symlinks=True)
    command = root / "usr/bin" / product.NAME
    command.parent.mkdir(parents=True)
    command.symlink_to(os.path.relpath(root / HOME / product.NAME, command.parent))
    share = root / "usr/share"
    _write(share / f"applications/{product.NAME}.desktop", desktop_entry())
    _write(share / f"mime/packages/{product.NAME}.xml", mime_type())
    _write(share / f"metainfo/{product.IDENTIFIER}.metainfo.xml", software_entry())
    _write(share / f"icons/hicolor/scalable/apps/{product.NAME}.svg", product.DRAWING.read_text("utf-8"))
    _write(share / f"icons/hicolor/scalable/mimetypes/{archive_icon()}.svg", product.ARCHIVE_DRAWING.read_text("utf-8"))
    notes = share / "doc" / product.NAME
    _write(notes / "copyright", copyright_notice())
    for name in ("LICENSE", "THIRD_PARTY.md"):
        _write(notes / name, (product.ROOT / name).read_text("utf-8"))
    news = (product.ROOT / "CHANGELOG.md").read_bytes()
    (notes / "changelog.gz").write_bytes(gzip.compress(news, 9, mtime=0))
    _same_modes(root)


def _same_modes(root: Path) -> None:
    """Everybody reads, only the program runs, whatever the umask of who builds."""
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or _runs(path) else 0o644)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _runs(path: Path) -> bool:
    """Whether it is the program: it lies beside the folder with all that it needs."""
    return path.name == product.NAME and path.is_file() and (path.parent / "_internal").is_dir()


# ------------------------------------------------------------------ what it needs of the system
def libc_needed(bundle: Path) -> str:
    """The newest version of the C library that anything in the bundle asks for, such as "2.35"."""
    newest = (2, 17)
    for path in binaries(bundle):
        said = subprocess.run(["objdump", "-T", str(path)], capture_output=True, text=True, check=False).stdout
        for major, minor in re.findall(r"GLIBC_(\d+)\.(\d+)", said):
            newest = max(newest, (int(major), int(minor)))
    return "{}.{}".format(*newest)


def binaries(bundle: Path) -> Iterator[Path]:
    for path in sorted(bundle.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == b"\x7fELF":
                    yield path


def needs(bundle: Path) -> list[str]:
    """The system packages without which no window opens: those that `bootstrap.py run` looks for."""
    names = bootstrap.package_names(bootstrap.QT_NEEDS, "apt")
    return [f"libc6 (>= {libc_needed(bundle)})", *(OLD_NAMES.get(name, name) for name in names), "tzdata"]


# ------------------------------------------------------------------ the two packages
def make_deb(bundle: Path, work: Path, out: Path, quick: bool = False) -> Path:
    """`quick` packs it larger, for a test."""
    root = work / "deb"
    shutil.rmtree(root, ignore_errors=True)
    lay_out(bundle, root)
    size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    control = {
        "Package": product.NAME,
        "Version": product.VERSION,
        "Architecture": ARCHITECTURE,
        "Maintainer": f"{product.MAKER} <{product.CONTACT}>",
        "Installed-Size": str(size // 1024),
        "Depends": ", ".join(needs(bundle)),
        "Recommends": f"{bootstrap.EMOJI.apt}, gnome-keyring | kwalletmanager, libcups2",
        "Section": "net",
        "Priority": "optional",
        "Description": f"{product.SUMMARY}\n Plan, write and preview posts; they go out at their time.",
    }
    _write(root / "DEBIAN" / "control", "".join(f"{key}: {value}\n" for key, value in control.items()))
    _same_modes(root)
    _same_age(root)
    target = out / f"{product.NAME}_{product.VERSION}_{ARCHITECTURE}.deb"
    subprocess.run(
        [
            "dpkg-deb",
            "--root-owner-group",
            *(("-Zgzip", "-z1") if quick else ("-Zxz",)),
            "--build",
            str(root),
            str(target),
        ],
        check=True,
    )
    return target


def make_tar(bundle: Path, work: Path, out: Path, quick: bool = False) -> Path:
    """The same files for systems without dpkg, in one folder that runs where it is unpacked."""
    name = f"{product.NAME}-{product.VERSION}-linux-x86_64"
    root = work / "tar" / name
    shutil.rmtree(root.parent, ignore_errors=True)
    root.parent.mkdir(parents=True)
    shutil.copytree(bundle, root, symlinks=True)
    _write(root / "README.txt", READ_ME)
    _same_modes(root)
    _same_age(root)
    target = out / f"{name}.tar.xz"
    owner = ["--format=gnu", "--owner=0", "--group=0", "--numeric-owner", "--sort=name"]
    packer = [
        "-I",
        f"xz -T1 {'-0' if quick else '-6'}",
    ]  # newer ones share the work, and the bytes would not be the same
    env = {key: value for key, value in os.environ.items() if key not in {"TAR_OPTIONS", "XZ_DEFAULTS", "XZ_OPT"}}
    subprocess.run(["tar", *owner, *packer, "-C", str(root.parent), "-cf", str(target), name], check=True, env=env)
    return target


def _same_age(root: Path) -> None:
    """Every file as old as the sources: two builds of the same sources are the same bytes."""
    then = int(os.environ["SOURCE_DATE_EPOCH"])
    for path in [root, *root.rglob("*")]:
        os.utime(path, (then, then), follow_symlinks=False)
