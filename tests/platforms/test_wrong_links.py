"""A person may paste the address of the post for its comment: the post, or another's comment, is left alone."""

from pathlib import Path
from typing import cast

import pytest

from smmdesk.model.delivery import Evidence, Op, PartKind, Receipt
from smmdesk.platforms.base import Account, RefusedError
from smmdesk.platforms.discourse.topics import own_place
from smmdesk.platforms.mediawiki.pages import title_of
from smmdesk.platforms.mediawiki.wiki import Wiki
from smmdesk.system.clock import SystemClock
from smmdesk.system.secrets import Secret
from tests.platforms.direct import bench_at

POSTS = [
    ("discourse", "12", "https://forum.example/t/pane/12"),
    ("facebook", "555", "https://www.facebook.com/forno/posts/555"),
    ("flickr", "555", "https://www.flickr.com/photos/forno/555"),
    ("lemmy", "555", "https://lemmy.example/post/555"),
    ("vimeo", "555", "https://vimeo.com/555"),
    ("wordpress", "555", "https://forno.example/?p=555"),
]


@pytest.mark.parametrize(("platform", "own_id", "url"), POSTS)
@pytest.mark.parametrize("op", [Op.DELETE, Op.EDIT])
async def test_the_address_of_the_post_is_not_its_comment(
    platform: str, own_id: str, url: str, op: Op, tmp_path: Path
) -> None:
    bench = bench_at(platform, SystemClock(), tmp_path)
    bench.account, bench.secrets = Account("1", "Forno", server="https://forum.example"), [Secret("x")]
    given, root = Receipt(own_id, url, evidence=Evidence.HUMAN), Receipt("9", url)
    job = bench.job("Ciao", kind=PartKind.FIRST_COMMENT, op=op, receipt=given, root=root, parent=root)
    for verb in (bench.connector.commit, bench.connector.look_up):
        with pytest.raises(RefusedError) as caught:
            await verb(bench.session(), job)
        assert caught.value.problem.code == "not_known_there"


async def test_a_topic_begins_with_its_first_post_wherever_its_address_was_copied(tmp_path: Path) -> None:
    """A forum's page shows in its address how far one read: the answer there, somebody else's, was changed."""
    bench = bench_at("discourse", SystemClock(), tmp_path)
    given = Receipt("12/3", "https://forum.example/t/pane/12/3", evidence=Evidence.HUMAN)
    bench.account, bench.secrets = Account("1", "Forno", server="https://forum.example"), [Secret("x")]
    assert own_place(bench.session(), bench.job(receipt=given)).id == "12"


@pytest.mark.parametrize(
    ("own_id", "url", "title"),
    [("2026", "https://wiki.example/wiki/2026", "2026"), ("7", "https://wiki.example/w/index.php?curid=7", "")],
)
async def test_a_page_called_by_a_number_is_no_revision(own_id: str, url: str, title: str) -> None:
    """The page of the revision of that number was changed."""
    given = Receipt(own_id, url, evidence=Evidence.HUMAN)
    assert await title_of(cast("Wiki", None), given) == title, "nothing is asked"
