"""What becomes of contributions when their maker is forgotten (decision 0031).

What nothing carries goes wholly, with its photos. Of what a post carries only the proof stays, so that the brand can
show that it was allowed to publish it: the words of the consent, when, their link or sheet, and the credit line. It
names nobody else, allows nothing new, and goes as well once nothing carries it. Where nobody had agreed, a mark without
any word stays: a photo of somebody forgotten goes out nowhere.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from smmdesk.model.contribution import Contribution
from smmdesk.model.media import Asset
from smmdesk.model.person import Identity
from smmdesk.store import contribution_reads
from smmdesk.store.forgotten import account_names
from smmdesk.store.media_reads import needed

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.forgotten import Forgotten
    from smmdesk.store.transaction import Transaction


def forget_contributions(tx: "Transaction", person_ids: Sequence[str], before_us: int | None = None) -> None:
    """Of these people, only what was kept up to an instant where it is given."""
    for contribution_id in contribution_reads.of_people(tx, person_ids, before_us):
        _forget(tx, tx.get(Contribution, contribution_id))


def forget_strangers(
    tx: "Transaction", brand_id: str, accounts: Iterable[tuple[str, str, str]], message_ids: Iterable[str]
) -> None:
    """What was kept of these accounts (platform, remote id, handle) before anybody knew whose they are: from these
    messages, or under such a handle."""
    handles = {(platform, handle) for platform, _id, handle in accounts if handle}
    for contribution_id in contribution_reads.of_strangers(tx, brand_id, handles, message_ids):
        _forget(tx, tx.get(Contribution, contribution_id))


def forget_strangers_again(tx: "Transaction", known: "Forgotten") -> None:
    """What an older copy brought back of somebody who had no card in it."""
    for one in tx.all(Contribution, deleted=True):
        if one.person_id is None and not one.forgotten:
            accounts = [Identity(one.platform, "", called) for called in (one.credit, one.author) if one.platform]
            names = [name for account in accounts for name in account_names(account)]
            if known.since_us(*names) >= max(1, one.created_at_us):
                _forget(tx, one)


def _forget(tx: "Transaction", one: Contribution) -> None:
    from smmdesk.desk.contributions import hold  # which itself answers messages

    is_carried = _is_carried(tx, one)
    tx.erase(Contribution, one.id)  # with every word of the journal
    if is_carried:
        hold(tx, tx.put(_proof(one) if one.consents else _mark(one)))
    else:
        _erase_photos(tx, one.assets)


def _is_carried(tx: "Transaction", one: Contribution) -> bool:
    """By a post, also in the trash, or with a photo in what posts are made of."""
    posts = contribution_reads.posts_of(tx, one, trash=True)
    return bool(posts) or bool(one.assets and needed(tx, one.assets, given=False))


def _mark(one: Contribution) -> Contribution:
    """Of what nobody agreed to: that these photos are somebody's. Without it they would be anybody's."""
    return Contribution(one.id, one.brand_id, assets=one.assets, forgotten=True, deleted_at_us=one.deleted_at_us)


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
            if not _is_carried(tx, one):
                sheets = [consent.asset_id for consent in one.consents if consent.asset_id]
                tx.erase(Contribution, one.id)
                _erase_photos(tx, (*one.assets, *sheets))
                gone += 1
    return gone
