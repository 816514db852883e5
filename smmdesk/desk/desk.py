"""What every intent works on: the open store, the time, the folder and the platforms."""

from functools import cached_property
from typing import TYPE_CHECKING

from smmdesk.desk.steps import Steps
from smmdesk.model.moment import to_us

if TYPE_CHECKING:
    from smmdesk.model.channel import Channel
    from smmdesk.model.policy import Policy
    from smmdesk.platforms.facts import Facts
    from smmdesk.platforms.fetch import Fetcher
    from smmdesk.platforms.http import Http
    from smmdesk.platforms.looks import Look
    from smmdesk.store.calendar_reads import ChannelRow
    from smmdesk.store.files import MediaFiles
    from smmdesk.store.store import Store
    from smmdesk.system.clock import Clock
    from smmdesk.system.paths import Paths
    from smmdesk.system.pictures import Pictures
    from smmdesk.system.secrets import Secret, Vault
    from smmdesk.system.settings import Settings
    from smmdesk.system.spelling import Spelling
    from smmdesk.system.tasks import WorkPool

SHOWN_AS = "shown_as"
"""Where `Channel.reported` of a practice channel names the platform that it plays."""


class Desk:
    """One open data folder. Made by `smmdesk.app.open_desk`, ended by `smmdesk.app.close_desk`.

    Files, vault, network and thread pool are made at their first use, so that a start and planning cost none of them.
    `passphrase` opens the vault where no key ring does.
    """

    def __init__(
        self, store: "Store", clock: "Clock", paths: "Paths", settings: "Settings", passphrase: "Secret | None" = None
    ) -> None:
        self.store, self.clock, self.paths, self.settings = store, clock, paths, settings
        self.passphrase = passphrase
        self.steps = Steps()
        self.made_vault: Vault | None = None
        self.made_pool: WorkPool | None = None
        self.made_http: Http | None = None
        self.made_pictures: Pictures | None = None
        self.made_spelling: Spelling | None = None

    @cached_property
    def policy(self) -> "Policy":
        """The timings of publishing."""
        from smmdesk.model.policy import Policy

        return Policy()

    @cached_property
    def files(self) -> "MediaFiles":
        """The bytes of media."""
        from smmdesk.store.files import MediaFiles

        return MediaFiles(self.paths)

    @property
    def device(self) -> str:
        """The id of this computer's desk, as rows and the journal name it."""
        return self.store.device

    def now_us(self) -> int:
        """This instant in microseconds since 1970 UTC."""
        return to_us(self.clock.now())

    @property
    def vault(self) -> "Vault":
        """What seals and opens the sign-ins."""
        if self.made_vault is None:
            from smmdesk.store.sealed import StoredKey
            from smmdesk.system.secrets import Vault

            self.made_vault = Vault(self.paths, StoredKey(self.store), self.passphrase)
        return self.made_vault

    @property
    def pool(self) -> "WorkPool":
        """The one small pool for blocking calls."""
        if self.made_pool is None:
            from smmdesk.system.tasks import WorkPool

            self.made_pool = WorkPool()
        return self.made_pool

    @property
    def http(self) -> "Http":
        """The one client for all platforms."""
        if self.made_http is None:
            from smmdesk.platforms.http import Http

            self.made_http = Http(self.clock)
        return self.made_http

    @cached_property
    def fetcher(self) -> "Fetcher":
        """What reads public pages that a person named."""
        from smmdesk.platforms.fetch import Fetcher

        return Fetcher()

    def facts(self, platform: str) -> "Facts":
        """What is known of a platform, with this folder's overrides. Raises ProblemError(platform_unknown)."""
        from smmdesk.platforms import facts_of

        return facts_of(platform, self.paths.folder)

    def facts_for(self, channel: "Channel") -> "Facts":
        """What holds on one channel: its platform's facts, the assisted form of them where it is guided."""
        facts = self.facts(channel.platform).options_of(channel.reported)
        return facts.assisted() if channel.guided else facts

    def shown_facts(self, channel: "Channel") -> "Facts":
        """Whose glyph and preview a channel has: its platform's, or those of the one that a practice channel plays."""
        facts = self.facts_for(channel)
        played = channel.reported.get(SHOWN_AS)
        return self.facts(str(played)) if played and facts.takes_samples else facts

    def shown_look(self, channel: "Channel | ChannelRow") -> "Look":
        """The name and tint of `shown_facts`, without reading the rest."""
        look = self.look(channel.platform)
        played = channel.reported.get(SHOWN_AS)
        return self.look(str(played)) if played and look.takes_samples else look

    def look(self, platform: str) -> "Look":
        """A platform's name and tint. Raises ProblemError(platform_unknown)."""
        from smmdesk.platforms import look_of

        return look_of(platform, self.paths.folder)

    @property
    def pictures(self) -> "Pictures":
        """The process that opens pictures."""
        if self.made_pictures is None:
            from smmdesk.system.pictures import Pictures

            self.made_pictures = Pictures()
        return self.made_pictures

    @property
    def spelling(self) -> "Spelling":
        """The process that knows how words are written."""
        if self.made_spelling is None:
            from smmdesk.system.spelling import Spelling

            self.made_spelling = Spelling()
        return self.made_spelling

    def close_parts(self) -> None:
        """End what may be slow to answer, then threads, decoder and store, in this order."""
        if self.made_spelling is not None:
            self.made_spelling.close()
        if self.made_pool is not None:
            self.made_pool.close()
        if self.made_pictures is not None:
            self.made_pictures.close()
        self.store.close()
