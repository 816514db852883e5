"""Where a brand's photos may lie on the web while a platform fetches them: chosen, and each step of it tried."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from smmdesk.desk import media_host
from smmdesk.desk.media_host import CHANNEL, KINDS, kind_of
from smmdesk.model.media_host import HostChoice
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.words import N_, _
from smmdesk.platforms.sign_in_facts import SignInField
from ui.bridge import Bridge

NOWHERE = ""
STEPS = (
    ("lay_down", N_("Lay a sample photo down there")),
    ("seen", N_("The world can see it")),
    ("take_away", N_("Take it away again")),
)


@dataclass(frozen=True, slots=True)
class StepRow:
    """One line of the test: `state` is waiting, running, done or failed."""

    label: str
    state: str = "waiting"
    problem: Problem | None = None


class PhotosOnWeb(QObject):
    """Asked by the card of settings. `changed` after a step, or what is chosen."""

    changed = Signal()

    def __init__(self, bridge: Bridge, brand_id: str) -> None:
        super().__init__()
        self._bridge, self._desk, self._brand_id = bridge, bridge.desk, brand_id
        self.problem: Problem | None = None
        self.steps: tuple[StepRow, ...] = ()
        self.left_there = 0

    # ------------------------------------------------------------------ what there is
    @property
    def choice(self) -> HostChoice | None:
        with self._desk.store.reading() as reader:
            return media_host.chosen(reader, self._brand_id)

    @property
    def chosen_key(self) -> str:
        """The entry of `entries` that holds."""
        choice = self.choice
        if choice is None:
            return NOWHERE
        return f"{CHANNEL}:{choice.channel_id}" if choice.kind == CHANNEL else choice.kind

    @property
    def entries(self) -> tuple[tuple[str, str], ...]:
        """Key and words of every place that can be chosen."""
        sites = media_host.channels_for(self._desk, self._brand_id)
        return (
            (NOWHERE, _("Nowhere: I publish those by hand")),
            *((f"{CHANNEL}:{site.id}", _("On your site {name}").format(name=site.name)) for site in sites),
            *((kind.key, _(kind.label)) for kind in KINDS),
        )

    def fields_of(self, key: str) -> tuple[SignInField, ...]:
        """What has to be typed for an entry."""
        return kind_of(key).fields if key in {kind.key for kind in KINDS} else ()

    def about(self, key: str) -> str:
        """What is worth knowing of an entry."""
        if key == NOWHERE:
            return _("Where photos are fetched from the web, smmdesk prepares text and photos, and you publish.")
        if key.startswith(CHANNEL):
            return _("They go into its library, under names that nobody can guess.")
        return _(kind_of(key).help)

    def value_of(self, key: str, name: str) -> str:
        """What was typed before."""
        choice = self.choice
        return choice.fields.get(name, "") if choice is not None and choice.kind == key else ""

    @property
    def is_seen(self) -> bool:
        """Whether a test of what holds now ended well."""
        choice = self.choice
        return choice is not None and choice.seen_at_us is not None

    # ------------------------------------------------------------------ what is done
    def choose_nowhere(self) -> None:
        """Take away what still lies there, then forget the place."""

        async def work() -> None:
            from smmdesk.desk import hosting

            self.left_there = await hosting.sweep_all(self._desk, self._brand_id)
            media_host.forget(self._desk, self._brand_id)
            self.changed.emit()

        self.problem, self.steps = None, ()
        self._bridge.run(work(), key="media host")

    def save_and_try(self, key: str, values: Mapping[str, str]) -> None:
        """Keep a place and try each step of it; what stands against it is `problem` or stands at its step."""
        self.problem, self.left_there = None, 0
        self.steps = tuple(StepRow(_(label)) for _key, label in STEPS)
        self._bridge.run(self._try(key, values), key="media host")
        self.changed.emit()

    async def _try(self, key: str, values: Mapping[str, str]) -> None:
        from smmdesk.desk import hosting
        from smmdesk.desk.opened_host import try_out

        kind, _sep, channel_id = key.partition(":")
        try:
            if self._moves(key, values):
                self.left_there = await hosting.sweep_all(self._desk, self._brand_id)
            await media_host.save(self._desk, self._brand_id, kind, values, channel_id)
            self._show_step(0, "running")
            async for step in try_out(self._desk, self._brand_id):
                number = [name for name, _label in STEPS].index(step.key)
                self._show_step(number, "failed" if step.problem is not None else "done", step.problem)
                if step.problem is None and number + 1 < len(STEPS):
                    self._show_step(number + 1, "running")
        except ProblemError as error:
            self.problem, self.steps = error.problem, ()
        self.changed.emit()

    def _moves(self, key: str, values: Mapping[str, str]) -> bool:
        """Whether photos will lie somewhere else: then the next place knows nothing of what lies at this one. Also a
        site that was removed may still hold some, though nothing is chosen."""
        typed = [field.key for field in self.fields_of(key) if field.kind != "secret"]
        return self.chosen_key != key or any(self.value_of(key, name) != values.get(name, "").strip() for name in typed)

    def _show_step(self, number: int, state: str, problem: Problem | None = None) -> None:
        rows = list(self.steps)
        rows[number] = StepRow(rows[number].label, state, problem)
        self.steps = tuple(rows)
        self.changed.emit()
