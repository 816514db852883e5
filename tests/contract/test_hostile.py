"""A hostile platform, vector by vector, at every connector and at everything that is asked there (security.md T6, T19).

Whatever is answered: the program goes on, nothing goes out twice, no stranger sees a sign-in, nothing is carried about,
nothing takes for ever, and when the platform is itself again all is as it was.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.contract.conftest import OpenStage
from tests.contract.hostile import VERBS, Hostile, verbs_of
from tests.contract.subjects import ON_A_WIRE, SUBJECTS
from tests.guards import AllowLog
from tests.servers.fault_scripts import Script
from tests.servers.hostile_scripts import HOSTILE

ASKED_TOO_OFTEN = frozenset({"flickr"})
"""May be asked once an hour, and an answer that was lost is asked for again."""


def cases() -> Iterator[Any]:
    """Each connector meets each vector in every run, at one of its verbs in turn; in the second tier at all of them.
    The scripts of a vector take turns too: each meets every verb somewhere."""
    for place, key in enumerate(ON_A_WIRE):
        verbs, surface = verbs_of(key), pytest.mark.surface(f"answers of {SUBJECTS[key].platform}")
        for vector, scripts in HOSTILE.items():
            for at, verb in enumerate(verbs):
                script = scripts[(place + at) % len(scripts)]
                marks = [pytest.mark.vector(vector), surface]
                marks += [pytest.mark.servers] if SUBJECTS[key].slow else []
                turn = (place + vector) % len(verbs) == at and not SUBJECTS[key].beside
                marks += [] if turn else [pytest.mark.long]
                yield pytest.param(key, verb, script, marks=marks, id=f"{key}-{vector}-{script.name}-{verb}")


@pytest.mark.parametrize(("subject", "verb", "script"), list(cases()), indirect=["subject"])
async def test_a_hostile_platform(
    stage: OpenStage, verb: str, script: Script, tmp_path: Path, allow_log: AllowLog
) -> None:
    async with stage() as it:
        if script.twist is not None or it.subject.key in ASKED_TOO_OFTEN:
            allow_log("client_connected_cb")  # a fake with opinions hears what the lie led to
        hostile = Hostile(it, script, tmp_path / "other")
        await hostile.know()
        await VERBS[verb](it, hostile)
        assert hostile.told, "it was asked nothing"
        hostile.assert_nothing_left()
