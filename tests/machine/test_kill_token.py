"""Killed while a renewed sign-in is saved: the old one or the new one opens, never none (fault 41)."""

import asyncio
import shutil
from pathlib import Path

import pytest

from smmdesk.app import leave_network
from smmdesk.desk.desk import Desk
from smmdesk.desk.sessions import open_session
from smmdesk.model.channel import Channel
from tests.fakes.mastodon import FakeMastodon
from tests.helpers.warm import KILLED, Inject, Warm, has_strace
from tests.machine.desks import PASSPHRASE, is_sound, mastodon_post, with_desk
from tests.machine.work import HERE

pytestmark = pytest.mark.skipif(not has_strace(), reason="strace kills the process at a system call: Linux with strace")
CALLS = ("pwrite64", "fdatasync", "ftruncate", "unlink")
EVERY = 4
"""The default tier takes each fourth system call, the second one all."""


def channel_of(desk: Desk) -> Channel:
    with desk.store.reading() as reader:
        return next(channel for channel in reader.all(Channel) if channel.platform == "mastodon")


def token_of(folder: Path) -> str:
    """The sign-in as the next process finds it."""

    async def read(desk: Desk) -> str:
        try:
            return (await open_session(desk, channel_of(desk))).secret.field("access").reveal()
        finally:
            await leave_network(desk)

    return with_desk(folder, lambda desk: asyncio.run(read(desk)), PASSPHRASE)


def killed_at_each(warm: Warm, tmp_path: Path, server: FakeMastodon, every: int) -> None:
    template = tmp_path / "template"
    mastodon_post(template, server)
    channel_id = with_desk(template, lambda desk: channel_of(desk).id)
    old, new = token_of(template), "a new token"
    folder = tmp_path / "desk"
    given = (str(folder), PASSPHRASE, channel_id, new)
    shutil.copytree(template, folder)
    counted = warm.count_writes(f"{HERE}keep_token", *given, syscalls=CALLS)
    assert token_of(folder) == new
    found = []
    for syscall, total in counted.items():
        for number in range(total, 0, -every):
            shutil.rmtree(folder)
            shutil.copytree(template, folder)
            at = Inject(syscall, "signal=KILL", number)
            assert warm.run(f"{HERE}keep_token", *given, trace=at.arguments).code == KILLED, at
            assert is_sound(folder), at
            token = token_of(folder)
            assert token in (old, new), at
            found.append(token == new)
    assert {True, False} == set(found), "before the commit the old one, after it the new one"


@pytest.mark.fault(41)
def test_a_renewed_sign_in_is_there_whole_or_the_old_one_is(warm: Warm, tmp_path: Path, mastodon: FakeMastodon) -> None:
    killed_at_each(warm, tmp_path, mastodon, EVERY)


@pytest.mark.long
@pytest.mark.fault(41)
def test_the_same_at_every_system_call(warm: Warm, tmp_path: Path, mastodon: FakeMastodon) -> None:
    killed_at_each(warm, tmp_path, mastodon, 1)
