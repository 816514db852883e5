"""Is everything well? One finding per question, with what to do where it is not. Nothing is changed or sent."""

import shutil
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from smmdesk.desk import ending_sign_ins
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.dates import say_time
from smmdesk.model.media import Asset
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.status import sign_in_problem
from smmdesk.model.words import _, ngettext, with_tenths
from smmdesk.store import backups, driver, health, journal, outbox
from smmdesk.system.device import read_device
from smmdesk.system.single import is_held
from smmdesk.system.zones import local_zone

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

LITTLE_SPACE_BYTES, NO_SPACE_BYTES = 1_000_000_000, 100_000_000
OLD_BACKUP = timedelta(days=7)
CLOCK_BACK = timedelta(minutes=5)


class Level(StrEnum):
    WELL = "well"
    NOTE = "note"  # worth knowing
    WRONG = "wrong"  # something does not work


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one question. `key` stays the same in every language; `problem` says what to do."""

    key: str
    level: Level
    title: str
    problem: Problem | None = None


async def doctor(desk: "Desk") -> tuple[Finding, ...]:
    """Look at program, folder, database, disk, clock, key, channels, files and copies. Reads the whole database."""
    found = [_program(), *await desk.pool.run(_of_folder, desk), *_clock(desk), await _key(desk)]
    return (*found, *_channels(desk), _engine(desk), await desk.pool.run(_media, desk), _copies(desk))


def _program() -> Finding:
    python = ".".join(map(str, sys.version_info[:3]))
    return Finding("program", Level.WELL, _("Python {version} on {system}").format(version=python, system=sys.platform))


# ------------------------------------------------------------------ folder, database, disk
def _of_folder(desk: "Desk") -> list[Finding]:
    return [_folder(desk), _sqlite(), _database(desk), _disk(desk)]


def _folder(desk: "Desk") -> Finding:
    folder = desk.paths.folder
    words = _("The data folder is {folder}").format(folder=folder)
    if sys.platform != "win32" and stat.S_IMODE(folder.stat().st_mode) & 0o077:
        return Finding("folder", Level.NOTE, words + ". " + _("Other users of this computer may look into it."))
    return Finding("folder", Level.WELL, words)


def _sqlite() -> Finding:
    version = ".".join(map(str, driver.version()))
    if driver.log_is_safe(driver.version()):
        return Finding("sqlite", Level.WELL, _("SQLite {version} with its write-ahead log").format(version=version))
    words = _("SQLite {version}: its write-ahead log is not safe, so the slower journal is used").format(
        version=version
    )
    return Finding("sqlite", Level.NOTE, words)


def _database(desk: "Desk") -> Finding:
    for problem in (desk.store.read_only, desk.store.opened):
        if problem is not None:
            return Finding("database", Level.WRONG, problem.title, problem)
    if health.look(desk.paths.database, whole=True).condition is health.Condition.DAMAGED:
        problem = Problem("desk_damaged_no_copy", {"name": desk.paths.database.name})
        return Finding("database", Level.WRONG, _("The calendar file is damaged"), problem)
    return Finding("database", Level.WELL, _("The calendar file was read whole: every page is sound"))


def _disk(desk: "Desk") -> Finding:
    free = shutil.disk_usage(desk.paths.folder).free
    words = _("{size} GB free on this disk").format(size=with_tenths(free / 1_000_000_000))
    if free < NO_SPACE_BYTES:
        return Finding("disk", Level.WRONG, words, Problem("disk_full"))
    return Finding("disk", Level.NOTE if free < LITTLE_SPACE_BYTES else Level.WELL, words)


# ------------------------------------------------------------------ clock and key
def _clock(desk: "Desk") -> Iterator[Finding]:
    now = desk.clock.now()
    with desk.store.reading() as reader:
        steps = journal.steps(reader, desk.device, 1)
    ahead = from_us(steps[0].at_us) - now if steps else timedelta(0)
    zone = local_zone()
    words = _("It is {time} in {zone}").format(time=say_time(Moment.of(now, zone), now), zone=zone)
    if ahead > CLOCK_BACK:
        problem = Problem("clock_wrong", {"minutes": int(ahead.total_seconds() // 60)})
        yield Finding("clock", Level.WRONG, words, problem)
    else:
        yield Finding("clock", Level.WELL, words)
    if read_device(desk.paths, desk.clock).asks:
        problem = Problem("other_computer")
        yield Finding("device", Level.WRONG, problem.title, problem)


async def _key(desk: "Desk") -> Finding:
    source = desk.vault.source
    if not source:
        return Finding("key", Level.WELL, _("No sign-in is kept on this computer yet"))
    try:
        await desk.vault.ready()
    except ProblemError as error:
        return Finding("key", Level.WRONG, error.problem.title, error.problem)
    places = {
        "keyring": _("The sign-ins are locked with a key in this computer’s key ring"),
        "passphrase": _("The sign-ins are locked with your passphrase"),
    }
    return Finding("key", Level.WELL, places.get(source, _("The sign-ins are kept until smmdesk is closed")))


# ------------------------------------------------------------------ channels, engine
def _channels(desk: "Desk") -> Iterable[Finding]:
    with desk.store.reading() as reader:
        channels = [c for c in reader.all(Channel) if c.status is not ChannelStatus.ARCHIVED]
        waiting = {channel.id: outbox.waiting_on_channel(reader, channel.id) for channel in channels}
        ending = {channel.id: ending_sign_ins.notice(reader, desk, channel) for channel in channels}
    if not channels:
        yield Finding("channels", Level.NOTE, _("No channel yet"))
    for channel in channels:
        yield _channel(channel, waiting[channel.id], ending[channel.id])


def _channel(channel: Channel, waiting: int, ending: Problem | None) -> Finding:
    key = f"channel:{channel.id}"
    posts = ngettext("{count} post waits", "{count} posts wait", waiting).format(count=waiting)
    if channel.status is ChannelStatus.SIGNED_OUT:
        problem = sign_in_problem(channel)
        return Finding(key, Level.WRONG, f"{problem.title}: {posts}", problem)
    if channel.status is ChannelStatus.PLANNED:
        words = _("{channel} is not connected yet").format(channel=channel.name)
        return Finding(key, Level.NOTE, f"{words}: {posts}")
    if channel.paused:
        words = _("{channel} is paused").format(channel=channel.name)
        return Finding(key, Level.NOTE, f"{words}: {posts}")
    if ending is not None:
        return Finding(key, Level.NOTE, f"{ending.title}: {posts}", ending)
    return Finding(key, Level.WELL, _("{channel} is connected").format(channel=channel.name) + f": {posts}")


def _engine(desk: "Desk") -> Finding:
    with desk.store.reading() as reader:
        waiting = outbox.waiting_for_computer(reader)
    if is_held(desk.paths.engine_lock):
        return Finding("engine", Level.WELL, _("smmdesk is running and sends what is due"))
    if not waiting:
        return Finding("engine", Level.WELL, _("Nothing waits for this computer"))
    words = ngettext(
        "{count} post needs this computer, and smmdesk is not running",
        "{count} posts need this computer, and smmdesk is not running",
        waiting,
    )
    return Finding("engine", Level.NOTE, words.format(count=waiting))


# ------------------------------------------------------------------ files and copies
def _media(desk: "Desk") -> Finding:
    with desk.store.reading() as reader:
        assets = reader.all(Asset)
    gone = [asset for asset in assets if not desk.files.has(asset.sha256)]
    if gone:
        problem = Problem("media_missing", {"name": gone[0].name})
        words = ngettext("{count} photo is no longer here", "{count} photos are no longer here", len(gone))
        return Finding("media", Level.WRONG, words.format(count=len(gone)), problem)
    words = ngettext("{count} photo or video, all here", "{count} photos and videos, all here", len(assets))
    return Finding("media", Level.WELL, words.format(count=len(assets)))


def _copies(desk: "Desk") -> Finding:
    found = backups.list_backups(desk.paths)
    if not found:
        return Finding("backups", Level.NOTE, _("There is no copy of the calendar yet"))
    made = from_us(found[0].made_at_us)
    try:
        backups.verify(found[0].path)
    except ProblemError as error:
        return Finding("backups", Level.WRONG, error.problem.title, error.problem)
    now = desk.clock.now()
    words = _("The newest copy is of {time}, and is whole").format(time=say_time(Moment.of(made, local_zone()), now))
    return Finding("backups", Level.NOTE if now - made > OLD_BACKUP else Level.WELL, words)
