"""The icons of the program and of its archives in the forms that Windows and macOS want, each drawn from one SVG:
smmdesk.ico, smmdesk.icns, archive.ico, archive.icns; and version.txt; and what macOS asks in each language."""

import io
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import bundle
import product

ICO_PX = (16, 20, 24, 32, 40, 48, 64, 128, 256)
ICNS_PX = (32, 64, 128, 256, 512, 1024)


def make(python: Path, folder: Path) -> Path:
    """Draw everything into `folder` with the Qt and Pillow of `python`."""
    folder.mkdir(parents=True, exist_ok=True)
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run([str(python), __file__, str(folder)], env=env, check=True)
    (folder / "version.txt").write_text(version_resource(), "utf-8")
    for language in product.SUMMARIES:
        words = folder / f"{language}.lproj" / "InfoPlist.strings"
        words.parent.mkdir(exist_ok=True)
        words.write_text(bundle.plist_words(language), "utf-8")
    return folder


def version_resource() -> str:
    """What Windows shows under Properties, as PyInstaller reads it."""
    words = {
        "CompanyName": product.MAKER,
        "FileDescription": product.NAME,
        "FileVersion": product.VERSION,
        "InternalName": product.NAME,
        "LegalCopyright": product.LICENCE,
        "OriginalFilename": f"{product.NAME}.exe",
        "ProductName": product.NAME,
        "ProductVersion": product.VERSION,
    }
    structs = ", ".join(f"StringStruct({key!r}, {value!r})" for key, value in words.items())
    return dedent(f"""\
        VSVersionInfo(
          ffi=FixedFileInfo(filevers={product.version_numbers()}, prodvers={product.version_numbers()}),
          kids=[
            StringFileInfo([StringTable('040904B0', [{structs}])]),
            VarFileInfo([VarStruct('Translation', [0x0409, 1200])]),
          ]
        )
        """)


def draw(folder: Path) -> None:
    from PIL import Image
    from PySide6.QtCore import QBuffer, QByteArray, Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    app = QGuiApplication([])

    def drawn(renderer: QSvgRenderer, side: int) -> Image.Image:
        image = QImage(side, side, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")
        return Image.open(io.BytesIO(data.data()))

    for name, drawing in (("smmdesk", product.DRAWING), ("archive", product.ARCHIVE_DRAWING)):
        renderer = QSvgRenderer(str(drawing))
        small = [drawn(renderer, side) for side in ICO_PX]
        small[-1].save(folder / f"{name}.ico", append_images=small[:-1], sizes=[(side, side) for side in ICO_PX])
        large = [drawn(renderer, side) for side in ICNS_PX]
        large[-1].save(folder / f"{name}.icns", append_images=large[:-1])
    app.quit()


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
