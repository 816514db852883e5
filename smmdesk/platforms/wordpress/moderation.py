"""Comments of a site are held back, shown, marked as spam, and put into its trash (REST API of WordPress 6.5).

Their status is set, so twice is once. A mark is looked at first: WordPress answers 500 to spam that is marked again,
and holds a shown comment back that is taken out of the spam again (handle_status_param, wp_unspam_comment). Who may not
look after comments is refused (moderate_comments).
"""

from smmdesk.model.delivery import Op
from smmdesk.platforms.answers import Answer
from smmdesk.platforms.base import Absent, CannotTell, Session
from smmdesk.platforms.moderating import Asked, Done
from smmdesk.platforms.wordpress.comments import GONE, KIND, WAITING
from smmdesk.platforms.wordpress.site import ask, is_gone

TRASH, SPAM = "trash", "spam"
AWAY = {Op.HIDE: {TRASH, SPAM}, Op.SPAM: {TRASH}, Op.DELETE: {TRASH}}
"""Where nothing is left to do with it. What lies among the spam can still be put into the trash."""
STATUS = {
    (Op.HIDE, True): "hold",
    (Op.HIDE, False): "approve",
    (Op.SPAM, True): SPAM,
    (Op.SPAM, False): "unspam",
}
NO_TRASH = 501


async def moderate(session: Session, asked: Asked) -> Done:
    route = f"comments/{_number(asked)}"
    if asked.op is Op.DELETE:
        answer = await ask(session, "DELETE", route, irreversible=True, also=GONE | {NO_TRASH})
        if answer.status == NO_TRASH:  # the site keeps none
            answer = await ask(session, "DELETE", route, params=(("force", "true"),), irreversible=True, also=GONE)
        if not answer.says_gone(is_gone):
            answer.fields()  # the comment as it was; a Wi-Fi's page says nothing of it
        return Done()
    if asked.op is Op.SPAM:
        found = await look_at(session, asked)
        if isinstance(found, Done):
            return found
    answer = await ask(
        session, "POST", route, json={"status": STATUS[asked.op, asked.on]}, irreversible=True, also=GONE
    )
    if answer.says_gone(is_gone):
        return Done(gone=True)
    if not _is_so(answer, asked):
        raise answer.strange()
    return Done()


async def look_at(session: Session, asked: Asked) -> Done | Absent | CannotTell:
    answer = await ask(session, "GET", f"comments/{_number(asked)}", also=GONE)
    if answer.says_gone(is_gone) or answer.fields().text("status") in AWAY[asked.op]:
        return Done(gone=asked.op is not Op.DELETE)
    return Done() if asked.op is not Op.DELETE and _is_so(answer, asked) else Absent()


def _is_so(answer: Answer, asked: Asked) -> bool:
    status = answer.fields().text("status")
    return (status == SPAM if asked.op is Op.SPAM else status in WAITING) is asked.on


def _number(asked: Asked) -> int:
    return int(asked.remote_id.removeprefix(KIND))


class Moderation:
    """The verbs, for the connector."""

    async def moderate(self, session: Session, asked: Asked) -> Done:
        return await moderate(session, asked)

    async def look_at(self, session: Session, asked: Asked) -> Done | Absent | CannotTell:
        return await look_at(session, asked)
