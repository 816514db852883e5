"""What lies on the web for a while: written down before the first byte leaves, forgotten when it is gone there."""

from dataclasses import asdict

from smmdesk.model.media_host import HostedFile
from smmdesk.model.moves import TERMINAL
from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.transaction import Transaction

COLUMNS = ("name", "brand_id", "part_id", "key", "source", "remote", "url", "made_at_us")
_OVER = ", ".join(f"'{state}'" for state in sorted(TERMINAL))


def put(tx: Transaction, file: HostedFile) -> None:
    """A new file, or what became of one."""
    rows, cells = rows_of(tx), asdict(file)
    if not rows.update("hosted_file", {name: cells[name] for name in COLUMNS[1:]}, name=file.name):
        rows.insert("hosted_file", cells)
    tx.touch("hosted_file", file.name)


def remove(tx: Transaction, name: str) -> None:
    rows_of(tx).delete("hosted_file", name=name)
    tx.touch("hosted_file", name)


def of_part(reader: Reader, part_id: str, key: str, source: str) -> HostedFile | None:
    """The file that was laid down for this part and key, if its address is known."""
    found = rows_of(reader).select("hosted_file", COLUMNS, {"part_id": part_id, "key": key, "source": source})
    known = [HostedFile(*row) for row in found]
    return max((one for one in known if one.url), key=lambda one: one.made_at_us, default=None)


def of_brand(reader: Reader, brand_id: str) -> tuple[HostedFile, ...]:
    """All that lies at a brand's host, the oldest first."""
    rows = rows_of(reader).select("hosted_file", COLUMNS, {"brand_id": brand_id}, ("made_at_us", "name"))
    return tuple(HostedFile(*row) for row in rows)


def to_sweep(reader: Reader, before_us: int, at_once: int) -> tuple[HostedFile, ...]:
    """Files that nobody needs any more: of parts that are over or gone, or made before an instant."""
    rows = rows_of(reader).query(
        f"SELECT {', '.join(COLUMNS)} FROM hosted_file AS file WHERE made_at_us < ? OR NOT EXISTS (SELECT 1 FROM part "
        f"WHERE part.id = file.part_id AND part.key = file.key AND part.state NOT IN ({_OVER})) "
        "ORDER BY made_at_us, name LIMIT ?",
        (before_us, at_once),
    )
    return tuple(HostedFile(*row) for row in rows)
