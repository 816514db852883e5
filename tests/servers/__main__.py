"""Servers to try the app against, by hand.

    python -m tests.servers start bluesky wordpress     starts them, says how to sign in, stops on Ctrl-C
    python -m tests.servers install                     only fetches what they need, so that a later start is quick

Servers: bluesky, wordpress, ghost, mediawiki, matrix, oidc and mastodon (a fake one); without a name, all of them.
"""

import argparse
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack

from ..fakes.mastodon import FakeMastodon
from .bluesky import BlueskyServer
from .ghost import OWNER, PASSWORD, GhostServer
from .ghost import fresh_site as fresh_ghost
from .install import ServerError, node_packages
from .mediawiki import MediaWikiServer, fresh_wiki
from .oidc import OidcServer
from .synapse import PEOPLE, SynapseServer, fresh_homeserver
from .wordpress import ROLES, WordPressServer
from .wordpress_site import fresh_site


def bluesky(running: ExitStack) -> list[str]:
    server = running.enter_context(BlueskyServer.start())
    people = [
        f"  {each.handle}  app password {server.app_password(each)}  (password {each.password})"
        for each in server.accounts.values()
    ]
    return [f"Bluesky      {server.url}", *people]


def wordpress(running: ExitStack) -> list[str]:
    server = running.enter_context(WordPressServer.start())
    people = [
        f"  {role}  application password {server.application_password(role)}  (password {role}-password)"
        for role in ROLES
    ]
    return [f"WordPress    {server.url}  (version {server.version})", *people]


def ghost(running: ExitStack) -> list[str]:
    server = running.enter_context(GhostServer.start())
    key = f"  admin key {server.admin_key()}"
    return [f"Ghost        {server.url}  (version {server.version})", key, f"  {OWNER}  password {PASSWORD}"]


def mediawiki(running: ExitStack) -> list[str]:
    server = running.enter_context(MediaWikiServer.start())
    return [f"MediaWiki    {server.url}", f"  {server.user}  bot password {server.password}"]


def matrix(running: ExitStack) -> list[str]:
    server = running.enter_context(SynapseServer.start())
    server.make_room("forno")
    people = [f"  {server.user(name)}  password {server.password(name)}" for name in PEOPLE]
    return [f"Matrix       {server.url}  (Synapse, with the room #forno:localhost)", *people]


def oidc(running: ExitStack) -> list[str]:
    server = running.enter_context(OidcServer.start())
    return [f"OpenID       {server.url}", f"  client {server.client_id}, any name and any password"]


def mastodon(running: ExitStack) -> list[str]:
    server = running.enter_context(FakeMastodon(publishes_by_itself=True))
    people = [f"  {each.username}  password {each.password}" for each in (server.alice, server.bob)]
    return [f"Mastodon     {server.url}  (a fake one)", *people]


START: dict[str, Callable[[ExitStack], list[str]]] = {
    "bluesky": bluesky,
    "wordpress": wordpress,
    "ghost": ghost,
    "mediawiki": mediawiki,
    "matrix": matrix,
    "oidc": oidc,
    "mastodon": mastodon,
}
INSTALL: dict[str, Callable[[], object]] = {
    "bluesky": BlueskyServer.install,
    "wordpress": fresh_site,
    "ghost": fresh_ghost,
    "mediawiki": fresh_wiki,
    "matrix": fresh_homeserver,
    "oidc": lambda: node_packages("oidc"),
    "mastodon": lambda: None,
}


def start(names: list[str]) -> None:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with ExitStack() as running:
        for name in names:
            if not stop.is_set():
                print("\n".join(START[name](running)), flush=True)
        print("Ctrl-C stops everything.", flush=True)
        while not stop.wait(1.0):
            pass


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.servers", description="Servers to try the app against.")
    parser.add_argument("command", choices=("start", "install"))
    parser.add_argument("names", nargs="*", metavar="server", help=", ".join(START))
    wish = parser.parse_args()
    names = wish.names or list(START)
    unknown = [name for name in names if name not in START]
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}; there are {', '.join(START)}")
    try:
        if wish.command == "start":
            start(names)
        else:
            for name in names:
                INSTALL[name]()
                print(f"{name} is installed", flush=True)
    except ServerError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
