"""Two accounts that a platform told of: one, or two people."""

import pytest

from smmdesk.model.accounts import each_once, is_named_only, rivals, same_account
from smmdesk.model.person import Identity

NUMBER = Identity("instagram", "1789", "@anna", "anna")
NAME = Identity("instagram", "anna", "@anna", "anna")
FORUM = Identity("discourse", "5@forum.example", "@anna", "Anna")
FORUM_NAME = Identity("discourse", "@anna@forum.example", "@anna", "Anna")
HERE = Identity("mastodon", "1@a.example", "@anna@c.example")
THERE = Identity("mastodon", "77@b.example", "@Anna@c.example")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (NUMBER, NAME),
        (NUMBER, Identity("instagram", "1789", "@renamed")),
        (NUMBER, Identity("instagram", "", "@Anna")),
        (FORUM, FORUM_NAME),
        (FORUM, Identity("discourse", "", "@anna")),
        (HERE, THERE),
        (Identity("bluesky", "did:plc:1", "@anna.example"), Identity("bluesky", "", "@anna.example")),
        (Identity("threads", "anna", "@anna"), Identity("threads", "anna", "@anna")),
        (Identity("matrix", "@anna:a.example", "@anna:a.example"), Identity("matrix", "", "@anna:a.example")),
        (Identity("wordpress", "anna@shop.example", "", "Anna"), Identity("wordpress", "anna@shop.example")),
    ],
    ids=lambda each: each.remote_id or each.handle,
)
def test_one_account_however_it_is_called(one: Identity, other: Identity) -> None:
    assert same_account(one, other)
    assert same_account(other, one)
    assert not rivals(one, other) or one.remote_id == other.remote_id
    assert each_once([one, other]) == (one,)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (NUMBER, Identity("instagram", "999", "@anna")),  # the name passed on
        (NUMBER, Identity("threads", "anna", "@anna")),  # another platform
        (FORUM, Identity("discourse", "@anna@other.example", "@anna")),  # another forum
        (FORUM, Identity("discourse", "5@other.example", "@anna")),
        (HERE, Identity("mastodon", "2@a.example", "@anna@c.example")),  # the same server never counts anew
        (HERE, Identity("mastodon", "77@b.example", "@anna@b.example")),
        (Identity("bluesky", "did:plc:1", "@anna.example"), Identity("bluesky", "did:plc:2", "@anna.example")),
        (Identity("wordpress", "7@shop.example", "", "Anna"), Identity("wordpress", "anna@shop.example", "", "Anna")),
        (Identity("facebook", "1", "", "Anna"), Identity("facebook", "2", "", "Anna")),
        (Identity("facebook", "", "", "Anna"), Identity("facebook", "", "", "Bruno")),
    ],
    ids=lambda each: each.remote_id or each.handle,
)
def test_two_accounts_that_look_alike(one: Identity, other: Identity) -> None:
    assert not same_account(one, other)
    assert not same_account(other, one)
    assert len(each_once([one, other])) == 2


def test_a_name_is_no_number() -> None:
    assert [is_named_only(each) for each in (NUMBER, NAME, FORUM, FORUM_NAME, HERE)] == [
        False,
        True,
        False,
        True,
        False,
    ]
    assert rivals(NUMBER, Identity("instagram", "999", "@anna"))
    assert not rivals(NUMBER, NAME)
    assert not rivals(HERE, THERE)
