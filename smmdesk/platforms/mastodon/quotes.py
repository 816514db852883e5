"""Quoting a status, and who may quote ours: Mastodon 4.5, version 7 of its interface.

docs.joinmastodon.org/client/quotes (read on 29 November 2026): a quote has no files and no poll beside it, an edit
cannot add, change or remove one, and its author's policy decides; followers-only and private posts are quoted by
nobody else. Where a link cannot become a quote it stays a link, as Mastodon's own editor leaves it. What went away
since is refused with 404 (api/v1/statuses_controller.rb of 4.5).
"""

from typing import Any
from urllib.parse import quote

from smmdesk.model.delivery import Op
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Job, NotSentError, RefusedError, Session
from smmdesk.platforms.mastodon.account import QUOTES, account_id
from smmdesk.platforms.mastodon.statuses import GONE, ask, is_gone
from smmdesk.platforms.quoting import QUOTE, LinkedPost, linked_post, unanswered
from smmdesk.platforms.steps import Steps, kept

CREATES = (Op.CREATE, Op.SCHEDULE)
ALLOWED = frozenset({"automatic", "manual"})
"""What a status' `quote_approval` says of us; `manual` asks its author, `unknown` is to be taken as a no."""
ANYBODY = frozenset({"public", "unlisted"})


async def prepare_quote(session: Session, job: Job, steps: Steps) -> None:
    """Find the status that the post leads to, as {"id", "link"}; empty where it stays a link. Before another try (of
    what was provably not sent) it is asked whether the status still stands there."""
    if job.op not in CREATES:
        return
    before = steps.found(QUOTE)
    if before is not None:
        if before["id"] and not await _still_quotable(session, str(before["id"])):
            await steps.keep(QUOTE, {"id": "", "link": ""})
        return
    wanted = linked_post(session.facts, job) if session.channel.reported.get(QUOTES) is True else None
    if wanted is not None:
        try:
            found = await _quotable(session, wanted)
        except NotSentError as error:
            await unanswered(steps, error, lambda: ask(session, "GET", "v1/accounts/verify_credentials"))
            found = ""  # and it stays so, whatever the server says before another try
        await steps.keep(QUOTE, {"id": found, "link": wanted.link if found else ""})


async def _quotable(session: Session, wanted: LinkedPost) -> str:
    """The id that the status has on this server, empty where it may not be quoted or is none. `resolve` lets the
    server ask the other one."""
    params = [("q", wanted.url), ("type", "statuses"), ("resolve", "true"), ("limit", "2")]
    try:
        rows = (await ask(session, "GET", "v2/search", params=params)).fields().rows("statuses")
    except RefusedError:  # an access key may have been made without read:search
        return ""
    return rows[0].id() if len(rows) == 1 and _may_be_quoted(session, rows[0]) else ""


async def _still_quotable(session: Session, status_id: str) -> bool:
    """False where it is gone, or its author wants it quoted no more; what the server does not say stays as it was."""
    try:
        answer = await ask(session, "GET", f"v1/statuses/{quote(status_id, safe='')}", also=GONE)
        return not answer.says_gone(is_gone) and _may_be_quoted(session, answer.fields())
    except (NotSentError, RefusedError):  # an access key may have been made without read:statuses
        return True


def _may_be_quoted(session: Session, status: Fields) -> bool:
    if status.text("visibility", "") not in ANYBODY or "reblog" in status:
        return False
    ours = status.child("account").values.get("id") == account_id(session)
    return ours or status.child("quote_approval").values.get("current_user") in ALLOWED


def wishes_of(session: Session, job: Job) -> dict[str, Any]:
    """What the body of a status says of quotes: what it quotes, and who may quote it where a person said so (else the
    account's own rule holds, also for an edit that leaves it out)."""
    policy, step = str(job.outgoing.options.get("quote_policy") or ""), kept(job, QUOTE) or {}
    said = {"quoted_status_id": str(step.get("id") or "") if job.op in CREATES else ""}
    said["quote_approval_policy"] = policy if session.channel.reported.get(QUOTES) is True else ""
    return {name: value for name, value in said.items() if value}
