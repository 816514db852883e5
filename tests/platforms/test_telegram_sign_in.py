"""Which bot, which channel: what a person types, and what the bot heard."""

from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import ConnectorError, RefusedError, SignedOutError
from smmdesk.platforms.telegram.chats import chat_of
from tests.fakes.telegram import TOKEN, Chat, FakeTelegram
from tests.platforms.at_telegram import signed_in, signed_out


@pytest.mark.parametrize("typed", ["@fornolucia", "fornolucia", "https://t.me/fornolucia", "t.me/s/fornolucia/12"])
async def test_a_public_channel(telegram: FakeTelegram, tmp_path: Path, typed: str) -> None:
    async with signed_in(telegram, tmp_path, typed) as bench:
        account = bench.account
        assert (account.remote_id, account.name, account.handle) == ("-1001234567890", "Forno Lucia", "@fornolucia")
        assert (account.url, account.server) == ("https://t.me/fornolucia", "")
        assert await bench.connector.who_am_i(bench.session()) == account
        with pytest.raises(RefusedError) as caught:
            await bench.connector.sign_out(bench.session())
        assert caught.value.problem.code == "not_signed_out_there"


@pytest.mark.parametrize("update", ["my_chat_member", "channel_post", "forwarded"])
async def test_a_private_channel_is_the_one_that_the_bot_heard_of_last(
    telegram: FakeTelegram, tmp_path: Path, update: str
) -> None:
    chat = telegram.add_chat(Chat(-1009876543210, title="Solo soci"))
    said: dict[str, Any] = {"chat": {"id": chat.id, "type": "channel"}}
    of_old = {"update_id": 1, "my_chat_member": {"chat": {"id": telegram.channel.id, "type": "channel"}}}
    private = {"update_id": 3, "message": {"chat": {"id": 99, "type": "private"}}}
    news = {"message": {"forward_origin": said}} if update == "forwarded" else {update: said}
    telegram.updates = [of_old, {"update_id": 2, **news}, private]
    async with signed_in(telegram, tmp_path, "") as bench:
        assert (bench.account.remote_id, bench.account.name) == (str(chat.id), "Solo soci")
        _, receipt = await bench.publish(bench.job("Ai soci"))
        assert receipt.url == f"https://t.me/c/9876543210/{receipt.id}"


async def test_nobody_said_which_channel(telegram: FakeTelegram, tmp_path: Path) -> None:
    async with signed_out(telegram, tmp_path) as bench:
        for fault in ({}, {"status": 409, "body": {"ok": False, "error_code": 409, "description": "Conflict"}}):
            if fault:
                telegram.http.fail_next(f"/bot{TOKEN}/getUpdates", **fault)
            with pytest.raises(ProblemError) as caught:
                await bench.sign_in(TOKEN)
            assert (caught.value.problem.code, caught.value.problem.values["field"]) == ("field_missing", "user")


@pytest.mark.parametrize("token", ["4711:wrong", "nothing", "a/b c", "4711:AA\r\nX: y"])
async def test_a_token_that_is_not_good(telegram: FakeTelegram, tmp_path: Path, token: str) -> None:
    async with signed_out(telegram, tmp_path) as bench:
        with pytest.raises(SignedOutError):
            await bench.sign_in(token, user="@fornolucia")


@pytest.mark.parametrize(
    ("typed", "member", "code"),
    [
        ("@altrove", {}, "may_not_publish"),
        ("not a name!", {}, "address_not_found"),
        ("@fornolucia", {"status": "administrator", "can_post_messages": False}, "may_not_publish"),
        ("@fornolucia", {"status": "member"}, "may_not_publish"),
        ("@fornolucia", {"status": "left"}, "refused"),
    ],
)
async def test_a_channel_where_the_bot_may_not_publish(
    telegram: FakeTelegram, tmp_path: Path, typed: str, member: dict[str, Any], code: str
) -> None:
    telegram.channel.member = member or telegram.channel.member
    async with signed_out(telegram, tmp_path) as bench:
        with pytest.raises((ProblemError, ConnectorError)) as caught:
            await bench.sign_in(TOKEN, user=typed)
    assert caught.value.problem.code == code


@pytest.mark.parametrize(
    ("member", "may"),
    [
        ({"status": "member"}, True),
        ({"status": "restricted", "can_send_messages": True}, True),
        ({"status": "restricted", "can_send_messages": False}, False),
        ({"status": "left"}, False),
    ],
)
async def test_a_group(telegram: FakeTelegram, tmp_path: Path, member: dict[str, Any], may: bool) -> None:
    telegram.add_chat(Chat(-45, "group", "Clienti", member=member))
    async with signed_out(telegram, tmp_path) as bench:
        if not may:
            with pytest.raises(RefusedError):
                await bench.sign_in(TOKEN, user="-45")
            return
        await bench.sign_in(TOKEN, user="-45")
        _, receipt = await bench.publish(bench.job("Ciao"))
        assert (receipt.url, telegram.messages[0].chat.id) == ("", -45)


def test_names_of_chats() -> None:
    assert [chat_of(typed) for typed in ("@forno_lucia", "-1001", "https://t.me/c/123/45", " t.me/forno ")] == [
        "@forno_lucia", -1001, -100123, "@forno",
    ]  # fmt: skip
    assert [chat_of(typed) for typed in ("", "@abc", "https://evil.example/forno", "@però", "1 2")] == [None] * 5
