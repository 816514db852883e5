"""Taking a brand out: what would go, and the work that does it, which outlives the place where it was asked for."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from smmdesk.desk.import_plan import Going
from smmdesk.model.brand import Brand
from smmdesk.model.words import _, grouped
from ui.presenters.long_work import LongWork

if TYPE_CHECKING:
    from smmdesk.desk.removing_brand import Goes
    from ui.bridge import Bridge


class BrandRemoval(LongWork):
    """One at a time. `begun` is called with what goes on, `over` when that has ended: who shows how far it is sets
    them."""

    def __init__(self, bridge: "Bridge") -> None:
        super().__init__(bridge, lambda: self.over())
        self.begun: Callable[[str], object] = _nothing
        self.over: Callable[[], object] = _nothing
        self._phase = ""

    def what_goes(self, brand_id: str) -> "Goes":
        from smmdesk.desk import removing_brand

        return removing_brand.what_goes(self._bridge.desk, brand_id)

    def leaving(self) -> tuple[str, ...]:
        """The brands of which there may be only some left."""
        from smmdesk.desk.removing_brand import leaving

        with self._bridge.desk.store.reading() as reader:
            return leaving(reader)

    def resume(self) -> None:
        """What a crash, or a window that was closed, has left goes now."""
        from smmdesk.desk.several_brands import all_of

        half = self.leaving()
        for brand in all_of(self._bridge.desk) if half else ():
            if brand.id in half:
                self.remove(brand)
                return

    def remove(self, brand: Brand, leave: Collection[str] = ()) -> None:
        """Begin, or go on; `leave` are the posts that were said to stay on platforms' lists."""
        if self.going is not None:
            self._bridge.announce(_("It is still going on. Wait for its end, or stop it."))
            return
        self._bridge.run(self._work(brand, leave), key="brand removal")

    async def _work(self, brand: Brand, leave: Collection[str]) -> None:
        from smmdesk.desk import removing_brand

        self._phase = ""
        self.begun(_("Removing {brand}").format(brand=brand.name))
        untold = await self.followed(
            lambda going: removing_brand.remove(
                self._bridge.desk, brand.id, going, leave=leave, tell=lambda phase: setattr(self, "_phase", phase)
            )
        )
        if untold is None:
            self._say_stopped(brand)
            return
        self._bridge.announce(_("{brand} is removed").format(brand=brand.name))
        if untold:
            self._bridge.fail(removing_brand.not_told(brand.name, untold))
        self.resume()

    def _say_stopped(self, brand: Brand) -> None:
        if brand.id in self.leaving():
            words = _("Stopped halfway. Nothing of {brand} goes out; the rest is erased when you go on, in Settings")
        else:
            words = _("Stopped. {brand} is put away, and nothing of it was erased")
        self._bridge.announce(words.format(brand=brand.name))

    def words(self, going: Going) -> str:
        """How far it is."""
        of = _("{done} of {total}").format(done=grouped(going.done), total=grouped(going.total))
        if self._phase == "erasing":
            return _("Erased: {count}").format(count=of)
        if self._phase == "channels":
            return _("Channels signed out: {count}").format(count=of)
        return _("Taken off platforms’ lists: {count}").format(count=of) if going.total else _("Being looked at…")


def _nothing(*_said: object) -> None:
    """Nobody shows how far it is."""
