"""A local post's fields as Google takes them, and what it made of them."""

import re
from datetime import datetime
from typing import Any

from smmdesk.model.content import with_link
from smmdesk.model.delivery import Receipt
from smmdesk.model.moment import to_us
from smmdesk.model.words import _
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Accepted, Job, Published, RefusedError, Said, Session
from smmdesk.platforms.markup import same_words
from smmdesk.platforms.steps import kept

TOPICS = {"standard": "STANDARD", "event": "EVENT", "offer": "OFFER"}
CALLS = "CALL"
ACTIONS = ("BOOK", "ORDER", "SHOP", "LEARN_MORE", "SIGN_UP", CALLS)
CHANGES = ("summary", "callToAction", "event", "offer")
"""What can be changed later; the photo cannot."""
LIVE = ("LIVE", "RECURRING")
REJECTED = "REJECTED"
AGAIN_S = 30.0
_NAME = re.compile(r"accounts/[\w-]{1,64}/locations/[\w-]{1,64}/localPosts/(?P<id>[\w-]{1,128})")


def body_of(session: Session, job: Job) -> dict[str, Any]:
    """The post as JSON. Raises RefusedError for options that do not fit together."""
    options, said = job.outgoing.options, job.outgoing
    topic = topic_of(session, job)
    button = _button(session, job) if topic != "OFFER" else None
    linked = bool(button and "url" in button) or topic == "OFFER"
    made: dict[str, Any] = {
        "topicType": topic,
        "summary": said.text if linked else with_link(said.text, said.link),
    }
    if said.language:
        made["languageCode"] = said.language
    if button is not None:
        made["callToAction"] = button
    if topic != "STANDARD":
        made["event"] = {"title": said.title, "schedule": _schedule(session, job)}
    if topic == "OFFER":
        offer = {"couponCode": options.get("coupon"), "termsConditions": options.get("terms")}
        filled = {name: str(value).strip() for name, value in offer.items() if str(value or "").strip()}
        made["offer"] = {**filled, **({"redeemOnlineUrl": said.link} if said.link else {})}
    if (photo := kept(job, "photo")) is not None:
        made["media"] = [{"mediaFormat": "PHOTO", "sourceUrl": str(photo)}]
    return made


def topic_of(session: Session, job: Job) -> str:
    return TOPICS[session.facts.kind_of(job.outgoing.options)]


def _button(session: Session, job: Job) -> dict[str, str] | None:
    """A button leads to the post's link; the one that calls needs none, and may have none."""
    action = str(job.outgoing.options.get("action") or "")
    if action not in ACTIONS:
        return None
    if action == CALLS:
        return {"actionType": action}
    if not job.outgoing.link:
        raise RefusedError(session.http.names.problem("option_missing", label=_("Link")))
    return {"actionType": action, "url": job.outgoing.link}


def _schedule(session: Session, job: Job) -> dict[str, dict[str, int]]:
    """Both ends with their hours, as at the place: Google takes no time zone. Without an hour a day is a whole one."""
    starts = _moment(session, job, "starts", (0, 0))
    ends = _moment(session, job, "ends", (23, 59))
    if ends < starts:
        raise RefusedError(
            session.http.names.problem("option_not_offered", value=f"{starts:%Y-%m-%d} – {ends:%Y-%m-%d}")
        )
    made = {}
    for name, moment in (("start", starts), ("end", ends)):
        made[f"{name}Date"] = {"year": moment.year, "month": moment.month, "day": moment.day}
        made[f"{name}Time"] = {"hours": moment.hour, "minutes": moment.minute}
    return made


def _moment(session: Session, job: Job, name: str, hour: tuple[int, int]) -> datetime:
    typed = str(job.outgoing.options.get(name) or "").strip()
    label = next(option.label for option in session.facts.options if option.key == name)
    if not typed:
        raise RefusedError(session.http.names.problem("option_missing", label=_(label)))
    for form in ("%Y-%m-%d %H:%M", "%Y-%m-%d"):
        try:
            found = datetime.strptime(typed, form)
        except ValueError:
            continue
        return found if ":" in form else found.replace(hour=hour[0], minute=hour[1])
    raise RefusedError(session.http.names.problem("option_not_offered", value=typed))


# ------------------------------------------------------------------ what Google says
def id_of(found: Fields) -> str:
    match = _NAME.fullmatch(found.text("name"))
    if match is None:
        raise found.strange()
    return match["id"]


def receipt_of(found: Fields) -> Receipt:
    at_us = to_us(found.instant("createTime")) if "createTime" in found else 0
    return Receipt(id_of(found), found.text("searchUrl", ""), at_us)


def state_of(found: Fields) -> Published | Accepted | None:
    """Where a post stands; None for one that Google rejected."""
    state = found.text("state", "")
    if state in LIVE:
        return Published(receipt_of(found))
    return None if state == REJECTED else Accepted({"id": id_of(found)}, AGAIN_S)


def same_content(found: Fields, body: dict[str, Any]) -> bool:
    """Whether an edit took effect, by words, title and button."""
    button = found.child("callToAction").text("actionType", "")
    return (
        same_words(found.text("summary", ""), body["summary"])
        and same_words(_title(found), body.get("event", {}).get("title", ""))
        and button == body.get("callToAction", {}).get("actionType", "")
    )


def said_there(found: Fields, body: dict[str, Any]) -> Said:
    pairs = (
        (_title(found), body.get("event", {}).get("title", "")),
        (found.text("summary", ""), body["summary"]),
    )
    there, ours = ("\n\n".join(filter(None, said)) for said in zip(*pairs, strict=True))
    return Said(there, ours, all(same_words(*pair) for pair in pairs))


def _title(found: Fields) -> str:
    return found.child("event").text("title", "")
