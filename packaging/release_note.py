"""Signs the note that tells every smmdesk of a new version: `latest.json`, for the address in resources/updates.toml.

    python packaging/release_note.py new-key FOLDER        two files: release.key (never leaves), release.pub
    python packaging/release_note.py note --page URL --out FILE     the note, signed with SMMDESK_RELEASE_KEY (base64)
    python packaging/release_note.py ship --address URL --key BASE64    fills in resources/updates.toml before a build

What is new is taken from CHANGELOG.md. Needs `cryptography`, which the program has anyway.
"""

import base64
import json
import os
import re
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from pathlib import Path

import product

HOLDS_DAYS = 400
"""A note is made anew at least once a year; an older one is not believed any more."""


def new_key(folder: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    with open(os.open(folder / "release.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(base64.b64encode(key.private_bytes_raw()))
    (folder / "release.pub").write_bytes(base64.b64encode(key.public_key().public_bytes_raw()))


def note(page: str, key: str, now: datetime, version: str = product.VERSION) -> bytes:
    """The signed note. Its serial is the minute in which it was made: it only ever grows."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    told = {
        "product": product.NAME,
        "serial": int(now.timestamp()) // 60,
        "version": version,
        "page": page,
        "expires": (now + timedelta(days=HOLDS_DAYS)).isoformat(),
        "news": {"en": news()},
    }
    signed = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
    signature = Ed25519PrivateKey.from_private_bytes(base64.b64decode(key)).sign(signed)
    outer = {"signed": base64.b64encode(signed).decode(), "signature": base64.b64encode(signature).decode()}
    return json.dumps(outer).encode() + b"\n"


def news(most: int = 5) -> str:
    """The first lines of what is new, in the newest section of the changelog."""
    text = (product.ROOT / "CHANGELOG.md").read_text("utf-8")
    new = re.search(r"^### New\n\n(.*?)(?=^##)", text, re.MULTILINE | re.DOTALL)
    items = re.split(r"^- ", new[1], flags=re.MULTILINE)[1 : most + 1] if new else []
    return "\n".join(f"• {' '.join(item.split())}" for item in items)


def ship(address: str, key: str) -> str:
    """What resources/updates.toml says in a copy that asks. Raises ValueError for what is no key or no address."""
    if not re.fullmatch(r"https://[\w.-]+/[\w./%~-]*", address) or len(base64.b64decode(key, validate=True)) != 32:
        raise ValueError("an https address and an Ed25519 public key (base64) are wanted")
    return f'address = "{address}"\nkeys = ["{key}"]\n'


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(description=__doc__.splitlines()[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("new-key").add_argument("folder", type=Path)
    for verb, options in (("note", ("--page", "--out")), ("ship", ("--address", "--key"))):
        made = verbs.add_parser(verb)
        for option in options:
            made.add_argument(option, required=True)
    args = parser.parse_args(arguments)
    if args.verb == "new-key":
        new_key(args.folder)
    elif args.verb == "note":
        Path(args.out).write_bytes(note(args.page, os.environ["SMMDESK_RELEASE_KEY"], datetime.now(UTC)))
    else:
        (product.ROOT / "resources" / "updates.toml").write_text(ship(args.address, args.key), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
