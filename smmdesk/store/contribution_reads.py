"""Which contributions a post shows, and which posts show a contribution: by the post's own word, and by its photos."""

import json
from collections.abc import Iterable

from smmdesk.model.contribution import Contribution
from smmdesk.store.reader import Reader, rows_of


def shown_by(reader: Reader, brand_id: str, asset_ids: Iterable[str]) -> tuple[Contribution, ...]:
    """The contributions that one of these photos belongs to; one in the trash is still somebody's."""
    wanted = sorted(set(asset_ids))
    if not wanted:
        return ()
    found = rows_of(reader).query(
        "SELECT DISTINCT contribution.id FROM contribution, json_each(contribution.assets) AS asset "
        "WHERE brand_id = ? AND asset.value IN (SELECT value FROM json_each(?)) ORDER BY 1",
        (brand_id, json.dumps(wanted)),
    )
    return tuple(reader.many(Contribution, [row[0] for row in found]).values())


def posts_of(reader: Reader, contribution: Contribution, *, trash: bool = False) -> tuple[str, ...]:
    """Ids of the posts that carry it, the newest first; those in the trash only where asked for."""
    found = rows_of(reader).query(
        "SELECT id FROM post WHERE (? OR deleted_at_us IS NULL) AND (contribution_id = ? OR id IN "
        "(SELECT post_id FROM post_media WHERE asset_id IN (SELECT value FROM json_each(?)))) ORDER BY id DESC",
        (trash, contribution.id, json.dumps(contribution.assets)),
    )
    return tuple(row[0] for row in found)


def proofs_alone(reader: Reader) -> tuple[str, ...]:
    """Ids of those of which only the proof is kept (their makers were forgotten)."""
    return tuple(row[0] for row in rows_of(reader).query("SELECT id FROM contribution WHERE forgotten ORDER BY id"))


def of_people(reader: Reader, person_ids: Iterable[str], before_us: int | None = None) -> tuple[str, ...]:
    """Ids of what these people made, only what was kept up to an instant where it is given; the trash too."""
    found = rows_of(reader).query(
        "SELECT id FROM contribution WHERE person_id IN (SELECT value FROM json_each(?)) "
        "AND (? IS NULL OR created_at_us <= ?) ORDER BY id",
        (json.dumps(list(person_ids)), before_us, before_us),
    )
    return tuple(row[0] for row in found)


def of_strangers(
    reader: Reader, brand_id: str, handles: Iterable[tuple[str, str]], message_ids: Iterable[str]
) -> tuple[str, ...]:
    """Ids of what nobody's card has: from these messages, or named by such a handle (platform, handle); the trash
    too."""
    known, messages = set(handles), set(message_ids)
    found = rows_of(reader).query(
        "SELECT id, message_id, platform, credit, author FROM contribution "
        "WHERE brand_id = ? AND person_id IS NULL AND NOT forgotten ORDER BY id",
        (brand_id,),
    )
    return tuple(
        id_
        for id_, message_id, platform, credit, author in found
        if message_id in messages or {(platform, credit), (platform, author)} & known
    )
