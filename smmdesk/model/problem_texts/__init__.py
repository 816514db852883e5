"""Every problem in words: code -> (title, advice, remedy). ux.md §2 sets the tone.

English is the source; resources/translations holds the Italian. Values are named in braces. A new one goes into the
module of its noun.
"""

from collections.abc import Callable

from smmdesk.model.problem_texts import (
    brands,
    channels,
    conversation,
    desk,
    live,
    media,
    posts,
    sending,
    sign_ins,
    times,
)
from smmdesk.model.words import N_, ngettext

TABLES = (
    posts.TEXTS,
    media.TEXTS,
    times.TEXTS,
    brands.TEXTS,
    channels.TEXTS,
    sign_ins.TEXTS,
    sending.TEXTS,
    live.TEXTS,
    desk.TEXTS,
    conversation.TEXTS,
)

TEXTS: dict[str, tuple[str, str, str]] = {code: text for table in TABLES for code, text in table.items()}

TITLES: dict[str, tuple[str, str]] = {
    "disk_full": ("left", N_("Your disk is full ({left} left)")),
}
"""The title where one more value is known."""

WARNINGS = frozenset({"sign_in_ends", "sign_in_ends_before", "sign_in_lasts_until", "waits_for_ok"})
"""What is told in good time: nothing is wrong yet."""

BUTTONS: dict[str, str] = {
    "wifi_page": N_("Open the sign-in page"),
    "channel_not_connected": N_("Connect"),
    "sign_in_here": N_("Sign in"),
    "by_hand": N_("Publish by hand"),
    "no_key_ring": N_("Choose a passphrase"),
    "part_refused": N_("Edit part {number}"),
    "out_for_good": N_("Change or delete there…"),
    "waits_for_ok": N_("Look at it"),
    "passed_without_ok": N_("Look at it"),
}
"""What the main button says where the words of the remedy say too little."""

COUNTED: dict[str, Callable[[int], str]] = {
    "signed_out": lambda count: ngettext(
        "Your {count} post is safe and paused. Sign in again and it goes on.",
        "Your {count} posts are safe and paused. Sign in again and they go on.",
        count,
    ),
    "sign_in_here": lambda count: ngettext(
        "Its sign-in is not here. Your {count} post is safe and paused; sign in, and it goes on.",
        "Its sign-in is not here. Your {count} posts are safe and paused; sign in, and they go on.",
        count,
    ),
    "sign_in_ends": lambda count: ngettext(
        "{count} post is planned for later. Sign in again before then, and it goes out on time.",
        "{count} posts are planned for later. Sign in again before then, and they go out on time.",
        count,
    ),
    "missed_waiting": lambda count: ngettext(
        "{count} post waits for your decision. Nothing goes out late by itself.",
        "{count} posts wait for your decision. Nothing goes out late by itself.",
        count,
    ),
    "offline": lambda count: ngettext(
        "{count} post waits and goes out when the connection is back. You can go on working.",
        "{count} posts wait and go out when the connection is back. You can go on working.",
        count,
    ),
    "desk_damaged": lambda count: ngettext(
        "We kept the damaged file and restored the copy of {time}. {count} newer change could be saved from the"
        " damaged file; more may be missing.",
        "We kept the damaged file and restored the copy of {time}. {count} newer changes could be saved from the"
        " damaged file; more may be missing.",
        count,
    ),
}
"""Advice that says how many it is about, where the value `count` is known."""
