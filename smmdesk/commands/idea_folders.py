"""`ideas`: the folder whose files become ideas of a brand, and a look into it now."""

import asyncio
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from smmdesk.commands.answer import Answer, plain
from smmdesk.desk import idea_folder, several_brands
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import _, ngettext

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.model.brand import Brand


def folder(desk: "Desk", args: Namespace) -> Answer:
    """Show it, choose one, or have none. Raises ProblemError(ideas_folder_unreadable, ideas_folder_ours,
    ideas_folder_taken)."""
    brand = several_brands.named(desk, args.brand)
    if args.none:
        idea_folder.leave(desk, brand.id)
    elif args.folder is not None:
        found = idea_folder.look_at(desk, brand.id, args.folder)
        idea_folder.choose(desk, brand.id, args.folder, () if args.these_too else found)
    return _state(desk, brand)


def look(desk: "Desk", _args: Namespace) -> Answer:
    """Look into every folder twice, as far apart as a file has to stand still, and make ideas of what is new. Raises
    ProblemError(engine_running) while the engine does that anyway."""
    from smmdesk.desk.idea_rounds import TEXT_STILL_S, IdeaRounds
    from smmdesk.system.single import engine_lock

    lock = engine_lock(desk.paths)
    if not lock.acquire():
        raise ProblemError("engine_running")

    async def work() -> int:
        rounds = IdeaRounds(desk)
        try:
            made = await rounds.look()
            await desk.clock.sleep(TEXT_STILL_S)
            return made + await rounds.look()
        finally:
            rounds.close()

    with lock:
        made = asyncio.run(work())
    words = ngettext("{count} new idea", "{count} new ideas", made).format(count=made)
    return Answer({"ideas": made}, (words,))


def _state(desk: "Desk", brand: "Brand") -> Answer:
    state = idea_folder.state_of(desk, brand.id)
    if state is None:
        return Answer({"folder": None, "brand": brand.id}, (_("No folder for ideas is chosen."),))
    data: dict[str, Any] = {
        "folder": state.folder.path,
        "brand": brand.id,
        "ideas": state.ideas,
        "left_out": [{"name": name, "why": why} for name, why in state.refused],
        "problem": state.problem.as_dict() if state.problem is not None else None,
    }
    said = [plain(state.folder.path), ngettext("{count} idea", "{count} ideas", state.ideas).format(count=state.ideas)]
    said += [state.problem.title] if state.problem is not None else []
    return Answer(data, tuple(said))
