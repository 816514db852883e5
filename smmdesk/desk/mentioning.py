"""The people one names in posts: remembered with their handle on each platform, found again, and said as each channel
needs it (model.mentions). Decision 0023 says why a text holds a plain handle.
"""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from smmdesk.desk.desk import SHOWN_AS
from smmdesk.desk.steps import step
from smmdesk.model.accounts import same_account
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.limits import Checked
from smmdesk.model.mentions import bare, has_form, identity_on, is_called, key, keys_in, named, names_on, unknown_there
from smmdesk.model.person import FoundPerson, Identity, Person
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.words import _
from smmdesk.store import people_reads

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.platforms.facts import Facts
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

SEARCH_S = 8.0
"""So long a person may wait for a platform's answer while they type."""
KNOWN_MOST = 6
AT_ONCE, LOOKED_AT_MOST = 60, 6_000
"""So many cards are looked at while somebody types: those in which the words stand, by name."""
NAME_MOST = 80
_PAGE = re.compile(r"https?://(?P<host>[^/\s@?#]+)/@(?P<name>[^/\s?#]+)/?(?:\?.*)?")


@dataclass(frozen=True, slots=True)
class Searched:
    """What a platform's search found, or why nothing is known. `wait_s`: so long it wants to be left alone."""

    people: tuple[FoundPerson, ...] = ()
    problem: Problem | None = None
    wait_s: float = 0.0


# ------------------------------------------------------------------ known people
def people_of(reader: "Reader", brand_id: str) -> tuple[Person, ...]:
    """Everybody with a handle whom the brand knows."""
    found = reader.all(Person, brand_id=brand_id)
    return tuple(person for person in found if _has_handle(person))


def known(desk: "Desk", brand_id: str, words: str) -> tuple[Person, ...]:
    """Known people whose name or handle begins so, by name; works without any network."""
    wanted, found = bare(words.strip().lstrip("@")), list[Person]()
    with desk.store.reading() as reader:
        for start in range(0, LOOKED_AT_MOST, AT_ONCE):
            some = people_reads.in_order(reader, brand_id, wanted, AT_ONCE, start)
            found += [person for person in some if _has_handle(person) and is_called(person, words)]
            if len(found) >= KNOWN_MOST or len(some) < AT_ONCE:
                break
    return tuple(found[:KNOWN_MOST])


def _has_handle(person: Person) -> bool:
    return any(each.handle for each in person.identities)


def remember(desk: "Desk", brand_id: str, platform: str, found: FoundPerson) -> Person:
    """Keep somebody who was found, or tell who that is already. No step of its own: the post's text is what counts."""
    identity = Identity(platform, found.remote_id, found.handle, found.name, found.url)
    with desk.store.transaction() as tx:
        for person in people_reads.with_accounts(tx, brand_id, [identity]):
            old = next((each for each in person.identities if same_account(each, identity)), None)
            if old is not None:
                others = tuple(each for each in person.identities if each is not old)
                told = replace(identity, remote_id=old.remote_id or identity.remote_id)  # what they wrote hangs on it
                return tx.put(replace(person, identities=(told, *others))) if old != told else person
        name = found.name.strip()[:NAME_MOST] or found.handle.lstrip("@")
        return tx.put(Person(desk.clock.new_id(), brand_id, name, (identity,)))


def set_handles(desk: "Desk", person_id: str, name: str, handles: Mapping[str, str]) -> Person:
    """Write a person's name and what they are called on each platform ("" for nothing there). One undo step.

    Whoever had such a handle alone until now is the same person, and becomes one with them. Raises
    ProblemError(handle_form, not_found), with the platform's name.
    """
    wanted = {platform: _checked(desk.facts(platform), handle) for platform, handle in handles.items()}
    with step(desk, _("handles of a person")) as tx:
        person = tx.get(Person, person_id)
        kept = [each for each in person.identities if each.platform not in wanted]
        for platform, handle in wanted.items():
            old = identity_on(person, platform)
            if old is not None and key(old.handle) == key(handle):
                kept.append(old)
            elif handle:
                kept.append(_taken_over(tx, person, Identity(platform, "", handle)))
        changed = replace(person, name=" ".join(name.split())[:NAME_MOST] or person.name, identities=tuple(kept))
        return tx.put(changed)


