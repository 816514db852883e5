"""Which verbs every platform offers, and what shows that smmdesk does them: docs/platforms.md.

What is offered follows from the facts and the connector; what shows it, from what the tests of a run did with the
connectors (`--promises FILE`). A verb that is not offered has its reason in the facts (`[why]`).
"""

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from smmdesk.model.delivery import Op, PartKind
from smmdesk.model.message import HeardPage
from smmdesk.model.moderation import DOABLE
from smmdesk.platforms import PLATFORMS, by_hand, connector, facts_of
from smmdesk.platforms.base import CannotTell, Job
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.moderating import Moderates
from smmdesk.platforms.quoting import NO_QUOTE, REBLOG, is_quoted
from smmdesk.platforms.telling import Hears, Insights, Searches, TellsPolls

VERBS = {
    "publish": "publish",
    "thread": "threads",
    "first_comment": "first comment",
    "photos": "photos",
    "films": "films",
    "alt": "descriptions",
    "quote": "quotes what a link leads to",
    "own_list": "its own list, and off it",
    "look_up": "look-up",
    "edit": "edit",
    "delete": "delete",
    "hear": "messages",
    "answer": "answers to them",
    "moderate": "likes, hides, deletes what others wrote",
    "pass_on": "passes on what others made",
    "insights": "numbers",
    "polls": "what came of polls",
    "search": "looks for words, hashtags, accounts",
}
PROOFS = ("real server", "vendor description", "fake")
"""What stands at the other end: the platform's own server program; a fake, whose requests and answers are held against
the vendor's machine-readable description; a fake. The first is the strongest."""
REAL = frozenset({"bluesky", "wordpress", "ghost", "mediawiki", "matrix"})
"""Whose own server program runs in the tests marked `servers`."""
NOT_SHOWN = "**not shown**"
NOT_YET = "It could under an app of the owner's own: smmdesk does not do it yet."


# ------------------------------------------------------------------ what is offered
def offered(facts: Facts) -> dict[str, bool]:
    """Verb -> whether programs can do it there, as far as facts and connector say."""
    verbs, limits, fact = connector(facts.key), facts.limits, facts.moderation
    acts = {op for op in DOABLE if fact is not None and fact.kinds(op)}
    can = {
        "publish": True,
        "thread": limits.has_threads,
        "first_comment": limits.has_first_comment,
        "photos": bool(limits.image_types) and "photos" not in facts.why,
        "films": bool(limits.video_types),
        "alt": "alt" not in facts.why,
        "quote": any(option.key in (NO_QUOTE, REBLOG) for option in facts.options),
        "own_list": facts.schedule is not None and hasattr(verbs, "hand_off") and hasattr(verbs, "recall"),
        "look_up": "look_up" not in facts.why,
        "edit": facts.can_edit,
        "delete": facts.can_delete,
        "hear": isinstance(verbs, Hears),
        "answer": isinstance(verbs, Hears) and facts.can_answer,
        "moderate": bool(acts - {Op.PASS_ON}) and isinstance(verbs, Moderates),
        "pass_on": Op.PASS_ON in acts and isinstance(verbs, Moderates),
        "insights": facts.insights is not None and isinstance(verbs, Insights),
        "polls": facts.polls is not None and (facts.polls.heard or isinstance(verbs, TellsPolls)),
        "search": facts.search is not None and isinstance(verbs, Searches),
    }
    return {verb: can[verb] and facts.sends_by_itself for verb in VERBS}


def unexplained(facts: Facts) -> list[str]:
    """Verbs without a reason for not being offered, and reasons for what is. Nothing is asked of a platform that wants
    an app of the owner's own and has no connector yet."""
    can = offered(facts)
    if not facts.sends_by_itself:
        return (
            []
            if facts.why.get("publish") or facts.own_sign_in.needs_app
            else [f"{facts.key}: why does smmdesk not publish there?"]
        )
    needs = {"answer": can["hear"], "polls": bool(facts.limits.poll_options_max), "quote": facts.group == "social"}
    needs["pass_on"] = facts.group in ("social", "pictures") or can["hear"] or can["search"]
    asked = [verb for verb in VERBS if needs.get(verb, True)]
    found = [f"{facts.key}: why no {verb}?" for verb in asked if not can[verb] and not facts.why.get(verb)]
    return found + [f"{facts.key}: {verb} is offered, or unknown" for verb in facts.why if can.get(verb, True)]


# ------------------------------------------------------------------ what a run shows
DONE_BY = {
    "recall": ["own_list"],
    "moderate": ["moderate"],
    "fetch_messages": ["hear"],
    "insights": ["insights"],
    "poll_results": ["polls"],
    "search": ["search"],
}
"""What a coroutine of another name does."""
Told = Callable[[str, str], None]
"""A platform and a verb that its connector did."""


