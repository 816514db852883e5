"""Media hosts: where files lie on the web for as long as a platform has to fetch them (decision 0025).

What is asked of a person is data, as the sign-in of a platform is. A channel whose platform keeps files
(`Facts.keeps_files`) is a host without any further sign-in: its kind is `CHANNEL`.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

from smmdesk.model.words import N_
from smmdesk.platforms.sign_in_facts import SignInField

if TYPE_CHECKING:
    from smmdesk.platforms.hosts.base import MediaHost

CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class HostKind:
    """One kind of media host. Label, help and the fields' words are English source words."""

    key: str
    label: str
    help: str
    fields: tuple[SignInField, ...]


KINDS = (
    HostKind(
        "webdav",
        N_("Nextcloud or WebDAV"),
        N_("Each photo gets a link that only who knows it can open."),
        (
            SignInField("server", N_("Address of your cloud"), "address", "", "https://cloud.example.com"),
            SignInField("user", N_("Your name there")),
            SignInField(
                "secret", N_("App password"), "secret", N_("In Nextcloud: Settings, Security, new app password.")
            ),
            SignInField("folder", N_("Folder"), "text", N_("Made there if it is missing."), "smmdesk", required=False),
            SignInField(
                "public",
                N_("Web address of this folder"),
                "address",
                N_("Only where it is not a Nextcloud: where the web reads what lies there."),
                required=False,
            ),
        ),
    ),
    HostKind(
        "s3",
        N_("S3 storage"),
        N_("Amazon, Cloudflare, Backblaze, Hetzner, Scaleway, OVH and others. It may stay closed to the web."),
        (
            SignInField("server", N_("Address of the storage"), "address", "", "https://s3.eu-south-1.amazonaws.com"),
            SignInField(
                "region", N_("Region"), "text", N_("As your provider writes it."), "eu-south-1", required=False
            ),
            SignInField("bucket", N_("Name of the bucket")),
            SignInField("user", N_("Access key")),
            SignInField("secret", N_("Secret access key"), "secret"),
            SignInField("folder", N_("Folder"), "text", "", "smmdesk", required=False),
            SignInField(
                "public",
                N_("Web address of the bucket"),
                "address",
                N_("Only where it is open to the web. Empty: each photo gets a link that ends after a day."),
                required=False,
            ),
        ),
    ),
)
"""Every kind with a sign-in of its own, in the order shown."""


def kind_of(key: str) -> HostKind:
    """Raises KeyError for one that is none."""
    return {kind.key: kind for kind in KINDS}[key]


def host(key: str) -> "MediaHost":
    """The verbs of a kind, imported at the first call."""
    return cast("MediaHost", import_module(f"smmdesk.platforms.hosts.{kind_of(key).key}").HOST)