def _taken_over(tx: "Transaction", person: Person, identity: Identity) -> Identity:
    """The identity as somebody else had it, who gives it up; whoever has none left is gone."""
    for other in people_reads.with_accounts(tx, person.brand_id, [identity]):
        theirs = other.identities if other.id != person.id else ()
        found = next((each for each in theirs if same_account(each, identity)), None)
        if found is not None:
            left = tuple(each for each in other.identities if each is not found)
            put = tx.put(replace(other, identities=left))
            if not left and not put.notes and not put.tags:
                tx.trash(Person, other.id)
            return found
    return identity


def handle_problem(desk: "Desk", platform: str, typed: str) -> Problem | None:
    """What is wrong with a handle as it is typed for a platform; "" is nothing there."""
    try:
        _checked(desk.facts(platform), typed)
    except ProblemError as error:
        return error.problem
    return None


def _checked(facts: "Facts", typed: str) -> str:
    """A handle as it was typed or pasted, with its sign; a page of the account is read as its handle."""
    text = typed.strip()
    page = _PAGE.fullmatch(text)
    if page is not None:
        whole = f"@{page['name']}@{page['host']}"
        text = whole if has_form(whole, facts.limits.mention_form) else page["name"]
    text = f"@{text.lstrip('@')}" if text.strip("@") else ""
    if text and not has_form(text, facts.limits.mention_form or r"@\S+"):
        raise ProblemError("handle_form", platform=facts.name, name=text)
    return text


# ------------------------------------------------------------------ as a channel says it
def platform_of(channel: Channel) -> str:
    """Whose names a channel uses: its platform's, or those of the one that a practice channel plays."""
    return str(channel.reported.get(SHOWN_AS) or channel.platform)


def named_on(reader: "Reader", content: Content, brand_id: str, platform: str) -> Content:
    """What is said, with known people named as they are on a platform."""
    keys = keys_in(content)
    return named(content, names_on(people_reads.called(reader, brand_id, keys), platform)) if keys else content


def with_unknown(reader: "Reader", content: Content, channel: Channel, facts: "Facts", checked: Checked) -> Checked:
    """`checked` with a hint for each known person whose plain name goes out, where people can be named at all.

    `facts` are those of the platform whose names the channel uses.
    """
    if not facts.limits.mention_form or "@" not in content.text + content.first_comment:
        return checked
    people = people_reads.called(reader, channel.brand_id, keys_in(content))
    found = unknown_there(content, people, platform_of(channel))
    hints = tuple(
        Problem("mention_unknown", {"channel": channel.name, "name": person.name, "id": person.id, "field": "text"})
        for _handle, person in found
    )
    return replace(checked, hints=(*checked.hints, *hints))


# ------------------------------------------------------------------ the platform's own search
def can_search(channel: Channel) -> bool:
    return channel.status is ChannelStatus.CONNECTED and not channel.paused


async def search(desk: "Desk", channel: Channel, words: str) -> Searched:
    """Ask the channel's platform for people called so. Nothing is kept, and whatever goes wrong is no drama: typing
    goes on with the people known here."""
    from smmdesk.desk.sessions import open_session
    from smmdesk.platforms import connector_of
    from smmdesk.platforms.base import ConnectorError, FindsPeople, NotSentError

    verb = await desk.pool.run(connector_of, desk.facts_for(channel))
    if not isinstance(verb, FindsPeople):
        return Searched()
    try:
        async with asyncio.timeout(SEARCH_S):
            session = await open_session(desk, channel)
            return Searched(await verb.find_people(session, words))
    except NotSentError as error:
        return Searched(problem=error.problem, wait_s=error.retry_after_s or 0.0)
    except (ConnectorError, ProblemError) as error:
        return Searched(problem=error.problem)
    except TimeoutError:
        return Searched(problem=Problem("server_unreachable", {"platform": desk.facts_for(channel).name}))
