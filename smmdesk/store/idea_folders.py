"""Folders whose files become ideas, and what came of each file: read and written by the engine, chosen in a window."""

from collections.abc import Iterable

from smmdesk.model.idea_folder import REMEMBERED, Fate, IdeaFile, IdeaFolder
from smmdesk.store.plain import clean_text
from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.transaction import Transaction

FOLDER, FILE = "idea_folder", "idea_file"
FOLDER_COLUMNS = ("brand_id", "path", "chosen_at_us", "told", "told_closed")
FILE_COLUMNS = ("brand_id", "name", "sha256", "size_bytes", "mtime_ns", "fate", "why", "post_id", "at_us")
NOT_TAKEN = tuple(fate for fate in Fate if fate not in REMEMBERED)


# ------------------------------------------------------------------ folders
def all_of(reader: Reader) -> tuple[IdeaFolder, ...]:
    """Every folder, whatever became of its brand."""
    return tuple(_folder(row) for row in rows_of(reader).select(FOLDER, FOLDER_COLUMNS, {}))


def folder_of(reader: Reader, brand_id: str) -> IdeaFolder | None:
    found = rows_of(reader).select(FOLDER, FOLDER_COLUMNS, {"brand_id": brand_id})
    return _folder(found[0]) if found else None


def put_folder(tx: Transaction, folder: IdeaFolder) -> None:
    """In place of the one that the brand had."""
    rows = rows_of(tx)
    rows.delete(FOLDER, brand_id=folder.brand_id)
    rows.insert(FOLDER, {name: getattr(folder, name) for name in FOLDER_COLUMNS})
    tx.touch(FOLDER, folder.brand_id)


def drop_folder(tx: Transaction, brand_id: str) -> None:
    """No folder any more. What was taken stays remembered: chosen again, it makes no idea twice."""
    rows_of(tx).delete(FOLDER, brand_id=brand_id)
    forget_files(tx, brand_id)
    tx.touch(FOLDER, brand_id)


def _folder(row: tuple[object, ...]) -> IdeaFolder:
    brand_id, path, chosen_at_us, told, closed = row
    return IdeaFolder(str(brand_id), str(path), int(str(chosen_at_us)), str(told), bool(closed))


# ------------------------------------------------------------------ files
def files_of(reader: Reader, brand_id: str) -> tuple[IdeaFile, ...]:
    """Every file of a brand's folder that something became of, the oldest first."""
    found = rows_of(reader).select(FILE, FILE_COLUMNS, {"brand_id": brand_id}, ("at_us", "name"))
    return tuple(_file(row) for row in found)


def put_file(tx: Transaction, file: IdeaFile) -> None:
    """Under its name and bytes; what was only known of the name goes."""
    rows = rows_of(tx)
    cells = {name: getattr(file, name) for name in FILE_COLUMNS}
    cells |= {"name": clean_text(file.name), "fate": file.fate.value}
    for sha256 in {"", file.sha256}:
        rows.delete(FILE, brand_id=file.brand_id, name=cells["name"], sha256=sha256)
    rows.insert(FILE, cells)
    tx.touch(FOLDER, file.brand_id)


def forget_files(tx: Transaction, brand_id: str, names: Iterable[str] | None = None) -> None:
    """Forget what was not taken. Of files of these names, which are gone, not that they were there before: an empty
    folder may be a disk that is not plugged in."""
    rows = rows_of(tx)
    if names is None:
        for fate in NOT_TAKEN:
            rows.delete(FILE, brand_id=brand_id, fate=fate.value)
    for name in names or ():
        for fate in (Fate.REFUSED, Fate.LEFT_OUT):
            rows.delete(FILE, brand_id=brand_id, fate=fate.value, name=name)
    tx.touch(FOLDER, brand_id)


def ideas_since(reader: Reader, brand_id: str, since_us: int) -> int:
    """How many ideas came from the folder since then."""
    row = rows_of(reader).first(
        "SELECT count(DISTINCT post_id) FROM idea_file WHERE brand_id = ? AND fate = 'taken' AND at_us > ?",
        (brand_id, since_us),
    )
    return int(row[0]) if row is not None else 0


def _file(row: tuple[object, ...]) -> IdeaFile:
    named = dict(zip(FILE_COLUMNS, row, strict=True))
    return IdeaFile(**{**named, "fate": Fate(str(named["fate"]))})  # type: ignore[arg-type]
