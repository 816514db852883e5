"""What the checks say of a poll's words while a post is written is what the connectors hold to when it goes out."""

import pytest

from smmdesk.platforms import facts_of
from smmdesk.platforms.discord import messages as discord
from smmdesk.platforms.linkedin import posts as linkedin
from smmdesk.platforms.telegram import messages as telegram


@pytest.mark.parametrize(
    ("platform", "question", "rest"),
    [
        ("discord", discord.QUESTION_MOST, 0),
        ("linkedin", linkedin.QUESTION_MOST, 0),
        ("telegram", telegram.QUESTION_MOST, telegram.DESCRIPTION_MOST),
    ],
)
def test_the_facts_hold_what_the_connector_holds_to(platform: str, question: int, rest: int) -> None:
    limits = facts_of(platform).limits
    assert (limits.poll_question_max, limits.poll_rest_max) == (question, rest)
