"""`channels`: connect, plan, list, check, guide, remove."""

import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from smmdesk.commands.answer import Answer, plain, table
from smmdesk.commands.shown import channel_data, channel_row
from smmdesk.desk import connecting, keys
from smmdesk.desk.several_brands import named
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import _
from smmdesk.platforms.sign_in_facts import CLIENT_ID, CLIENT_SECRET
from smmdesk.system.secrets import Secret

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.platforms.facts import Facts

LONGEST_SECRET = 10_000


def find_channel(desk: "Desk", prefix: str) -> Channel:
    """By the beginning of its id. Raises ProblemError channel_unknown, ambiguous_id."""
    with desk.store.reading() as reader:
        try:
            return reader.by_prefix(Channel, prefix)
        except ProblemError as error:
            if error.problem.code == "not_found":
                raise ProblemError("channel_unknown", id=prefix, field="channels") from error
            raise


async def add(desk: "Desk", args: Namespace) -> Answer:
    """Connect a channel: with a secret from standard input, in the browser, or with nothing where nothing is asked."""
    facts = desk.facts(args.platform)
    brand = named(desk, args.brand)
    own_keys = keys.has_app_keys(desk, brand.id, facts.key) or any(f.startswith(f"{CLIENT_ID}=") for f in args.field)
    args.guided = args.guided or (facts.guided_first and not own_keys)
    facts = facts.assisted() if args.guided else facts
    args.field = await _keep_app_keys(desk, brand.id, facts, args)
    values = _values(facts, args)
    has_page = facts.sign_in.kind == "browser" or bool(facts.sign_in.also_browser)
    in_browser = has_page and not args.secret_stdin
    name = args.name or ""
    if in_browser:
        channel = await connecting.browser_sign_in(desk, brand.id, facts.key, values, _open_page, name=name)
    else:
        channel = await connecting.add_channel(desk, brand.id, facts.key, values, name, args.guided)
    return _one(channel, _("{channel} is connected"))


async def _keep_app_keys(desk: "Desk", brand_id: str, facts: "Facts", args: Namespace) -> list[str]:
    """Keys of the owner's app in the arguments (`--field client_id=…`, its secret from standard input) are kept, and
    the sign-in goes on in the browser; answers the other fields."""
    given = [pair for pair in args.field if pair.startswith(f"{CLIENT_ID}=")]
    if not given or not facts.sign_in.needs_app:
        return list(args.field)
    secret = Secret(sys.stdin.readline(LONGEST_SECRET).strip()) if args.secret_stdin else Secret("")
    args.secret_stdin = False
    own = Secret.of(**{CLIENT_ID: given[-1].partition("=")[2].strip(), CLIENT_SECRET: secret})
    await keys.save_app_keys(desk, brand_id, facts.key, own)
    return [pair for pair in args.field if pair not in given]


async def connect(desk: "Desk", args: Namespace) -> Answer:
    """Sign in on a channel of the list: one that was planned, is guided, or whose sign-in ended. Its posts go on."""
    channel = find_channel(desk, args.id)
    facts = desk.facts(channel.platform)
    args.field = await _keep_app_keys(desk, channel.brand_id, facts, args)
    values = _values(facts, args)
    in_browser = facts.sign_in.kind == "browser" and not args.secret_stdin
    connected = await connecting.sign_in_again(desk, channel.id, values, _open_page if in_browser else None)
    return _one(connected, _("{channel} is connected"))


def plan(desk: "Desk", args: Namespace) -> Answer:
    """A channel to plan posts for before it is connected."""
    channel = connecting.plan_channel(desk, named(desk, args.brand).id, args.platform, args.name or "")
    return _one(channel, _("{channel} is in the list, not connected yet"))


def _one(channel: Channel, words: str) -> Answer:
    line = f"{channel.id}  {words.format(channel=plain(channel.name))}"
    return Answer({"channel": channel_data(channel), "id": channel.id}, (line,))


def _values(facts: "Facts", args: Namespace) -> dict[str, "str | Secret"]:
    """The sign-in form filled from the arguments; `--field` names any field of it. Raises ProblemError(usage)."""
    given: dict[str, str | Secret] = {"server": args.server or "", "user": args.user or ""}
    for pair in args.field:
        name, sign, value = pair.partition("=")
        if not sign:
            raise ProblemError("usage", said=f"--field {plain(pair)}")
        given[name] = value
    if args.secret_stdin:
        given[connecting.SECRET_FIELD] = Secret(sys.stdin.readline(LONGEST_SECRET).strip())
    known = {field.key for field in facts.sign_in.fields}
    unknown = [name for name, value in given.items() if value and name not in known]
    if unknown:
        raise ProblemError("usage", said=f"{facts.name}: {', '.join(map(plain, unknown))}")
    return {name: value for name, value in given.items() if value}


def _open_page(url: str) -> None:
    """Show the address and open it where there is a browser."""
    import webbrowser

    print(_("Sign in here: {url}").format(url=plain(url)), file=sys.stderr, flush=True)
    webbrowser.open(url)


def list_all(desk: "Desk", args: Namespace) -> Answer:
    brand = named(desk, args.brand)
    with desk.store.reading() as reader:
        found = [
            channel
            for channel in reader.all(Channel, brand_id=brand.id)
            if channel.status is not ChannelStatus.ARCHIVED
        ]
    return Answer({"channels": [channel_data(channel) for channel in found]}, table(map(channel_row, found)))


async def check(desk: "Desk", args: Namespace) -> Answer:
    """Ask the platforms who the sign-ins are; one channel or all."""
    if args.id:
        chosen = [find_channel(desk, args.id)]
    else:
        with desk.store.reading() as reader:
            skipped = (ChannelStatus.ARCHIVED, ChannelStatus.PLANNED)
            chosen = [channel for channel in reader.all(Channel) if channel.status not in skipped]
    data, lines, well = [], [], True
    for channel in chosen:
        try:
            checked = await connecting.check_channel(desk, channel.id)
            data.append({**channel_data(checked), "problem": None})
            lines.append(_("{channel} answers").format(channel=plain(checked.name)))
        except ProblemError as error:
            well = False
            data.append({**channel_data(channel), "problem": error.problem.as_dict()})
            lines += [plain(error.problem.title), plain(error.problem.advice)]
    return Answer({"channels": data}, tuple(lines), well)


async def guide(desk: "Desk", args: Namespace) -> Answer:
    """A person publishes on a channel from now on."""
    channel = await connecting.guide_channel(desk, find_channel(desk, args.id).id)
    return _one(channel, _("You publish on {channel}, smmdesk guides you"))


async def remove(desk: "Desk", args: Namespace) -> Answer:
    channel = find_channel(desk, args.id)
    await connecting.remove_channel(desk, channel.id)
    return Answer({"channel": channel_data(channel)}, (_("The channel was removed. Its posts are still here."),))
