"""How many comments a real WordPress counts below a post."""

from pathlib import Path

from smmdesk.model.delivery import Evidence, PartKind, Receipt
from smmdesk.model.numbers import Count
from smmdesk.platforms.telling import CountsFollowers, Insights
from tests.platforms.accounts import Site, at_wordpress


async def test_comments_below_a_post_are_counted_and_nothing_of_one_that_is_gone(site: Site, tmp_path: Path) -> None:
    async with at_wordpress(site, tmp_path) as bench:
        verb = bench.connector
        assert isinstance(verb, Insights)
        assert not isinstance(verb, CountsFollowers)
        _, post = await bench.publish(bench.job("Alle otto", title="Il pane"))
        assert await verb.insights(bench.session(), [post]) == {post.id: {Count.ANSWERS: 0}}
        _, comment = await bench.publish(bench.job("Caldo", kind=PartKind.FIRST_COMMENT, root=post, parent=post))
        assert await verb.insights(bench.session(), [post, comment]) == {post.id: {Count.ANSWERS: 1}}
        pasted = Receipt("il-pane", post.url, evidence=Evidence.HUMAN)
        never = Receipt("99999999")
        assert await verb.insights(bench.session(), [pasted, never]) == {}
        site.server.delete_post(int(post.id))
        assert await verb.insights(bench.session(), [post]) == {}
