"""What becomes of contributions when their maker is forgotten (decision 0031).

What nothing carries goes wholly, with its photos. Of what a post carries only the proof stays, so that the brand can
show that it was allowed to publish it: the words of the consent, when, their link or sheet, and the credit line. It
names nobody else, allows nothing new, and goes as well once nothing carries it.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from smmdesk.model.contribution import Contribution
from smmdesk.model.media import Asset
from smmdesk.store import contribution_reads
from smmdesk.store.media_reads import needed

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.transaction import Transaction


def forget_contributions(tx: "Transaction", person_ids: Sequence[str], before_us: int | None = None) -> None:
    """Of these people, only what was kept up to an instant where it is given."""
    from smmdesk.desk.contributions import hold  # which itself answers messages

    for contribution_id in contribution_reads.of_people(tx, person_ids, before_us):
        one = tx.get(Contribution, contribution_id)
        is_carried = bool(contribution_reads.posts_of(tx, one, trash=True)) and bool(one.consents)
        tx.erase(Contribution, one.id)  # with every word of the journal
        if is_carried:
            hold(tx, tx.put(_proof(one)))
        else:
            _erase_photos(tx, one.assets)


def _proof(one: Contribution) -> Contribution:
    return Contribution(
        id=one.id,
        brand_id=one.brand_id,
        credit=one.credit,
        platform=one.platform,
        url=one.url,
        said_at_us=one.said_at_us,
        assets=one.assets,
        asked_at_us=one.asked_at_us,
        asked_words=one.asked_words,
        refused_at_us=one.refused_at_us,
        consents=one.consents,
        forgotten=True,
        created_at_us=one.created_at_us,
        deleted_at_us=one.deleted_at_us,
    )


def _erase_photos(tx: "Transaction", asset_ids: Iterable[str]) -> None:
    """Those that nothing else needs; the files are swept by the housekeeping."""
    wanted = tuple(asset_ids)
    used = needed(tx, wanted) if wanted else frozenset()
    for asset_id in wanted:
        if asset_id not in used and tx.find(Asset, asset_id) is not None:
            tx.erase(Asset, asset_id)


def drop_spent_proofs(desk: "Desk") -> int:
    """Proofs of what nothing carries any more, not even a post in the trash; returns how many went."""
    with desk.store.reading() as reader:
        ids = contribution_reads.proofs_alone(reader)
    if not ids:
        return 0
    gone = 0
    with desk.store.transaction() as tx:
        for one in (tx.get(Contribution, each) for each in ids):
            if not contribution_reads.posts_of(tx, one, trash=True):
                sheets = [consent.asset_id for consent in one.consents if consent.asset_id]
                tx.erase(Contribution, one.id)
                _erase_photos(tx, (*one.assets, *sheets))
                gone += 1
    return gone