def done(job: Job) -> Iterable[str]:
    """The verbs that one commit was."""
    if job.op in (Op.EDIT, Op.DELETE):
        return ("edit",) if job.op is Op.EDIT else ("delete",)
    if job.op is not Op.CREATE:
        return ()
    if job.kind is PartKind.ROOT and job.parent is not None:
        return ("answer",)
    kinds = {PartKind.THREAD: ["thread"], PartKind.FIRST_COMMENT: ["first_comment"]}
    found = kinds.get(job.kind, ["publish"])
    found += ["quote"] if is_quoted(job) else []
    for picture in job.outgoing.media:
        found.append("films" if picture.mime.startswith("video/") else "photos")
        found += ["alt"] if picture.alt else []
    return found


def watch(tell: Told) -> None:
    """From now on every connector of this process tells what it did, once it was done."""
    kinds = {type(connector(key)) for key in PLATFORMS} - {type(by_hand.CONNECTOR)}
    for kind in kinds:
        for name in ("commit", "look_up", "recall", "moderate", "fetch_messages", "insights", "poll_results", "search"):
            if hasattr(kind, name):
                bare = isinstance(inspect.getattr_static(kind, name), staticmethod)
                watched = telling(getattr(kind, name), name, tell)
                setattr(kind, name, staticmethod(watched) if bare else watched)


def telling(verb: Any, name: str, tell: Told) -> Any:
    """A connector's coroutine that tells `tell` what it did, once it is done."""
    if hasattr(verb, "told"):  # inherited, and watched already
        return verb

    @functools.wraps(verb)
    async def doing(*given: Any) -> Any:
        answer = await verb(*given)
        place = next(number for number, one in enumerate(given) if hasattr(one, "facts"))
        session, about = given[place], given[place + 1]
        found = done(about) if name == "commit" else DONE_BY.get(name, ["look_up"])
        found = ["pass_on"] if getattr(about, "op", None) is Op.PASS_ON else found
        nothing = isinstance(answer, CannotTell) or (name in ("insights", "poll_results") and not answer)
        nothing = nothing or (isinstance(answer, HeardPage) and not answer.messages)
        votes = ["polls"] if isinstance(answer, HeardPage) and answer.polls else []
        for each in [*votes, *(() if nothing else found)]:
            tell(session.facts.key, each)
        return answer

    doing.told = True  # type: ignore[attr-defined]
    return doing


def shown(notes: Mapping[str, Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    """(platform, verb) -> the strongest proof among the tests that passed."""
    found: dict[tuple[str, str], str] = {}
    for note in notes.values():
        for platform, verb, proof in note.get("verbs", ()) if note["outcome"] == "passed" else ():
            known = found.get((platform, verb), PROOFS[-1])
            found[platform, verb] = min(known, proof, key=PROOFS.index)
    return found


def stronger(*known: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """The strongest proof of each cell."""
    found: dict[tuple[str, str], str] = {}
    for each in known:
        for cell, proof in each.items():
            found[cell] = min(found.get(cell, proof), proof, key=PROOFS.index)
    return found


# ------------------------------------------------------------------ the page
def read(text: str) -> dict[tuple[str, str], str]:
    """What a page of before says was shown; its columns may be others."""
    keys = {facts_of(key).name: key for key in PLATFORMS}
    named = {words: verb for verb, words in VERBS.items()}
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    columns = [named.get(words, "") for words in rows[0][1:]]
    cells = [
        (keys[name], verb, cell)
        for name, *row in rows[1:]
        if name in keys
        for verb, cell in zip(columns, row, strict=False)
    ]
    return {(key, verb): cell for key, verb, cell in cells if verb and cell in PROOFS}


def page(shown_by: Mapping[tuple[str, str], str]) -> str:
    """docs/platforms.md."""
    facts = [facts_of(key) for key in PLATFORMS]
    lines = [
        "# What smmdesk does on each platform",
        "",
        "Made by `python -m tests.promises` of the facts, the connectors and a run of the tests. A cell says what "
        "stood at the other end when a test did it: the platform's own **real server**; a fake that holds requests and "
        "answers against the **vendor description**; a **fake**. A dash: the platform does not offer it, and below "
        "stands why. What can be done with which kind of message is in the facts.",
        "",
        f"| platform | {' | '.join(VERBS.values())} |",
        f"|{'---|' * (len(VERBS) + 1)}",
    ]
    lines += [_row(each, shown_by) for each in facts if each.sends_by_itself]
    lines += ["", "## Why not", ""]
    for each in (each for each in facts if each.sends_by_itself and each.why):
        lines += [f"* **{each.name}**", *(f"  * {VERBS[verb]}: {reason}" for verb, reason in each.why.items())]
    lines += ["", "## Where you publish, and smmdesk guides", "", "| platform | why |", "|---|---|"]
    lines += [f"| {each.name} | {each.why.get('publish', NOT_YET)} |" for each in facts if not each.sends_by_itself]
    return "\n".join(lines) + "\n"


def _row(facts: Facts, shown_by: Mapping[tuple[str, str], str]) -> str:
    can = offered(facts)
    cells = [shown_by.get((facts.key, verb), NOT_SHOWN) if can[verb] else "–" for verb in VERBS]
    return f"| {facts.name} | {' | '.join(cells)} |"
