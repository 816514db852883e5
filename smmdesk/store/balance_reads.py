"""When posts and answers of a brand went out, as the receipts say; likes and the like are no answers."""

from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.sending_tables import OURS

_OUT = f"part.kind = 'root' AND part.state = 'published' AND part.receipt_at_us > 0 AND {OURS.replace('op', 'part.op')}"


def posts_out(reader: Reader, brand_id: str, since_us: int) -> list[int]:
    """When each post went out first, of those that did since then."""
    found = rows_of(reader).query(
        "SELECT min(part.receipt_at_us) FROM part JOIN delivery ON delivery.id = part.delivery_id "
        f"WHERE delivery.brand_id = ? AND delivery.post_id IS NOT NULL AND {_OUT} "
        "GROUP BY delivery.post_id HAVING min(part.receipt_at_us) >= ?",
        (brand_id, since_us),
    )
    return [row[0] for row in found]


def answers_out(reader: Reader, brand_id: str, since_us: int) -> list[tuple[str, int, int]]:
    """Message id, when it was written, when an answer to it went out, of answers since then."""
    found = rows_of(reader).query(
        "SELECT message.id, message.sent_at_us, part.receipt_at_us FROM delivery "
        "JOIN part ON part.delivery_id = delivery.id JOIN message ON message.id = delivery.message_id "
        f"WHERE delivery.brand_id = ? AND {_OUT} AND part.receipt_at_us >= ?",
        (brand_id, since_us),
    )
    return [(row[0], row[1], row[2]) for row in found]
